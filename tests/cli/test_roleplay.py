"""`readiness roleplay`, as people type it, on the small sample launch with a role-play of its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from readiness.ground.errors import Conflict, DefinitionError, NotAllowed, NotFound
from tests.actions.role_play_world import MP4
from tests.cli.begun import BOSS, LAUNCH, REP, TRAINER, published
from tests.cli.test_quiz import Terminal, terminal
from tests.conftest import lay_sample

PLAY = """
role_plays:
  no-reference:
    title: A buyer asks for a reference
    scenario: There is none yet.
    rubric:
      honesty:
        name: Says so plainly
        weight: 60
        must_pass: true
        anchors: [Evades, Says so when asked twice, Says so at once]
      asking:
        name: Asks before answering
        weight: 40
        anchors: [Talks throughout, One question, Open questions]
    grading:
      graders: [managers, trainers]
      double_share: 1.0
"""
BEST, GOOD = ("honesty=3", "asking=3"), ("honesty=3", "asking=2")


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace of the others, whose launch has a role-play too."""
    folder = lay_sample(tmp_path_factory.mktemp("begun") / "workspace")
    with (folder / "launches" / LAUNCH / "launch.yaml").open("a", encoding="utf-8") as file:
        file.write(PLAY)
    return published(folder, now="2027-02-01T12:00:00+00:00")


__all__ = ["terminal"]


def handed_in(terminal: Terminal, *more: str) -> str:
    return terminal.says(
        "roleplay", "submit", LAUNCH, "no-reference", "--rep", REP, *(more or ("--text", "There is none."))
    )


def test_a_role_play_is_handed_in_graded_twice_and_compared(terminal: Terminal) -> None:
    said = handed_in(terminal)
    assert "Handed in: submission 1, round 1.\n2 graders asked." in said
    assert f"1  {REP}, round 1: " in terminal.says("roleplay", "list", LAUNCH)
    for who in (BOSS, TRAINER):
        assert "1  due 2027-02-04  Rosa, round 1: A buyer asks" in terminal.says("roleplay", "queue", "--by", who)
    shown = terminal.says("roleplay", "show", "1", "--by", BOSS)
    assert "There is none." in shown
    assert "1. Evades" in shown
    first = terminal.says("roleplay", "grade", "1", *BEST, "--by", BOSS, "--comment", "honesty=At once.")
    assert "Not final yet: another grader has not marked it yet" in first
    assert "At once." not in terminal.says("roleplay", "show", "1", "--by", TRAINER)
    assert "Not final yet: their totals" in terminal.says("roleplay", "grade", "1", *GOOD, "--by", TRAINER)
    assert "Nothing waits for your mark." in terminal.says("roleplay", "queue", "--by", BOSS)
    assert "1 more grader needed" in terminal.says("roleplay", "list", LAUNCH)


def test_two_who_agree_make_it_final_and_a_third_is_not_needed(terminal: Terminal) -> None:
    handed_in(terminal)
    terminal.says("roleplay", "grade", "1", *BEST, "--by", BOSS, "--comment", "honesty=At once.")
    final = terminal.says("roleplay", "grade", "1", *BEST, "--by", TRAINER)
    assert "Final (mean of two): passed with 100 %." in final
    rounds = terminal.says("roleplay", "list", LAUNCH, "--rep", REP)
    assert "passed with 100 % (mean of two)" in rounds
    assert "honesty 3: At once." in rounds
    agreement = terminal.says("roleplay", "agreement", LAUNCH)
    assert "rubric version 1, as it stands: 1 graded, 1 by several, 0 by three" in agreement
    assert "honesty: alike 100 %" in agreement
    assert "1 shared mark; 5 are needed" in agreement
    told = json.loads(terminal.says("roleplay", "agreement", LAUNCH, "--json"))
    assert told["role_plays"][0]["versions"][0]["categories"][0]["exact"] == 1
    assert terminal.refuses(Conflict, "roleplay", "submit", LAUNCH, "no-reference", "--rep", REP, "--text", "x")
    assert "role-play" in terminal.says("evidence", "list", LAUNCH, "--rep", REP)


def test_a_recording_is_taken_and_something_else_is_not(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "call.mp4").write_bytes(MP4)
    (tmp_path / "call.html").write_text("<script>", encoding="utf-8")
    submit = ("roleplay", "submit", LAUNCH, "no-reference", "--rep", REP, "--file")
    assert "RP007" in terminal.refuses(DefinitionError, *submit, str(tmp_path / "call.html"))
    assert terminal.refuses(NotFound, *submit, str(tmp_path / "nothing.mp4"))
    assert "Handed in" in terminal.says(*submit, str(tmp_path / "call.mp4"))
    shown = terminal.says("roleplay", "show", "1", "--by", BOSS)
    assert "call.mp4, video/mp4, " in shown
    path = next(line.strip() for line in shown.splitlines() if "submissions/kept" in line)
    assert Path(path).read_bytes() == MP4
    assert "Taken back" in terminal.says("roleplay", "withdraw", "1", "--by", REP)


def test_graders_are_assigned_given_to_others_and_calibrated(terminal: Terminal) -> None:
    handed_in(terminal)
    assert "0 graders asked." in terminal.says("roleplay", "assign", LAUNCH)
    assert terminal.refuses(NotAllowed, "roleplay", "assign", LAUNCH, "--by", REP)
    back = terminal.says("roleplay", "reassign", "1", BOSS, "--by", BOSS, "--reason", "I coached it.")
    assert f"{BOSS}: they grade or graded it already." in back
    exemplar = ("roleplay", "exemplar", LAUNCH, "no-reference", *BEST, "--title", "A good no", "--text", "None yet.")
    assert "Exemplar 1: agreed at 100 %." in terminal.says(*exemplar)
    assert "agreed marks show once you graded it" in terminal.says("roleplay", "calibration", LAUNCH, "--by", BOSS)
    told = terminal.says("roleplay", "calibrate", "1", "honesty=1", "asking=3", "--by", BOSS)
    assert "You gave 40 %, agreed is 100 %. You are 60 % from the agreed marks. You differ on whether" in told
    assert "Your calibration does not hold: the marks given are 60 % from the agreed" in told
    assert f"{BOSS}: 60 % off" in terminal.says("roleplay", "calibration", LAUNCH)
    assert "Retired" in terminal.says("roleplay", "retire-exemplar", "1")


def test_marks_that_are_none_are_told_at_once(terminal: Terminal) -> None:
    handed_in(terminal)
    told = terminal.refuses(DefinitionError, "roleplay", "grade", "1", "honesty", "asking=x", "--by", BOSS)
    assert told.count("RP003") == 2
    told = terminal.refuses(DefinitionError, "roleplay", "grade", "1", "honesty=4", "--by", BOSS)
    assert "RP002" in told
    assert "RP003" in told
    assert terminal.refuses(NotFound, "roleplay", "grade", "9", *BEST, "--by", BOSS)
    assert terminal.refuses(NotFound, "roleplay", "list", "no-such-launch")
    assert terminal.refuses(NotFound, "roleplay", "agreement", LAUNCH, "--role-play", "no-referense")


def test_plan_says_that_a_used_rubric_becomes_a_new_version(terminal: Terminal) -> None:
    handed_in(terminal)
    file = terminal.folder / "launches" / LAUNCH / "launch.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("weight: 60", "weight: 50").replace("weight: 40", "weight: 50"),
        encoding="utf-8",
    )
    said = terminal.says("plan", LAUNCH)
    assert "! role-play/no-reference  version 2 (new) from the next submission on" in said
    assert "1 handed in or marked on earlier versions stay on them" in said
