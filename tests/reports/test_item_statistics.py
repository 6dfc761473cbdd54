"""Statistics of questions out of the attempts in the database."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date

import pytest

from readiness.actions.start_attempt import start_attempt
from readiness.actions.submit_attempt import submit_attempt
from readiness.domain.definition.assessment import Draw, Item, Option, Quiz
from readiness.domain.item_analysis.given import Which
from readiness.ground.clock import FixedClock
from readiness.ground.errors import Conflict, NotFound
from readiness.reports.item_statistics import COLUMNS, as_csv, item_statistics
from readiness.store.session import Database
from readiness.store.tables.people import PersonRow, PostingRow
from tests.actions.quiz_world import DEMO, DIRECTOR, MANAGER, PEER, REP, TRAINER, World, demo

RIGHT = {f"q{n}": True for n in range(5)}


@pytest.fixture
def world(database: Database) -> World:
    return demo(database)


def take(world: World, answers, rep: str = REP, quiz: str = "core") -> None:
    attempt = start_attempt(world.as_(rep), launch="demo", quiz=quiz, rep=rep)
    submit_attempt(world.as_(rep), attempt_id=attempt.id, answers=answers)


def told(world: World, quiz: str = "core", *, keys: bool = True, **which):
    found = item_statistics(world.as_(TRAINER), launch="demo", quiz=quiz, which=Which(**which), with_keys=keys)
    return found.quizzes[0]


def of(quiz, key: str, part: str = "questions"):
    return next(line for line in getattr(quiz, part) if line.figures.key == key)


def test_what_was_answered_is_counted_question_by_question(world: World) -> None:
    take(world, RIGHT)
    take(world, RIGHT | {"q1": False}, rep=PEER)
    take(world, {"q0": True, "q1": True}, rep=MANAGER)
    quiz = told(world)
    assert (quiz.figures.attempts, quiz.figures.mean, quiz.figures.median) == (3, pytest.approx(11 / 3), 4)
    assert (of(quiz, "q0").figures.facility, of(quiz, "q0").figures.sd) == (1, 0)
    assert of(quiz, "q1").figures.facility == pytest.approx(2 / 3)
    third = of(quiz, "q2").figures
    assert (third.asked, third.unanswered, third.facility) == (3, 1, pytest.approx(2 / 3))
    assert [(option.label, option.is_key, option.chosen) for option in third.options] == [
        ("true", True, 2), ("false", False, 0),
    ]  # fmt: skip
    assert (quiz.first_on, quiz.last_on, quiz.simulated) == (date(2018, 2, 1), date(2018, 2, 1), 0)
    assert quiz.is_small


def test_only_the_first_attempt_counts_unless_all_are_asked_for(world: World) -> None:
    take(world, {"q0": False})
    world.later(days=2)
    take(world, RIGHT)
    assert told(world).figures.mean == 0
    everything = told(world, first_only=False)
    assert (everything.figures.attempts, everything.figures.mean) == (2, 2.5)


def test_an_attempt_that_is_open_does_not_count_and_nobody_else_steps_in_for_it(world: World) -> None:
    start_attempt(world.as_(REP), launch="demo", quiz="core", rep=REP)
    quiz = told(world)
    assert quiz.figures.attempts == 0
    assert len(quiz.questions) == 5
    assert of(quiz, "q0").figures.facility is None
    assert quiz.first_on is None


def test_a_period_counts_the_days_on_which_it_was_handed_in_both_ends_included(world: World) -> None:
    take(world, RIGHT)
    world.later(days=3)
    take(world, RIGHT, rep=PEER)
    first, second = date(2018, 2, 1), date(2018, 2, 4)
    assert told(world, since=first, until=second).figures.attempts == 2
    assert told(world, since=date(2018, 2, 2)).figures.attempts == 1
    assert told(world, until=date(2018, 2, 3)).last_on == first
    assert told(world, until=date.max).figures.attempts == 2
    with pytest.raises(Conflict, match="before it begins"):
        told(world, since=second, until=first)


def test_role_and_region_are_those_of_the_day(world: World) -> None:
    take(world, RIGHT)
    take(world, RIGHT, rep=DIRECTOR)
    assert told(world, role="seller").figures.attempts == 1
    assert told(world, region="North").figures.attempts == 2
    for slip in ({"region": "south"}, {"role": "sellr"}):
        with pytest.raises(NotFound):
            told(world, **slip)


def test_a_reworded_question_is_not_mixed_with_what_it_was(world: World) -> None:
    take(world, {"q0": True, "q1": False})
    items = {**DEMO.items, "q1": replace(DEMO.items["q1"], stem="Is it really so?")}
    world.change(items=items)
    world.publish("quiz", "core", change="minor")
    world.later(days=1)
    take(world, RIGHT, rep=PEER)
    quiz = told(world)
    now, before = of(quiz, "q1").figures, of(quiz, "q1", "former").figures
    assert (now.asked, now.facility) == (1, 1)
    assert (before.asked, before.facility) == (1, 0)
    assert now.version != before.version
    assert of(quiz, "q0").figures.asked == 2
    assert [line.figures.key for line in quiz.former] == ["q1"]


def test_another_weight_leaves_it_the_same_question(world: World) -> None:
    take(world, RIGHT)
    world.change(items={**DEMO.items, "q1": replace(DEMO.items["q1"], weight=3.0)})
    quiz = told(world)
    assert quiz.former == ()
    assert of(quiz, "q1").figures.weight == 3
    assert of(quiz, "q1").figures.asked == 1


def test_questions_of_a_pool_count_only_where_they_were_asked(world: World) -> None:
    drawn = Quiz(key="drawn", title="Drawn", blueprint=(Draw(count=2, section="facts"),), drafted=False, attempts=9)
    optional = {key: replace(item, must_pass=False) for key, item in DEMO.items.items()}
    world.change(quizzes={**DEMO.quizzes, "drawn": drawn}, items=optional)
    world.publish("quiz", "drawn")
    asked: dict[str, int] = {}
    for rep in (REP, PEER, MANAGER, DIRECTOR):
        attempt = start_attempt(world.as_(rep), launch="demo", quiz="drawn", rep=rep)
        for shown in attempt.form.items:
            asked[shown.key] = asked.get(shown.key, 0) + 1
        submit_attempt(world.as_(rep), attempt_id=attempt.id, answers={})
    quiz = told(world, "drawn")
    assert {line.figures.key: line.figures.asked for line in quiz.questions if line.figures.asked} == asked
    assert quiz.figures.asked_each == 2
    assert sum(line.figures.intended_weight or 0 for line in quiz.questions) == pytest.approx(1)


def miskeyed(world: World, people: int = 45) -> None:
    """People of three levels; the key of `pick` says "right", and those who know everything else choose "wrong"."""
    pick = Item(
        key="pick", kind="single", stem="Which?", tests=("facts.q1",),
        options=(Option(text="right", correct=True), Option(text="wrong"), Option(text="neither")),
    )  # fmt: skip
    quiz = Quiz(key="sure", title="Sure", items=("pick", "q1", "q2", "q3", "q4"), drafted=False)
    world.change(
        items={**DEMO.items, "q0": replace(DEMO.items["q0"], must_pass=False), "pick": pick},
        quizzes={**DEMO.quizzes, "sure": quiz},
    )
    world.publish("quiz", "sure")
    with world.database.transaction() as session:
        made = [PersonRow(email=f"p{n}@demo.example", name=f"P{n}") for n in range(people)]
        session.add_all(made)
        session.flush()
        for one in made:
            session.add(PostingRow(person_id=one.id, role="seller", region="north", valid_from=date(2017, 1, 1)))
    for n in range(people):
        rep, level = f"p{n}@demo.example", n % 3
        attempt = start_attempt(world.as_(rep), launch="demo", quiz="sure", rep=rep)
        shown = next(one.shown for one in attempt.form.items if one.key == "pick")
        answers = {f"q{place}": place <= level * 2 for place in range(1, 5)}
        answers["pick"] = shown.index(1 if level == 2 else 0) + 1
        submit_attempt(world.as_(rep), attempt_id=attempt.id, answers=answers)


def test_a_wrong_key_is_found_whatever_the_order_in_which_options_were_shown(world: World) -> None:
    miskeyed(world)
    line = of(told(world, "sure"), "pick")
    assert [(option.label, option.chosen) for option in line.figures.options] == [("A", 30), ("B", 15), ("C", 0)]
    assert line.texts == ("right", "wrong", "neither")
    codes = {flag.code: flag.text for flag in line.figures.flags}
    assert "Option B would do better as the key" in codes["IA006"]
    assert "C (0 %)" in codes["IA007"]


def test_whoever_may_not_see_keys_sees_no_option_and_no_hint_of_one(world: World) -> None:
    miskeyed(world)
    line = of(told(world, "sure", keys=False), "pick")
    assert line.figures.options == line.texts == ()
    assert line.figures.facility == pytest.approx(2 / 3)
    said = " ".join(flag.text for flag in line.figures.flags)
    assert "Another option would do better as the key." in said
    assert "Option B" not in said
    assert "C (" not in said


def test_what_people_typed_is_told_with_right_answers_together(world: World) -> None:
    asked = Item(key="typed", kind="short-text", stem="Where?", tests=("facts.q1",), accept=("own", "theirs"))
    world.change(
        items={**DEMO.items, "q0": replace(DEMO.items["q0"], must_pass=False), "typed": asked},
        quizzes={**DEMO.quizzes, "typed": Quiz(key="typed", title="Typed", items=("typed", "q1"), drafted=False)},
    )
    world.publish("quiz", "typed")
    for rep, answer in ((REP, " Own "), (PEER, "Cloud"), (MANAGER, "cloud"), (DIRECTOR, "once")):
        take(world, {"typed": answer}, rep=rep, quiz="typed")
    options = of(told(world, "typed"), "typed").figures.options
    assert [(option.label, option.chosen, option.is_key) for option in options] == [
        ("a right answer", 1, True), ("“Cloud”", 2, False),
    ]  # fmt: skip


def test_a_rehearsal_is_called_one(world: World) -> None:
    context = replace(world.as_(REP), clock=FixedClock(world.now, simulated=True))
    attempt = start_attempt(context, launch="demo", quiz="core", rep=REP)
    submit_attempt(context, attempt_id=attempt.id, answers=RIGHT)
    assert told(world).simulated == 1


def test_every_quiz_is_told_when_none_is_named_and_a_wrong_name_gets_a_suggestion(world: World) -> None:
    world.change(quizzes={**DEMO.quizzes, "more": Quiz(key="more", title="More", items=("q0",))})
    found = item_statistics(world.as_(TRAINER), launch="demo", with_keys=True)
    assert [quiz.key for quiz in found.quizzes] == [one.key for one in found.asked_for] == ["core", "more"]
    with pytest.raises(NotFound, match="no quiz 'cor'"):
        item_statistics(world.as_(TRAINER), launch="demo", quiz="cor", with_keys=True)


def test_the_file_has_a_row_for_each_wording_and_runs_no_formula(world: World) -> None:
    world.change(items={**DEMO.items, "q2": replace(DEMO.items["q2"], stem="=cmd()")})
    world.publish("quiz", "core")
    take(world, RIGHT | {"q1": False})
    found = item_statistics(world.as_(TRAINER), launch="demo", with_keys=True)
    rows = list(csv.DictReader(io.StringIO(as_csv(found))))
    assert tuple(rows[0]) == COLUMNS
    assert [row["item"] for row in rows] == ["q0", "q1", "q2", "q3", "q4"]
    assert (rows[1]["facility"], rows[1]["sd"], rows[1]["flags"]) == ("0.0", "", "IA001")
    assert rows[2]["stem"] == "'=cmd()"
