"""The people of a launch on a day, as a board counts them and a list shows them: read from the kept standings.

Everything is asked of one set of people (`Asking`) with one rule of who counts, so that a figure on the board and the
list behind it cannot disagree. A board's counts are one pass over the standings (see `held`); a list reads one page.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple, cast

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Table,
    and_,
    case,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    true,
)
from sqlmodel import Session

from readiness.domain.access.scope import EVERYBODY, Scope
from readiness.domain.definition.gating import Population
from readiness.store.kept_counts import away_sql, state_sql
from readiness.store.reporting_trees import people_under
from readiness.store.standing_kept import Kept
from readiness.store.tables.people import PersonRow
from readiness.store.tables.standings import RequirementProgressRow, StandingRow

_STANDING = cast("Table", StandingRow.__table__)  # type: ignore[attr-defined]
_PERSON = cast("Table", PersonRow.__table__)  # type: ignore[attr-defined]
_PROGRESS = cast("Table", RequirementProgressRow.__table__)  # type: ignore[attr-defined]
_MANAGER = _PERSON.alias("manager")

WANTING = ("in-progress", "lapsed", "revoked", "expired", "not-enrolled")
"""The states of somebody who counts and is not certified."""
LATE = ("in-progress", "lapsed", "revoked", "expired")
"""Those of them who were asked, and so can be late."""
_FEW = 1000
"""People found by a search are named one by one up to here; of more, a page and a count are soon full."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Whom a question is about: the people of a launch on a day, within a scope; `population` says who counts."""

    launch: str
    on: date
    population: Population
    scope: Scope = EVERYBODY


ALL, NONE = "+", "-"
"""Ticks of those who have met everything, and nothing: only who is part of the way has a row of their own."""


class Row(NamedTuple):
    """So many people of one region and team in one certification, who are alike in everything that is counted.

    `team` is "" unless counted by team. `ticks` has a character a requirement, "1" = met; ALL or NONE stand for all of
    them.
    """

    certification: str
    region: str
    team: str
    away: str
    state: str
    ticks: str
    people: int


class ManagerRow(NamedTuple):
    """The people who report straight to somebody; None, "" and "" for those who report to nobody."""

    manager_id: int | None
    email: str
    name: str
    counted: int
    certified: int
    late: int


class ManagerTicks(NamedTuple):
    """So many of a manager's people who are alike in one certification."""

    manager_id: int | None
    certification: str
    state: str
    ticks: str
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleFilter:
    """What a list is narrowed to; None or empty = not. `lacking` is per certification the place of a requirement.

    `called` are the numbers of those whom `search` finds, when `with_called` found few.
    `state` is a state, "wanting" (counts, not certified) or "left-out". `region`, `team` and `manager` may be "" for
    those who have none. `late` holds the certifications whose due day has passed; `overdue` keeps who is late.
    """

    certification: str = ""
    state: str = ""
    region: str | None = None
    team: str | None = None
    manager: str | None = None
    lacking: tuple[tuple[str, int], ...] = ()
    late: tuple[str, ...] = ()
    overdue: bool = False
    search: str = ""
    called: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """One person in one certification; `ticks` as in `Row`, `away` "" for somebody neither on leave nor new."""

    kept: Kept
    ticks: str
    email: str
    name: str
    manager_email: str
    manager_name: str
    away: str


def alike(session: Session, asking: Asking, *, by_team: bool) -> list[Row]:
    """Everybody asked about, counted in one pass."""
    row = _STANDING.c
    team = row.team if by_team else literal("")
    columns = (row.certification, row.region, team, away_sql(asking.on), state_sql(asking.on), _ticks())
    labelled = [column.label(f"c{number}") for number, column in enumerate(columns)]
    query = _with_progress(select(*labelled, func.count()).where(within(asking)).group_by(*labelled))
    return [Row._make(found) for found in session.connection().execute(query).fetchall()]


def by_manager(
    session: Session, asking: Asking, *, late: Collection[str], limit: int
) -> tuple[tuple[ManagerRow, ...], int]:
    """The managers with the most people who count and are not certified, late ones first; and how many managers have
    any.
    """
    row, on = _STANDING.c, asking.on
    counts, state = _counts(asking), state_sql(on)
    wanting = and_(counts, _wanting(on))
    is_late = and_(wanting, row.certification.in_(sorted(late)), state != "not-enrolled") if late else false()
    lacking, behind = _number(wanting), _number(is_late)
    grouped = (
        select(row.manager_id, _number(and_(counts, _in_share(on))).label("counted"),
               lacking.label("lacking"), behind.label("late"))
        .where(within(asking))
        .group_by(row.manager_id)
        .having(lacking > 0)
        .subquery()
    )  # fmt: skip
    total = func.count().over().label("total")
    query = (
        select(grouped, _PERSON.c.email, _PERSON.c.name, total)
        .join_from(grouped, _PERSON, _PERSON.c.id == grouped.c.manager_id, isouter=True)
        .order_by(grouped.c.late.desc(), grouped.c.lacking.desc(), _PERSON.c.email)
        .limit(limit)
    )
    found = session.execute(query).all()
    rows = tuple(
        ManagerRow(one.manager_id, one.email or "", one.name or "", one.counted, one.counted - one.lacking, one.late)
        for one in found
    )
    return rows, found[0].total if found else 0


