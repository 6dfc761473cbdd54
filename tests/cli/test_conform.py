"""`readiness conform` as a user runs it: formats, exit codes, baselines; and the session that the how-to shows."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from readiness.cli.main import main
from tests.conftest import REPOSITORY
from tests.document_files import deck

LAUNCH = "gitlab-cicd-for-github"
BROCHURE = f"launches/{LAUNCH}/documents/brochure.md"
ON = ("--as-of", "2018-03-22")


def typed(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    command = [sys.executable, "-m", "readiness.cli.main", "conform", "--launch", LAUNCH, *ON, *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The same command in this process, which has imported what it needs."""
    words = ["conform", "--launch", LAUNCH, *ON, *arguments]
    with (
        chdir(folder), redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err,
        pytest.raises(SystemExit) as ended,
    ):  # fmt: skip
        main(words)
    return subprocess.CompletedProcess(words, int(ended.value.code or 0), out.getvalue(), err.getvalue())


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workspace")
    shutil.copytree(REPOSITORY / "launches" / LAUNCH, folder / "launches" / LAUNCH)
    (folder / "deck.pptx").write_bytes(
        deck(("GitLab CI/CD", "Premium costs 29 USD per user and month."), ("Next", "Ask us."))
    )
    (folder / "sound.md").write_text("# Builds\n\nKeep the code where it is.\n", encoding="utf-8")
    (folder / "empty.pdf").write_bytes(b"")
    return folder


def test_the_session_of_the_how_to_is_what_is_told(workspace: Path) -> None:
    told = typed(workspace, BROCHURE)
    page = (REPOSITORY / "docs" / "how-to" / "check-a-document.md").read_text(encoding="utf-8")
    session = page.split("```")[1].splitlines()[2:]
    shown = [line for line in session if line.strip() != "…"]
    assert [line for line in shown if line not in told.stdout.splitlines()] == []
    assert (told.returncode, told.stderr) == (1, "")


def test_a_sound_document_exits_0_and_one_that_cannot_be_read_2_beside_the_others(workspace: Path) -> None:
    sound = run(workspace, "sound.md")
    assert sound.returncode == 0
    assert sound.stdout.endswith(f"1 document held against {LAUNCH} on 2018-03-22: nothing found\n")
    both = run(workspace, "empty.pdf", "deck.pptx")
    assert both.returncode == 2
    assert "empty.pdf: not read" in both.stdout
    assert "slide 1  error    CF111" in both.stdout
    assert "; 1 not read" in both.stdout


def test_json_has_everything_but_the_text(workspace: Path) -> None:
    told = json.loads(run(workspace, "deck.pptx", "--format", "json").stdout)
    (document,) = told["documents"]
    found = {one["code"]: one for one in document["findings"]}
    assert (document["sound"], document["pages"], "passages" in document) == (False, 2, False)
    assert (found["CF111"]["place"], found["CF111"]["marked"], found["CF111"]["level"]) == (
        "slide 1",
        "29 USD",
        "error",
    )
    assert told["measure"] == "by the words they share"


def test_sarif_names_lines_of_text_and_slides_as_logical_places(workspace: Path) -> None:
    (ran,) = json.loads(run(workspace, BROCHURE, "deck.pptx", "--format", "sarif").stdout)["runs"]
    rules = ran["tool"]["driver"]["rules"]
    prices = [one for one in ran["results"] if one["ruleId"] == "CF111" and "29 USD" in one["message"]["text"]]
    (line,), (slide,) = (one["locations"] for one in prices)
    assert line["physicalLocation"]["region"]["startLine"] == 24
    assert "region" not in slide["physicalLocation"]
    assert slide["logicalLocations"] == [{"fullyQualifiedName": "slide 1"}]
    assert all(rules[one["ruleIndex"]]["id"] == one["ruleId"] for one in ran["results"])


