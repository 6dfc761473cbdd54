from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import stats

from readiness.domain.definition.assessment import Item, Option
from readiness.domain.item_analysis import intervals
from readiness.domain.item_analysis.choices import thirds
from readiness.domain.item_analysis.classical import analyse
from readiness.domain.item_analysis.flags import RULES
from readiness.domain.item_analysis.scores import Choices, Question, Scores
from readiness.domain.item_analysis.wording import wording
from tests.domain.published_statistics import table

MARKS = st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0])
FULL = arrays.arrays(float, st.tuples(st.integers(2, 30), st.integers(2, 6)), elements=MARKS)
HOLED = arrays.arrays(
    float, st.tuples(st.integers(1, 25), st.integers(1, 6)), elements=MARKS | st.just(float("nan"))
)  # fmt: skip
ANY = settings(max_examples=60, deadline=None)
SCALE_FREE = ("discrimination_index", "discriminative_efficiency", "effective_weight", "item_total")
OF_QUIZ = ("consistency", "error_ratio", "skewness", "kurtosis")


def same(one: float | None, other: float | None) -> bool:
    return (one is None and other is None) or (
        one is not None and other is not None and one == pytest.approx(other, abs=1e-7)
    )


def close(one, other, *names: str) -> None:
    for name in names:
        assert same(getattr(one, name), getattr(other, name)), (name, getattr(one, name), getattr(other, name))


@ANY
@given(marks=HOLED, seed=st.integers(0, 99))
def test_the_order_of_attempts_changes_nothing(marks: np.ndarray, seed: int) -> None:
    shuffled = np.random.default_rng(seed).permutation(marks)
    one, other = analyse(table(marks)), analyse(table(shuffled))
    close(one.quiz, other.quiz, "mean", "median", "sd", *OF_QUIZ)
    for left, right in zip(one.items, other.items, strict=True):
        close(left, right, "facility", "sd", "upper_lower", *SCALE_FREE)


@ANY
@given(marks=HOLED, seed=st.integers(0, 99))
def test_the_order_of_questions_changes_nothing_but_their_order(marks: np.ndarray, seed: int) -> None:
    order = np.random.default_rng(seed).permutation(marks.shape[1])
    one, other = analyse(table(marks)), analyse(table(marks[:, order]))
    close(one.quiz, other.quiz, "mean", "median", "sd", *OF_QUIZ)
    for place, right in zip(order, other.items, strict=True):
        close(one.items[place], right, "facility", "sd", "upper_lower", *SCALE_FREE)


@ANY
@given(marks=FULL)
def test_everybody_counted_twice_says_the_same(marks: np.ndarray) -> None:
    one, other = analyse(table(marks)), analyse(table(np.vstack([marks, marks])))
    close(one.quiz, other.quiz, "mean", "median", "consistency", "error_ratio")
    for left, right in zip(one.items, other.items, strict=True):
        close(left, right, "facility", "upper_lower", *SCALE_FREE)


@ANY
@given(marks=FULL, times=st.sampled_from([0.25, 0.5, 3.0]), more=st.sampled_from([0.0, 0.5, -1.0]))
def test_another_scale_of_marks_changes_no_figure_without_a_scale(marks: np.ndarray, times: float, more: float) -> None:
    one, other = analyse(table(marks)), analyse(table(marks * times + more))
    close(one.quiz, other.quiz, *OF_QUIZ)
    for left, right in zip(one.items, other.items, strict=True):
        close(left, right, *SCALE_FREE)
        assert same(left.sd * times, right.sd)


@ANY
@given(marks=FULL, times=st.sampled_from([0.1, 2.0, 7.0]))
def test_all_weights_times_a_factor_changes_marks_alone(marks: np.ndarray, times: float) -> None:
    one, other = analyse(table(marks)), analyse(table(marks * times, (times,) * marks.shape[1]))
    close(one.quiz, other.quiz, *OF_QUIZ)
    assert one.quiz.mean * times == pytest.approx(other.quiz.mean)
    for left, right in zip(one.items, other.items, strict=True):
        close(left, right, "facility", "sd", "intended_weight", *SCALE_FREE)


