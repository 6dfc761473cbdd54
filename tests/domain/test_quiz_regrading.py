"""A key put right: which answers it grades anew, and that everything else stays what it was."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.definition.assessment import Item, Option, Pair, Quiz
from readiness.domain.quiz.answers import key_of
from readiness.domain.quiz.forms import build_form
from readiness.domain.quiz.grading import grade
from readiness.domain.quiz.regrading import key_fixes, put_right, regraded, reworded

CLAIM = ("facts.x",)
SINGLE = Item(
    key="single", kind="single", stem="Which?", tests=CLAIM,
    options=(Option(text="a", correct=True), Option(text="b"), Option(text="c")),
)  # fmt: skip
MULTIPLE = replace(SINGLE, key="multiple", kind="multiple")
SCENARIO = Item(
    key="scenario", kind="scenario", stem="What now?", situation="A call.", tests=CLAIM,
    options=(Option(text="a", fraction=1.0), Option(text="b", fraction=0.5), Option(text="c", fraction=-0.5)),
)  # fmt: skip
TRUTH = Item(key="truth", kind="true-false", stem="So?", tests=CLAIM, truth=True)
FIGURE = Item(key="figure", kind="numeric", stem="How many?", tests=CLAIM, number=8, tolerance=0.5, unit="min")
TEXT = Item(key="text", kind="short-text", stem="Name it.", tests=CLAIM, accept=("own",))
PAIRS = Item(
    key="pairs", kind="matching", stem="Match.", tests=CLAIM,
    pairs=(Pair(left="1", right="x"), Pair(left="2", right="y"), Pair(left="3", right="x")),
)  # fmt: skip
ORDER = Item(key="order", kind="ordering", stem="Order.", tests=CLAIM, order=("p", "q", "r"))

FIXED = {
    "single": replace(SINGLE, options=(Option(text="c", correct=True), Option(text="a"), Option(text="b"))),
    "multiple": replace(
        MULTIPLE, options=(Option(text="a", correct=True), Option(text="b", correct=True), Option(text="c"))
    ),
    "scenario": replace(
        SCENARIO,
        options=(Option(text="a", fraction=0.5), Option(text="b", fraction=1.0), Option(text="c", fraction=0)),
    ),
    "truth": replace(TRUTH, truth=False),
    "figure": replace(FIGURE, number=9),
    "text": replace(TEXT, accept=("own", "self")),
    "pairs": replace(PAIRS, pairs=(Pair(left="1", right="y"), Pair(left="2", right="x"), Pair(left="3", right="x"))),
    "order": replace(ORDER, order=("r", "q", "p")),
}  # fmt: skip
POOL = (SINGLE, MULTIPLE, SCENARIO, TRUTH, FIGURE, TEXT, PAIRS, ORDER)
QUIZ = Quiz(key="q", title="Q", items=tuple(item.key for item in POOL))


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("item", POOL, ids=lambda item: item.key)
def test_what_is_right_by_the_new_key_earns_everything_and_the_old_answer_no_more(item: Item, seed: int) -> None:
    form = build_form(replace(QUIZ, items=(item.key,)), (item,), str(seed))
    fixes = key_fixes((item,), FIXED)
    assert list(fixes) == [item.key]
    again = regraded(form, (item,), {}, fixes)
    right = {item.key: key_of(again.pool[0], again.form.items[0])}
    assert regraded(form, (item,), right, fixes).grade.fraction == 1
    if item.kind != "short-text":  # there the old answer stays right
        assert grade(form, (item,), right).fraction < 1
        assert regraded(form, (item,), {item.key: key_of(item, form.items[0])}, fixes).grade.fraction < 1


@pytest.mark.parametrize(
    "now",
    [
        replace(SINGLE, stem="Which one?"),
        replace(SINGLE, kind="multiple"),
        replace(SINGLE, situation="A call."),
        replace(SINGLE, options=(*SINGLE.options[:2], Option(text="d"))),
        replace(SINGLE, options=SINGLE.options[:2]),
        replace(FIGURE, unit="h"),
        replace(ORDER, order=("p", "q", "s")),
        replace(PAIRS, pairs=(Pair(left="1", right="x"), Pair(left="2", right="x"), Pair(left="3", right="x"))),
        replace(PAIRS, pairs=PAIRS.pairs[:2]),
    ],
)
def test_a_question_that_reads_otherwise_grades_nobodys_answer(now: Item) -> None:
    asked = {item.key: item for item in POOL}[now.key]
    assert put_right(asked, now) is None
    assert key_fixes((asked,), {now.key: now}) == {}
    assert reworded((asked,), {now.key: now}) == (now.key,)


def test_weight_claims_and_must_pass_stay_as_they_were_announced() -> None:
    now = replace(FIXED["truth"], weight=5.0, must_pass=True, tests=("facts.y",), feedback="Because.")
    told = put_right(TRUTH, now)
    assert (told.weight, told.must_pass, told.tests, told.truth) == (1.0, False, CLAIM, False)
    assert told.feedback == "Because."


def test_new_feedback_or_another_order_of_options_is_no_fix() -> None:
    moved = replace(SINGLE, options=SINGLE.options[::-1], feedback="New.")
    assert put_right(SINGLE, moved) is SINGLE
    assert key_fixes(POOL, {"single": moved, "truth": TRUTH}) == {}


def test_only_the_named_items_are_put_right() -> None:
    assert list(key_fixes(POOL, FIXED, among=("truth", "order"))) == ["truth", "order"]


@given(st.randoms(), st.lists(st.sampled_from([item.key for item in POOL]), unique=True))
def test_graded_twice_is_graded_once_and_what_was_not_fixed_earns_what_it_earned(random, fixed) -> None:
    form = build_form(QUIZ, POOL, str(random.random()))
    answers = {
        "single": random.randint(1, 3), "multiple": [1, 3], "scenario": random.randint(1, 3), "truth": True,
        "figure": "8 min", "text": "self", "pairs": [1, None, 2], "order": random.sample([1, 2, 3], 3),
    }  # fmt: skip
    before = {one.key: one.fraction for one in grade(form, POOL, answers).items}
    fixes = key_fixes(POOL, {key: FIXED[key] for key in fixed})
    once = regraded(form, POOL, answers, fixes)
    twice = regraded(once.form, once.pool, answers, key_fixes(once.pool, FIXED, among=fixed) if fixed else {})
    assert twice == once
    assert {one.key: one.fraction for one in once.grade.items if one.key not in fixed} == {
        key: earned for key, earned in before.items() if key not in fixed
    }
