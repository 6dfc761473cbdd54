"""`readiness quiz forms`, as a trainer types it, on the small sample launch with its quiz drawn from a blueprint."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from readiness.ground.errors import Conflict, NotAllowed
from tests.cli.begun import LAUNCH, REP
from tests.cli.test_quiz import Terminal, terminal  # noqa: F401  the fixture

FIXED = "items: [length, why-thirty, discount]"


def drawing(made: Terminal, blueprint: str) -> None:
    file = made.folder / "launches" / LAUNCH / "launch.yaml"
    text = file.read_text(encoding="utf-8")
    assert FIXED in text
    file.write_text(text.replace(FIXED, blueprint), encoding="utf-8")
    made.says("apply", LAUNCH, "--engine", "none")


@pytest.fixture
def two(terminal: Terminal) -> Terminal:  # noqa: F811
    drawing(terminal, "blueprint: [{count: 2}]\n    attempts: 2\n    forms: {count: 2, exposure_cap: 0.5}")
    return terminal


def test_forms_are_previewed_kept_and_told_with_how_alike_they_are(two: Terminal) -> None:
    said = two.says("quiz", "forms", LAUNCH)
    assert "2 forms are asked for and none are kept" in said
    seen = two.says("quiz", "forms", LAUNCH, "trial-quiz", "--preview", "--items")
    assert "2 forms with seed 1, not kept" in seen
    assert "none are kept" in two.says("quiz", "forms", LAUNCH), "a preview keeps nothing"
    assert "Put together and kept." in two.says("quiz", "forms", LAUNCH, "trial-quiz", "--assemble")
    assert "Just these were kept already." in two.says("quiz", "forms", LAUNCH, "trial-quiz", "--assemble")
    told = json.loads(two.says("quiz", "forms", LAUNCH, "--json"))["quizzes"][0]
    drawn = [key for form in told["sheet"]["forms"] for key in form["drawn"]]
    assert len(drawn) == len(set(drawn)) == 2
    assert told["sheet"]["shared"] == 0


def test_publishing_puts_them_together_and_attempts_get_them_in_turn(two: Terminal) -> None:
    two.says("module", "publish", LAUNCH, "trial-quiz", "--kind", "quiz", "--unapproved", "--note", "A try.", code=0)
    assert "kept 2027-02-01" in two.says("quiz", "forms", LAUNCH)
    two.says("quiz", "take", LAUNCH, "trial-quiz", "--rep", REP, typed="\n" * 2 + "y\n", code=1)
    told = json.loads(two.says("quiz", "forms", LAUNCH, "--json"))["quizzes"][0]
    assert told["counted"] == 1
    assert sum(form["given"] for form in told["sheet"]["forms"]) == 1
    assert told["may_ask"] == 50


def test_a_bank_that_cannot_serve_says_what_to_add(terminal: Terminal) -> None:  # noqa: F811
    drawing(terminal, "blueprint: [{count: 2}]\n    forms: {count: 2}\n    attempts: 2")
    file = terminal.folder / "launches" / LAUNCH / "launch.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("{count: 2}\n", "{count: 5}\n"), encoding="utf-8")
    said = terminal.run("check", LAUNCH).output
    assert "RD314" in said
    assert "Add 3 more reviewed items on any claim" in " ".join(said.split())


def test_forms_are_the_teams_business(two: Terminal) -> None:
    two.refuses(NotAllowed, "quiz", "forms", LAUNCH, "--by", REP)
    two.refuses(NotAllowed, "quiz", "forms", LAUNCH, "trial-quiz", "--assemble", "--by", REP)


def test_without_scipy_the_command_says_what_to_install_and_attempts_draw_their_own(two: Terminal) -> None:
    without = (
        "import sys; sys.modules['numpy'] = None; sys.modules['scipy'] = None\n"
        "from readiness.cli.main import main; main(sys.argv[1:])"
    )

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", without, *words]
        return subprocess.run(command, cwd=two.folder, capture_output=True, text=True, check=False)

    refused = run("quiz", "forms", LAUNCH, "trial-quiz", "--preview")
    assert (refused.returncode, refused.stdout) == (3, "")
    assert "parallel forms of a quiz need numpy, which is not installed." in refused.stderr
    assert "pip install 'launch-readiness[assessment]'" in refused.stderr
    assert run("quiz", "forms", LAUNCH).returncode == 0, "what is lacking is told without a solver"
    assert run("quiz", "form", LAUNCH, "trial-quiz").returncode == 0


def test_what_contradicts_itself_is_refused(terminal: Terminal) -> None:  # noqa: F811
    terminal.refuses(Conflict, "quiz", "forms", LAUNCH, "trial-quiz", "--preview", "--assemble")
    terminal.refuses(Conflict, "quiz", "forms", LAUNCH, "--assemble")
    terminal.refuses(Conflict, "quiz", "forms", LAUNCH, "--seed", "2")
    terminal.refuses(Conflict, "quiz", "forms", LAUNCH, "trial-quiz", "--preview")
    assert "Every attempt asks all of them." in terminal.says("quiz", "forms", LAUNCH)


def test_forms_asked_for_of_a_quiz_that_is_published_already_are_told_by_plan_and_put_together_by_publishing(
    terminal: Terminal,  # noqa: F811
) -> None:
    publish = ("module", "publish", LAUNCH, "trial-quiz", "--kind", "quiz", "--unapproved", "--note", "A try.")
    drawing(terminal, "blueprint: [{count: 2}]\n    attempts: 2")
    terminal.says(*publish)
    file = terminal.folder / "launches" / LAUNCH / "launch.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("    attempts: 2", "    attempts: 2\n    forms: {count: 2}"), encoding="utf-8")
    told = terminal.says("plan", LAUNCH)
    assert "Forms that are asked for and not put together (by a trainer, not by apply)" in told
    assert f"readiness quiz forms {LAUNCH} trial-quiz --assemble" in told
    terminal.says("apply", LAUNCH, "--engine", "none")
    assert "not put together" in terminal.says("plan", LAUNCH), "applying does not put them together"
    assert "its 2 forms were put together" in terminal.says(*publish)
    assert "not put together" not in terminal.says("plan", LAUNCH)
    assert "kept 2027-02-01" in terminal.says("quiz", "forms", LAUNCH)


def test_how_hard_forms_are_is_no_figure_where_most_of_it_is_guessed(two: Terminal) -> None:
    file = two.folder / "launches" / LAUNCH / "launch.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("  length:\n", "  length:\n    difficulty: 0.8\n", 1), encoding="utf-8")
    two.says("apply", LAUNCH, "--engine", "none")
    said = two.says("quiz", "forms", LAUNCH, "trial-quiz", "--preview")
    assert "How hard most questions are is not known: 1 estimated in the file" in said
    assert "~80 %" in said
    assert "0.0000" not in said


def test_an_examination_says_on_which_day_and_in_how_long_it_closes(terminal: Terminal) -> None:  # noqa: F811
    drawing(terminal, "blueprint: [{count: 2}]\n    feedback: examination\n    closes_on: 2027-02-03")
    terminal.says("module", "publish", LAUNCH, "trial-quiz", "--kind", "quiz", "--unapproved", "--note", "A try.")
    said = terminal.run("quiz", "take", LAUNCH, "trial-quiz", "--rep", REP, typed="").output
    assert "Hand in by 2027-02-04 00:00 UTC, 2 days" in said