@ANY
@given(marks=HOLED)
def test_every_figure_is_within_its_bounds(marks: np.ndarray) -> None:
    found = analyse(table(marks))
    quiz = found.quiz
    assert quiz.attempts == (~np.isnan(marks)).any(axis=1).sum()
    if quiz.attempts:
        assert 0 <= quiz.mean <= quiz.maximum + 1e-9
        assert 0 <= quiz.median <= quiz.maximum + 1e-9
        assert sum(item.intended_weight or 0 for item in found.items) == pytest.approx(1)
    assert quiz.consistency is None or quiz.consistency <= 1 + 1e-9
    for item in found.items:
        assert item.facility is None or 0 <= item.facility <= 1
        if item.facility is not None:
            assert item.facility_interval.low - 1e-9 <= item.facility <= item.facility_interval.high + 1e-9
        for r in (item.discrimination_index, item.item_total):
            assert r is None or -1 <= r <= 1
        assert item.effective_weight is None or 0 <= item.effective_weight <= 1
        assert item.discriminative_efficiency is None or item.discriminative_efficiency <= 1
        assert item.upper_lower is None or -1 - 1e-9 <= item.upper_lower <= 1 + 1e-9
    assert sum(item.effective_weight or 0 for item in found.items) == pytest.approx(1) or all(
        not item.effective_weight for item in found.items
    )


@ANY
@given(marks=FULL)
def test_the_figures_of_a_full_table_are_those_of_numpy_and_scipy(marks: np.ndarray) -> None:
    found, total, k = analyse(table(marks)), marks.sum(axis=1), marks.shape[1]
    quiz = found.quiz
    assert quiz.mean == pytest.approx(total.mean())
    assert quiz.median == pytest.approx(np.median(total))
    assert quiz.sd == pytest.approx(total.std(ddof=1), abs=1e-6)
    if total.std() > 0:
        if len(total) > 2:
            assert quiz.skewness == pytest.approx(stats.skew(total, bias=False), abs=1e-6)
        if len(total) > 3:
            assert quiz.kurtosis == pytest.approx(stats.kurtosis(total, bias=False), abs=1e-6)
        alpha = k / (k - 1) * (1 - marks.var(axis=0, ddof=1).sum() / total.var(ddof=1))
        assert quiz.consistency == pytest.approx(alpha, abs=1e-7)
    for place, item in enumerate(found.items):
        x, rest = marks[:, place], total - marks[:, place]
        if x.std() > 0 and rest.std() > 0:
            assert item.item_rest == pytest.approx(np.corrcoef(x, rest)[0, 1], abs=1e-7)
            most = np.cov(np.sort(x), np.sort(rest))[0, 1]
            assert item.discriminative_efficiency == pytest.approx(np.cov(x, rest)[0, 1] / most, abs=1e-7)
        else:
            assert item.item_rest is None


def test_a_question_of_a_pool_is_compared_with_the_rest_of_the_same_attempts() -> None:
    nan = float("nan")
    marks = np.array([[1, 1, nan, 1], [0, nan, 0, 0], [1, nan, 1, 1], [0, 0, nan, 1], [nan, 1, 1, 0]])
    item = analyse(table(marks)).items[0]
    assert item.asked == 4
    assert item.facility == 0.5
    # The others asked beside it earned 2/2, 0/2, 2/2, 1/2.
    assert item.item_rest == pytest.approx(np.corrcoef([1, 0, 1, 0], [1, 0, 1, 0.5])[0, 1])
    assert item.intended_weight == pytest.approx(4 / 15)


