"""How many are certified, in which group, and who is not: what a gate's share criteria ask.

Answers come from the kept counts and standings, which speak of every day from today on. For anything else pass a
`Recount`; one is made here when the kept ones do not speak of what is asked (an earlier day, a definition or a
publication they have not been derived from), so that an answer is never out of date, only slower.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, and_, bindparam, case, false, func, or_, select, true
from sqlmodel import Session

from readiness.domain.certification.population import GroupCount, group_count, group_labels, group_name
from readiness.domain.certification.states import state_on
from readiness.domain.definition.model import Population
from readiness.store import people
from readiness.store.recount import Recount, Seen, group_of, leading_on, numbers_of, recount
from readiness.store.standing_kept import Kept
from readiness.store.standing_upkeep import basis_of, cycles_uncollected
from readiness.store.tables.people import PersonRow
from readiness.store.tables.standings import StandingCountRow, StandingRow

_STANDING = cast("Table", StandingRow.__table__)  # type: ignore[attr-defined]
_COUNT = cast("Table", StandingCountRow.__table__)  # type: ignore[attr-defined]
_PERSON = cast("Table", PersonRow.__table__)  # type: ignore[attr-defined]

Numbers = dict[tuple[str, str], dict[tuple[str, str], int]]
"""People per (absence, state) of each (region, group)."""


@dataclass(frozen=True, slots=True)
class Uncertified:
    """People who count and are not certified: the first few as (mail address, why), and how many there are in all."""

    people: tuple[tuple[str, str], ...]
    total: int


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
    """Each group on the roster that day, by name: who counts, who is certified, who is left out and why.

    `certification` None = all together; somebody asked for two counts in both. `within` is overall (one group, ""),
    region, territory, team or manager (named by mail address). `regions` None = all; it makes the figures of a market.
    No group at all when nobody is on the roster.
    """
    counted = counted or _needed_recount(session, launch, as_of, population)
    scope = _Scope(launch, certification, within, as_of, population, _frozen(regions))
    with cycles_uncollected():
        return _grouped(_numbers(session, scope, counted), within, population)


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
    """Who counts and is not certified, in these groups (named as `certified_counts` names them; None = in all).

    Those who never were come first, then those whose certification ended longest ago.
    """
    counted = counted or _needed_recount(session, launch, as_of, population)
    scope = _Scope(launch, certification, within, as_of, population, _frozen(regions))
    if counted is not None:
        return _recounted_people(session, counted, scope, groups, limit)
    where = _is_wanting(scope)
    if groups is None:
        total = _wanting_in_all(_kept_numbers(session, replace(scope, within="overall")), population)
    else:
        where = and_(where, _in_groups(session, scope, groups))
        total = session.execute(select(func.count()).select_from(_STANDING).where(where)).scalar_one()
    return Uncertified(_listed(session, where, as_of, limit) if total else (), total)


def manager_counts(
    session: Session,
    launch: str,
    *,
    as_of: date,
    population: Population,
    regions: Collection[str] | None = None,
    counted: Recount | None = None,
) -> GroupCount:
    """Everybody who leads people that day and has a certification to hold, as one group.

    Somebody leads when a posting of the day names them as manager, or when their certification is for people who lead
    (`manages`).
    """
    counted = counted or _needed_recount(session, launch, as_of, population)
    scope = _Scope(launch, None, "overall", as_of, population, _frozen(regions))
    numbers: Counter[tuple[str, str]] = Counter()
    if counted is not None:
        for seen in _leading(counted, scope):
            numbers[counted.state(seen, population.exclude_hired_within_days)] += 1
    else:
        away, state = _away_sql(as_of), _state_sql(as_of)
        where = and_(_on_the_day(scope), _leads(session, scope))
        for one_away, one_state, number in session.execute(
            select(away, state, func.count()).where(where).group_by(away, state)
        ):
            numbers[one_away, one_state] += number
    return group_count("", numbers, population)


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
    """Those of `manager_counts` who count and are not certified."""
    counted = counted or _needed_recount(session, launch, as_of, population)
    scope = _Scope(launch, None, "overall", as_of, population, _frozen(regions))
    if counted is not None:
        leading = set(map(id, _leading(counted, scope)))
        found = [seen for seen in _wanting(counted, scope) if id(seen) in leading]
        return Uncertified(_told(session, found, as_of, limit), len(found))
    where = and_(_is_wanting(scope), _leads(session, scope))
    rows = session.execute(_wanting_rows(where).add_columns(func.count().over()).limit(limit)).all()
    return Uncertified(tuple(_told_row(row, as_of) for row in rows), rows[0][-1] if rows else 0)


@dataclass(frozen=True, slots=True)
class _Scope:
    launch: str
    certification: str | None
    within: str
    as_of: date
    population: Population
    regions: frozenset[str] | None


def _frozen(regions: Collection[str] | None) -> frozenset[str] | None:
    return None if regions is None else frozenset(regions)


def _needed_recount(session: Session, launch: str, as_of: date, population: Population) -> Recount | None:
    """A recount when the kept standings do not speak of what is asked. Raises NotFound for a launch never applied."""
    basis = basis_of(session, launch)
    new_days = population.exclude_hired_within_days
    if basis is not None and basis.is_kept and as_of >= basis.floor and new_days in (0, basis.new_days):
        return None
    return recount(session, launch, as_of)


def _numbers(session: Session, scope: _Scope, counted: Recount | None) -> Numbers:
    if counted is not None:
        new_days = scope.population.exclude_hired_within_days
        found = numbers_of(
            counted, certification=scope.certification, within=scope.within, new_days=new_days, regions=scope.regions
        )
        if scope.within != "manager":
            return cast("Numbers", found)
        emails = people.emails_of(session, [name for _, name in found if isinstance(name, int)])
        return {("", emails[name] if isinstance(name, int) else ""): counts for (_, name), counts in found.items()}
    return _manager_numbers(session, scope) if scope.within == "manager" else _kept_numbers(session, scope)


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


def _kept_numbers(session: Session, scope: _Scope) -> Numbers:
    count = _COUNT.c
    level = "region" if scope.within == "overall" else scope.within
    people_there = func.sum(count.n)
    where = [count.launch == scope.launch, count.level == level, count.on_day <= scope.as_of]
    if scope.certification is not None:
        where.append(count.certification == scope.certification)
    if scope.regions is not None:
        where.append(count.region.in_(sorted(scope.regions)))
    numbers: Numbers = {}
    query = (
        select(count.region, count.name, count.away, count.state, people_there)
        .where(*where)
        .group_by(count.region, count.name, count.away, count.state)
        .having(people_there != 0)
    )
    for region, name, away, state, number in session.connection().execute(query).fetchall():
        group = numbers.setdefault((region, "" if scope.within == "overall" else name), {})
        group[away, state] = group.get((away, state), 0) + int(number)
    return numbers


def _manager_numbers(session: Session, scope: _Scope) -> Numbers:
    away, state = _away_sql(scope.as_of).label("away"), _state_sql(scope.as_of).label("state")
    grouped = (
        select(_STANDING.c.manager_id, away, state, func.count().label("number"))
        .where(_on_the_day(scope))
        .group_by(_STANDING.c.manager_id, away, state)
        .subquery()
    )
    numbers: Numbers = {}
    query = (
        select(_PERSON.c.email, grouped.c.away, grouped.c.state, grouped.c.number)
        .select_from(grouped)
        .join(_PERSON, _PERSON.c.id == grouped.c.manager_id, isouter=True)
    )
    for email, one_away, one_state, number in session.connection().execute(query).fetchall():
        numbers.setdefault(("", email or ""), {})[one_away, one_state] = number
    return numbers


def _on_the_day(scope: _Scope) -> ColumnElement[bool]:
    row = _STANDING.c
    where = [row.launch == scope.launch, row.valid_from <= scope.as_of, row.valid_to > scope.as_of]
    if scope.certification is not None:
        where.append(row.certification == scope.certification)
    if scope.regions is not None:
        where.append(row.region.in_(sorted(scope.regions)))
    return and_(*where)


def _is_wanting(scope: _Scope) -> ColumnElement[bool]:
    row, day = _STANDING.c, scope.as_of
    where = [_on_the_day(scope), row.holds_through < day, row.exempt_through < day]
    if scope.population.exclude_on_leave:
        where.append(row.on_leave.is_(False))
    if scope.population.exclude_hired_within_days:
        where.append(row.new_until <= day)
    return and_(*where)


def _away_sql(day: date) -> ColumnElement[str]:
    row = _STANDING.c
    return case(
        (and_(row.on_leave.is_(True), row.new_until > day), "leave+new"),
        (row.on_leave.is_(True), "leave"),
        (row.new_until > day, "new"),
        else_="",
    )


def _state_sql(day: date) -> ColumnElement[str]:
    """`domain.certification.states.state_on` in SQL; a test holds the two together."""
    row = _STANDING.c
    return case(
        (and_(row.holds_through >= day, row.warn_from <= day), "expiring"),
        (row.holds_through >= day, "certified"),
        (row.exempt_through >= day, "exempt"),
        (row.expires_on < day, "expired"),
        (row.lapsed_on.is_not(None), "lapsed"),
        (row.enrolled.is_(True), "in-progress"),
        else_="not-enrolled",
    )


def _leads(session: Session, scope: _Scope) -> ColumnElement[bool]:
    basis = basis_of(session, scope.launch)
    assert basis is not None
    of_managers = [rule.certification.key for rule in basis.rules if rule.certification.manages]
    return or_(_STANDING.c.certification.in_(of_managers), _STANDING.c.person_id.in_(leading_on(scope.as_of)))


def _in_groups(session: Session, scope: _Scope, groups: Collection[str]) -> ColumnElement[bool]:
    """The people of these groups, which are named as they are shown."""
    row, within = _STANDING.c, scope.within
    if within == "overall":
        return true() if "" in groups else false()
    if within == "territory":
        labels = group_labels(within, _kept_numbers(session, scope))
        by_region: dict[str, list[str]] = defaultdict(list)
        for (region, name), label in labels.items():
            if label in groups:
                by_region[region].append(name)
        return or_(false(), *(and_(row.region == region, row.territory.in_(n)) for region, n in by_region.items()))
    names = [group_name(within, group) for group in groups]
    if within != "manager":
        return cast("ColumnElement[bool]", row[within].in_(names))
    ids = people.person_ids(session, [name for name in names if name])
    # Written out: there may be more managers than a statement may have parameters.
    among = row.manager_id.in_(bindparam(None, sorted(ids.values()), expanding=True, literal_execute=True))
    return or_(among, row.manager_id.is_(None)) if "" in names else among


def _wanting_rows(where: ColumnElement[bool]) -> Select[Any]:
    return (
        select(_STANDING, _PERSON.c.email)
        .join(_PERSON, _PERSON.c.id == _STANDING.c.person_id)
        .where(where)
        .order_by(_STANDING.c.holds_through, _STANDING.c.person_id, _STANDING.c.certification)
    )


def _listed(session: Session, where: ColumnElement[bool], as_of: date, limit: int) -> tuple[tuple[str, str], ...]:
    return tuple(_told_row(row, as_of) for row in session.execute(_wanting_rows(where).limit(limit)))


def _told_row(row: Any, as_of: date) -> tuple[str, str]:
    kept = Kept._make(row[: len(Kept._fields)])
    return row[len(Kept._fields)], state_on(kept.standing(), as_of).because


def _wanting_in_all(numbers: Numbers, population: Population) -> int:
    found = (group_count("", counts, population) for counts in numbers.values())
    return sum(count.counted - count.certified for count in found)


def _recounted_people(
    session: Session, counted: Recount, scope: _Scope, groups: Collection[str] | None, limit: int
) -> Uncertified:
    found = _wanting(counted, scope)
    if groups is not None:
        labels = group_labels(scope.within, _numbers(session, scope, counted))
        wanted = {pair for pair, label in labels.items() if label in groups}
        raw: Collection[tuple[str, Any]] = _by_id(session, wanted) if scope.within == "manager" else wanted
        found = [seen for seen in found if group_of(seen, scope.within) in raw]
    return Uncertified(_told(session, found, scope.as_of, limit), len(found))


def _wanting(counted: Recount, scope: _Scope) -> list[Seen]:
    """Everybody of a recount who counts and is not certified, those who never were first."""
    population, found = scope.population, []
    for seen in counted.seen:
        if scope.certification not in (None, seen.standing.certification):
            continue
        if scope.regions is not None and seen.place.region not in scope.regions:
            continue
        state = counted.state(seen, population.exclude_hired_within_days)
        count = group_count("", {state: 1}, population)
        if count.counted > count.certified:
            found.append(seen)
    found.sort(key=lambda s: (s.standing.holds_through or date.min, s.person_id, s.standing.certification))
    return found


def _leading(counted: Recount, scope: _Scope) -> list[Seen]:
    manages = {key for key, certification in counted.definition.certifications.items() if certification.manages}
    return [
        seen
        for seen in counted.seen
        if (scope.regions is None or seen.place.region in scope.regions)
        and (seen.person_id in counted.leaders or seen.standing.certification in manages)
    ]


def _by_id(session: Session, pairs: Collection[tuple[str, str]]) -> set[tuple[str, Any]]:
    """The groups of managers as `group_of` tells them."""
    ids = people.person_ids(session, [name for _, name in pairs if name])
    return {(region, ids[name] if name else None) for region, name in pairs}


def _told(session: Session, found: list[Seen], as_of: date, limit: int) -> tuple[tuple[str, str], ...]:
    emails = people.emails_of(session, [seen.person_id for seen in found[:limit]])
    return tuple((emails[seen.person_id], state_on(seen.standing, as_of).because) for seen in found[:limit])
