"""What a standing is on a day, and why.

Certification holds *through* `expires_on`; the day after, it is expired. It is expiring from `warn_days` before that
day on. All days are UTC days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from readiness.domain.certification.standing import Standing

StateName = Literal["not-enrolled", "in-progress", "certified", "expiring", "expired", "lapsed", "revoked", "exempt"]

STATES: tuple[str, ...] = get_args(StateName)

HOLDING = frozenset({"certified", "expiring"})
"""The states in which a person counts as certified."""

ALWAYS = date.min
"""The day from which a time line starts."""


@dataclass(frozen=True, slots=True)
class State:
    """A state and the reason for it, as a short clause: `2 of 3 met`."""

    name: StateName
    because: str


def state_on(standing: Standing, day: date) -> State:
    """The state on `day`, which must not be before the last thing the standing has seen.

    For an earlier day, make the standing of what had happened by then. A certification that holds comes before an
    exemption; an exemption before everything that is wanting; an end that has passed before a revocation and a lapse,
    because only a full new set helps then.
    """
    name = _name(standing, day)
    return State(name, _because(standing, name, day))


def states_over(standing: Standing) -> tuple[tuple[date, StateName], ...]:
    """(first day, state), ordered, the first from ALWAYS: the state of every day, told by `state_on`'s own rule."""
    turns = {ALWAYS}
    if standing.holds_through is not None and standing.warn_from is not None:
        turns |= {standing.warn_from, _after(standing.holds_through)}
    elif standing.expires_on is not None:
        turns.add(_after(standing.expires_on))
    if standing.exempt_until is not None:
        turns.add(_after(standing.exempt_until))
    line: list[tuple[date, StateName]] = []
    for day in sorted(turns):
        name = _name(standing, day)
        if not line or line[-1][1] != name:
            line.append((day, name))
    return tuple(line)


def _name(standing: Standing, day: date) -> StateName:
    through = standing.holds_through
    if through is not None and day <= through:
        return "expiring" if standing.warn_from is not None and day >= standing.warn_from else "certified"
    if standing.exempt_until is not None and day <= standing.exempt_until:
        return "exempt"
    if standing.expires_on is not None and day > standing.expires_on:
        return "expired"
    if standing.revoked_on is not None:
        return "revoked"
    if standing.lapsed_on is not None:
        return "lapsed"
    return "in-progress" if standing.enrolled else "not-enrolled"


def _because(standing: Standing, name: StateName, day: date) -> str:
    progress = f"{standing.met} of {standing.needed} met"
    match name:
        case "certified":
            because = f"certified on {standing.certified_on}, through {standing.expires_on}{_counts(standing)}"
        case "expiring":
            assert standing.expires_on is not None
            left = (standing.expires_on - day).days
            when = {0: "today", 1: "tomorrow"}.get(left, f"in {left} days")
            again = _counts(standing) or (
                f"; the renewal is open through {standing.renews_through}"
                if standing.renews_through
                else "; passing everything again renews it"
            )
            because = f"ends {when}, on {standing.expires_on}{again}"
        case "exempt":
            because = f"exempt through {standing.exempt_until}: {standing.exempt_because}".rstrip(": ")
        case "expired" if standing.renews_through is not None and day <= standing.renews_through:
            because = f"ended on {standing.expires_on}; the renewal is open through {standing.renews_through}"
        case "expired" if standing.counts:
            because = f"ended on {standing.expires_on}{_counts(standing)}; {progress}"
        case "expired":
            because = f"ended on {standing.expires_on}; everything has to be passed again"
        case "lapsed" | "revoked":
            because = f"since {standing.lapsed_on}, {standing.lapsed_because}; {progress}"
        case "not-enrolled":
            because = f"not enrolled; {progress}"
        case "in-progress":
            because = progress
    return because


def _counts(standing: Standing) -> str:
    return f", because '{standing.counts}' counts for it" if standing.counts else ""


def _after(day: date) -> date:
    """The day after; the last day that there is has none."""
    return day if day == date.max else day + timedelta(days=1)