def test_weights_count_in_the_rest_score() -> None:
    marks = np.array([[1, 3, 0], [0, 0, 1], [1, 0, 1], [0, 3, 0]], dtype=float)
    item = analyse(table(marks, (1, 3, 1))).items[0]
    assert item.item_rest == pytest.approx(np.corrcoef([1, 0, 1, 0], [3, 1, 1, 3])[0, 1])
    assert analyse(table(marks, (1, 3, 1))).items[1].intended_weight == pytest.approx(0.6)


@pytest.mark.parametrize("rows", [0, 1])
def test_nobody_and_one_alone_say_nothing_and_fail_nothing(rows: int) -> None:
    found = analyse(table(np.ones((rows, 3))))
    assert found.quiz.attempts == rows
    assert found.quiz.consistency is None
    assert found.quiz.sd is None
    assert [item.discrimination_index for item in found.items] == [None, None, None]
    assert [item.facility for item in found.items] == [None if rows == 0 else 1.0] * 3


def test_nothing_asked_of_anybody_counts_as_no_attempt() -> None:
    found = analyse(table(np.full((4, 2), np.nan)))
    assert found.quiz.attempts == found.quiz.questions == 0
    assert found.items[0].facility is None
    assert found.items[0].flags == ()
    assert found.quiz.flags == ()


def test_no_questions_at_all_is_an_analysis_of_nothing() -> None:
    assert analyse(Scores(questions=(), fractions=np.zeros((3, 0)))).items == ()


def test_everybody_right_has_no_spread_to_speak_of() -> None:
    found = analyse(table(np.ones((40, 4))))
    assert found.quiz.sd == 0
    assert found.quiz.skewness is found.quiz.consistency is found.quiz.standard_error is None
    assert [flag.code for flag in found.quiz.flags] == ["IA103"]
    assert [flag.code for flag in found.items[0].flags] == ["IA002"]


def test_a_single_question_has_no_rest_to_be_compared_with() -> None:
    found = analyse(table(np.array([[1.0], [0.0], [1.0]])))
    assert found.quiz.consistency is None
    assert found.items[0].item_rest is found.items[0].discriminative_efficiency is None
    assert found.items[0].facility == pytest.approx(2 / 3)


def test_scores_of_another_shape_or_without_end_are_refused() -> None:
    with pytest.raises(ValueError, match="attempts × 1 questions"):
        Scores(questions=(Question(key="a"),), fractions=np.zeros((2, 2)))
    with pytest.raises(ValueError, match="infinite"):
        Scores(questions=(Question(key="a"),), fractions=np.array([[np.inf]]))


# Wilson's interval of 8 in 10 and of 0 in 10: statsmodels, proportion_confint(method="wilson").
@pytest.mark.parametrize(("right", "low", "high"), [(8, 0.4901625, 0.9433178), (0, 0.0, 0.2775328)])
def test_the_interval_of_a_facility_is_wilsons(right: int, low: float, high: float) -> None:
    marks = np.array([[1.0] * 2] * right + [[0.0] * 2] * (10 - right))
    found = analyse(table(marks)).items[0].facility_interval
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-6)


def test_partial_credit_has_students_interval() -> None:
    marks = np.array([[0.25, 0], [0.5, 1], [0.75, 1]])
    found = analyse(table(marks)).items[0].facility_interval
    low, high = stats.t.interval(0.95, 2, loc=0.5, scale=0.25 / np.sqrt(3))
    assert (found.low, found.high) == pytest.approx((max(0, low), min(1, high)))


# Newcombe 1998, table II, 95 %: 56/70 against 48/80 is 0.2 with 0.0524 to 0.3339 (method 10).
def test_the_interval_of_a_change_is_newcombes() -> None:
    one, other = intervals.wilson(48, 80), intervals.wilson(56, 70)
    low = 0.2 - np.hypot(0.8 - other.low, one.high - 0.6)
    high = 0.2 + np.hypot(other.high - 0.8, 0.6 - one.low)
    assert (low, high) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    wider = intervals.of_change_in_share(0.6, 80, 0.8, 70)
    assert wider.low < low < high < wider.high


