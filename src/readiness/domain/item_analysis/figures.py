"""The results of an item analysis, as frozen values without numpy. None always means: these data do not say.

Shares, facilities and correlations are written as 0..1 or -1..1, never as percentages. Each formula stands where it is
worked out (`classical`, `choices`, `intervals`) and by hand in `docs/reference/question-statistics.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["fix", "look", "note"]
"""fix: the question does harm as it is. look: somebody should read it. note: to know, nothing may be wrong."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Where the true value lies with the confidence that is named beside it (95 % unless it says otherwise)."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing to know about a question or a quiz. `code` is a rule of `flags.RULES`; `text` is a whole sentence."""

    code: str
    severity: Severity
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionFigures:
    """One option of a question. `share` of those asked who chose it, overall, in the best and in the weakest third.

    Several options of a multiple choice may be chosen at once, so shares need not sum to 1. `correlation` is between
    choosing it and the rest score. `is_key`: choosing it is right.
    """

    label: str
    is_key: bool
    chosen: int
    share: float
    upper: float | None
    lower: float | None
    correlation: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """The facility of the earlier half of the attempts against the later half.

    `interval` of the change is at 99 %: a quiz of forty questions is forty chances of a false alarm. `rest` is how
    much better the same people did in the rest of the quiz: where everything got easier, it was the training.
    """

    earlier: int
    later: int
    earlier_facility: float
    later_facility: float
    change: float
    interval: Interval | None
    rest: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFigures:
    """What the answers say about one question as it was worded.

    `asked` counts attempts that asked it; an unanswered one earned 0, one that was not asked is nowhere counted.
    `facility` is the mean share of the mark that was earned, `sd` its sample standard deviation. `item_rest` is
    `discrimination_index` under the name that test theory has for it (for 0/1 marks the corrected point-biserial).
    """

    key: str
    version: str
    weight: float
    asked: int
    unanswered: int
    facility: float | None
    facility_interval: Interval | None
    sd: float | None
    intended_weight: float | None
    effective_weight: float | None
    discrimination_index: float | None
    discrimination_interval: Interval | None
    discriminative_efficiency: float | None
    item_rest: float | None
    item_total: float | None
    upper_lower: float | None
    options: tuple[OptionFigures, ...] = ()
    drift: Drift | None = None
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizFigures:
    """What the answers say about a quiz. `mean`, `median`, `sd` and `standard_error` are in marks, of `maximum`.

    `questions` counts wordings that were asked, `asked_each` how many one attempt was asked on average.
    `consistency` is Cronbach's alpha, `kr20` the same number where every mark is 0 or 1, None elsewhere.
    `error_ratio` is the part of the spread that is chance; above 1 when questions contradict each other.
    """

    attempts: int
    questions: int
    asked_each: float | None
    maximum: float | None
    mean: float | None
    mean_interval: Interval | None
    median: float | None
    sd: float | None
    skewness: float | None
    kurtosis: float | None
    consistency: float | None
    consistency_interval: Interval | None
    kr20: float | None
    error_ratio: float | None
    standard_error: float | None
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class Analysis:
    """A quiz and its questions, in the order in which they were given."""

    quiz: QuizFigures
    items: tuple[ItemFigures, ...]
