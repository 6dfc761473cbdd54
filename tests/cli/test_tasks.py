"""`readiness tasks` and `readiness task` as a user calls them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from readiness.actions.upgrade_database import upgrade_database
from readiness.cli.main import main
from readiness.settings import load_settings
from readiness.store.session import Database
from tests.conftest import lay_sample
from tests.task_world import KEY, MARKETER, SELLER, TaskWorld

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def small_applied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace where the small launch has been applied; tests work on copies."""
    made = lay_sample(tmp_path_factory.mktemp("tasks") / "workspace")
    settings = load_settings(made)
    settings.state.mkdir(exist_ok=True)
    database = Database(settings.database)
    upgrade_database(database)
    TaskWorld(database, made, simulated=True).apply()
    database.close()
    return made


@pytest.fixture
def call(
    small_applied: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Call:
    """Calls the command line in such a workspace; exit code, stdout, stderr."""
    monkeypatch.chdir(shutil.copytree(small_applied, tmp_path / "workspace"))
    monkeypatch.setenv("READINESS_SIMULATED_NOW", "2027-02-17T09:00:00+00:00")

    def called(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    return called


def test_the_board_marks_what_is_overdue_and_what_is_critical(call: Call):
    code, out, _ = call("tasks", KEY)
    assert code == 0
    lines = out.splitlines()
    assert lines[0] == f"Thirty-day trial ({KEY}), launch on 2027-03-02, in 13 days"
    assert lines[1] == "17 tasks: 1 ready, 16 waiting; 2 overdue"
    first = next(line for line in lines if "draft-value-propositions" in line)
    assert first.startswith("!* draft-value-propositions")
    assert first.endswith("overdue 2 days")
    remind = next(line for line in lines if "remind-reps" in line)
    assert remind.startswith("   remind-reps")
    assert "engine" in remind


def test_the_journal_tells_what_was_done_to_a_task_in_the_past_tense(call: Call):
    call("task", "start", KEY, "draft-value-propositions", "--by", MARKETER)
    call("task", "done", KEY, "draft-value-propositions", "--by", MARKETER)
    lines = call("journal", KEY)[1].splitlines()
    assert [line.split("  ")[2] for line in lines if "task draft-value-propositions" in line] == ["finished", "started"]


def test_mine_and_stage_and_json(call: Call):
    _, out, _ = call("tasks", "--mine", SELLER, "--json")
    (board,) = json.loads(out)
    assert {line["who"] for line in board["lines"]} == {SELLER}
    assert board["lines"][0]["due_on"] == "2027-02-18"
    _, out, _ = call("tasks", KEY, "--stage", "clearance")
    assert "clear-launch" in out
    assert "write-modules" not in out


def test_a_task_is_finished_once_and_says_what_it_set_free(call: Call):
    code, out, _ = call("task", "done", KEY, "draft-value-propositions", "--by", MARKETER)
    assert (code, out) == (
        0,
        f"'draft-value-propositions' is done by {MARKETER}.\nReady now: draft-objection-responses.\n",
    )
    code, out, _ = call("task", "done", KEY, "draft-value-propositions", "--by", MARKETER)
    assert (code, out) == (0, f"Nothing changed: 'draft-value-propositions' is done by {MARKETER}.\n")
    _, out, _ = call("task", "show", KEY, "draft-value-propositions")
    assert f"finished  done by {MARKETER}" in out
    assert "when      2027-02-12 to 2027-02-15" in out


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (
            ("start", KEY, "write-modules", "--by", "ada@tallybird.example", "--note", "x" * 2001),
            1,
            "the note has 2,001 characters. Use at most 2,000.",
        ),
        (
            ("start", KEY, "write-modules", "--by", "ada@tallybird.example", "--note", "\x1b[2J"),
            1,
            "the note has control characters (U+001B). Write plain text.",
        ),
        (("approve", KEY, "approve-content-sales", "--by", MARKETER), 1, "is sales's to approve"),
        (("approve", KEY, "approve-content-sales", "--by", SELLER), 1, "waits for review-content"),
        (("done", KEY, "render-message", "--by", MARKETER), 1, "the engine's work"),
        (("skip", KEY, "write-modules", "--by", MARKETER), 1, "needs a reason"),
        (("start", KEY, "write-module", "--by", MARKETER), 2, "Did you mean 'write-modules'?"),
        (("start", "no-launch", "x", "--by", MARKETER), 2, "there is no launch 'no-launch'."),
        (("start", KEY, "write-modules", "--by", "who@else.example"), 1, "is not in the team"),
    ],
)
def test_a_no_is_told_with_its_reason_and_exit_code(call: Call, arguments: tuple[str, ...], code: int, message: str):
    ended, out, err = call("task", *arguments)
    assert (ended, out) == (code, "")
    assert message in err


@pytest.mark.parametrize("verb", ["start", "submit", "done", "skip", "block"])
def test_every_verb_answers_in_json(call: Call, verb: str):
    code, out, _ = call("task", verb, KEY, "draft-value-propositions", "--by", MARKETER, "--note", "why", "--json")
    assert code == 0
    told = json.loads(out)
    assert told["changed"] is True
    assert told["task"]["key"] == "draft-value-propositions"


def test_a_workspace_without_an_applied_launch_says_what_to_do(
    sample: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(sample)
    (sample / ".readiness").mkdir()
    with pytest.raises(SystemExit):
        main(["tasks"])
    assert capsys.readouterr().out == "No launch has been applied yet. Run: readiness apply KEY\n"
