"""`readiness quiz` and `readiness evidence`, as people type them, on the small sample launch."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from readiness.cli.commands import app
from readiness.ground.errors import Conflict, DefinitionError, NotAllowed, NotFound
from tests.cli.begun import BOSS, LAUNCH, REP, TRAINER, become

PEER = "someone.else@tallybird.example"


class Terminal:
    """The command line, in a workspace whose launch is applied and published."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.runner = CliRunner()

    def run(self, *words: str, typed: str = "") -> Result:
        return self.runner.invoke(app, list(words), input=typed)

    def says(self, *words: str, typed: str = "", code: int = 0) -> str:
        result = self.run(*words, typed=typed)
        assert result.exit_code == code, result.output + repr(result.exception)
        return result.output

    def refuses(self, error: type[Exception], *words: str) -> str:
        result = self.run(*words)
        assert isinstance(result.exception, error), repr(result.exception)
        return str(result.exception)


@pytest.fixture
def terminal(begun: Path, sample: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    become(sample, begun)
    monkeypatch.chdir(sample)
    monkeypatch.setenv("READINESS_SIMULATED_NOW", "2027-02-01T12:00:00+00:00")
    monkeypatch.setenv("READINESS_BY", TRAINER)
    return Terminal(sample)


def test_a_quiz_is_taken_left_gone_on_with_and_passed(terminal: Terminal) -> None:
    left = terminal.says("quiz", "take", LAUNCH, "trial-quiz", "--rep", REP, typed="", code=1)
    assert "stays open" in left
    assert f"Go on: readiness quiz take {LAUNCH} trial-quiz --rep {REP}" in left
    again = terminal.says("quiz", "take", LAUNCH, "trial-quiz", "--rep", REP, typed=_typed(terminal), code=0)
    assert "It goes on where it was left." in again
    assert "Passed: 100 %" in again
    assert "passed already" in terminal.refuses(Conflict, "quiz", "take", LAUNCH, "trial-quiz", "--rep", REP)
    listed = terminal.says("evidence", "list", LAUNCH, "--rep", REP)
    assert "quiz-attempt" in listed
    assert "simulated" in listed


def _typed(terminal: Terminal) -> str:
    """What to type to answer the rep's own form rightly: the form of the attempt's own seed, with its key."""
    seed = f"{LAUNCH}/trial-quiz/{REP}/1"
    lines = terminal.says("quiz", "form", LAUNCH, "trial-quiz", "--seed", seed, "--key").splitlines()
    return "".join(line.removeprefix("  key: ") + "\n" for line in lines if line.startswith("  key: ")) + "y\n"


def test_a_failed_quiz_tells_why_and_what_to_read_but_not_the_answer(terminal: Terminal) -> None:
    said = terminal.says("quiz", "take", LAUNCH, "trial-quiz", "--rep", REP, typed="\n\n\ny\n", code=1)
    assert "Not passed: 0 % of The longer trial; the pass mark is 66 %." in said
    assert "Read again:" in said
    assert "module “The longer trial, and what to say about it”, section" in " ".join(said.split())
    assert "You have 2 more attempts; the next from 2027-02-01 13:00 UTC on." in said
    assert "right:" not in said
    assert "cools down" in terminal.refuses(Conflict, "quiz", "take", LAUNCH, "trial-quiz", "--rep", REP)
    reset = terminal.says(
        "quiz", "reset", LAUNCH, "trial-quiz", "--rep", REP, "--reason", "Read it together.", "--by", BOSS
    )
    assert "new round" in reset
    assert "nothing was changed" in terminal.says(
        "quiz", "reset", LAUNCH, "trial-quiz", "--rep", REP, "--reason", "Again.", "--by", BOSS
    )
    result = json.loads(terminal.says("quiz", "result", "1", "--json"))
    assert result["grade"]["passed"] is False
    assert all(item["told"] == "" for item in result["items"])
    assert "correct" not in json.dumps(result)


def test_items_are_listed_shown_accepted_and_rejected(terminal: Terminal) -> None:
    drafted = "drafted-fact-trial-length"
    assert "draft     numeric     drafted-fact-trial-length" in terminal.says("quiz", "items", LAUNCH)
    assert "key: 30 days" in terminal.says("quiz", "items", LAUNCH, "--drafted")
    said = terminal.says("quiz", "accept", LAUNCH, drafted)
    assert said == f"accepted  {drafted}\nNo quiz reads differently: none draws from them.\n"
    assert f"accepted already  {drafted}" in terminal.says("quiz", "accept", LAUNCH, drafted)
    assert "No drafted item waits" in terminal.says("quiz", "accept", LAUNCH, "--all")
    assert f"rejected  {drafted}" in terminal.says("quiz", "reject", LAUNCH, drafted)
    (line,) = json.loads(terminal.says("quiz", "items", LAUNCH, "--status", "rejected", "--json"))
    assert line["by"] == TRAINER
    assert "Did you mean" in terminal.refuses(NotFound, "quiz", "items", LAUNCH, "drafted-fact-trial-lenght")
    terminal.refuses(NotAllowed, "quiz", "accept", LAUNCH, drafted, "--by", "piet@tallybird.example")
    terminal.refuses(Conflict, "quiz", "accept", LAUNCH)


def test_right_answers_are_for_the_launchs_team(terminal: Terminal) -> None:
    for whole in (("--drafted",), ("drafted-fact-trial-length",)):
        assert "key:" in terminal.says("quiz", "items", LAUNCH, *whole, "--by", "piet@tallybird.example")
        told = terminal.says("quiz", "items", LAUNCH, *whole, "--by", REP)
        assert "key:" not in told
        assert "30 days" not in told
        assert "are for the team of 'trial-extension': pass --by" in told
    (line,) = json.loads(terminal.says("quiz", "items", LAUNCH, "drafted-fact-trial-length", "--by", REP, "--json"))
    assert set(line["item"]) == {"key", "kind", "situation", "stem", "tests"}


@pytest.mark.parametrize(("by", "may"), [(REP, True), (BOSS, True), ("piet@tallybird.example", True), (PEER, False)])
def test_a_result_is_for_the_rep_their_managers_and_the_team(terminal: Terminal, by: str, may: bool) -> None:
    terminal.says("quiz", "take", LAUNCH, "trial-quiz", "--rep", REP, typed="\n\n\ny\n", code=1)
    if may:
        assert "Not passed" in terminal.says("quiz", "result", "1", "--by", by)
    else:
        assert "is not" in terminal.refuses(NotAllowed, "quiz", "result", "1", "--by", by)


def test_a_result_needs_a_name(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("READINESS_BY")
    (terminal.folder / "readiness.toml").write_text("", encoding="utf-8")
    assert "nobody said who acts" in terminal.refuses(NotAllowed, "quiz", "result", "1")


def test_a_form_hides_its_key_unless_asked(terminal: Terminal) -> None:
    words = ("quiz", "form", LAUNCH, "trial-quiz", "--seed", "7")
    assert "key:" not in terminal.says(*words)
    assert "key:" in terminal.says(*words, "--key")
    assert terminal.says(*words) == terminal.says(*words)
    terminal.refuses(NotAllowed, *words, "--by", REP)


def test_evidence_by_hand_and_from_a_file(terminal: Terminal) -> None:
    done = terminal.says("evidence", "complete", LAUNCH, "the-longer-trial", "--rep", REP)
    assert done.startswith("Completed: the-longer-trial by rosa@tallybird.example")
    assert "known already" in terminal.says("evidence", "complete", LAUNCH, "the-longer-trial", "--rep", REP)
    file = terminal.folder / "lms.csv"
    file.write_text(
        f"email,kind,subject,happened_at,fraction\n{REP},quiz-attempt,trial-quiz,2027-01-31T10:00:00Z,0.9\n"
    )
    preview = terminal.says("evidence", "import", LAUNCH, str(file), "--preview")
    assert "1 would be recorded (1 quiz-attempt; 1 person)" in preview
    assert "nothing was recorded" in preview
    assert "1 recorded" in terminal.says("evidence", "import", LAUNCH, str(file))
    assert "1 known already." in terminal.says("evidence", "import", LAUNCH, str(file))
    file.write_text("email,kind,subject,happened_at,fraction\nx,quiz,trial-quiz,soon,90\n")
    told = terminal.refuses(DefinitionError, "evidence", "import", LAUNCH, str(file))
    assert all(code in told for code in ("EV104", "EV105", "EV106", "EV107"))
    assert f"{file}:2" in told
    listed = json.loads(terminal.says("evidence", "list", LAUNCH, "--rep", REP, "--json"))
    assert [one["evidence"]["kind"] for one in listed] == ["quiz-attempt", "module-completed"]


def test_attesting_and_marking_what_the_launch_does_not_ask_is_refused(terminal: Terminal) -> None:
    told = terminal.refuses(Conflict, "evidence", "attest", LAUNCH, "seller", "--rep", REP, "--by", BOSS)
    assert "asks for no attestation" in told
    terminal.refuses(NotFound, "evidence", "mark", LAUNCH, "call", "a=1", "--rep", REP, "--by", BOSS)
    told = terminal.refuses(DefinitionError, "evidence", "mark", LAUNCH, "call", "a", "b=x", "c=1", "c=2", "--rep", REP)
    assert told.count("RP003") == 3


def test_exempting_and_revoking(terminal: Terminal) -> None:
    words = (
        "evidence",
        "exempt",
        LAUNCH,
        "seller",
        "--rep",
        REP,
        "--until",
        "2027-03-31",
        "--reason",
        "Sells elsewhere.",
    )
    assert "until 2027-03-31" in terminal.says(*words)
    assert "Exempt already" in terminal.says(*words)
    terminal.refuses(NotAllowed, *words, "--by", REP)


def test_nobody_on_record_is_said_so(terminal: Terminal) -> None:
    assert "Nothing is on record" in terminal.says("evidence", "list", LAUNCH, "--rep", REP)
    assert json.loads(terminal.says("evidence", "list", LAUNCH, "--rep", REP, "--json")) == []


def test_more_time_is_given_seen_and_taken_back_by_those_who_may(terminal: Terminal) -> None:
    words = ("quiz", "time", LAUNCH, "--rep", REP, "--by", BOSS)
    assert "has the usual time" in terminal.says(*words)
    given = terminal.says(*words, "--factor", "1.5", "--until", "2027-06-30", "--note", "agreed")
    assert "has 1.5 times the time through 2027-06-30" in given
    assert json.loads(terminal.says(*words, "--json"))["holds"]["factor"] == 1.5
    terminal.refuses(NotAllowed, "quiz", "time", LAUNCH, "--rep", REP, "--by", REP)
    terminal.refuses(DefinitionError, *words, "--factor", "1.5", "--no-limit", "--until", "2027-06-30", "--note", "x")
    assert terminal.run(*words, "--minutes", "5").exit_code == 2, "until when?"
    assert "has the usual time" in terminal.says(*words, "--take-back", "--note", "over")


def test_practice_tells_each_answer_at_the_prompt(terminal: Terminal) -> None:
    file = terminal.folder / "launches" / LAUNCH / "launch.yaml"
    text = file.read_text(encoding="utf-8").replace("    quizzes: [trial-quiz]\n", "")
    file.write_text(
        text.replace("    cool_down_hours: 1\n", "    feedback: practice\n    confidence: true\n"), encoding="utf-8"
    )
    terminal.says("apply", LAUNCH, "--engine", "none")
    terminal.says("module", "publish", LAUNCH, "trial-quiz", "--kind", "quiz", "--unapproved", "--note", "a try")
    said = terminal.says(
        "quiz", "take", LAUNCH, "trial-quiz", "--rep", REP, typed="45\n3\n\n\ny\n", code=1
    )  # fmt: skip
    assert "Practice: each answer is told at once" in said
    assert "how sure?" in said
    assert said.index("right: 30") < said.index("Question 2 of 3")
    assert "it counts for nothing" in said
    assert "quiz-attempt" not in terminal.says("evidence", "list", LAUNCH, "--rep", REP)
