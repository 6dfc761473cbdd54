"""Counting from what is kept: the day's counts by region and territory, and the standings for finer groups.

Speaks of one launch on one day that its kept standings speak of: whoever makes one has seen to that (in
`standing_counts`). Every table is gone through once, whatever is asked of it afterwards.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, Select, Table, and_, bindparam, case, false, func, or_, select, true
from sqlmodel import Session

from readiness.domain.certification.population import group_labels, group_name, is_wanting
from readiness.domain.certification.states import state_on
from readiness.domain.definition.gating import Population
from readiness.store import people
from readiness.store.recount import leading_on
from readiness.store.standing_basis import Basis
from readiness.store.standing_kept import Kept
from readiness.store.tables.people import PersonRow
from readiness.store.tables.standings import StandingCountRow, StandingRow

_STANDING = cast("Table", StandingRow.__table__)  # type: ignore[attr-defined]
_COUNT = cast("Table", StandingCountRow.__table__)  # type: ignore[attr-defined]
_PERSON = cast("Table", PersonRow.__table__)  # type: ignore[attr-defined]

Numbers = dict[tuple[str, str], dict[tuple[str, str], int]]
"""People per (absence, state) of each (region, group)."""

Told = tuple[tuple[str, str], ...]
"""People as (mail address, why they are not certified)."""


class _Row(NamedTuple):
    certification: str
    region: str
    name: str
    away: str
    state: str
    people: int


class _Leader(NamedTuple):
    region: str
    holds_through: date
    person_id: int
    certification: str
    away: str
    state: str


@dataclass(slots=True)
class KeptCounts:
    """The kept counts of a launch on one day; remembers what it has read."""

    session: Session
    basis: Basis
    as_of: date
    population: Population
    _rows: dict[str, list[_Row]] = field(default_factory=dict)
    _leaders: list[_Leader] | None = None

    def numbers(self, certification: str | None, within: str, regions: frozenset[str] | None) -> Numbers:
        """People per group; a manager's group has no region and is named by mail address."""
        found: Numbers = {}
        for row in self._read("region" if within == "overall" else within):
            if certification not in (None, row.certification) or not (regions is None or row.region in regions):
                continue
            name = "" if within == "overall" else row.name
            group = found.setdefault(("" if within == "manager" else row.region, name), {})
            group[row.away, row.state] = group.get((row.away, row.state), 0) + row.people
        return found

    def wanting(
        self,
        certification: str | None,
        within: str,
        regions: frozenset[str] | None,
        groups: Collection[str] | None,
        limit: int,
    ) -> Told:
        """The first of those who count and are not certified, in these groups (None = in all)."""
        where = [self._on_the_day(), self._is_wanting()]
        if certification is not None:
            where.append(_STANDING.c.certification == certification)
        if regions is not None:
            where.append(_STANDING.c.region.in_(sorted(regions)))
        if groups is not None:
            where.append(self._in_groups(certification, within, regions, groups))
        return self._told(_wanting_rows(and_(*where)).limit(limit))

    def managers(self, regions: frozenset[str] | None) -> dict[tuple[str, str], int]:
        """People who lead, per (absence, state)."""
        found: dict[tuple[str, str], int] = {}
        for row in self._leading(regions):
            found[row.away, row.state] = found.get((row.away, row.state), 0) + 1
        return found

    def wanting_managers(self, regions: frozenset[str] | None, limit: int) -> Told:
        """The first of those who lead, count and are not certified."""
        wanting = {pair for pair in self.managers(regions) if is_wanting(pair, self.population)}
        found = sorted(row[1:4] for row in self._leading(regions) if (row.away, row.state) in wanting)[:limit]
        among = _STANDING.c.person_id.in_([person_id for _, person_id, _ in found])
        asked = {(person_id, certification) for _, person_id, certification in found}
        return self._told(_wanting_rows(and_(self._on_the_day(), among)), asked)

    def _read(self, within: str) -> list[_Row]:
        """Everything counted within region, territory, team or manager."""
        if within not in self._rows:
            if within in {"team", "manager"}:
                self._read_finest()
            else:
                self._rows[within] = self._read_kept(within)
        return self._rows[within]

    def _read_kept(self, level: str) -> list[_Row]:
        count = _COUNT.c
        there = func.sum(count.n)
        columns = (count.certification, count.region, count.name, count.away, count.state)
        # The certifications are named although all are asked for: they come before the day in the key of the table.
        keys = [rule.certification.key for rule in self.basis.rules]
        query = (
            select(*columns, there)
            .where(
                count.launch == self.basis.launch, count.certification.in_(keys), count.level == level,
                count.on_day <= self.as_of,
            )
            .group_by(*columns)
            .having(there != 0)
        )  # fmt: skip
        rows = self.session.connection().execute(query).fetchall()
        return [_Row(*row[:5], people=int(row[5])) for row in rows]

    def _read_finest(self) -> None:
        """Teams and managers: one group per ten people or so, counted from the standings in one pass for both."""
        row = _STANDING.c
        away, state = away_sql(self.as_of).label("away"), state_sql(self.as_of).label("state")
        columns = (row.certification, row.region, row.team, row.manager_id, away, state)
        grouped = select(*columns, func.count().label("people")).where(self._on_the_day()).group_by(*columns).subquery()
        group = grouped.c
        query = select(
            group.certification, group.region, group.team, group.away, group.state, group.people, _PERSON.c.email
        ).join_from(grouped, _PERSON, _PERSON.c.id == group.manager_id, isouter=True)
        rows = self.session.connection().execute(query).fetchall()
        self._rows["team"] = [_Row._make(row[:6]) for row in rows]
        self._rows["manager"] = [_Row(row[0], row[1], row[6] or "", *row[3:6]) for row in rows]

    def _leading(self, regions: frozenset[str] | None) -> list[_Leader]:
        if self._leaders is None:
            row = _STANDING.c
            columns = (row.region, row.holds_through, row.person_id, row.certification)
            query = select(*columns, away_sql(self.as_of), state_sql(self.as_of)).where(
                self._on_the_day(), self._leads()
            )
            self._leaders = [_Leader._make(found) for found in self.session.connection().execute(query).fetchall()]
        return [leader for leader in self._leaders if regions is None or leader.region in regions]

    def _on_the_day(self) -> ColumnElement[bool]:
        row = _STANDING.c
        return and_(row.launch == self.basis.launch, row.valid_from <= self.as_of, _until(self.as_of))

    def _is_wanting(self) -> ColumnElement[bool]:
        row, day = _STANDING.c, self.as_of
        where = [row.holds_through < day, row.exempt_through < day]
        if self.population.exclude_on_leave:
            where.append(row.on_leave.is_(False))
        if self.population.exclude_hired_within_days:
            where.append(row.new_until <= day)
        return and_(*where)

    def _leads(self) -> ColumnElement[bool]:
        named = _STANDING.c.person_id.in_(leading_on(self.as_of))
        of_managers = [rule.certification.key for rule in self.basis.rules if rule.certification.manages]
        return or_(_STANDING.c.certification.in_(of_managers), named) if of_managers else named

    def _in_groups(
        self, certification: str | None, within: str, regions: frozenset[str] | None, groups: Collection[str]
    ) -> ColumnElement[bool]:
        """The people of these groups, which are named as they are shown."""
        row = _STANDING.c
        if within == "overall":
            return true() if "" in groups else false()
        if within == "territory":
            labels = group_labels(within, self.numbers(certification, within, regions))
            by_region: dict[str, list[str]] = defaultdict(list)
            for (region, name), label in labels.items():
                if label in groups:
                    by_region[region].append(name)
            return or_(false(), *(and_(row.region == region, row.territory.in_(n)) for region, n in by_region.items()))
        names = [group_name(within, group) for group in groups]
        if within != "manager":
            return cast("ColumnElement[bool]", row[within].in_(names))
        ids = people.person_ids(self.session, [name for name in names if name])
        # Written out: there may be more managers than a statement may have parameters.
        among = row.manager_id.in_(bindparam(None, sorted(ids.values()), expanding=True, literal_execute=True))
        return or_(among, row.manager_id.is_(None)) if "" in names else among

    def _told(self, query: Select[Any], only: Collection[tuple[int, str]] | None = None) -> Told:
        """The rows as people; `only` those with these ids and certifications."""
        told = []
        for *columns, email in self.session.connection().execute(query).fetchall():
            kept = Kept._make(columns)
            if only is None or (kept.person_id, kept.certification) in only:
                told.append((email, state_on(kept.standing(), self.as_of).because))
        return tuple(told)


