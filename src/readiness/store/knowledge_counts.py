"""How many of the certified are fresh, in which group, and who is not: what the criterion `knowledge-fresh` asks.

Answered by one pass over the kept standings and the kept days of freshness, where both follow from what stands; else
from a recount of the standings and from the cards, or the answers themselves up to a mark.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, and_, case, or_, select
from sqlalchemy import func as sql
from sqlmodel import Session

from readiness.domain.certification.population import group_count, group_labels, group_name
from readiness.domain.certification.states import HOLDING
from readiness.domain.definition.assessment import Item
from readiness.domain.definition.gating import KnowledgeFresh, Population
from readiness.domain.definition.model import Launch
from readiness.domain.reinforcement.freshness import NOTHING, Fresh, is_fresh, why_not_fresh
from readiness.store import people
from readiness.store.kept_counts import away_sql
from readiness.store.knowledge_upkeep import NEVER, Told, as_mapping, is_kept, told_of
from readiness.store.launches import LaunchVersion
from readiness.store.practice_cards import cards_of, told_anew
from readiness.store.programmes import programmes_of, programmes_then
from readiness.store.recount import Recount, Seen, recount
from readiness.store.standing_basis import basis_of
from readiness.store.standing_facts import runs_of_everybody
from readiness.store.tables.people import PersonRow
from readiness.store.tables.practice import KnowledgeFreshRow
from readiness.store.tables.standings import StandingRow

_STANDING = cast("Table", StandingRow.__table__)  # type: ignore[attr-defined]
_FRESH = cast("Table", KnowledgeFreshRow.__table__)  # type: ignore[attr-defined]
_PERSON = cast("Table", PersonRow.__table__)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class FreshGroup:
    """The certified people of a group who count, and how many of them are fresh; the others are left out."""

    name: str
    fresh: int
    certified: int
    on_leave: int
    newly_hired: int


NotFresh = tuple[tuple[str, str], ...]
"""People as (mail address, why they are not fresh)."""


@dataclass(frozen=True, slots=True)
class AnswersSeen:
    """How far answers are read for a day that the kept rows do not speak of: up to id `mark`. `accepted` are the
    drafted items that were accepted then.
    """

    mark: int
    accepted: tuple[Item, ...]


@dataclass(slots=True)
class KnowledgeTally:
    """One launch on one day, asked by criterion; reads nothing before it is asked.

    `counted` and `seen` are given for a day or a mark in the past. Raises NotFound for a launch that was never applied.
    """

    session: Session
    version: LaunchVersion
    as_of: date
    counted: Recount | None = None
    seen: AnswersSeen | None = None
    _fresh: Mapping[tuple[str, int, str], Fresh] | None = None
    _is_kept: bool | None = None

    def groups(self, criterion: KnowledgeFresh, regions: Collection[str] | None) -> tuple[FreshGroup, ...]:
        """Every group that has certified people, by name."""
        found = self._kept_numbers(criterion, regions) if self._speaks() else self._told_numbers(criterion, regions)
        labels = _labels(criterion, found)
        merged: dict[str, Counter[tuple[str, bool]]] = defaultdict(Counter)
        for region, numbers in found.items():
            merged[labels[region]].update(numbers)
        return tuple(self._group(name, merged[name]) for name in sorted(merged))

    def not_fresh(
        self, criterion: KnowledgeFresh, regions: Collection[str] | None, groups: Collection[str], limit: int
    ) -> NotFresh:
        """The first of those who count and are not fresh, in these groups."""
        if self._speaks():
            return self._kept_people(criterion, regions, groups, limit)
        return self._told_people(criterion, regions, groups, limit)

    def _group(self, name: str, numbers: Mapping[tuple[str, bool], int]) -> FreshGroup:
        def counted(*, fresh: bool | None) -> tuple[int, int, int]:
            kept = Counter[tuple[str, str]]()
            for (away, is_one), people_there in numbers.items():
                if fresh in (None, is_one):
                    kept[away, "certified"] += people_there
            count = group_count(name, kept, self._population)
            return count.counted, count.excluded_leave, count.excluded_new

        certified, leave, new = counted(fresh=None)
        return FreshGroup(name, counted(fresh=True)[0], certified, leave, new)

    @property
    def _population(self) -> Population:
        return self.version.definition.gate.population

    def _speaks(self) -> bool:
        """True when the kept rows speak of the day."""
        if self._is_kept is None:
            self._is_kept = self.counted is None and self.seen is None and self._follows()
        return self._is_kept

    def _follows(self) -> bool:
        basis = basis_of(self.session, self.version.launch)
        new_days = self._population.exclude_hired_within_days
        if basis is None or not basis.is_kept or self.as_of < basis.floor or new_days not in (0, basis.new_days):
            return False
        _, accepted = programmes_of(self.session, self.version.definition, self.version.fingerprint)
        return is_kept(self.session, self.version, accepted)

    def _kept_numbers(
        self, criterion: KnowledgeFresh, regions: Collection[str] | None
    ) -> dict[str, Counter[tuple[str, bool]]]:
        columns = (_STANDING.c.region, away_sql(self.as_of), case((self._is_fresh(criterion), 1), else_=0))
        labelled = [column.label(f"c{place}") for place, column in enumerate(columns)]
        query = self._certified(select(*labelled, sql.count()), criterion, regions).group_by(*labelled)
        found: dict[str, Counter[tuple[str, bool]]] = defaultdict(Counter)
        for region, away, fresh, people_there in self.session.connection().execute(query).fetchall():
            found[region][away, bool(fresh)] += people_there
        return found

    def _kept_people(
        self, criterion: KnowledgeFresh, regions: Collection[str] | None, groups: Collection[str], limit: int
    ) -> NotFresh:
        row = _STANDING.c
        columns = (_PERSON.c.email, sql.coalesce(_FRESH.c.answers, 0), sql.coalesce(_FRESH.c.fresh_through, NEVER))
        query = self._certified(select(*columns), criterion, regions)
        query = query.join(_PERSON, _PERSON.c.id == row.person_id).where(~self._is_fresh(criterion))
        if self._population.exclude_on_leave:
            query = query.where(row.on_leave.is_(False))
        if self._population.exclude_hired_within_days:
            query = query.where(row.new_until <= self.as_of)
        if criterion.within == "region":
            query = query.where(row.region.in_([group_name("region", name) for name in groups]))
        query = query.order_by(row.person_id, row.certification).limit(limit)
        found = []
        for email, answers, through in self.session.connection().execute(query).fetchall():
            fresh = Fresh(answers, None if through == NEVER else through)
            found.append((email, why_not_fresh(criterion, fresh)))
        return tuple(found)

    def _certified(self, query: Select[Any], criterion: KnowledgeFresh, regions: Collection[str] | None) -> Select[Any]:
        row, fresh, on = _STANDING.c, _FRESH.c, self.as_of
        mine = and_(
            fresh.launch == row.launch, fresh.criterion == criterion.key, fresh.person_id == row.person_id,
            fresh.certification == row.certification,
        )  # fmt: skip
        until = row.valid_to >= on if on == date.max else row.valid_to > on
        where = [row.launch == self.version.launch, row.valid_from <= on, until, row.holds_through >= on]
        if criterion.certification is not None:
            where.append(row.certification == criterion.certification)
        if regions is not None:
            where.append(row.region.in_(sorted(regions)))
        return query.select_from(_STANDING.join(_FRESH, mine, isouter=True)).where(*where)

    def _is_fresh(self, criterion: KnowledgeFresh) -> ColumnElement[bool]:
        """`domain.reinforcement.freshness.is_fresh` in SQL; a test holds the two together."""
        row, grace = _STANDING.c, self.as_of - timedelta(days=criterion.grace_days)
        return or_(row.certified_on >= grace, sql.coalesce(_FRESH.c.fresh_through, NEVER) >= self.as_of)

    def _told_numbers(
        self, criterion: KnowledgeFresh, regions: Collection[str] | None
    ) -> dict[str, Counter[tuple[str, bool]]]:
        found: dict[str, Counter[tuple[str, bool]]] = defaultdict(Counter)
        for seen, away, fresh in self._told_certified(criterion, regions):
            found[seen.place.region][away, fresh] += 1
        return found

    def _told_people(
        self, criterion: KnowledgeFresh, regions: Collection[str] | None, groups: Collection[str], limit: int
    ) -> NotFresh:
        told = list(self._told_certified(criterion, regions))
        labels = _labels(criterion, {seen.place.region: None for seen, _, _ in told})
        population = self._population
        behind = [
            seen
            for seen, away, fresh in told
            if not fresh
            and labels[seen.place.region] in groups
            and not (population.exclude_on_leave and away.startswith("leave"))
            and not (population.exclude_hired_within_days and away.endswith("new"))
        ]
        behind.sort(key=lambda seen: (seen.person_id, seen.standing.certification))
        emails = people.emails_of(self.session, [seen.person_id for seen in behind[:limit]])
        return tuple(
            (emails[seen.person_id], why_not_fresh(criterion, self._of(criterion, seen))) for seen in behind[:limit]
        )

    def _told_certified(
        self, criterion: KnowledgeFresh, regions: Collection[str] | None
    ) -> list[tuple[Seen, str, bool]]:
        if self.counted is None:
            self.counted = recount(self.session, self.version.launch, self.as_of)
        found = []
        for seen in self.counted.seen:
            if criterion.certification not in (None, seen.standing.certification):
                continue
            if regions is not None and seen.place.region not in regions:
                continue
            away, state = self.counted.state(seen, self._population.exclude_hired_within_days)
            certified_on = seen.standing.certified_on
            if state in HOLDING and certified_on is not None:
                fresh = is_fresh(criterion, self._of(criterion, seen), certified_on, self.as_of)
                found.append((seen, away, fresh))
        return found

    def _of(self, criterion: KnowledgeFresh, seen: Seen) -> Fresh:
        if self._fresh is None:
            self._fresh = as_mapping(self._told())
        return self._fresh.get((criterion.key, seen.person_id, seen.standing.certification), NOTHING)

    def _told(self) -> list[Told]:
        session, version, seen = self.session, self.version, self.seen
        definition: Launch = version.definition
        found: list[Told] = []
        if seen is None:
            programmes, _ = programmes_of(session, definition, version.fingerprint)
            for run in runs_of_everybody(session):
                found += told_of(definition, programmes, cards_of(session, version.launch, run))
            return found
        programmes = programmes_then(definition, seen.accepted)
        for run in runs_of_everybody(session):
            cards = told_anew(session, version.launch, run, mark=seen.mark, until=self.as_of)
            found += told_of(definition, programmes, cards.items())
        return found


def _labels(criterion: KnowledgeFresh, regions: Collection[str]) -> dict[str, str]:
    """What the group of each region is called."""
    if criterion.within == "overall":
        return dict.fromkeys(regions, "")
    pairs = group_labels("region", [(region, region) for region in regions])
    return {region: label for (region, _), label in pairs.items()}
