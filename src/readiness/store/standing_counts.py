"""How many are certified, in which group, and who is not: what a gate's share criteria ask.

Answers come from the kept counts and standings (`kept_counts`), which speak of every day from today on. For anything
else pass a `Recount`; one is made here when the kept ones do not speak of what is asked (an earlier day, a definition
or a publication they have not been derived from), so that an answer is never out of date, only slower. Whoever asks
more than one thing of a day makes one `Tally`: what was read for one answer is there for the next.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session

from readiness.domain.certification.population import GroupCount, group_count, group_labels
from readiness.domain.definition.gating import Population
from readiness.store.kept_counts import KeptCounts, Numbers
from readiness.store.recount import Recount, recount
from readiness.store.recounted import RecountedCounts
from readiness.store.standing_basis import basis_of
from readiness.store.standing_upkeep import cycles_uncollected


@dataclass(frozen=True, slots=True)
class Uncertified:
    """People who count and are not certified: the first few as (mail address, why), and how many there are in all."""

    people: tuple[tuple[str, str], ...]
    total: int


@dataclass(slots=True)
class Tally:
    """One launch on one day, asked as often as one likes; reads nothing before it is asked.

    `regions` None = all; they make the figures of a market. `certification` None = all together; somebody asked for two
    counts in both. Raises NotFound for a launch that was never applied.
    """

    session: Session
    launch: str
    as_of: date
    population: Population
    counted: Recount | None = None
    _source: KeptCounts | RecountedCounts | None = None
    _groups: dict[tuple[str | None, str, frozenset[str] | None], tuple[GroupCount, ...]] = field(default_factory=dict)

    def groups(
        self, certification: str | None, within: str, regions: Collection[str] | None = None
    ) -> tuple[GroupCount, ...]:
        """Each group on the roster that day, by name: who counts, who is certified, who is left out and why.

        `within` is overall (one group, ""), region, territory, team or manager (named by mail address). No group at all
        when nobody is on the roster.
        """
        asked = (certification, within, _frozen(regions))
        if asked not in self._groups:
            with cycles_uncollected():
                self._groups[asked] = _grouped(self._counts().numbers(*asked), within, self.population)
        return self._groups[asked]

    def wanting(
        self,
        certification: str | None,
        within: str,
        *,
        limit: int,
        groups: Collection[str] | None = None,
        regions: Collection[str] | None = None,
    ) -> Uncertified:
        """Who counts and is not certified, in these groups (named as `groups` names them; None = in all).

        Those who never were come first, then those whose certification ended longest ago.
        """
        counts = self.groups(certification, "overall" if groups is None else within, regions)
        total = sum(one.counted - one.certified for one in counts if groups is None or one.group in groups)
        if not total:
            return Uncertified((), 0)
        return Uncertified(self._counts().wanting(certification, within, _frozen(regions), groups, limit), total)

    def managers(self, regions: Collection[str] | None = None) -> GroupCount:
        """Everybody who leads people that day and has a certification to hold, as one group.

        Somebody leads when a posting of the day names them as manager, or when their certification is for people who
        lead (`manages`).
        """
        with cycles_uncollected():
            return group_count("", self._counts().managers(_frozen(regions)), self.population)

    def wanting_managers(self, *, limit: int, regions: Collection[str] | None = None) -> Uncertified:
        """Those of `managers` who count and are not certified."""
        count = self.managers(regions)
        total = count.counted - count.certified
        with cycles_uncollected():
            return Uncertified(self._counts().wanting_managers(_frozen(regions), limit) if total else (), total)

    def _counts(self) -> KeptCounts | RecountedCounts:
        if self._source is None:
            self._source = self._kept_or_recounted()
        return self._source

    def _kept_or_recounted(self) -> KeptCounts | RecountedCounts:
        if self.counted is None:
            basis = basis_of(self.session, self.launch)
            new_days = self.population.exclude_hired_within_days
            if basis and basis.is_kept and self.as_of >= basis.floor and new_days in (0, basis.new_days):
                return KeptCounts(self.session, basis, self.as_of, self.population)
        counted = self.counted or recount(self.session, self.launch, self.as_of)
        return RecountedCounts(self.session, counted, self.population)


def certified_counts(
    session: Session,
    launch: str,
    *,
    certification: str | None,
    within: str,
    as_of: date,
    population: Population,
    regions: Collection[str] | None = None,
    counted: Recount | None = None,
) -> tuple[GroupCount, ...]:
    """`Tally.groups`, asked once."""
    return Tally(session, launch, as_of, population, counted).groups(certification, within, regions)


def uncertified_people(
    session: Session,
    launch: str,
    *,
    certification: str | None,
    within: str,
    as_of: date,
    population: Population,
    limit: int,
    groups: Collection[str] | None = None,
    regions: Collection[str] | None = None,
    counted: Recount | None = None,
) -> Uncertified:
    """`Tally.wanting`, asked once."""
    tally = Tally(session, launch, as_of, population, counted)
    return tally.wanting(certification, within, limit=limit, groups=groups, regions=regions)


def manager_counts(
    session: Session,
    launch: str,
    *,
    as_of: date,
    population: Population,
    regions: Collection[str] | None = None,
    counted: Recount | None = None,
) -> GroupCount:
    """`Tally.managers`, asked once."""
    return Tally(session, launch, as_of, population, counted).managers(regions)


def uncertified_managers(
    session: Session,
    launch: str,
    *,
    as_of: date,
    population: Population,
    limit: int,
    regions: Collection[str] | None = None,
    counted: Recount | None = None,
) -> Uncertified:
    """`Tally.wanting_managers`, asked once."""
    return Tally(session, launch, as_of, population, counted).wanting_managers(limit=limit, regions=regions)


def _frozen(regions: Collection[str] | None) -> frozenset[str] | None:
    return None if regions is None else frozenset(regions)


def _grouped(numbers: Numbers, within: str, population: Population) -> tuple[GroupCount, ...]:
    labels = group_labels(within, numbers)
    merged: dict[str, dict[tuple[str, str], int]] = {}
    for pair, counts in numbers.items():
        label = labels[pair]
        if label not in merged:
            merged[label] = counts
            continue
        for state, number in counts.items():
            merged[label][state] = merged[label].get(state, 0) + number
    return tuple(group_count(label, merged[label], population) for label in sorted(merged))
