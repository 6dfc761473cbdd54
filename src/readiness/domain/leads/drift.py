"""Where sales accepts other leads than the criteria do: how much they agree, and over which criterion they do not.

Kappa's interval is the large-sample one of J. L. Fleiss, J. Cohen and B. S. Everitt, "Large sample standard errors of
kappa and weighted kappa", Psychological Bulletin 72 (1969) 323–327; shares have E. B. Wilson's score interval.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from readiness.domain.agreement.kappa import cohen_kappa
from readiness.domain.gate.interval import Z95, wilson
from readiness.domain.leads.verdict import LeadVerdict

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `of`; `share` 0..1 and its 95 % interval, None when `of` is 0."""

    count: int
    of: int
    share: float | None
    interval: Interval | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionDrift:
    """One criterion and sales. `overruled`: of the leads that sales accepted and that say something in its column,
    those that do not meet it. `alone`: accepted leads that fail on this criterion and on nothing else. `asked_more`: of
    the leads that qualify and that sales declined, those that do not meet it; for a required one always 0.
    """

    key: str
    name: str
    asks: str
    required: bool
    overruled: Share
    alone: int
    asked_more: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """Leads that sales answered and the criteria decide, in the four ways it can go: `both` say yes, `sales_only`,
    `criteria_only`, `neither`. `unanswered` and `undecided` are left out of every figure. `criteria`: the one that
    sales overrules most first.
    """

    both: int
    sales_only: int
    criteria_only: int
    neither: int
    unanswered: int
    undecided: int
    agreement: Share
    kappa: float | None
    kappa_interval: Interval | None
    criteria: tuple[CriterionDrift, ...]

    @property
    def compared(self) -> int:
        return self.both + self.sales_only + self.criteria_only + self.neither


def drift_of(judged: Iterable[tuple[LeadVerdict, bool | None]]) -> Drift:
    """Of verdicts with sales' answers; None = sales has not said."""
    pairs = list(judged)
    answered = [(verdict, accepted) for verdict, accepted in pairs if accepted is not None]
    decided = [(verdict, accepted) for verdict, accepted in answered if verdict.standing != "undecided"]
    table = [[0, 0], [0, 0]]
    for verdict, accepted in decided:
        table[verdict.standing == "qualified"][accepted] += 1
    (neither, sales_only), (criteria_only, both) = table
    kappa, interval = kappa_of(both=both, first_only=criteria_only, second_only=sales_only, neither=neither)
    found = [_criterion(key, decided) for key in _keys(decided)]
    found.sort(key=lambda one: (-(one.overruled.share or 0.0), -one.alone, -one.asked_more.count))
    return Drift(
        both=both, sales_only=sales_only, criteria_only=criteria_only, neither=neither,
        unanswered=len(pairs) - len(answered), undecided=len(answered) - len(decided),
        agreement=share_of(both + neither, len(decided)), kappa=kappa, kappa_interval=interval, criteria=tuple(found),
    )  # fmt: skip


def share_of(count: int, of: int) -> Share:
    return Share(count, of, count / of if of else None, wilson(count, of))


def kappa_of(*, both: int, first_only: int, second_only: int, neither: int) -> tuple[float | None, Interval | None]:
    """Cohen's kappa of two who say yes or no, with its 95 % interval; None where there is nothing to say.

    The interval is for large samples: with fewer than some thirty leads it says little, and it is cut at -1 and 1.
    """
    pairs = [(1, 1)] * both + [(1, 0)] * first_only + [(0, 1)] * second_only + [(0, 0)] * neither
    kappa = cohen_kappa(pairs)
    if kappa is None:
        return None, None
    n = len(pairs)
    p = [[neither / n, second_only / n], [first_only / n, both / n]]
    rows, columns = [sum(one) for one in p], [p[0][i] + p[1][i] for i in (0, 1)]
    chance = sum(rows[i] * columns[i] for i in (0, 1))
    alike = sum(p[i][i] * (1 - (rows[i] + columns[i]) * (1 - kappa)) ** 2 for i in (0, 1))
    apart = (1 - kappa) ** 2 * sum(p[i][1 - i] * (columns[i] + rows[1 - i]) ** 2 for i in (0, 1))
    rest = (kappa - chance * (1 - kappa)) ** 2
    half = Z95 * sqrt(max(0.0, alike + apart - rest) / n) / (1 - chance)
    return kappa, (max(-1.0, kappa - half), min(1.0, kappa + half))


def _keys(decided: Sequence[tuple[LeadVerdict, bool]]) -> list[str]:
    return [one.key for one in decided[0][0].reasons] if decided else []


def _criterion(key: str, decided: Sequence[tuple[LeadVerdict, bool]]) -> CriterionDrift:
    first = decided[0][0].reason(key)
    taken = [verdict.reason(key).outcome for verdict, accepted in decided if accepted]
    declined = [
        verdict.reason(key).outcome for verdict, accepted in decided if not accepted and verdict.standing == "qualified"
    ]
    return CriterionDrift(
        key=key, name=first.name, asks=first.asks, required=first.required,
        overruled=share_of(taken.count("unmet"), len(taken) - taken.count("unknown")),
        alone=sum(
            accepted and verdict.standing == "not-qualified" and verdict.changes == (key,)
            for verdict, accepted in decided
        ),
        asked_more=share_of(declined.count("unmet"), len(declined)),
    )  # fmt: skip