def test_the_page_marks_what_was_found_and_escapes_what_was_written(workspace: Path) -> None:
    (workspace / "odd.md").write_text(
        "Premium costs 29 USD per user and month. Say `<script>alert(1)</script>`.\n", encoding="utf-8"
    )
    told = run(workspace, "odd.md", "--format", "html", "--output", "odd.html")
    made = (workspace / "odd.html").read_text(encoding="utf-8")
    assert (told.returncode, told.stdout) == (1, "odd.html\n")
    assert '<mark class="error">29 USD</mark>' in made
    assert "<script" not in made
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in made


def test_what_is_known_does_not_fail_and_what_is_new_does(workspace: Path) -> None:
    (workspace / "page.md").write_text("# Title\n\nIt is free forever with GitLab CI/CD.\n", encoding="utf-8")
    assert run(workspace, "page.md", "--write-baseline", "known.json").returncode == 1
    moved = "# Title\n\nSomething before.\n\nIt is free forever with GitLab CI/CD.\n"
    (workspace / "page.md").write_text(moved, encoding="utf-8")
    again = run(workspace, "page.md", "--baseline", "known.json")
    assert again.returncode == 0
    assert "known from the baseline" in again.stdout
    (workspace / "page.md").write_text(moved.replace("free forever", "always free"), encoding="utf-8")
    new = run(workspace, "page.md", "--baseline", "known.json")
    assert new.returncode == 1
    assert "fixed since the baseline: CF103 It is free forever" in new.stdout


def test_what_is_no_baseline_no_launch_or_no_file_is_refused(workspace: Path) -> None:
    (workspace / "no.json").write_text("[]", encoding="utf-8")
    told = run(workspace, "sound.md", "--baseline", "no.json")
    assert (told.returncode, told.stdout) == (2, "")
    assert "CF011" in told.stderr
    told = run(workspace, "sound.md", "--launch", "nowhere")
    assert (told.returncode, told.stdout) == (2, "")
    assert "there is no launch 'nowhere'" in told.stderr


def test_a_file_that_is_not_there_hides_nothing_of_the_others(workspace: Path) -> None:
    told = run(workspace, "nowhere.md", "launches", "deck.pptx", "empty.pdf")
    assert (told.returncode, told.stderr) == (2, "")
    assert "CF012  there is no file nowhere.md." in told.stdout
    assert "CF012  this is a folder. Name the file in it." in told.stdout
    assert "slide 1  error    CF111" in told.stdout
    assert "CF001  the file is empty." in told.stdout
    assert told.stdout.rstrip().endswith("; 3 not read")
    (ran,) = json.loads(run(workspace, "nowhere.md", "deck.pptx", "--format", "sarif").stdout)["runs"]
    assert {"CF012", "CF111"} <= {one["ruleId"] for one in ran["results"]}


def test_what_readiness_toml_sets_is_how_loudly_documents_are_judged(workspace: Path, tmp_path: Path) -> None:
    shutil.copytree(workspace, tmp_path / "set")
    (tmp_path / "set" / "readiness.toml").write_text('[checks]\nCF111 = "note"\nCF131 = "off"\n', encoding="utf-8")
    told = run(tmp_path / "set", "deck.pptx")
    assert told.returncode == 0
    assert "slide 1  note     CF111" in told.stdout
    assert "CF131" in run(workspace, "deck.pptx").stdout
    assert told.stdout.count("CF131") == 1
    assert told.stdout.endswith("set in readiness.toml: CF111 note, CF131 off\n")
    as_json = json.loads(run(tmp_path / "set", "deck.pptx", "--format", "json").stdout)
    assert as_json["levels"] == {"CF111": "note", "CF131": "off"}
    (ran,) = json.loads(run(tmp_path / "set", "deck.pptx", "--format", "sarif").stdout)["runs"]
    assert [one["descriptor"]["id"] for one in ran["invocations"][0]["ruleConfigurationOverrides"]] == [
        "CF111",
        "CF131",
    ]
    command = [sys.executable, "-m", "readiness.cli.main", "check", LAUNCH]
    checked = subprocess.run(command, cwd=tmp_path / "set", capture_output=True, text=True, check=False)
    assert "set in readiness.toml" not in checked.stdout
