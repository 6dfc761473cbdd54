"""Classical test theory over a table of scores: one pass for the quiz, one for each question.

The figures are those of the statistics report of the large open-source learning system, whose public documentation
("Quiz statistics calculations") states them, and of Lord and Novick, Statistical Theories of Mental Test Scores (1968).
x is the mark of a question, T the score of an attempt, R = T - x its *rest score*; variances and covariances are of the
sample (n - 1).

Where not everybody is asked everything (forms drawn from a pool), a score is the share of the marks that were asked,
times the mean of those marks; a question is compared with the rest of the same attempts; and consistency is worked out
from every pair of questions that was asked together. With a full table all of this is the textbook's figure exactly.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from readiness.domain.item_analysis import intervals
from readiness.domain.item_analysis.choices import option_figures, thirds
from readiness.domain.item_analysis.figures import (
    Analysis,
    Drift,
    Flag,
    Interval,
    ItemFigures,
    OptionFigures,
    QuizFigures,
)
from readiness.domain.item_analysis.flags import item_flags, quiz_flags
from readiness.domain.item_analysis.scores import Floats, Question, Scores, Truths

NONE = 1e-14
"""A variance of shares (0..1) below this is none: what is left of equal sums added in another order."""


def analyse(scores: Scores) -> Analysis:
    """The quiz's and every question's figures, with their flags. Attempts that were asked nothing count nowhere.

    Never fails on little data: what cannot be said is None. The pairs of questions make it O(attempts × questions²),
    all of it in numpy.
    """
    table = _table(scores)
    quiz = _quiz(table)
    intended, effective = _intended_weights(table), _effective_weights(table)
    items = []
    for place, question in enumerate(scores.questions):
        figures = replace(
            _item(scores, table, place), intended_weight=intended[place], effective_weight=effective[place]
        )
        items.append(replace(figures, flags=_flags(question, figures)))
    return Analysis(replace(quiz, flags=quiz_flags(quiz)), tuple(items))


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """The scores, with sums that several figures need. `counts` marks the attempts that were asked something.

    `marks` are 0 where nothing was asked. `share` of an attempt is what it earned of the marks it was asked.
    """

    counts: Truths
    fractions: Floats
    asked: Truths
    weights: Floats
    marks: Floats
    total: Floats
    maximum: Floats
    share: Floats


def _flags(question: Question, figures: ItemFigures) -> tuple[Flag, ...]:
    offered = question.choices is not None and not question.choices.typed
    return item_flags(figures, guess=question.guess, must_pass=question.must_pass, offered=offered)


def _table(scores: Scores) -> _Table:
    asked = ~np.isnan(scores.fractions)
    counts = cast("Truths", asked.any(axis=1))
    # Column by column in memory: every question is looked at by itself.
    fractions, asked = np.asfortranarray(scores.fractions[counts]), np.asfortranarray(asked[counts])
    weights = np.array([question.weight for question in scores.questions], dtype=np.float64)
    marks = np.where(asked, fractions * weights, 0.0)
    total, maximum = marks.sum(axis=1), asked @ weights
    share = np.divide(total, maximum, out=np.zeros_like(total), where=maximum > 0)
    return _Table(counts, fractions, asked, weights, marks, total, maximum, share)


def _quiz(table: _Table) -> QuizFigures:
    """Moments of the score, and how consistent the questions are.

    Skewness k₃/k₂^1.5 and kurtosis k₄/k₂² from Fisher's k-statistics (1930): with mᵣ the r-th moment about the mean,
    k₂ = n·m₂/(n-1), k₃ = n²·m₃/((n-1)(n-2)), k₄ = n²·((n+1)·m₄ - 3(n-1)·m₂²)/((n-1)(n-2)(n-3)). Error ratio √(1 - α),
    standard error of measurement SD·√(1 - α) (Lord and Novick 1968, 3.8).
    """
    share, asked = table.share, table.asked
    n, questions = len(share), int(asked.any(axis=0).sum())
    if n == 0:
        return QuizFigures(
            attempts=0, questions=0, asked_each=None, maximum=None, mean=None, mean_interval=None, median=None, sd=None,
            skewness=None, kurtosis=None, consistency=None, consistency_interval=None, kr20=None, error_ratio=None,
            standard_error=None,
        )  # fmt: skip
    maximum, each, mean = float(table.maximum.mean()), float(asked.sum(axis=1).mean()), float(share.mean())
    away = share - mean
    m2, m3, m4 = (float((away**power).mean()) for power in (2, 3, 4))
    spreads = m2 > NONE
    k2 = m2 * n / (n - 1) if n > 1 and spreads else 0.0
    sd = math.sqrt(k2) if n > 1 else None
    skewness = n * n * m3 / ((n - 1) * (n - 2)) / k2**1.5 if n > 2 and spreads else None
    kurtosis = None
    if n > 3 and spreads:
        kurtosis = n * n * ((n + 1) * m4 - 3 * (n - 1) * m2 * m2) / ((n - 1) * (n - 2) * (n - 3)) / k2**2
    alpha = _alpha(table, each) if spreads else None
    ratio = math.sqrt(max(0.0, 1 - alpha)) if alpha is not None else None
    sure = _of_share(mean, sd, n, within=bool(share.min() >= 0 and share.max() <= 1)) if sd else None
    return QuizFigures(
        attempts=n, questions=questions, asked_each=each, maximum=maximum, mean=mean * maximum,
        mean_interval=Interval(sure.low * maximum, sure.high * maximum) if sure else None,
        median=float(np.median(share)) * maximum, sd=None if sd is None else sd * maximum,
        skewness=skewness, kurtosis=kurtosis, consistency=alpha,
        consistency_interval=intervals.of_alpha(alpha, n, questions) if alpha is not None and asked.all() else None,
        kr20=alpha if _is_binary(table.fractions[asked]) else None, error_ratio=ratio,
        standard_error=None if ratio is None or sd is None else ratio * sd * maximum,
    )  # fmt: skip


def _alpha(table: _Table, each: float) -> float | None:
    """Cronbach's alpha (1951, Psychometrika 16:297) of a form of `each` questions; KR-20 where marks are 0/1.

    k·c̄ / (v̄ + (k - 1)·c̄) with v̄ the mean variance of a question and c̄ the mean covariance of two that were asked
    together: algebraically k/(k-1)·(1 - Σ var x / var T) when everybody is asked everything, and still defined when
    forms are drawn from a pool. None below two questions, or when no two were asked of the same two people.
    """
    if each < 2:
        return None
    here = table.asked.astype(np.float64)
    pairs = here.T @ here
    counted = np.diag(pairs)
    means = np.divide(table.marks.sum(axis=0), counted, out=np.zeros(len(counted)), where=counted > 0)
    away = np.where(table.asked, table.marks - means, 0.0)
    sums = away.T @ here  # of one question's marks over the attempts that were asked the other one too
    enough = pairs >= 2
    shared = np.divide(sums * sums.T, pairs, out=np.zeros_like(pairs), where=enough)
    covariance = np.divide(away.T @ away - shared, pairs - 1, out=np.zeros_like(pairs), where=enough)
    own, between = np.diag(enough), enough & ~np.eye(len(counted), dtype=bool)
    if not own.any() or not between.any():
        return None
    variance = float((np.diag(covariance)[own] * counted[own]).sum() / counted[own].sum())
    common = float((covariance[between] * pairs[between]).sum() / pairs[between].sum())
    spread = variance + (each - 1) * common
    # Pairs of different people can give a matrix that no table of scores has; then nothing is claimed.
    if spread <= NONE or common > variance * (1 + NONE):
        return None
    return each * common / spread


def _intended_weights(table: _Table) -> list[float | None]:
    """Each question's marks as a share of all marks asked; of a pool, as often as it was asked. None = never."""
    often = table.asked.sum(axis=0)
    whole = float((often * table.weights).sum())
    return [float(n * w / whole) if n and whole > 0 else None for n, w in zip(often, table.weights, strict=True)]


