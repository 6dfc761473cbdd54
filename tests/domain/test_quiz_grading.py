"""Grading: rules worked by hand, and what must hold for every form and every answer."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.definition.assessment import Item, Option, Pair
from readiness.domain.quiz.answers import key_of
from readiness.domain.quiz.forms import build_form
from readiness.domain.quiz.grading import grade
from readiness.ground.errors import DefinitionError
from tests.domain.quiz_items import answers, fixed, items, pools


def in_order(*asked: Item, pass_fraction: float = 0.8):
    """A form that shows these items and their options as written, but for the kinds that are always shuffled."""
    return build_form(fixed(asked, shuffle=False, pass_fraction=pass_fraction), asked, "seed")


def item(kind: str, key: str = "x", **fields) -> Item:
    return Item(**({"key": key, "kind": kind, "stem": "?", "tests": ("facts.a",)} | fields))


def true(key: str, **fields) -> Item:
    return item("true-false", key, truth=True, **fields)


def earned(asked: Item, answer: Any) -> float:
    return grade(in_order(asked), (asked,), {asked.key: answer}).items[0].fraction


FOUR = tuple(Option(text=text, correct=text in "ab") for text in "abcd")
THREE_OF_FIVE = tuple(Option(text=text, correct=text in "abc") for text in "abcde")


@pytest.mark.parametrize(
    ("options", "picked", "fraction"),
    [
        (FOUR, [1, 2], 1), (FOUR, [1], 0.5), (FOUR, [], 0), (FOUR, [1, 3], 0), (FOUR, [1, 2, 3], 0.5), (FOUR, [3, 4], 0),
        (FOUR, [1, 2, 3, 4], 0), (THREE_OF_FIVE, [1, 2], 2 / 3), (THREE_OF_FIVE, [1, 2, 4], 1 / 3),
    ],
)  # fmt: skip
def test_multiple_choice_earns_right_less_wrong_over_right_never_below_zero(options, picked, fraction) -> None:
    assert earned(item("multiple", options=options), picked) == fraction


@pytest.mark.parametrize(("position", "fraction"), [(1, 1), (2, 0.25), (3, 0)])
def test_a_scenario_earns_its_options_fraction_and_harm_earns_nothing(position: int, fraction: float) -> None:
    told = (Option(text="a", fraction=1.0), Option(text="b", fraction=0.25), Option(text="c", fraction=-0.5))
    assert earned(item("scenario", situation="It rains.", options=told), position) == fraction


@pytest.mark.parametrize(
    ("order", "fraction"),
    [("abcd", 1), ("bcda", 2 / 3), ("abdc", 1 / 3), ("dcba", 0), ("cdab", 2 / 3), ("acbd", 0)],
)
def test_ordering_earns_the_share_of_neighbours_that_rightly_follow(order: str, fraction: float) -> None:
    asked = item("ordering", order=tuple("abcd"))
    form = in_order(asked)
    at = {"abcd"[index]: position for position, index in enumerate(form.items[0].shown, start=1)}
    assert grade(form, (asked,), {"x": [at[step] for step in order]}).items[0].fraction == fraction


def test_matching_earns_the_share_of_right_pairs_and_a_shared_right_side_is_right_for_both() -> None:
    asked = item("matching", pairs=(Pair(left="a", right="x"), Pair(left="b", right="y"), Pair(left="c", right="X")))
    form = in_order(asked)
    key = key_of(asked, form.items[0])
    assert key[0] == key[2]
    assert earned(asked, key) == 1
    assert earned(asked, [key[0], None, key[2]]) == 2 / 3
    assert earned(asked, [key[1], key[0], key[2]]) == 1 / 3


@pytest.mark.parametrize("text", ["own", " OWN ", "öwn", "ow\u200bn"])
def test_short_text_is_compared_without_case_spacing_and_accents(text: str) -> None:
    assert earned(item("short-text", accept=("own", "have")), text) == 1


@pytest.mark.parametrize("text", ["owns", "", "own it", "o w n"])
def test_short_text_is_otherwise_exact(text: str) -> None:
    assert earned(item("short-text", accept=("own",)), text) == 0


@pytest.mark.parametrize(("answer", "fraction"), [("8 min", 1), (8, 1), (8.0, 1), ("eight", 0), ("8 h", 0), (1e300, 0)])
def test_numeric_takes_a_number_or_a_figure(answer, fraction) -> None:
    assert earned(item("numeric", number=8.0, unit="min"), answer) == fraction


@pytest.mark.parametrize(
    ("right", "of", "mark", "passed"),
    [(4, 5, 0.8, True), (7, 10, 0.7, True), (3, 10, 0.3, True), (2, 3, 0.67, False), (2, 3, 0.66, True), (3, 5, 0.8, False),
     (0, 1, 0.0, True), (1, 1, 1.0, True), (29, 100, 0.29, True), (57, 100, 0.57, True)],
)  # fmt: skip
def test_the_pass_mark_is_reached_exactly_at_the_mark(right: int, of: int, mark: float, passed: bool) -> None:
    asked = tuple(true(f"q{n}") for n in range(of))
    given_ = {f"q{n}": n < right for n in range(of)}
    result = grade(in_order(*asked, pass_fraction=mark), asked, given_)
    assert result.passed is passed
    assert (result.reasons == ()) is passed


def test_weights_that_are_no_binary_fractions_still_add_up() -> None:
    asked = tuple(true(f"q{n}", weight=0.1) for n in range(10))
    result = grade(in_order(*asked, pass_fraction=0.3), asked, {f"q{n}": n < 3 for n in range(10)})
    assert result.passed
    assert result.fraction == 0.3


def test_weights_count() -> None:
    asked = (true("heavy", weight=3.0), true("light"))
    assert grade(in_order(*asked), asked, {"heavy": True}).fraction == 0.75
    assert grade(in_order(*asked), asked, {"light": True}).fraction == 0.25


def test_a_missed_must_pass_item_fails_whatever_the_rest() -> None:
    asked = (true("must", must_pass=True, weight=0.1), *(true(f"q{n}") for n in range(20)))
    result = grade(in_order(*asked), asked, {f"q{n}": True for n in range(20)})
    assert result.fraction > 0.99
    assert not result.passed
    assert result.reasons == ("must be right whatever the rest: must.",)


def test_a_must_pass_item_that_is_half_right_is_not_right() -> None:
    asked = (item("multiple", options=FOUR, must_pass=True), *(true(f"q{n}") for n in range(20)))
    assert not grade(in_order(*asked), asked, {"x": [1]} | {f"q{n}": True for n in range(20)}).passed


def test_a_late_form_is_graded_on_what_it_is_given_and_says_that_it_was_late() -> None:
    result = grade(in_order(true("q")), (true("q"),), {"q": True}, late=True)
    assert (result.fraction, result.passed, result.late) == (1.0, True, True)
    assert result.reasons == ()


def test_missed_claims_are_told_once_in_the_order_of_the_form() -> None:
    asked = (
        true("a", tests=("facts.z", "facts.b")),
        true("b", tests=("facts.b", "facts.a")),
        true("c", tests=("facts.c",)),
    )
    assert grade(in_order(*asked), asked, {"c": True}).missed_claims == ("facts.z", "facts.b", "facts.a")


UNANSWERABLE = {
    "single": ["1", 0, 4, 1.0, True, [1], -1],
    "scenario": [0, 9, "a"],
    "multiple": [1, [0], [1, 1], ["1"], [9], {1: 2}, "12"],
    "true-false": [1, 0, "true", []],
    "numeric": [True, [], {}, float("nan"), float("inf"), 10**400, "9" * 5000],
    "short-text": [1, [], "x" * 5000],
    "matching": [1, [1], [1, 2, 3, 4], [9, 1, 1], "abc"],
    "ordering": [[1, 2], [1, 1, 2], [0, 1, 2], [1, 2, 3, 4], "123", 123],
}


@pytest.mark.parametrize(
    ("kind", "answer"), [(kind, answer) for kind, given_ in UNANSWERABLE.items() for answer in given_]
)
def test_what_is_no_answer_is_refused_and_not_graded(kind: str, answer: Any) -> None:
    three = tuple(Option(text=text, correct=text == "a") for text in "abc")
    asked = {
        "single": item("single", options=three), "scenario": item("scenario", situation="s", options=three),
        "multiple": item("multiple", options=three), "true-false": item("true-false", truth=True),
        "numeric": item("numeric", number=1.0), "short-text": item("short-text", accept=("a",)),
        "matching": item("matching", pairs=tuple(Pair(left=x, right=x) for x in "abc")),
        "ordering": item("ordering", order=tuple("abc")),
    }[kind]  # fmt: skip
    with pytest.raises(DefinitionError) as refused:
        earned(asked, answer)
    assert [p.code for p in refused.value.problems] == ["QZ002"]


def test_every_answer_that_is_none_is_told_at_once() -> None:
    asked = (true("a"), true("b"))
    with pytest.raises(DefinitionError) as refused:
        grade(in_order(*asked), asked, {"a": "yes", "bb": True, "b": 3, "\x1b[31m": True})
    assert [p.code for p in refused.value.problems] == ["QZ002", "QZ001", "QZ002", "QZ001"]
    assert all(problem.fix for problem in refused.value.problems)


@given(pools(), st.text(max_size=5), st.data())
def test_a_fraction_is_never_outside_0_to_1(pool, seed: str, data) -> None:
    form = build_form(fixed(pool), pool, seed)
    by_key = {one.key: one for one in pool}
    given_ = {entry.key: data.draw(answers(by_key[entry.key], entry.shown)) for entry in form.items}
    result = grade(form, pool, given_)
    assert 0 <= result.fraction <= 1
    assert all(0 <= part.fraction <= 1 for part in result.items)
    assert result.passed is (not result.reasons)


@given(pools(), st.text(max_size=5), st.floats(0, 1, allow_subnormal=False))
def test_all_right_is_1_and_nothing_is_0_and_both_pass_as_they_must(pool, seed: str, mark: float) -> None:
    form = build_form(fixed(pool, pass_fraction=mark), pool, seed)
    by_key = {one.key: one for one in pool}
    best = grade(form, pool, {entry.key: key_of(by_key[entry.key], entry) for entry in form.items})
    assert best.fraction == 1
    assert best.passed
    assert best.missed_claims == ()
    assert grade(form, pool, {}).fraction == 0


@given(items(), st.text(max_size=5), st.text(max_size=5), st.data())
def test_a_grade_does_not_depend_on_the_order_in_which_options_are_shown(
    asked: Item, one: str, other: str, data
) -> None:
    """The same choice, made in two differently shuffled forms, earns the same."""
    first, second = (build_form(fixed((asked,)), (asked,), seed) for seed in (one, other))
    answer = data.draw(answers(asked, first.items[0].shown))
    moved = _moved(answer, asked, first.items[0].shown, second.items[0].shown)
    left, right = grade(first, (asked,), {asked.key: answer}), grade(second, (asked,), {asked.key: moved})
    assert left.items == right.items


def _moved(answer, asked: Item, shown, shown_elsewhere):
    if answer is None or asked.kind in ("true-false", "numeric", "short-text"):
        return answer
    move = {position: shown_elsewhere.index(index) + 1 for position, index in enumerate(shown, start=1)} | {None: None}
    return move[answer] if isinstance(answer, int) else [move[position] for position in answer]


@given(pools(), st.data())
def test_mending_an_answer_never_lowers_the_grade(pool, data) -> None:
    form = build_form(fixed(pool), pool, "s")
    by_key = {one.key: one for one in pool}
    given_ = {entry.key: data.draw(answers(by_key[entry.key], entry.shown)) for entry in form.items}
    before = grade(form, pool, given_)
    entry = data.draw(st.sampled_from(form.items))
    after = grade(form, pool, given_ | {entry.key: key_of(by_key[entry.key], entry)})
    assert after.fraction >= before.fraction
    assert after.passed >= before.passed


@given(items().filter(lambda one: one.kind == "multiple"), st.data())
def test_picking_one_more_right_option_never_lowers_and_one_more_wrong_never_raises(asked: Item, data) -> None:
    form = build_form(fixed((asked,)), (asked,), "s")
    shown = form.items[0].shown
    picked = data.draw(st.lists(st.integers(1, len(shown)), unique=True))
    more = (
        data.draw(st.integers(1, len(shown)).filter(lambda position: position not in picked) | st.none())
        if len(picked) < len(shown)
        else None
    )
    if more is None:
        return
    change = earned_of(form, asked, [*picked, more]) - earned_of(form, asked, picked)
    assert change >= 0 if asked.options[shown[more - 1]].correct else change <= 0


def earned_of(form, asked: Item, picked: list[int]) -> float:
    return grade(form, (asked,), {asked.key: picked}).fraction


def test_items_are_graded_as_they_were_when_the_form_was_built() -> None:
    was = item("numeric", number=19.0)
    form = in_order(was)
    now = dataclasses.replace(was, number=29.0)
    assert grade(form, (was,), {"x": "19"}).fraction == 1
    assert grade(form, (now,), {"x": "19"}).fraction == 0
