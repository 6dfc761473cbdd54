"""`readiness check` and `readiness schema` as a user runs them: in a process of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from readiness.cli.checking import plain_arguments, tell
from readiness.domain.checks.all_checks import RULES
from tests.checks.cases import FOLDER

BASE = (FOLDER / "base.yaml").read_text(encoding="utf-8")


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "readiness.cli.main", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    place = tmp_path / "launches" / "base"
    place.mkdir(parents=True)
    (place / "launch.yaml").write_text(BASE, encoding="utf-8")
    return tmp_path


def write(workspace: Path, text: str, key: str = "base") -> None:
    (workspace / "launches" / key).mkdir(exist_ok=True)
    (workspace / "launches" / key / "launch.yaml").write_text(text, encoding="utf-8")


def test_sound_launch_exits_0(workspace: Path) -> None:
    told = run(workspace, "check")
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout == "base: sound\n\n1 launch checked: sound\n"


def test_warnings_and_notes_are_sound(workspace: Path) -> None:
    write(
        workspace,
        BASE.replace("standing: {paper: unique, clocks: unique}", "standing: {paper: unique, clocks: parity}"),
    )
    told = run(workspace, "check", "base")
    assert told.returncode == 0
    assert "warning  RD201" in told.stdout
    assert told.stdout.endswith("1 launch checked: sound (1 warning)\n")


def test_unsound_settings_of_the_workspace_are_told_and_nothing_is_checked(workspace: Path) -> None:
    (workspace / "readiness.toml").write_text('engine = "bogus"\n', encoding="utf-8")
    for arguments in (("check",), ("check", "base", "--format", "json")):
        told = run(workspace, *arguments)
        assert (told.returncode, told.stdout) == (2, "")
        assert "error ST003: engine is 'bogus'. Write local, server or none." in told.stderr


def test_error_exits_1_with_place_rule_and_fix(workspace: Path) -> None:
    write(workspace, BASE.replace("pass_fraction: 0.6", "pass_fraction: 60"))
    told = run(workspace, "check", "launches/base/launch.yaml")
    assert told.returncode == 1
    line = BASE.splitlines().index("    pass_fraction: 0.6") + 1
    assert "launches/base/launch.yaml\n" in told.stdout
    assert f"{line}:20  error    RD007  'quizzes.short.pass_fraction' 60.0 is above 1." in told.stdout
    assert "Write 80 % as 0.8." in told.stdout


def test_unusable_file_exits_2_and_the_others_are_checked_all_the_same(workspace: Path) -> None:
    write(workspace, "a: b: c\n", "broken")
    told = run(workspace, "check")
    assert told.returncode == 2
    assert "RD002" in told.stdout
    assert "base: sound" in told.stdout
    assert "2 launches checked: 1 unsound (1 error)" in told.stdout


@pytest.mark.parametrize("name", ["nothing", "nothing/launch.yaml", "x.yaml", "../../etc"])
def test_what_is_not_there_exits_2(name: str, workspace: Path) -> None:
    told = run(workspace, "check", name)
    assert told.returncode == 2
    assert "RD001" in told.stdout
    assert "Traceback" not in told.stderr


def test_empty_workspace_exits_2_with_the_way_out(tmp_path: Path) -> None:
    told = run(tmp_path, "check")
    assert told.returncode == 2
    assert "readiness init" in told.stderr


def test_file_outside_any_workspace_is_checked(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(BASE, encoding="utf-8")
    assert run(tmp_path, "check", "base.yaml").returncode == 0


def test_circular_tasks_are_an_error(workspace: Path) -> None:
    task = "{title: T, stage: clearance, kind: human, action: do, owner: seller, days: 1, after: [%s]}"
    write(workspace, f"{BASE}tasks:\n  one: {task % 'two'}\n  two: {task % 'one'}\n")
    told = run(workspace, "check")
    assert told.returncode == 1
    assert "TK002" in told.stdout
    assert f"{len(BASE.splitlines()) + 2}:" in told.stdout


def test_json_has_every_finding_with_its_place(workspace: Path) -> None:
    write(workspace, BASE.replace("proof: [pilot]\n    conversation", "conversation"))
    told = run(workspace, "check", "--format", "json")
    assert told.returncode == 1
    found = json.loads(told.stdout)
    assert [(one["launch"], one["usable"], one["sound"]) for one in found] == [("base", True, False)]
    (problem,) = found[0]["problems"]
    assert problem["code"] == "RD101"
    assert problem["file"] == "launches/base/launch.yaml"
    assert problem["path"] == "value_propositions.right-pay"
    assert BASE.splitlines()[problem["line"] - 2] == "  right-pay:"


def test_sarif_is_what_code_review_tools_read(workspace: Path) -> None:
    write(workspace, BASE.replace("tier: 3", "teir: 3").replace("weight: 60", "weight: 600"))
    write(workspace, "- no mapping\n", "other")
    told = run(workspace, "check", "--format=sarif")
    assert told.returncode == 2
    log = json.loads(told.stdout)
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    (only,) = log["runs"]
    driver = only["tool"]["driver"]
    assert driver["name"] == "readiness"
    assert [rule["id"] for rule in driver["rules"]] == [rule.code for rule in RULES]
    for rule in driver["rules"]:
        assert rule["help"]["text"].endswith(f"readiness docs {rule['id']}")
        assert "helpUri" not in rule
        assert rule["shortDescription"]["text"]
        assert rule["defaultConfiguration"]["level"] in {"error", "warning", "note"}
    assert {result["ruleId"] for result in only["results"]} == {"RD001", "RD004", "RD005", "RD007"}
    for result in only["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] == "error"
        assert result["message"]["text"]
        (location,) = result["locations"]
        place = location["physicalLocation"]
        assert place["artifactLocation"]["uriBaseId"] in only["originalUriBaseIds"]
        assert not place["artifactLocation"]["uri"].startswith("/")
        if "region" in place:
            assert place["region"]["startLine"] >= 1
            assert place["region"]["startColumn"] >= 1


def test_fast_start_and_typer_say_the_same(workspace: Path) -> None:
    write(workspace, BASE.replace("tier: 3", "teir: 3"))
    fast = run(workspace, "check", "base")
    code = "import sys; from readiness.cli.check import app; app(args=sys.argv[1:], prog_name='x')"
    slow = subprocess.run(
        [sys.executable, "-c", code, "base"], cwd=workspace, capture_output=True, text=True, check=False
    )
    assert (fast.stdout, fast.returncode) == (slow.stdout, slow.returncode)


@pytest.mark.parametrize(
    ("arguments", "plain"),
    [
        ([], ((), "text")),
        (["a", "b"], (("a", "b"), "text")),
        (["a", "--format", "json"], (("a",), "json")),
        (["--format=sarif", "a"], (("a",), "sarif")),
        (["--help"], None),
        (["--format"], None),
        (["--format=xml"], None),
        (["-x"], None),
        (["--", "a"], None),
    ],
)
def test_only_plain_arguments_are_read_without_typer(arguments: list[str], plain: object) -> None:
    assert plain_arguments(arguments) == plain


def test_check_imports_nothing_heavy(workspace: Path) -> None:
    code = (
        "import sys\nfrom readiness.cli.main import main\n"
        "try: main(['check'])\nexcept SystemExit: pass\n"
        "heavy = {'sqlmodel', 'sqlalchemy', 'prefect', 'holidays', 'jinja2', 'pydantic', 'typer', 'rich', 'ruamel'}\n"
        "heavy |= {'dataclasses', 'inspect', 'hashlib', 'random'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", code], cwd=workspace, capture_output=True, text=True, check=False)
    assert told.stdout.splitlines()[-1] == "[]"


def test_schema_is_shown_or_written(tmp_path: Path) -> None:
    shown = run(tmp_path, "schema")
    assert shown.returncode == 0
    assert json.loads(shown.stdout)["title"] == "launch.yaml"
    written = run(tmp_path, "schema", "--part", "--out", "part.json")
    assert written.returncode == 0
    assert json.loads((tmp_path / "part.json").read_text(encoding="utf-8"))["title"] == "a part of a launch.yaml"
    assert run(tmp_path, "schema", "--out", "no/such/folder.json").returncode == 3


def test_a_launch_that_is_not_there_was_not_checked(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(sample)
    told, code = tell(("launches/nope",), "text")
    assert told.splitlines()[-1] == "no launch checked; 1 is not there"
    assert code == 2
    told, code = tell(("trial-extension", "launches/nope"), "text")
    assert told.splitlines()[-1].startswith("1 launch checked: sound")
    assert told.splitlines()[-1].endswith("; 1 is not there")
    assert code == 2
