"""Who counts on a day, and where they stood on it: on the roster, in the role, not left; less what is excluded, shown.

Somebody counts on a day when a posting of the certification's role holds on it, they were hired by then and have not
left. The gate's population may leave out people on leave and people hired within so many days; people who are exempt
are neither certified nor wanting, so they are left out too. All of them are counted apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import pairwise, product
from typing import NamedTuple

from readiness.domain.certification.states import ALWAYS, STATES
from readiness.domain.definition.gating import Population

FOREVER = date.max
"""The end of what has no end."""


class Place(NamedTuple):
    """One posting as it is needed here: a role and where, from `valid_from` until the day before `valid_to`."""

    role: str
    region: str
    territory: str
    team: str
    manager_id: int | None
    valid_from: date
    valid_to: date = FOREVER


class Stay(NamedTuple):
    """A stretch of days in one place and either at work or on leave; `until` is exclusive."""

    start: date
    until: date
    region: str
    territory: str
    team: str
    manager_id: int | None
    on_leave: bool


class GroupCount(NamedTuple):
    """One group on one day. `group` is "" for everybody together; `counted` is the denominator.

    `certified` includes `expiring`, and `lapsed` includes `revoked`.
    counted = certified + expired + lapsed + in_progress + not_enrolled. The excluded
    are counted once each, on leave before new before exempt.
    """

    group: str
    counted: int = 0
    certified: int = 0
    expiring: int = 0
    expired: int = 0
    lapsed: int = 0
    in_progress: int = 0
    not_enrolled: int = 0
    excluded_leave: int = 0
    excluded_new: int = 0
    exempt: int = 0
    revoked: int = 0


def stays_of(
    places: Iterable[Place],
    role: str,
    *,
    hired_on: date | None,
    left_on: date | None,
    leaves: Sequence[tuple[date, date | None]] = (),
    floor: date = ALWAYS,
) -> list[Stay]:
    """Where the person counts for `role`, in order of time; nothing before `floor`, nobody before hired, nor once left.

    Leaves are (first day, last day or None). Places never overlap: the roster refuses that.
    """
    found = []
    for place in places:
        if place.role != role:
            continue
        start = max(place.valid_from, floor, hired_on or ALWAYS)
        until = min(place.valid_to, left_on or FOREVER)
        if start >= until:
            continue
        if not leaves:
            found.append(
                Stay(start, until, place.region, place.territory, place.team, place.manager_id, on_leave=False)
            )
            continue
        for first, end in _cut(start, until, leaves):
            away = any(a <= first and (b is None or first <= b) for a, b in leaves)
            found.append(Stay(first, end, place.region, place.territory, place.team, place.manager_id, away))
    if len(found) > 1:
        found.sort(key=lambda stay: stay.start)
    return found


def lasts(until: date, day: date) -> bool:
    """Whether what ends before `until` still holds on `day`; what has no end does on the last day there is, too."""
    return day < until or until == FOREVER


def new_until(hired_on: date | None, days: int) -> date:
    """The first day on which somebody is no longer new; ALWAYS when the population leaves nobody out for it.

    Hired within N days of a day means: the day is less than N days after the hire. Without a hire date nobody is new.
    """
    return hired_on + timedelta(days=days) if hired_on is not None and days else ALWAYS


def absence(*, on_leave: bool, is_new: bool) -> str:
    """How somebody may be left out: "", "leave", "new" or "leave+new"."""
    return "+".join(word for word, holds in (("leave", on_leave), ("new", is_new)) if holds)


def group_count(group: str, numbers: Mapping[tuple[str, str], int], population: Population) -> GroupCount:
    """The group's figures from people per (absence, state); zeroes may be left out."""
    places = _places(population.exclude_on_leave, population.exclude_hired_within_days > 0)
    found = [0] * len(_FIGURES)
    for pair, people in numbers.items():
        found[places[pair]] += people
    certified, expiring, expired, lapsed, revoked, in_progress, not_enrolled, leave, new, exempt = found
    holding, lost = certified + expiring, lapsed + revoked
    counted = holding + expired + lost + in_progress + not_enrolled
    return GroupCount(
        group, counted, holding, expiring, expired, lost, in_progress, not_enrolled, leave, new, exempt, revoked
    )


def is_wanting(pair: tuple[str, str], population: Population) -> bool:
    """Whether somebody of this (absence, state) counts and is not certified."""
    place = _places(population.exclude_on_leave, population.exclude_hired_within_days > 0)[pair]
    return _FIGURES[place] in {"expired", "lapsed", "revoked", "in-progress", "not-enrolled"}


def group_labels(within: str, groups: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """What each (region, name) group is called: its name, with the region before it where two regions share the name.

    People without a territory, team, region or manager are a group too, `(no territory)`: a gap must not hide anybody.
    """
    if within == "overall":
        return dict.fromkeys(groups, "")
    pairs = list(groups)
    regions: dict[str, set[str]] = {}
    for region, name in pairs:
        regions.setdefault(name, set()).add(region)
    shared = {name for name, where in regions.items() if within == "territory" and len(where) > 1}
    return {
        (region, name): (f"{region or '(no region)'} / " if name in shared else "") + (name or f"(no {within})")
        for region, name in pairs
    }


def group_name(within: str, label: str) -> str:
    """The name of the group that `group_labels` calls so, where no region is needed to tell it."""
    return "" if label == f"(no {within})" else label


_FIGURES = (
    "certified", "expiring", "expired", "lapsed", "revoked", "in-progress", "not-enrolled", "leave", "new", "exempt",
)  # fmt: skip


@cache
def _places(leave_out: bool, new_out: bool) -> dict[tuple[str, str], int]:  # noqa: FBT001
    """By (absence, state): which of `_FIGURES` somebody is counted in. A gate may ask of 20,000 groups."""
    places = {}
    for away, state in product(("", "leave", "new", "leave+new"), STATES):
        figure = state
        if leave_out and away.startswith("leave"):
            figure = "leave"
        elif new_out and away.endswith("new"):
            figure = "new"
        places[away, state] = _FIGURES.index(figure)
    return places


def _cut(start: date, until: date, leaves: Sequence[tuple[date, date | None]]) -> list[tuple[date, date]]:
    turns = {start, until}
    for first, last in leaves:
        turns.add(first)
        if last is not None and last < FOREVER:
            turns.add(last + timedelta(days=1))
    inside = sorted(day for day in turns if start <= day <= until)
    return list(pairwise(inside))
