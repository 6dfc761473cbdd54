"""Agreement of graders against published figures, and what must hold whatever they gave."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.domain.agreement.alpha import krippendorff_alpha, reading
from readiness.domain.agreement.correlation import intraclass_correlations
from readiness.domain.agreement.drift import Difference, drift_of, mean_interval, quarter_of, student_975
from readiness.domain.agreement.f_distribution import f_quantile
from readiness.domain.agreement.kappa import cohen_kappa, exact_agreement, fleiss_kappa
from readiness.domain.agreement.resampling import alpha_interval
from tests.domain.published_agreement import (
    FLEISS_1971,
    KRIPPENDORFF_2011,
    SEXUAL_FUN,
    SHROUT_FLEISS_1979,
    TWO_REVIEWERS,
    pairs_of,
)

LEVELS = st.integers(1, 5)
PAIRS = st.lists(st.tuples(LEVELS, LEVELS), min_size=1, max_size=40)


def test_cohens_kappa_is_that_of_the_textbook() -> None:
    assert cohen_kappa(pairs_of(TWO_REVIEWERS)) == pytest.approx(0.4)
    assert exact_agreement(pairs_of(TWO_REVIEWERS)) == pytest.approx(0.7)


@pytest.mark.parametrize(("weights", "published"), [("none", 0.129), ("linear", 0.237), ("quadratic", 0.332)])
def test_weighted_kappa_is_that_published_for_agrestis_table(weights, published) -> None:
    assert cohen_kappa(pairs_of(SEXUAL_FUN), weights) == pytest.approx(published, abs=5e-4)


def test_fleiss_kappa_is_that_of_his_paper() -> None:
    assert fleiss_kappa(FLEISS_1971) == pytest.approx(0.430, abs=5e-4)


@pytest.mark.parametrize(("scale", "published"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_krippendorffs_alpha_is_that_of_his_paper_values_missing_and_all(scale, published) -> None:
    units = [[value for value in unit if value is not None] for unit in zip(*KRIPPENDORFF_2011, strict=True)]
    assert krippendorff_alpha(units, scale) == pytest.approx(published, abs=5e-4)


def test_intraclass_correlations_are_those_of_shrout_and_fleiss() -> None:
    found = intraclass_correlations(SHROUT_FLEISS_1979)
    assert found is not None
    told = (
        found.one_way, found.two_way_random, found.two_way_fixed,
        found.mean_one_way, found.mean_two_way_random, found.mean_two_way_fixed,
    )  # fmt: skip
    assert told == pytest.approx((0.17, 0.29, 0.71, 0.44, 0.62, 0.91), abs=5e-3)


def test_intervals_of_intraclass_correlations_are_those_printed_for_shrout_and_fleiss() -> None:
    found = intraclass_correlations(SHROUT_FLEISS_1979)
    assert found is not None
    assert found.one_way_interval == pytest.approx((-0.133, 0.723), abs=1e-3)
    assert found.mean_one_way_interval == pytest.approx((-0.884, 0.912), abs=1e-3)
    assert found.two_way_random_interval == pytest.approx((0.019, 0.761), abs=1e-3)
    assert found.mean_two_way_random_interval == pytest.approx((0.071, 0.927), abs=1e-3)
    assert found.two_way_fixed_interval == pytest.approx((0.342, 0.946), abs=1e-3)
    assert found.mean_two_way_fixed_interval == pytest.approx((0.676, 0.986), abs=1e-3)


@pytest.mark.parametrize("above", [1, 2.5, 5, 40, 300])
@pytest.mark.parametrize("below", [1, 3.7, 18, 500])
def test_quantiles_of_f_are_those_of_scipy(above, below) -> None:
    oracle = pytest.importorskip("scipy.stats").f
    for share in (0.025, 0.5, 0.975, 0.999):
        assert f_quantile(share, above, below) == pytest.approx(oracle.ppf(share, above, below), rel=1e-7)


@given(st.lists(st.lists(st.floats(0, 1), min_size=2, max_size=3), min_size=5, max_size=12))
@settings(max_examples=20)
def test_the_interval_of_alpha_is_drawn_alike_and_ends_in_order(units) -> None:
    found = alpha_interval(units)
    assert found == alpha_interval(units)
    if found is not None:
        assert found[0] <= found[1] <= 1 + 1e-9


def test_the_interval_of_alpha_holds_it_and_narrows_with_more_things() -> None:
    few = [(0.1 * n, 0.1 * n + 0.05 * (n % 3)) for n in range(8)]
    alpha, (low, high) = krippendorff_alpha(few, "interval"), alpha_interval(few)
    assert low <= alpha <= high
    more = alpha_interval(few * 10)
    assert more[1] - more[0] < high - low
    assert alpha_interval(few[:4]) is None
    assert alpha_interval([(0.5, 0.5)] * 9) is None


def test_the_interval_of_levels_is_that_of_figures_where_there_are_but_two_levels() -> None:
    # With two values any metric is "alike or not", so both ways of adding a draw up must come to the same ends.
    units = [(1, 1), (1, 2), (2, 2), (2, 2), (1, 1), (2, 1), (1, 1, 2), (2, 2, 2)]
    of_levels, of_figures = alpha_interval(units, "ordinal"), alpha_interval(units)
    assert of_levels == pytest.approx(of_figures)


def test_the_interval_of_levels_holds_the_published_ordinal_alpha_and_needs_five_things() -> None:
    units = [[value for value in unit if value is not None] for unit in zip(*KRIPPENDORFF_2011, strict=True)]
    low, high = alpha_interval(units, "ordinal")
    assert low < krippendorff_alpha(units, "ordinal") < high
    assert (low, high) == alpha_interval(units, "ordinal")
    assert alpha_interval(units[:4], "ordinal") is None
    assert alpha_interval([(3, 3)] * 9, "ordinal") is None


def test_nothing_is_said_where_there_is_nothing_to_say() -> None:
    assert cohen_kappa([]) is None
    assert cohen_kappa([(3, 3), (3, 3)]) is None
    assert exact_agreement([]) is None
    assert fleiss_kappa([]) is None
    assert fleiss_kappa([[3, 0], [3, 0]]) is None
    assert krippendorff_alpha([], "nominal") is None
    assert krippendorff_alpha([[1], [2], []], "interval") is None
    assert krippendorff_alpha([[2, 2], [2, 2, 2]], "ordinal") is None
    assert intraclass_correlations([]) is None
    assert intraclass_correlations([[1, 2]]) is None
    same = intraclass_correlations([[0.7, 0.7], [0.7, 0.7]])
    assert same is not None
    assert same.one_way is None
    assert drift_of([]) == ()


def test_rows_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="same number"):
        fleiss_kappa([[2, 1], [1, 1]])
    with pytest.raises(ValueError, match="mark of every grader"):
        intraclass_correlations([[1, 2], [1]])


@given(PAIRS)
def test_whoever_comes_first_the_agreement_is_the_same_and_at_most_one(pairs) -> None:
    turned = [(b, a) for a, b in pairs]
    for weights in ("none", "linear", "quadratic"):
        there, back = cohen_kappa(pairs, weights), cohen_kappa(turned, weights)
        assert there == (None if back is None else pytest.approx(back))
        assert there is None or there <= 1 + 1e-12
    for scale in ("nominal", "ordinal", "interval"):
        alpha = krippendorff_alpha(pairs, scale)
        assert alpha == (None if alpha is None else pytest.approx(krippendorff_alpha(turned, scale)))
        assert alpha is None or alpha <= 1 + 1e-12


@given(st.lists(LEVELS, min_size=2, max_size=20).filter(lambda given_: len(set(given_)) > 1))
def test_graders_who_always_agree_agree_wholly_by_every_figure(given_) -> None:
    pairs = [(level, level) for level in given_]
    assert cohen_kappa(pairs, "quadratic") == pytest.approx(1)
    assert krippendorff_alpha(pairs, "ordinal") == pytest.approx(1)
    found = intraclass_correlations(pairs)
    assert found is not None
    assert found.one_way == pytest.approx(1)


@given(PAIRS, st.integers(1, 3))
def test_a_scale_with_levels_that_nobody_gave_changes_nothing_but_their_distance(pairs, more) -> None:
    levels = list(range(1, 6 + more))
    assert cohen_kappa(pairs, "none", levels=levels) == pytest.approx(cohen_kappa(pairs, "none"))


@given(st.lists(st.lists(LEVELS, max_size=4), max_size=20))
def test_things_with_one_mark_say_nothing_of_agreement(units) -> None:
    paired = [unit for unit in units if len(unit) > 1]
    assert krippendorff_alpha(units, "ordinal") == krippendorff_alpha(paired, "ordinal")


def test_students_t_meets_the_table_where_the_formula_takes_over() -> None:
    assert student_975(1) == 12.706
    assert student_975(10) == 2.228
    assert student_975(31) == pytest.approx(2.0395, abs=5e-4)
    assert student_975(40) == pytest.approx(2.0211, abs=5e-4)
    assert student_975(120) == pytest.approx(1.9799, abs=5e-4)


def test_the_interval_of_a_mean_is_worked_by_hand() -> None:
    # 0.1, 0.2, 0.3: mean 0.2, sd 0.1, half = 4.303 * 0.1 / sqrt(3) = 0.2484
    mean, low, high = mean_interval([0.1, 0.2, 0.3])
    assert (mean, low, high) == pytest.approx((0.2, -0.0484, 0.4484), abs=1e-4)
    assert mean_interval([0.4]) == (0.4, None, None)


def test_alpha_is_read_by_krippendorffs_own_lines() -> None:
    said = [reading(one) for one in (0.8, 0.79, 0.667, 0.66, None)]
    assert said == ["reliable", "tentative", "tentative", "not reliable", "nothing to compare"]


def differences(grader: str, *values: float) -> list[Difference]:
    return [Difference(grader, date(2018, 1 + number % 6, 5), value) for number, value in enumerate(values)]


def test_a_grader_is_called_lenient_or_severe_only_when_the_interval_leaves_nothing_else() -> None:
    told = {
        one.grader: one
        for one in drift_of(
            differences("soft", 0.1, 0.12, 0.08, 0.11, 0.09)
            + differences("hard", -0.1, -0.12, -0.08, -0.11, -0.09)
            + differences("wild", 0.5, -0.4, 0.3, -0.3, 0.1)
            + differences("near", 0.02, 0.02, 0.02, 0.02, 0.02)
            + differences("new", 0.4, 0.4)
        )
    }
    assert {name: one.tendency for name, one in told.items()} == {
        "soft": "lenient", "hard": "severe", "wild": "with the others", "near": "with the others", "new": "too few",
    }  # fmt: skip
    assert told["soft"].says.startswith("lenient: gives 10 % of the whole more than others give")
    assert told["new"].says == "2 shared marks; 5 are needed to say anything."
    assert list(told)[-1] == "new"


def test_drift_is_told_by_quarter() -> None:
    assert quarter_of(date(2018, 6, 30)) == date(2018, 4, 1)
    (one,) = drift_of(differences("soft", 0.1, 0.1, 0.1, 0.3, 0.3, 0.3))
    assert [(window.starts_on, window.count) for window in one.windows] == [
        (date(2018, 1, 1), 3), (date(2018, 4, 1), 3),
    ]  # fmt: skip
    assert [window.mean for window in one.windows] == pytest.approx([0.1, 0.3])


def test_things_that_do_not_differ_have_correlations_without_an_end() -> None:
    found = intraclass_correlations([[1, 2], [1, 2], [1, 2]])
    assert found is not None
    assert (found.one_way, found.mean_one_way, found.mean_one_way_interval) == (-1.0, None, None)


@given(st.integers(2, 4).flatmap(lambda k: st.lists(st.lists(st.integers(1, 3), min_size=k, max_size=k), max_size=6)))
def test_whatever_levels_are_given_the_correlations_can_be_told(marks) -> None:
    found = intraclass_correlations(marks)
    for name in ("one_way", "two_way_random", "two_way_fixed"):
        told, sure = (getattr(found, f"{name}{end}", None) for end in ("", "_interval"))
        assert told is None or told <= 1
        assert sure is None or sure[0] <= told + 1e-9 <= sure[1] + 2e-9