def ticks_of(session: Session, asking: Asking, managers: Iterable[int | None]) -> list[ManagerTicks]:
    """Those who count and are not certified, of these managers, by what they have met."""
    row, ids = _STANDING.c, list(managers)
    theirs: ColumnElement[bool] = row.manager_id.in_([one for one in ids if one is not None])
    if None in ids:
        theirs = or_(theirs, row.manager_id.is_(None))
    columns = (row.manager_id, row.certification, state_sql(asking.on).label("state"), _ticks().label("ticks"))
    where = and_(within(asking), theirs, _counts(asking), _wanting(asking.on))
    query = _with_progress(select(*columns, func.count()).where(where).group_by(*columns))
    return [ManagerTicks._make(one) for one in session.connection().execute(query).fetchall()]


def with_called(session: Session, narrowed: PeopleFilter) -> PeopleFilter:
    """The filter with the people whom its search finds, when they are few: all names are then gone through once.

    SQLite's LIKE knows no case (in ASCII, as its lower() does), and without lower() goes through 100,000 names in 14
    instead of 37 ms: no index of every part of every name has to be kept for that.
    """
    if not narrowed.search:
        return narrowed
    has = "contains" if session.get_bind().dialect.name == "sqlite" else "icontains"
    found = or_(*(getattr(one, has)(narrowed.search, autoescape=True) for one in (_PERSON.c.email, _PERSON.c.name)))
    ids = tuple(session.execute(select(_PERSON.c.id).where(found).limit(_FEW + 1)).scalars())
    return replace(narrowed, called=ids) if len(ids) <= _FEW else narrowed


def listed(session: Session, asking: Asking, narrowed: PeopleFilter, *, after: str, limit: int) -> list[Listed]:
    """The first `limit` people whose mail address comes after `after`, by mail address and certification."""
    ids = session.execute(_page(asking, narrowed, after).limit(limit)).scalars().all()
    found = replace(narrowed, search="", called=None)  # asked of the page already
    query = _narrowed(asking, found, _columns(asking)).where(_STANDING.c.person_id.in_(ids))
    rows = session.connection().execute(query.order_by(_PERSON.c.email, _STANDING.c.certification)).fetchall()
    return [_listed(row) for row in rows]


def counted_up_to(session: Session, asking: Asking, narrowed: PeopleFilter, most: int) -> int:
    """How many there are in the list; no more than `most` are looked for."""
    among = _narrowed(asking, narrowed, select(_STANDING.c.person_id)).limit(most).subquery()
    return int(session.execute(select(func.count()).select_from(among)).scalar_one())


def in_order(session: Session, asking: Asking, *, after: int, limit: int) -> list[Listed]:
    """Everybody asked about, by number of the person: for going through all of them; people are never split."""
    row = _STANDING.c
    among = (
        select(row.person_id)
        .where(within(asking), row.person_id > after)
        .distinct()
        .order_by(row.person_id)
        .limit(limit)
    )
    ids = list(session.execute(among).scalars())
    if not ids:
        return []
    query = _columns(asking).where(within(asking), row.person_id.between(ids[0], ids[-1]))
    query = query.order_by(row.person_id, row.certification)
    return [_listed(found) for found in session.connection().execute(query).fetchall()]


def is_within(session: Session, asking: Asking, values: str) -> list[str]:
    """The regions or teams there are among those asked about, for a filter; at most 500."""
    column = _STANDING.c[values]
    return list(session.execute(select(column).where(within(asking)).distinct().order_by(column).limit(500)).scalars())


def _page(asking: Asking, narrowed: PeopleFilter, after: str) -> Select[Any]:
    """The numbers of the people of a page. Few are found through their standings; of many, the first ones are found by
    going along the addresses, which ends as soon as the page is full.
    """
    people = select(_PERSON.c.id).where(_PERSON.c.email > after).order_by(_PERSON.c.email)
    theirs = _narrowed(asking, replace(narrowed, search="", called=None), select(_STANDING.c.person_id))
    if narrowed.called is not None:
        people = people.where(_PERSON.c.id.in_(narrowed.called))
    elif narrowed.search:
        people = people.where(_called(_PERSON, narrowed.search))
    if narrowed.team is not None or narrowed.manager is not None or asking.scope.whose == "mine":
        return people.where(_PERSON.c.id.in_(theirs))
    return people.where(theirs.where(_STANDING.c.person_id == _PERSON.c.id).correlate(_PERSON).exists())


def _called(person: FromClause, search: str) -> ColumnElement[bool]:
    return or_(*(one.icontains(search, autoescape=True) for one in (person.c.email, person.c.name)))


