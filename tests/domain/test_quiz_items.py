"""What an item of each kind must have: one case a rule, and every sound item passes."""

from __future__ import annotations

import pytest
from hypothesis import given

from readiness.domain.definition.assessment import Item, Option, Pair
from readiness.domain.quiz.items import RULES, item_problems
from tests.domain.quiz_items import items


def item(kind: str, **fields) -> Item:
    return Item(key="x", kind=kind, stem="What?", tests=("facts.a",), **fields)


def options(*texts: str, right: tuple[int, ...] = (0,)) -> tuple[Option, ...]:
    return tuple(Option(text=text, correct=i in right) for i, text in enumerate(texts))


def scenario(*fractions: float | None, **fields) -> Item:
    told = tuple(Option(text=f"o{i}", fraction=f) for i, f in enumerate(fractions))
    return item("scenario", **({"situation": "It rains.", "options": told} | fields))


UNSOUND = {
    "single without options": (item("single"), {"RD301"}),
    "single with one option": (item("single", options=options("a")), {"RD301"}),
    "single with two right": (item("single", options=options("a", "b", right=(0, 1))), {"RD302"}),
    "single with none right": (item("single", options=options("a", "b", right=())), {"RD302"}),
    "single with the same option twice": (item("single", options=options("Yes", " yés ")), {"RD304"}),
    "single with a fraction": (
        item("single", options=(Option(text="a", correct=True), Option(text="b", fraction=0.5))),
        {"RD303"},
    ),
    "multiple with all right": (item("multiple", options=options("a", "b", right=(0, 1))), {"RD302"}),
    "multiple with none right": (item("multiple", options=options("a", "b", right=())), {"RD302"}),
    "true-false without truth": (item("true-false"), {"RD301"}),
    "true-false with options": (item("true-false", truth=True, options=options("a", "b")), {"RD303"}),
    "numeric without number": (item("numeric"), {"RD301"}),
    "numeric not a number": (item("numeric", number=float("nan")), {"RD305"}),
    "numeric without end": (item("numeric", number=float("inf")), {"RD305"}),
    "numeric with truth": (item("numeric", number=1.0, truth=True), {"RD303"}),
    "short-text without answers": (item("short-text"), {"RD301"}),
    "short-text with an answer of nothing": (item("short-text", accept=("own", "\u200b")), {"RD301"}),
    "short-text with the same answer twice": (item("short-text", accept=("own", "OWN")), {"RD304"}),
    "short-text with a unit": (item("short-text", accept=("own",), unit="min"), {"RD303"}),
    "matching with one pair": (item("matching", pairs=(Pair(left="a", right="b"),)), {"RD301"}),
    "matching to one side": (
        item("matching", pairs=(Pair(left="a", right="z"), Pair(left="b", right="Z"))),
        {"RD301"},
    ),
    "matching with a left side twice": (
        item("matching", pairs=(Pair(left="a", right="x"), Pair(left="b", right="y"), Pair(left="A", right="z"))),
        {"RD304"},
    ),
    "ordering with one step": (item("ordering", order=("a",)), {"RD301"}),
    "ordering with a step twice": (item("ordering", order=("a", "b", "A")), {"RD304"}),
    "scenario without a situation": (scenario(1, 0, situation=""), {"RD301"}),
    "scenario whose best is not 1": (scenario(0.9, 0), {"RD306"}),
    "scenario in which all is best": (scenario(1, 1), {"RD306"}),
    "scenario at odds with itself": (
        scenario(options=(Option(text="a", correct=True, fraction=0.5), Option(text="b", fraction=1.0))),
        {"RD305"},
    ),
    "everything at once": (
        item("single", options=options("a", "A", right=()), truth=True, order=("x",), number=3.0),
        {"RD302", "RD303", "RD304"},
    ),
}


@pytest.mark.parametrize("name", UNSOUND)
def test_an_unsound_item_is_told_by_rule_place_and_fix(name: str) -> None:
    unsound, codes = UNSOUND[name]
    problems = item_problems(unsound, "items.x")
    assert {problem.code for problem in problems} == codes
    assert all(problem.fix and problem.path.startswith("items.x") for problem in problems)


def test_every_rule_has_a_case_that_breaks_it() -> None:
    assert set().union(*(codes for _, codes in UNSOUND.values())) == set(RULES)


def test_every_problem_is_told_at_once() -> None:
    assert len(item_problems(UNSOUND["everything at once"][0], "items.x")) == 5


@given(items())
def test_a_sound_item_of_any_kind_has_no_problems(sound: Item) -> None:
    assert item_problems(sound, "items.x") == ()


def test_correct_is_short_for_best_in_a_scenario() -> None:
    assert item_problems(scenario(options=(Option(text="a", correct=True), Option(text="b"))), "items.x") == ()
