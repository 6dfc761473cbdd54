"""What people answered, as rows of a file: of the last attempt handed in at each quiz, in the words of the question."""

from __future__ import annotations

import pytest

from readiness.actions.start_attempt import start_attempt
from readiness.actions.submit_attempt import submit_attempt
from readiness.domain.access.scope import Scope
from readiness.domain.definition.assessment import Item, Option, Pair
from readiness.domain.quiz.forms import FormItem
from readiness.domain.quiz.told import answer_in_words
from readiness.reports.export import export_rows
from readiness.store import standings
from readiness.store.session import Database
from tests.actions.quiz_world import MANAGER, PEER, REP, World, demo

ANSWERS = {"q0": True, "q1": False, "q2": True}


@pytest.fixture
def world(database: Database) -> World:
    made = demo(database)
    with database.transaction() as session:
        standings.rebuild(session, "demo")
    return made


def take(world: World, answers, rep: str = REP) -> None:
    attempt = start_attempt(world.as_(rep), launch="demo", quiz="core", rep=rep)
    submit_attempt(world.as_(rep), attempt_id=attempt.id, answers=answers)


def told(world: World, **given) -> list[dict[str, str]]:
    header, *rows = export_rows(world.as_(MANAGER), launch="demo", **given)
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_each_item_of_the_last_attempt_is_a_row_with_what_it_earned(world: World):
    take(world, {"q0": False})
    world.later(days=2)
    take(world, ANSWERS)
    answers = {row["item"]: row for row in told(world, answers=True) if row["kind"] == "answer"}
    assert {key: (row["answer"], row["item_score"]) for key, row in answers.items()} == {
        "q0": ("true", "1"), "q1": ("false", "0"), "q2": ("true", "1"), "q3": ("", "0"), "q4": ("", "0"),
    }  # fmt: skip
    assert {(row["email"], row["attempt"], row["score"], row["key"]) for row in answers.values()} == {
        (REP, "2", "0.4", "core")
    }
    (quiz,) = [row for row in told(world) if (row["email"], row["kind"]) == (REP, "quiz")]
    assert (quiz["attempts"], quiz["score"], quiz["met_on"]) == ("2", "0.4", "")


def test_an_attempt_that_is_open_is_not_told_and_without_being_asked_none_is(world: World):
    start_attempt(world.as_(REP), launch="demo", quiz="core", rep=REP)
    take(world, ANSWERS, rep=PEER)
    assert {row["email"] for row in told(world, answers=True) if row["kind"] == "answer"} == {PEER}
    assert not [row for row in told(world) if row["kind"] == "answer"]


def test_answers_of_people_outside_the_scope_are_not_in_the_file(world: World):
    take(world, ANSWERS)
    mine = Scope(whose="mine", manager=MANAGER)
    assert {row["email"] for row in told(world, answers=True, scope=mine)} == {REP, PEER}
    assert told(world, answers=True, scope=Scope(whose="mine", manager=REP)) == []
    assert told(world, answers=True, scope=Scope(whose="regions", regions=frozenset({"south"}))) == []


OPTIONS = (Option(text="one", correct=True), Option(text="two"), Option(text="three"))
PAIRS = (Pair(left="a", right="x"), Pair(left="b", right="y"))


def item(kind: str, **more) -> Item:
    return Item(key="i", kind=kind, stem="?", tests=("facts.f",), **more)


@pytest.mark.parametrize(
    ("asked", "shown", "answer", "words"),
    [
        (item("single", options=OPTIONS), (2, 0, 1), 1, "three"),
        (item("scenario", options=OPTIONS), (2, 0, 1), 2, "one"),
        (item("multiple", options=OPTIONS), (2, 0, 1), [1, 3], "three | two"),
        (item("multiple", options=OPTIONS), (2, 0, 1), [], "none of them"),
        (item("true-false", truth=True), (), False, "false"),
        (item("numeric", number=8), (), "8 min", "8 min"),
        (item("numeric", number=19), (), 19.0, "19"),
        (item("numeric", number=0.5), (), 0.5, "0.5"),
        (item("short-text", accept=("own",)), (), "=own", "=own"),
        (item("ordering", order=("p", "q", "r")), (2, 0, 1), [2, 3, 1], "p > q > r"),
        (item("matching", pairs=PAIRS), (1, 0), [2, None], "a = x | b = ?"),
        (item("single", options=OPTIONS), (2, 0, 1), None, ""),
    ],
)
def test_an_answer_is_told_in_words_whatever_the_order_it_was_shown_in(asked, shown, answer, words):
    assert answer_in_words(asked, FormItem("i", shown), answer) == words