def test_intervals_of_correlation_and_consistency_hold_the_figure() -> None:
    sure = intervals.of_correlation(0.5, 28)
    assert (sure.low, sure.high) == pytest.approx(
        (np.tanh(np.arctanh(0.5) - 0.391993), np.tanh(np.arctanh(0.5) + 0.391993)), abs=1e-6
    )
    assert intervals.of_correlation(0.5, 3) is None
    assert intervals.of_correlation(1.0, 9).low == 1
    sure = intervals.of_alpha(0.8, 50, 10)
    assert sure.low < 0.8 < sure.high
    assert intervals.of_alpha(0.8, 1, 10) is None


@ANY
@given(rest=arrays.arrays(float, st.integers(1, 40), elements=st.integers(0, 5).map(float)))
def test_thirds_weigh_a_third_and_treat_equals_alike(rest: np.ndarray) -> None:
    upper, lower = thirds(rest)
    assert upper.sum() == pytest.approx(len(rest) / 3)
    assert lower.sum() == pytest.approx(len(rest) / 3)
    for score in set(rest):
        assert len(set(upper[rest == score])) == len(set(lower[rest == score])) == 1


# Ninety people of three levels; the good third picks B, the others A. The key says A.
def asked_three(of_key: str, *, answers: str = "AAB") -> Scores:
    level = np.repeat([0, 1, 2], 30)
    chosen = np.array(list(answers))[level]
    labels = ("A", "B", "C")
    picked = np.array([[one == label for label in labels] for one in chosen])
    marks = np.stack([chosen == of_key, level >= 1, level >= 2, level >= 1, level >= 2], axis=1).astype(float)
    scores = table(marks)
    choices = Choices(labels=labels, is_key=tuple(label == of_key for label in labels), picked=picked)
    return replace(scores, questions=(replace(scores.questions[0], choices=choices), *scores.questions[1:]))


def codes(scores: Scores, place: int = 0) -> set[str]:
    return {flag.code for flag in analyse(scores).items[place].flags}


def test_an_option_that_the_best_choose_makes_the_key_look_wrong() -> None:
    item = analyse(asked_three("A")).items[0]
    flag = next(one for one in item.flags if one.code == "IA006")
    assert flag.text.startswith("Option B would do better as the key (r = ")
    assert "100 % of the best third choose it, 0 % the key" in flag.text
    assert "IA004" in {one.code for one in item.flags}


def test_the_same_answers_under_the_right_key_do_not() -> None:
    assert not codes(asked_three("B")) & {"IA004", "IA006"}


def test_the_table_of_options_is_as_counted_by_hand() -> None:
    first, second, third = analyse(asked_three("A")).items[0].options
    assert (first.chosen, first.share, first.upper, first.lower) == (60, pytest.approx(2 / 3), 0, 1)
    assert (second.chosen, second.share, second.upper, second.lower) == (30, pytest.approx(1 / 3), 1, 0)
    assert (third.chosen, third.correlation) == (0, None)
    assert first.is_key
    assert first.correlation == pytest.approx(-second.correlation)


def test_an_option_that_nobody_takes_is_dead_unless_the_question_is_too_easy() -> None:
    assert "IA007" in codes(asked_three("B"))
    assert "IA007" not in codes(asked_three("A", answers="AAA"))


def test_few_attempts_are_said_to_be_few_and_nothing_else_is_said() -> None:
    scores = asked_three("A")
    some = np.arange(0, 90, 4)
    choices = scores.questions[0].choices
    few = replace(
        scores,
        fractions=scores.fractions[some],
        questions=(
            replace(scores.questions[0], choices=replace(choices, picked=choices.picked[some])),
            *scores.questions[1:],
        ),
    )
    assert codes(few) == {"IA001"}
    assert [flag.code for flag in analyse(few).quiz.flags] == ["IA101"]


