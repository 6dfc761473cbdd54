"""`readiness items`, as people type it, on the small sample launch."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from readiness.cli.commands import app
from readiness.ground.errors import DefinitionError, NotAllowed, NotFound, OutsideFailure, Unusable
from tests.cli.begun import LAUNCH, REP
from tests.cli.test_quiz import Terminal, terminal  # noqa: F401  the fixture
from tests.domain.published_statistics import LSAT_6


@pytest.fixture
def answered(terminal: Terminal) -> Terminal:  # noqa: F811
    terminal.says("quiz", "take", LAUNCH, "trial-quiz", "--rep", REP, typed="1\n\n\ny\n", code=1)
    return terminal


def test_a_key_alone_shows_the_statistics_and_says_how_little_they_rest_on(answered: Terminal) -> None:
    said = answered.says("items", LAUNCH)
    assert said == answered.says("items", "stats", LAUNCH)
    assert "1 attempt (each person's first), on 2027-02-01." in said
    assert "IA101 too few attempts to say" in said
    assert "Simulated: 1 of these attempts are a rehearsal" in said
    assert "few" in said


def test_before_anybody_handed_it_in_that_is_all_there_is_to_say(terminal: Terminal) -> None:  # noqa: F811
    said = terminal.says("items", LAUNCH)
    assert "Nobody has handed it in yet." in said
    assert "facility" not in said


def test_a_period_without_attempts_says_so(answered: Terminal) -> None:
    assert "within these limits" in answered.says("items", LAUNCH, "--until", "2026-01-01")


def test_json_and_file_hold_every_figure(answered: Terminal, tmp_path: Path) -> None:
    told = json.loads(answered.says("items", LAUNCH, "--json", "--csv", str(tmp_path / "out.csv")))
    figures = told["quizzes"][0]["questions"][0]["figures"]
    assert figures["asked"] == 1
    assert figures["facility_interval"].keys() == {"low", "high"}
    assert {"discrimination_index", "discriminative_efficiency", "item_rest", "item_total"} <= figures.keys()
    rows = (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()
    assert len(rows) == 1 + sum(len(quiz["questions"]) + len(quiz["former"]) for quiz in told["quizzes"])


def test_one_question_is_shown_whole_with_its_options(answered: Terminal) -> None:
    told = json.loads(answered.says("items", LAUNCH, "--json"))["quizzes"][0]["questions"]
    key = next(line["figures"]["key"] for line in told if line["figures"]["options"])
    said = answered.says("items", LAUNCH, "--item", key)
    assert "how it sorts people is told from 10 attempts on" in said
    assert "weakest third" in said
    assert "no quiz asks 'nothing-like-it'" in answered.refuses(NotFound, "items", LAUNCH, "--item", "nothing-like-it")


def test_statistics_hold_the_keys_and_are_for_who_may_see_the_question_bank(answered: Terminal) -> None:
    for asked in (("items", LAUNCH), ("items", LAUNCH, "--json"), ("items", "list", LAUNCH)):
        assert "That does not open this." in answered.refuses(NotAllowed, *asked, "--by", REP)


def test_no_such_launch_is_told_and_a_wrong_day_is_wrong_use(terminal: Terminal) -> None:  # noqa: F811
    assert "'nope'" in terminal.refuses(NotFound, "items", "nope")
    assert "is not a day" in terminal.says("items", LAUNCH, "--since", "soon", code=2)


def test_without_numpy_the_command_says_what_to_install(terminal: Terminal) -> None:  # noqa: F811
    without = (
        "import sys; sys.modules['numpy'] = None; sys.modules['scipy'] = None\n"
        "from readiness.cli.main import main; main(sys.argv[1:])"
    )

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", without, *words]
        return subprocess.run(command, cwd=terminal.folder, capture_output=True, text=True, check=False)

    refused = run("items", LAUNCH)
    assert (refused.returncode, refused.stdout) == (3, "")
    assert "statistics of questions need numpy, which is not installed." in refused.stderr
    assert "pip install 'launch-readiness[assessment]'" in refused.stderr
    assert run("quiz", "items", LAUNCH).returncode == 0


def test_a_table_of_marks_from_elsewhere_gets_the_published_figures(tmp_path: Path) -> None:
    rows = [
        ",".join(str(pattern >> at & 1) for at in (4, 3, 2, 1, 0)) for pattern, n in enumerate(LSAT_6) for _ in range(n)
    ]
    file = tmp_path / "lsat.csv"
    file.write_text("\n".join(["q1,q2,q3,q4,q5", *rows]), encoding="utf-8")
    found = json.loads(CliRunner().invoke(app, ["items", "table", str(file), "--json"]).output)
    assert [item["facility"] for item in found["items"]] == [0.924, 0.709, 0.553, 0.763, 0.87]
    assert round(found["quiz"]["kr20"], 4) == 0.295
    said = CliRunner().invoke(app, ["items", "table", str(file)]).output
    assert "1,000 attempts, 5 questions" in said
    assert "standard error 0.87 marks" in said
    file.write_text("q1\n1\n0\n1\n", encoding="utf-8")
    few = CliRunner().invoke(app, ["items", "table", str(file)]).output
    assert "3 attempts, 1 question\n" in few
    assert "mean         0.67 of 1.00 marks (95 %: 0.00 to 1.00)" in few, "no mark is below 0 or above the maximum"
    assert "66.7 %" in few, "rounded: nothing is decided by it"
    assert "consistency, error, shape: told from 10 attempts on" in few


def test_marks_may_have_a_maximum_and_be_missing(tmp_path: Path) -> None:
    file = tmp_path / "marks.csv"
    file.write_text("essay:8,b\n4,1\n\n8,\n,0\n", encoding="utf-8-sig")
    essay, b = json.loads(CliRunner().invoke(app, ["items", "table", str(file), "--json"]).output)["items"]
    assert (essay["asked"], essay["facility"], b["asked"], b["facility"]) == (2, 0.75, 2, 0.5)


def test_a_table_that_is_none_is_told_whole_by_line(tmp_path: Path) -> None:
    file = tmp_path / "marks.csv"
    file.write_text("a,a,c:0\n1,2,x\n1\n", encoding="utf-8")
    refused = CliRunner().invoke(app, ["items", "table", str(file)]).exception
    assert isinstance(refused, DefinitionError)
    assert [one.code for one in refused.problems] == ["IA201", "IA201", "IA203", "IA203", "IA202"]
    assert "line 3 has 1 cells" in str(refused)
    file.write_bytes(b"\xff\xfe")
    assert isinstance(CliRunner().invoke(app, ["items", "table", str(file)]).exception, Unusable)
    file.write_text("", encoding="utf-8")
    assert "the file is empty" in str(CliRunner().invoke(app, ["items", "table", str(file)]).exception)
    file.write_text("a,b\n", encoding="utf-8")
    assert "there is no row of marks" in str(CliRunner().invoke(app, ["items", "table", str(file)]).exception)


def test_a_file_that_cannot_be_written_is_told(answered: Terminal, tmp_path: Path) -> None:
    told = answered.refuses(OutsideFailure, "items", LAUNCH, "--csv", str(tmp_path / "no" / "where.csv"))
    assert "cannot be written" in told


def test_a_table_of_answers_is_marked_by_its_key_and_its_options_are_judged(tmp_path: Path) -> None:
    file, key = tmp_path / "answers.csv", tmp_path / "key.csv"
    rows = [
        f"p{n};{'a' if n % 3 else 'B'};{'Premium' if n % 2 else 'starter '};{'' if n % 4 else 'x'}" for n in range(40)
    ]
    file.write_text("\n".join(["Person;one;two:2;three", *rows]), encoding="utf-8")
    key.write_text("three,one,two\nx|y,A,premium|ultimate\n", encoding="utf-8")
    words = ["items", "table", str(file), "--key", str(key)]
    one, two, three = json.loads(CliRunner().invoke(app, [*words, "--json"]).output)["items"]
    assert (one["facility"], two["facility"], three["facility"]) == (26 / 40, 0.5, 0.25)
    assert (two["weight"], three["asked"], three["unanswered"]) == (2.0, 40, 30)
    assert [(option["label"], option["is_key"], option["chosen"]) for option in one["options"]] == [
        ("a", True, 26),
        ("B", False, 14),
    ]
    left_out = json.loads(CliRunner().invoke(app, [*words, "--json", "--empty", "not-asked"]).output)["items"][2]
    assert (left_out["asked"], left_out["facility"]) == (10, 1.0)
    said = CliRunner().invoke(app, [*words, "--item", "one"]).output
    assert "* a" in said
    assert "35 %" in said
    bare = CliRunner().invoke(app, ["items", "table", str(file)]).exception
    assert [problem.code for problem in bare.problems] == ["IA203"] * 3, "a column of answers is told once"
    key.write_text("one,four\nA,B\n", encoding="utf-8")
    refused = CliRunner().invoke(app, words).exception
    assert [problem.code for problem in refused.problems] == ["IA204"] * 3
    key.write_text("one\nA\nB\n", encoding="utf-8")
    assert "the key has 3 rows" in str(CliRunner().invoke(app, words).exception)
    assert isinstance(CliRunner().invoke(app, [*words[:3], "--item", "nine"]).exception, DefinitionError)


@pytest.mark.parametrize(
    "marks", ["1,1\n1,1\n", "0,0\n0,0\n0,0\n", "1\n", "1\n0\n", "1,0\n", "1,\n,0\n", ",\n,\n", "1,1\n1,0\n1,1\n"]
)
def test_tables_that_can_hardly_say_anything_say_what_they_can(tmp_path: Path, marks: str) -> None:
    file = tmp_path / "marks.csv"
    width = marks.split("\n", maxsplit=1)[0].count(",") + 1
    file.write_text(
        "person,"
        + ",".join(f"q{n}" for n in range(width))
        + "\n"
        + "".join(f"p,{row}\n" for row in marks.splitlines()),
        encoding="utf-8",
    )
    found = json.loads(CliRunner().invoke(app, ["items", "table", str(file), "--json"]).output)
    assert len(found["items"]) == width
    for item in found["items"]:
        assert item["facility"] is None or 0 <= item["facility"] <= 1
        assert item["item_rest"] is None or -1 <= item["item_rest"] <= 1
    assert "NaN" not in json.dumps(found)