def _effective_weights(table: _Table) -> list[float | None]:
    """Each question's part in who got which score: √cov(x, T) as a share of the sum of those roots.

    A question that goes against the score (negative covariance) has none, and adds nothing to the sum. One of a pool
    counts as often as it was asked.
    """
    asked = table.asked
    often = asked.sum(axis=0)
    safe = np.maximum(often, 1)
    marks = np.where(asked, table.marks - table.marks.sum(axis=0) / safe, 0.0)
    score = np.where(asked, table.share[:, None] - (asked * table.share[:, None]).sum(axis=0) / safe, 0.0)
    covariance = np.divide((marks * score).sum(axis=0), often - 1, out=np.zeros(len(often)), where=often > 1)
    covariance[np.abs(covariance) < NONE] = 0.0
    roots = np.sqrt(np.maximum(covariance, 0.0)) * often
    whole = float(roots.sum())
    return [
        float(root / whole) if whole > 0 and n > 1 and together >= 0 else None
        for root, n, together in zip(roots, often, covariance, strict=True)
    ]


def _item(scores: Scores, table: _Table, place: int) -> ItemFigures:
    """One question without its weights and flags.

    Facility mean(x)/max. Discrimination index: the correlation of x and R. Discriminative efficiency: cov(x, R) as a
    share of what it would be if the same marks and the same rest scores were each put in order, the most there can be;
    so it does not blame a question for being easy. Item-total: the correlation of x and T, which counts the question
    itself. Upper-lower: facility of the best third less that of the weakest by rest score (see `choices.thirds`).
    """
    question, asked = scores.questions[place], table.asked[:, place]
    x = table.fractions[asked, place]
    n = len(x)
    left = table.maximum[asked] - table.weights[place]
    has_rest = left > NONE
    rest = (table.total[asked] - table.marks[asked, place])[has_rest] / left[has_rest]
    mine = x[has_rest]
    upper, lower = thirds(rest)
    r, efficiency = _correlation(mine, rest), _efficiency(mine, rest)
    options: tuple[OptionFigures, ...] = ()
    if question.choices is not None and n:
        chosen = asked.copy()
        chosen[asked] = has_rest
        if has_rest.any():
            picked = question.choices.picked[table.counts]
            options = option_figures(question.choices, picked[chosen], rest, upper, lower)
    unanswered = 0
    if scores.unanswered is not None:
        unanswered = int((scores.unanswered[table.counts][:, place] & asked).sum())
    return ItemFigures(
        key=question.key, version=question.version, weight=question.weight, asked=n, unanswered=unanswered,
        facility=float(x.mean()) if n else None, facility_interval=_of_facility(x), sd=_sd(x), intended_weight=None,
        effective_weight=None, discrimination_index=r,
        discrimination_interval=intervals.of_correlation(r, len(mine)) if r is not None else None,
        discriminative_efficiency=efficiency, item_rest=r, item_total=_correlation(x, table.share[asked]),
        upper_lower=float(upper @ mine / upper.sum() - lower @ mine / lower.sum()) if len(mine) > 1 else None,
        options=options,
        drift=_drift(mine, rest, scores.later[table.counts][asked][has_rest]) if scores.later is not None else None,
    )  # fmt: skip


