"""`readiness apply` as somebody runs it, without Prefect: what it shows, and the exit codes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from readiness.actions.advance_launch import STEPS
from readiness.cli.main import main
from readiness.cli.showing import StepLines
from tests.plan_world import KEY

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(sample: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command in the sample workspace; (exit code, what it printed, what it told on stderr)."""
    monkeypatch.chdir(sample)
    monkeypatch.setenv("READINESS_SIMULATED_NOW", "2027-01-18T09:00:00+00:00")
    monkeypatch.setenv("READINESS_ENGINE", "none")

    def call(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    return call


def test_each_step_is_shown_and_a_second_apply_has_nothing_to_do(run: Run) -> None:
    code, out, err = run("apply", KEY)
    assert code == 0
    assert out == f"{KEY}: applied.\n"
    assert [line.split(":")[0] for line in err.splitlines() if line.startswith("✓")] == [f"✓ {step}" for step in STEPS]
    assert "without Prefect" in err
    code, out, err = run("apply", KEY)
    assert (code, err) == (0, "")
    assert "nothing to do" in out


def test_what_came_of_it_can_be_read_by_a_program(run: Run, sample: Path) -> None:
    code, out, err = run("apply", KEY, "--json")
    first = json.loads(out)
    assert (code, first["applied"], first["nothing_to_do"], first["launch"]) == (0, True, False, KEY)
    assert first["added"] > 20
    assert "✓ gate" in err
    (sample / "out" / KEY / "index.html").unlink()
    second = json.loads(run("apply", KEY, "--json")[1])
    assert (second["applied"], second["nothing_to_do"], second["restored_files"]) == (False, True, ["index.html"])
    assert second["definition"] == first["definition"]
    code, out, _ = run("apply", "trial-extensions", "--json")
    assert (code, json.loads(out)["error"]["code"]) == (2, "not-found")


def test_files_that_were_deleted_are_written_again(run: Run, sample: Path) -> None:
    run("apply", KEY)
    before = sorted(p for p in (sample / "out").rglob("*") if p.is_file())
    shutil.rmtree(sample / "out")
    lost = f"{len(before)} files of the output folder"
    code, out, _ = run("plan", KEY)
    assert code == 0
    assert out.endswith(f"but {lost} are missing. Write them again: readiness apply {KEY}\n")
    code, out, _ = run("apply", KEY)
    assert (code, out) == (0, f"{KEY}: nothing to do on the record; {lost} were missing and are written again.\n")
    assert sorted(p for p in (sample / "out").rglob("*") if p.is_file()) == before
    assert run("apply", KEY)[1] == f"{KEY}: nothing to do; what stands is what the file asks for.\n"


def test_a_file_that_was_edited_by_hand_is_named_and_written_again(run: Run, sample: Path) -> None:
    run("apply", KEY)
    page = sample / "out" / KEY / "battlecard" / "paper.md"
    before = page.read_text(encoding="utf-8")
    page.write_text("Ours is better.\n", encoding="utf-8")
    told = "1 file of the output folder {} edited by hand (battlecard/paper.md)"
    assert run("plan", KEY)[1].endswith(f"but {told.format('is')}. Write them again: readiness apply {KEY}\n")
    (sample / "out" / KEY / "index.html").unlink()
    assert "1 file of the output folder is missing, 1 is edited by hand (battlecard/paper.md)" in run("plan", KEY)[1]
    assert "1 was edited by hand (battlecard/paper.md) and are written again" in run("apply", KEY)[1]
    assert page.read_text(encoding="utf-8") == before
    assert run("apply", KEY)[1] == f"{KEY}: nothing to do; what stands is what the file asks for.\n"


def test_an_unsound_file_is_refused_before_anything_runs(run: Run, sample: Path) -> None:
    file = sample / "launches" / KEY / "launch.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("tier: 3", "tier: 9"), encoding="utf-8")
    code, _, err = run("apply", KEY)
    assert code == 1
    assert "RD007" in err
    assert "✓" not in err


def test_a_launch_that_is_not_there_is_exit_2(run: Run) -> None:
    code, _, err = run("apply", "trial-extensions")
    assert code == 2
    assert "Did you mean 'trial-extension'?" in err


def test_a_saved_plan_is_carried_out_and_refused_when_the_file_moved(run: Run, sample: Path) -> None:
    code, out, _ = run("plan", KEY, "--out", "plan.json")
    assert code == 0
    assert "readiness apply trial-extension --plan plan.json" in out
    file = sample / "launches" / KEY / "launch.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("Rosa", "Rosalind"), encoding="utf-8")
    code, _, err = run("apply", KEY, "--plan", "plan.json")
    assert code == 1
    assert "the launch file" in err
    file.write_text(text, encoding="utf-8")
    code, out, _ = run("apply", KEY, "--plan", "plan.json")
    assert (code, out) == (0, f"{KEY}: applied.\n")


def test_a_plan_file_that_is_none_is_exit_2(run: Run, sample: Path) -> None:
    (sample / "plan.json").write_text("{}", encoding="utf-8")
    code, _, err = run("apply", KEY, "--plan", "plan.json")
    assert code == 2
    assert "is no plan that can be carried out" in err


def test_a_failed_step_is_told_and_the_next_apply_goes_on(run: Run, sample: Path) -> None:
    (sample / "out").write_text("a file where the folder should be", encoding="utf-8")
    code, _, err = run("apply", KEY)
    assert code == 3
    assert "✗ value-propositions" in err
    assert f"2 of {len(STEPS)} steps are through and kept; apply again to go on" in err
    (sample / "out").unlink()
    code, _, err = run("apply", KEY)
    assert code == 0
    assert f"going on: 2 of {len(STEPS)} steps were through already" in err
    assert "✓ tasks: already done" in err


def test_a_workspace_whose_server_does_not_run_says_how_to_start_it(run: Run) -> None:
    code, out, _ = run("server", "status")
    assert (code, out) == (1, "not running. Start it: readiness server start\n")
    code, out, _ = run("server", "stop")
    assert (code, out) == (0, "it was not running.\n")


def test_an_engine_there_is_not_is_a_usage_error(run: Run) -> None:
    assert run("apply", KEY, "--engine", "no-such")[0] == 2


class Terminal:
    """A stream that says it is a terminal."""

    def __init__(self) -> None:
        self.text = ""

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.text += text
        return len(text)

    def flush(self) -> None:
        pass


def test_on_a_terminal_a_running_step_is_shown_and_overwritten() -> None:
    terminal = Terminal()
    lines = StepLines(terminal)  # type: ignore[arg-type]
    lines.step("tasks")
    lines.done("tasks", "17 added")
    lines.step("gate")
    lines.failed()
    assert terminal.text.split("\r\x1b[2K") == ["", "… tasks", "✓ tasks: 17 added\n", "… gate", "✗ gate\n"]