def test_easy_and_hard_questions_are_told_and_must_pass_ones_may_be_easy() -> None:
    level = np.repeat([0, 1, 2], 30)
    marks = np.stack([np.ones(90), np.arange(90) % 10 == 0, level >= 1, level >= 2], axis=1).astype(float)
    scores = table(marks)
    assert codes(scores, 0) == {"IA002"}
    assert "IA003" in codes(scores, 1)
    must = replace(scores, questions=(replace(scores.questions[0], must_pass=True), *scores.questions[1:]))
    (flag,) = analyse(must).items[0].flags
    assert flag.severity == "note"
    assert "as it should be" in flag.text


def test_no_better_than_guessing_is_hard() -> None:
    scores = asked_three("B")
    third = replace(scores, questions=(replace(scores.questions[0], guess=1 / 3), *scores.questions[1:]))
    assert "IA003" in codes(third)
    assert "IA003" not in codes(scores)


def drifting(before: float, after: float, rest_before: float, rest_after: float) -> Scores:
    chance = np.random.default_rng(4)
    later = np.arange(200) >= 100
    ability = chance.normal(size=200)

    def answered(one: float, other: float) -> np.ndarray:
        share = np.where(later, other, one)
        out = np.zeros(200)
        for half in (~later, later):
            n = round(share[half][0] * 100)
            best = np.argsort(-(ability[half] + chance.normal(size=100)))[:n]
            out[np.flatnonzero(half)[best]] = 1
        return out

    marks = np.stack([answered(before, after), *(answered(rest_before, rest_after) for _ in range(5))], axis=1)
    return table(marks, later=later)


def test_a_question_that_alone_gets_easier_may_have_leaked() -> None:
    assert "IA008" in codes(drifting(0.5, 0.85, 0.6, 0.6))
    assert "IA009" in codes(drifting(0.85, 0.5, 0.6, 0.6))


def test_a_question_that_gets_easier_with_all_the_others_was_taught_better() -> None:
    assert not codes(drifting(0.4, 0.75, 0.4, 0.75)) & {"IA008", "IA009"}
    assert not codes(drifting(0.6, 0.65, 0.6, 0.6)) & {"IA008", "IA009"}


def test_a_quiz_of_chance_says_how_long_it_would_have_to_be() -> None:
    (flag,) = analyse(table(np.array([[1, 1, 0], [0, 0, 0], [1, 0, 1], [0, 1, 1]] * 10, dtype=float))).quiz.flags
    assert flag.code == "IA102"


def test_every_flag_has_what_to_do_and_stands_in_the_reference_by_the_same_name() -> None:
    page = Path(__file__).parents[2] / "docs" / "reference" / "question-statistics.md"
    rows = [
        line.split(" | ")
        for line in page.read_text(encoding="utf-8").splitlines()
        if line.startswith(("| IA0", "| IA1"))
    ]
    assert {row[0].removeprefix("| "): row[1] for row in rows} == {code: rule.name for code, rule in RULES.items()}
    assert all(rule.when and rule.do.endswith(".") for rule in RULES.values())


def item(**changes) -> Item:
    given = {
        "key": "a", "kind": "single", "stem": "Which?", "tests": ("facts.a",),
        "options": (Option(text="x", correct=True), Option(text="y")),
    }  # fmt: skip
    return Item(**(given | changes))


def test_a_word_or_the_key_makes_it_another_question() -> None:
    assert wording(item()) != wording(item(stem="Which one?"))
    assert wording(item()) != wording(item(options=(Option(text="x"), Option(text="y", correct=True))))
    assert wording(item()) != wording(item(options=(Option(text="x", correct=True), Option(text="z"))))


def test_its_weight_its_claims_and_its_feedback_do_not() -> None:
    told = (Option(text="x", correct=True, feedback="Yes."), Option(text="y"))
    assert wording(item()) == wording(
        item(weight=3.0, tests=("facts.b",), must_pass=True, options=told, feedback="Read.")
    )
    assert wording(item()) == wording(item(key="b"))