def _of_facility(x: Floats) -> Interval | None:
    """Wilson's for 0/1 marks, Student's for partial credit, kept within 0..1.

    Partial credit without any spread gets Wilson's too: of all marks within 0..1 those of 0 and 1 spread most, so it is
    too wide rather than of no width. Marks outside 0..1 get Student's or none.
    """
    n = len(x)
    if n == 0:
        return None
    mean, sd = float(x.mean()), _sd(x)
    within = x.min() >= 0 and x.max() <= 1
    if within and (_is_binary(x) or not sd):
        return intervals.wilson(mean * n, n)
    if not sd:
        return None
    return _of_share(mean, sd, n, within=bool(within))


def _of_share(mean: float, sd: float, n: int, *, within: bool) -> Interval:
    """Student's, which knows no bounds, kept to the marks that there can be when every one is `within` 0..1."""
    found = intervals.of_mean(mean, sd, n)
    return Interval(max(0.0, found.low), min(1.0, found.high)) if within else found


def _drift(x: Floats, rest: Floats, later: Truths) -> Drift | None:
    """The earlier against the later attempts; None when either is empty."""
    before, after = x[~later], x[later]
    if not len(before) or not len(after):
        return None
    one, other = float(before.mean()), float(after.mean())
    if _is_binary(x):
        interval: Interval | None = intervals.of_change_in_share(one, len(before), other, len(after))
    else:
        spreads = (_sd(before) or 0.0, len(before)), (_sd(after) or 0.0, len(after))
        interval = intervals.of_change_in_mean(other - one, *spreads)
    return Drift(
        earlier=len(before), later=len(after), earlier_facility=one, later_facility=other, change=other - one,
        interval=interval, rest=float(rest[later].mean() - rest[~later].mean()),
    )  # fmt: skip


def _sd(x: Floats) -> float | None:
    if len(x) < 2:
        return None
    variance = float(x.var(ddof=1))
    return math.sqrt(variance) if variance > NONE else 0.0


def _correlation(x: Floats, y: Floats) -> float | None:
    """Pearson's; None below two pairs or without spread in either."""
    if len(x) < 2:
        return None
    dx, dy = x - x.mean(), y - y.mean()
    of_x, of_y = float(dx @ dx), float(dy @ dy)
    if min(of_x, of_y) <= NONE * len(x):
        return None
    return max(-1.0, min(1.0, float(dx @ dy) / math.sqrt(of_x * of_y)))


def _efficiency(x: Floats, rest: Floats) -> float | None:
    if len(x) < 2:
        return None
    dx, dy = x - x.mean(), rest - rest.mean()
    most = float(np.sort(dx) @ np.sort(dy))
    if most <= NONE * len(x):
        return None
    # No lower bound: the least there can be is not minus the most.
    return min(1.0, float(dx @ dy) / most)


def _is_binary(marks: Floats) -> bool:
    return bool(np.isin(marks, (0.0, 1.0)).all())
