"""`readiness roster` as somebody types it."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from readiness.cli.main import main
from tests.people_world import person, roster_text

REPOSITORY = Path(__file__).resolve().parents[2]
SALES = "launches/gitlab-cicd-for-github/roster"


@pytest.fixture
def run(sample: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Runs a command line in a workspace of its own in which nobody is on the roster; exit code, stdout, stderr."""
    monkeypatch.chdir(sample)
    monkeypatch.setenv("READINESS_SIMULATED_NOW", "2018-02-01T09:00:00+00:00")
    monkeypatch.delenv("READINESS_BY", raising=False)

    def run(*arguments: str) -> tuple[int, str, str]:
        code = 0
        try:
            main(["roster", *arguments])
        except SystemExit as end:
            code = int(end.code or 0)
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def test_a_preview_shows_and_writes_nothing_and_the_import_does_it(run) -> None:
    files = (f"{SALES}/roster.csv", "--history", f"{SALES}/territory-history.csv")
    code, out, _ = run("import", *files, "--preview")
    assert code == 0
    assert "Would be imported from roster.csv, holding from 2018-02-01:\n  17 joining\n" in out
    assert out.endswith("Nothing was written.\n")
    assert run("show")[1].startswith("Nobody is on the roster on 2018-02-01.")
    code, out, _ = run("import", *files)
    assert (code, out.count("RO405")) == (0, 5)
    code, out, _ = run("import", *files)
    assert (code, out.count("RO405")) == (0, 5)
    assert out.endswith("Nothing changes: the roster already is what roster.csv says on 2018-02-01.\n")


def test_the_roster_of_a_region_on_a_day(run) -> None:
    run("import", f"{SALES}/roster.csv")
    code, out, _ = run("show", "--region", "Pacific", "--on", "2018-03-22")
    assert code == 0
    assert out.splitlines()[0].split("\t")[:2] == ["email", "role"]
    assert [line.split("\t")[0] for line in out.splitlines()[1:3]] == [
        "lynn0@adventure-works.example", "syed0@adventure-works.example",
    ]  # fmt: skip
    assert out.endswith("2 of 17 people on 2018-03-22.\n")
    found = json.loads(run("show", "--territory", "Canada", "--json")[1])
    assert [line["email"] for line in found["lines"]] == [
        "garrett1@adventure-works.example",
        "josé1@adventure-works.example",
    ]
    assert run("show", "--region", "Moon")[1] == "Nobody like that among the 17 people on 2018-02-01.\n"


def test_a_history_shows_where_the_two_files_disagreed(run) -> None:
    run("import", f"{SALES}/roster.csv", "--history", f"{SALES}/territory-history.csv")
    code, out, _ = run("history", "JOSÉ1@adventure-works.example")
    assert code == 0
    assert "2015-05-30\t2018-02-01\taccount-executive\tUnited Kingdom\tEurope\t\thistory" in out
    assert "Note: When imported on 2018-02-01: roster says Canada, history says United Kingdom since 2015-05-30." in out
    stretches = json.loads(run("history", "josé1@adventure-works.example", "--json")[1])["stretches"]
    assert [one["posting"]["source"] for one in stretches] == ["history", "history", "roster"]


def test_somebody_nobody_knows_is_not_found(run) -> None:
    run("import", f"{SALES}/roster.csv")
    code, _, error = run("history", "jos1@adventure-works.example")
    assert code == 2
    assert "never on the roster" in error
    assert "Did you mean josé1@adventure-works.example?" in error


def test_every_bad_row_is_told_and_the_exit_code_is_1(run, tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(roster_text(person("ann"), person("bob@x.example", start="3/4/2018")), encoding="utf-8")
    code, out, error = run("import", str(file))
    assert (code, out) == (1, "")
    assert "nothing was imported: 2 problems in bad.csv (RO202 × 1, RO203 × 1)" in error
    assert f"{file}:2:1: error RO202" in error
    assert f"{file}:3:8: error RO203" in error


def test_json_says_what_changes(run, tmp_path: Path) -> None:
    file = tmp_path / "r.csv"
    file.write_text(roster_text(person("ann@x.example")), encoding="utf-8")
    found = json.loads(run("import", str(file), "--preview", "--json")[1])
    assert (found["preview"], found["nothing"], found["joined"][0]["posting"]["territory"]) == (True, False, "T1")


@pytest.mark.parametrize("arguments", [("--leavers", "shoot"), ("--on", "yesterday")])
def test_an_option_that_makes_no_sense_is_refused(run, tmp_path: Path, arguments: tuple[str, str]) -> None:
    (tmp_path / "r.csv").write_text(roster_text(person("ann@x.example")), encoding="utf-8")
    code, _, error = run("import", str(tmp_path / "r.csv"), *arguments)
    assert code in {1, 2}
    assert arguments[1] in error or "keep or close" in error


def test_the_sample_roster_is_what_its_script_makes_of_the_source_tables() -> None:
    folder = REPOSITORY / SALES
    spec = importlib.util.spec_from_file_location("build_roster", folder / "build_roster.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    for name, text in script.build(folder / "source").items():
        assert (folder / name).read_text(encoding="utf-8") == text