def _columns(asking: Asking) -> Select[Any]:
    people = select(
        _STANDING, _ticks(), _PERSON.c.email, _PERSON.c.name, _MANAGER.c.email, _MANAGER.c.name, away_sql(asking.on)
    ).join_from(_STANDING, _PERSON, _PERSON.c.id == _STANDING.c.person_id)
    return _with_progress(people.join(_MANAGER, _MANAGER.c.id == _STANDING.c.manager_id, isouter=True))


def _with_progress(query: Select[Any]) -> Select[Any]:
    row, part = _STANDING.c, _PROGRESS.c
    mine = (part.launch == row.launch, part.person_id == row.person_id, part.certification == row.certification)
    return query.join(_PROGRESS, and_(*mine, row.met > 0, row.met < row.needed), isouter=True)


def _ticks() -> ColumnElement[str]:
    """Read with `_with_progress`; NONE for somebody whose row is not up to date yet."""
    row = _STANDING.c
    return case((row.met == row.needed, ALL), (row.met > 0, func.coalesce(_PROGRESS.c.ticks, NONE)), else_=NONE)


def _listed(row: Sequence[Any]) -> Listed:
    *columns, ticks, email, name, manager_email, manager_name, away = row
    return Listed(Kept._make(columns), ticks, email, name, manager_email or "", manager_name or "", away)


def _narrowed(asking: Asking, narrowed: PeopleFilter, query: Select[Any]) -> Select[Any]:
    row, on = _STANDING.c, asking.on
    where = [within(asking), *_in_place(narrowed), *_in_state(asking, narrowed.state)]
    if narrowed.certification:
        where.append(row.certification == narrowed.certification)
    if narrowed.lacking:
        where += [_counts(asking), _in_share(on), or_(*(_lacks(key, place, on) for key, place in narrowed.lacking))]
    if narrowed.overdue:
        late = row.certification.in_(narrowed.late) if narrowed.late else false()
        where += [_counts(asking), _wanting(on), state_sql(on) != "not-enrolled", late]
    if narrowed.called is not None:
        where.append(row.person_id.in_(narrowed.called))
    elif narrowed.search:
        called = _PERSON.alias("called")
        where.append(row.person_id.in_(select(called.c.id).where(_called(called, narrowed.search))))
    return query.where(*where)


def _in_place(narrowed: PeopleFilter) -> Iterator[ColumnElement[bool]]:
    row = _STANDING.c
    if narrowed.region is not None:
        yield row.region == narrowed.region
    if narrowed.team is not None:
        yield row.team == narrowed.team
    if narrowed.manager is not None:
        leads = _PERSON.alias("leads")
        theirs = select(leads.c.id).where(leads.c.email == narrowed.manager).scalar_subquery()
        yield row.manager_id == theirs if narrowed.manager else row.manager_id.is_(None)


def _in_state(asking: Asking, state: str) -> Iterator[ColumnElement[bool]]:
    if state == "left-out":
        yield not_(_counts(asking))
    elif state:
        yield _counts(asking)
        yield _wanting(asking.on) if state == "wanting" else state_sql(asking.on) == state


def within(asking: Asking) -> ColumnElement[bool]:
    """On the roster, in a role that is asked something, that day; within the scope."""
    row, on = _STANDING.c, asking.on
    until = row.valid_to >= on if on == date.max else row.valid_to > on
    where = [row.launch == asking.launch, row.valid_from <= on, until]
    if asking.scope.whose == "regions":
        where.append(row.region.in_(sorted(asking.scope.regions)))
    elif asking.scope.whose == "mine":
        where.append(row.person_id.in_(people_under(asking.scope.manager, on)))
    return and_(*where)


def _counts(asking: Asking) -> ColumnElement[bool]:
    """Not left out for leave or for being new; who is exempt is left out by state."""
    row = _STANDING.c
    where: list[ColumnElement[bool]] = [true()]
    if asking.population.exclude_on_leave:
        where.append(row.on_leave.is_(False))
    if asking.population.exclude_hired_within_days:
        where.append(row.new_until <= asking.on)
    return and_(*where)


def _wanting(on: date) -> ColumnElement[bool]:
    """Neither certified nor exempt."""
    return and_(_STANDING.c.holds_through < on, _STANDING.c.exempt_through < on)


def _in_share(on: date) -> ColumnElement[bool]:
    """Certified or wanting: not merely exempt."""
    return or_(_STANDING.c.holds_through >= on, _STANDING.c.exempt_through < on)


def _lacks(certification: str, place: int, on: date) -> ColumnElement[bool]:
    """What is asked at `place` is wanting: not met, or the certification has ended and all of it is asked again."""
    row, part = _STANDING.c, _PROGRESS.c
    mine = (part.launch == row.launch, part.person_id == row.person_id, part.certification == row.certification)
    tick = select(func.substr(part.ticks, place + 1, 1)).where(*mine).correlate(_STANDING).scalar_subquery()
    wanting = or_(row.met == 0, and_(row.met < row.needed, func.coalesce(tick, "0") == "0"))
    ended = and_(row.holds_through < on, row.expires_on < on)
    return and_(row.certification == certification, or_(wanting, ended))


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
