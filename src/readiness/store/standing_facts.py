"""Reading what standings are derived from: plain tuples, a run of people at a time, so that memory stays flat.

Read for a few people by id, or for a range of ids when a whole launch is gone through. `until_day` and `mark` look into
the past: what had happened by the end of a day, and was recorded by then.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Select,
    Text,
    and_,
    bindparam,
    case,
    cast,
    false,
    func,
    not_,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.types import NullType
from sqlmodel import Session, col

from readiness.domain.certification.population import FOREVER, Place
from readiness.domain.certification.rule import (
    DECISIONS,
    MARKED,
    Event,
    Happened,
    Life,
    decision_event,
    naive,
    pass_event,
)
from readiness.store.prepared import Prepared
from readiness.store.tables.enrolment import EnrolmentRow
from readiness.store.tables.evidence import EvidenceRow
from readiness.store.tables.people import LeaveRow, PersonRow, PostingRow

_PERSON = PersonRow.__table__.c  # type: ignore[attr-defined]
_POSTING = PostingRow.__table__.c  # type: ignore[attr-defined]
_LEAVE = LeaveRow.__table__.c  # type: ignore[attr-defined]
_ENROLMENT = EnrolmentRow.__table__.c  # type: ignore[attr-defined]
_EVIDENCE = EvidenceRow.__table__.c  # type: ignore[attr-defined]
_CORRECTION = EvidenceRow.__table__.alias("correction")  # type: ignore[attr-defined]

RUN = 2000
"""People gone through at a time; about 16,000 pieces of evidence in memory."""


@dataclass(slots=True)
class Facts:
    """What is known of one person: where they were and are, what they are asked, what happened."""

    person_id: int
    hired_on: date | None
    left_on: date | None
    places: list[Place] = field(default_factory=list)
    leaves: list[tuple[date, date | None]] = field(default_factory=list)
    enrolled: set[str] = field(default_factory=set)
    happened: Happened = field(default_factory=Happened)
    elsewhere: dict[str, Happened] = field(default_factory=dict)

    @property
    def life(self) -> Life:
        return Life(self.hired_on, tuple(self.leaves), self.elsewhere)


@dataclass(frozen=True, slots=True)
class Run:
    """Which people: these ids, or every id from `low` to `high`, both included."""

    ids: tuple[int, ...] = ()
    low: int = 0
    high: int = 0

    def among(self, column: Any) -> ColumnElement[bool]:
        if self.low:
            return col(column).between(self.low, self.high)
        return col(column).in_(self.ids) if self.ids else false()


def runs_of_everybody(session: Session) -> Iterator[Run]:
    """Ranges of ids that cover every person there is, in order."""
    ids = session.execute(select(_PERSON.id).order_by(_PERSON.id)).scalars().all()
    for start in range(0, len(ids), RUN):
        part = ids[start : start + RUN]
        yield Run(low=part[0], high=part[-1])


def runs_of(person_ids: Sequence[int]) -> Iterator[Run]:
    """The same for these people, each once."""
    ids = sorted(set(person_ids))
    for start in range(0, len(ids), RUN // 4):
        yield Run(ids=tuple(ids[start : start + RUN // 4]))


def facts_of(
    session: Session,
    launch: str,
    run: Run,
    roles: Sequence[str],
    *,
    elsewhere: Sequence[str] = (),
    until_day: date | None = None,
    mark: int | None = None,
) -> dict[int, Facts]:
    """By person id, ascending: everybody of the run who ever had one of these roles.

    `elsewhere` are the other launches of which what happened is wanted too.
    """
    people: dict[int, Facts] = {}
    day = day_reader(session)
    for row in raw_rows(
        session,
        select(
            _PERSON.id, _PERSON.hired_on, _PERSON.left_on, _POSTING.role, _POSTING.region, _POSTING.territory,
            _POSTING.team, _POSTING.manager_id, _POSTING.valid_from, _POSTING.valid_to,
        )
        .join_from(PersonRow, PostingRow, _PERSON.id == _POSTING.person_id)
        .where(run.among(_PERSON.id), _POSTING.role.in_(roles))
        .order_by(_PERSON.id, _POSTING.valid_from)
    ):  # fmt: skip
        facts = people.get(row[0])
        if facts is None:
            facts = people[row[0]] = Facts(row[0], day(row[1]), day(row[2]))
        role, region, territory, team, manager_id, valid_from, valid_to = row[3:]
        starts, until = day(valid_from), day(valid_to) or FOREVER
        facts.places.append(Place(role, region, territory, team, manager_id, starts, until))
    for person_id, starts_on, ends_on in _all(
        session, select(_LEAVE.person_id, _LEAVE.starts_on, _LEAVE.ends_on).where(run.among(_LEAVE.person_id))
    ):
        if person_id in people:
            people[person_id].leaves.append((starts_on, ends_on))
    for person_id, certification in raw_rows(
        session,
        select(_ENROLMENT.person_id, _ENROLMENT.certification)
        .where(_ENROLMENT.launch == launch, run.among(_ENROLMENT.person_id), _asked(until_day))
        .distinct(),
    ):
        if person_id in people:
            people[person_id].enrolled.add(certification)
    here = happened_in(session, launch, run, until_day=until_day, mark=mark)
    for person_id in people.keys() & here.keys():
        people[person_id].happened = here[person_id]
    for other in elsewhere:
        there = happened_in(session, other, run, until_day=until_day, mark=mark)
        for person_id in people.keys() & there.keys():
            people[person_id].elsewhere[other] = there[person_id]
    return people


def lives_of(session: Session, run: Run, elsewhere: Sequence[str], *, until_day: date | None = None) -> dict[int, Life]:
    """By person id: what else a standing may follow from, of everybody of the run."""
    day = day_reader(session)
    hired = {
        person_id: day(hired_on)
        for person_id, hired_on in raw_rows(session, select(_PERSON.id, _PERSON.hired_on).where(run.among(_PERSON.id)))
    }
    leaves: dict[int, list[tuple[date, date | None]]] = {}
    for person_id, starts_on, ends_on in _all(
        session, select(_LEAVE.person_id, _LEAVE.starts_on, _LEAVE.ends_on).where(run.among(_LEAVE.person_id))
    ):
        leaves.setdefault(person_id, []).append((starts_on, ends_on))
    others = {launch: happened_in(session, launch, run, until_day=until_day) for launch in elsewhere}
    return {
        person_id: Life(
            hired_on,
            tuple(leaves.get(person_id, ())),
            {launch: found[person_id] for launch, found in others.items() if person_id in found},
        )
        for person_id, hired_on in hired.items()
    }


def happened_in(
    session: Session, launch: str, run: Run, *, until_day: date | None = None, mark: int | None = None
) -> dict[int, Happened]:
    """By person id: what happened to them in this launch, failed attempts left out."""
    told = _OF_DIALECT[session.get_bind().dialect.name]
    if len(run.ids) == 1 and until_day is None and mark is None:
        rows: Sequence[Any] = _OF_ONE.raw(session, {"launch": launch, "person": run.ids[0]})
    elif run.ids and until_day is None and mark is None:
        rows = raw_rows(session, _all_of(told), {"launch": launch, "people": run.ids})
    else:
        rows = raw_rows(session, _until(told, launch, run, until_day, mark))
    return {person_id: Happened(told.read(instants), _timeless(contents)) for person_id, instants, contents in rows}


@dataclass(frozen=True, slots=True, eq=False)
class _Dialect:
    """How a database tells in one row all that happened to a person: the instants, and as JSON what it was at each."""

    instants: ColumnElement[Any]
    contents: ColumnElement[Any]
    read: Callable[[Any], list[datetime]]


@cache
def _all_of(told: _Dialect) -> Select[Any]:
    """For a few people and everything there is; built once."""
    people: ColumnElement[Any] = bindparam("people", expanding=True)
    return _grouped(told, [_EVIDENCE.launch == bindparam("launch"), col(_EVIDENCE.person_id).in_(people), _spoken()])


def _until(told: _Dialect, launch: str, run: Run, until_day: date | None, mark: int | None) -> Select[Any]:
    wanted = [_EVIDENCE.launch == launch, run.among(_EVIDENCE.person_id), _spoken(mark)]
    if until_day is not None and until_day < FOREVER:
        wanted.append(_EVIDENCE.happened_at < datetime.combine(until_day + timedelta(days=1), time(), UTC))
    if mark is not None:
        wanted.append(_EVIDENCE.id <= mark)
    return _grouped(told, wanted)


def _spoken(mark: int | None = None) -> ColumnElement[bool]:
    """Evidence that no later correction speaks for, as far as is known at `mark` (`evidence.corrections.in_force`)."""
    later = _CORRECTION.c
    known = [later.id <= mark] if mark is not None else []
    is_corrected = (
        select(later.id)
        .where(
            later.corrects.is_not(None), later.launch == _EVIDENCE.launch, later.person_id == _EVIDENCE.person_id,
            later.corrects == func.coalesce(_EVIDENCE.corrects, _EVIDENCE.key),
            later.correction > _EVIDENCE.correction, *known,
        )
        .correlate(EvidenceRow.__table__)  # type: ignore[attr-defined]
        .exists()
    )  # fmt: skip
    return not_(is_corrected)


def _grouped(told: _Dialect, wanted: Sequence[ColumnElement[bool]]) -> Select[Any]:
    """One row a person: handing over a row each of 800,000 took longer than reading them, and what happened, in which
    order, is the same of many people.
    """
    ends = or_(_EVIDENCE.kind != "exemption", _EVIDENCE.until.is_not(None))
    meets = or_(_EVIDENCE.passed.is_(True), and_(_EVIDENCE.passed.is_(None), not_(_one_of(_EVIDENCE.kind, MARKED))))
    query = select(_EVIDENCE.person_id, told.instants, told.contents).where(meets, ends, *wanted)
    return query.group_by(_EVIDENCE.person_id)


def _one_of(column: Any, words: Iterable[str]) -> ColumnElement[bool]:
    """As `IN`, in a form whose shape never changes, so that it can be prepared."""
    return or_(*(column == word for word in sorted(words)))


_CONTENT = (
    _EVIDENCE.kind, _EVIDENCE.subject, _EVIDENCE.fingerprint, _EVIDENCE.until,
    case((_one_of(_EVIDENCE.kind, DECISIONS), _EVIDENCE.note)),
)  # fmt: skip
_OF_DIALECT = {
    "sqlite": _Dialect(
        func.group_concat(type_coerce(_EVIDENCE.happened_at, NullType)),
        func.json_group_array(func.json_array(*_CONTENT)),
        lambda joined: list(map(datetime.fromisoformat, joined.split(","))),
    ),
    "postgresql": _Dialect(
        func.array_agg(func.timezone("UTC", _EVIDENCE.happened_at, type_=DateTime)),
        cast(func.json_agg(func.json_build_array(*_CONTENT)), Text),
        list,
    ),
}


def _all_of_one(dialect: str) -> Select[Any]:
    one = [_EVIDENCE.launch == bindparam("launch"), col(_EVIDENCE.person_id) == bindparam("person"), _spoken()]
    return _grouped(_OF_DIALECT[dialect], one)


_OF_ONE = Prepared(_all_of_one)
"""Somebody waits for it with every quiz."""

_NO_INSTANT = naive(datetime.min.replace(tzinfo=UTC))


@lru_cache(maxsize=1 << 14)
def _timeless(contents: str) -> tuple[Event, ...]:
    """What happened, in the same order, as events without their instant."""
    return tuple(_event(*told)[1:] for told in json.loads(contents))


def _event(kind: str, subject: str, fingerprint: str | None, until: str | None, note: str | None) -> Event:
    if note is None:
        return pass_event(kind, subject, _NO_INSTANT, fingerprint)
    event = decision_event(kind, subject, _NO_INSTANT, _iso_day(until), note)
    assert event is not None, "an exemption without end is not read"
    return event


def day_reader(session: Session) -> Callable[[Any], Any]:
    """Reads a day of `raw_rows`: SQLite gives text, and there are few different days among many people."""
    return _iso_day if session.get_bind().dialect.name == "sqlite" else _as_it_is


def raw_rows(session: Session, query: Select[Any], given: Mapping[str, Any] | None = None) -> Sequence[Any]:
    """All rows as the driver gives them: a wrapper around each of 800,000 costs more than reading them."""
    result = session.connection().execute(query, given)
    assert result.cursor is not None
    rows = result.cursor.fetchall()
    result.close()
    return rows


def _as_it_is(value: Any) -> Any:
    return value


@lru_cache(maxsize=1 << 14)
def _iso_day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _all(session: Session, query: Select[Any]) -> Sequence[Any]:
    """All rows at once: row by row costs three times as much, and a run of people is small."""
    return session.connection().execute(query).fetchall()


def _asked(until_day: date | None) -> ColumnElement[bool]:
    if until_day is None:
        asked: ColumnElement[bool] = _ENROLMENT.withdrawn_on.is_(None)
        return asked
    return and_(
        _ENROLMENT.enrolled_on <= until_day,
        or_(_ENROLMENT.withdrawn_on.is_(None), _ENROLMENT.withdrawn_on > until_day),
    )