def _until(day: date) -> ColumnElement[bool]:
    """A stretch without end holds on the last day there is, too."""
    column: ColumnElement[date] = _STANDING.c.valid_to
    return column >= day if day == date.max else column > day


def away_sql(day: date) -> ColumnElement[str]:
    row = _STANDING.c
    return case(
        (and_(row.on_leave.is_(True), row.new_until > day), "leave+new"),
        (row.on_leave.is_(True), "leave"),
        (row.new_until > day, "new"),
        else_="",
    )


def state_sql(day: date) -> ColumnElement[str]:
    """`domain.certification.states.state_on` in SQL; a test holds the two together."""
    row = _STANDING.c
    return case(
        (and_(row.holds_through >= day, row.warn_from <= day), "expiring"),
        (row.holds_through >= day, "certified"),
        (row.exempt_through >= day, "exempt"),
        (row.expires_on < day, "expired"),
        (row.revoked_on.is_not(None), "revoked"),
        (row.lapsed_on.is_not(None), "lapsed"),
        (row.enrolled.is_(True), "in-progress"),
        else_="not-enrolled",
    )


def _wanting_rows(where: ColumnElement[bool]) -> Select[Any]:
    return (
        select(_STANDING, _PERSON.c.email)
        .join(_PERSON, _PERSON.c.id == _STANDING.c.person_id)
        .where(where)
        .order_by(_STANDING.c.holds_through, _STANDING.c.person_id, _STANDING.c.certification)
    )
