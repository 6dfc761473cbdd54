"""One kept standing, and what it adds to the counts: a person's stretch of days turned into changes of their groups.

Pure functions between what the domain derives and what two tables keep. The counts are told by the same rule as the
state of one person (`states_over`), so the sum over people and the kept count cannot disagree on a rule.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from readiness.domain.certification.population import FOREVER, absence, new_until, stays_of
from readiness.domain.certification.rule import Rule
from readiness.domain.certification.standing import Standing, standing_from
from readiness.domain.certification.states import ALWAYS, states_over
from readiness.store.standing_facts import Facts

LEVELS = ("region", "territory")
"""Groups whose counts are kept. Everybody together is the sum of the regions; teams and a manager's people are counted
from the standings when they are asked for (one group per ten people: keeping those costs more rows than there are
people, and a third of every rebuild)."""


class Kept(NamedTuple):
    """A row of `standing`, in the order of its columns."""

    launch: str
    person_id: int
    certification: str
    valid_from: date
    valid_to: date
    region: str
    territory: str
    team: str
    manager_id: int | None
    on_leave: bool
    new_until: date
    enrolled: bool
    met: int
    needed: int
    certified_on: date | None
    expires_on: date | None
    warn_from: date | None
    holds_through: date
    lapsed_on: date | None
    lapsed_because: str
    exempt_through: date
    exempt_because: str
    revoked_on: date | None
    renews_through: date | None
    counts: str

    def standing(self) -> Standing:
        """The standing that is kept here."""
        return Standing(
            certification=self.certification, needed=self.needed, met=self.met, enrolled=self.enrolled,
            certified_on=self.certified_on, expires_on=self.expires_on, warn_from=self.warn_from,
            lapsed_on=self.lapsed_on, lapsed_because=self.lapsed_because,
            exempt_until=None if self.exempt_through == ALWAYS else self.exempt_through,
            exempt_because=self.exempt_because, revoked_on=self.revoked_on, renews_through=self.renews_through,
            counts=self.counts,
        )  # fmt: skip


Key = tuple[str, str, str, date, str, str, str, str]
"""A row of `standing_count`: launch, certification, level, day, region, name, away, state."""


def kept_of(launch: str, facts: Facts, rules: Iterable[Rule], *, new_days: int, floor: date) -> Iterator[Kept]:
    """The rows of one person, by certification and day: none where they never had its role since `floor`."""
    for rule in rules:
        certification = rule.certification
        stays = stays_of(
            facts.places, certification.role,
            hired_on=facts.hired_on, left_on=facts.left_on, leaves=facts.leaves, floor=floor,
        )  # fmt: skip
        if not stays:
            continue
        standing = standing_from(rule, facts.happened, enrolled=certification.key in facts.enrolled, life=facts.life)
        no_longer_new = new_until(facts.hired_on, new_days)
        for stay in stays:
            yield Kept(
                launch, facts.person_id, certification.key, stay.start, stay.until, stay.region, stay.territory,
                stay.team, stay.manager_id, stay.on_leave, no_longer_new, *of_standing(standing),
            )  # fmt: skip


def with_standing(kept: Kept, standing: Standing) -> Kept:
    """The same stretch of days after more has happened."""
    return Kept(*kept[:11], *of_standing(standing))


def of_standing(standing: Standing) -> tuple[Any, ...]:
    """The columns from `enrolled` on."""
    return (
        standing.enrolled, standing.met, standing.needed, standing.certified_on, standing.expires_on,
        standing.warn_from, standing.holds_through or ALWAYS, standing.lapsed_on, standing.lapsed_because,
        standing.exempt_until or ALWAYS, standing.exempt_because, standing.revoked_on, standing.renews_through,
        standing.counts,
    )  # fmt: skip


def counts_of(rows: Iterable[Kept], sign: int = 1) -> Counter[Key]:
    """What these rows add to the kept counts (take from them, with sign -1); keys that come to nothing may be in it."""
    return expanded(Counter(counted(row) for row in rows), sign)


def counted(kept: Kept) -> tuple[Any, ...]:
    """All of a row that its groups' counts depend on; many people share one."""
    return (
        kept.launch, kept.certification, kept.region, kept.territory,
        _Line(
            kept.valid_from, kept.valid_to, kept.on_leave, kept.new_until, kept.enrolled, kept.expires_on,
            kept.warn_from, kept.holds_through, kept.lapsed_on is not None, kept.exempt_through,
            kept.revoked_on is not None,
        ),
    )  # fmt: skip


def expanded(people: Counter[tuple[Any, ...]], sign: int = 1) -> Counter[Key]:
    """The changes on each day, in each group of each level, that so many people of each kind make."""
    found: Counter[Key] = Counter()
    by_group: Counter[tuple[Any, ...]] = Counter()
    for (launch, certification, region, territory, line), number in people.items():
        for level, name in zip(LEVELS, (region, territory), strict=True):
            by_group[launch, certification, level, region, name, line] += number
    for (launch, certification, level, region, name, line), number in by_group.items():
        for away, state, day, change in _changes(line):
            found[launch, certification, level, day, region, name, away, state] += sign * number * change
    return found


class _Line(NamedTuple):
    valid_from: date
    valid_to: date
    on_leave: bool
    new_until: date
    enrolled: bool
    expires_on: date | None
    warn_from: date | None
    holds_through: date
    lapsed: bool
    exempt_through: date
    revoked: bool


@lru_cache(maxsize=1 << 14)
def _changes(line: _Line) -> tuple[tuple[str, str, date, int], ...]:
    """(away, state, day, +1 or -1): where the person enters and leaves each way of being counted."""
    standing = Standing(
        certification="", needed=0, enrolled=line.enrolled, expires_on=line.expires_on, warn_from=line.warn_from,
        lapsed_on=ALWAYS if line.lapsed else None,
        exempt_until=None if line.exempt_through == ALWAYS else line.exempt_through,
        revoked_on=ALWAYS if line.revoked else None,
    )  # fmt: skip
    states = states_over(standing)
    inside = {day for day, _ in states if line.valid_from < day < line.valid_to}
    if line.valid_from < line.new_until < line.valid_to:
        inside.add(line.new_until)
    found = []
    starts = [line.valid_from, *sorted(inside)]
    for start, end in zip(starts, [*starts[1:], line.valid_to], strict=True):
        state = next(name for day, name in reversed(states) if day <= start)
        away = absence(on_leave=line.on_leave, is_new=start < line.new_until)
        found.append((away, state, start, 1))
        if end < FOREVER:
            found.append((away, state, end, -1))
    return tuple(found)
