"""People, postings and leave: rows to values and back. Inside the store a person is a number, outside an address."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from sys import intern
from typing import Any, cast

from sqlalchemy import BindParameter, ColumnElement, Select, Table, and_, bindparam, func, or_, select, text
from sqlmodel import Session

from readiness.domain.people.address import mail_address
from readiness.domain.people.changes import RosterChanges
from readiness.domain.people.movement import Known
from readiness.domain.people.person import Leave, Person, Posting
from readiness.ground.errors import NotFound
from readiness.ground.keys import nearest
from readiness.store.bulk import insert_rows, update_rows
from readiness.store.prepared import Prepared
from readiness.store.tables.people import LeaveRow, PersonRow, PostingRow

_PERSON = cast("Table", PersonRow.__table__)  # type: ignore[attr-defined]
_POSTING = cast("Table", PostingRow.__table__)  # type: ignore[attr-defined]
_LEAVE = cast("Table", LeaveRow.__table__)  # type: ignore[attr-defined]
_EMAIL = _PERSON.c.email
_MANAGER = _PERSON.alias("manager")
_MANY = 5_000
"""From this many people on, reading the whole table is quicker than asking for them by name."""


@dataclass(frozen=True, slots=True)
class OnRoster:
    """Somebody on the roster on a day. `leave` None = not on leave that day."""

    id: int
    person: Person
    posting: Posting
    leave: Leave | None = None


def people_on(session: Session, day: date) -> tuple[OnRoster, ...]:
    """Everybody whose posting holds on `day`, by mail address."""
    away = _away_on(session, day)
    return tuple(_on_roster(row, away) for row in session.execute(_joined().where(posted_on(day)).order_by(_EMAIL)))


def page_on(
    session: Session, day: date, *, places: Mapping[str, str], after: str = "", limit: int
) -> tuple[OnRoster, ...]:
    """Of everybody whose posting holds on `day` the first `limit` after this mail address, by mail address.

    `places`: role, region, territory and team that they must have; what is not in it is not asked.
    """
    held = [_POSTING.c[name] == value for name, value in places.items()]
    query = _joined().where(posted_on(day), *held, after < _EMAIL).order_by(_EMAIL).limit(limit)
    rows = session.execute(query).all()
    away = _away_on(session, day, [row.person_id for row in rows])
    return tuple(_on_roster(row, away) for row in rows)


def _away_on(session: Session, day: date, ids: Sequence[int] | None = None) -> Mapping[int, tuple[date, date | None]]:
    """Who is on leave on `day`, of everybody or of a few, and the first and last day of it."""
    query = select(_LEAVE.c.person_id, _LEAVE.c.starts_on, _LEAVE.c.ends_on).where(
        _LEAVE.c.starts_on <= day, or_(_LEAVE.c.ends_on.is_(None), _LEAVE.c.ends_on >= day)
    )
    if ids is not None:
        query = query.where(_LEAVE.c.person_id.in_(ids))
    return {row[0]: (row[1], row[2]) for row in session.execute(query)}


def _on_roster(row: Any, away: Mapping[int, tuple[date, date | None]]) -> OnRoster:
    person, posting = _person(row), _posting(row)
    leave = Leave(person.email, *away[row.person_id]) if row.person_id in away else None
    return OnRoster(row.person_id, person, posting, leave)


def posted_on(day: date | BindParameter[date]) -> ColumnElement[bool]:
    """The SQL of "this posting holds on `day`", for every statement that reads the posting table."""
    return and_(_POSTING.c.valid_from <= day, or_(_POSTING.c.valid_to.is_(None), _POSTING.c.valid_to > day))


def count_by_region(session: Session, day: date) -> tuple[tuple[str, int], ...]:
    """Region ("" = none) and how many stand there on `day`, most first."""
    counted = func.count().label("counted")
    query = select(_POSTING.c.region, counted).where(posted_on(day)).group_by(_POSTING.c.region)
    return tuple(
        (region, count) for region, count in session.execute(query.order_by(counted.desc(), _POSTING.c.region))
    )


def count_by_role(session: Session, day: date) -> tuple[tuple[str, int], ...]:
    """Role and how many have it on `day`, most first."""
    counted = func.count().label("counted")
    query = select(_POSTING.c.role, counted).where(posted_on(day)).group_by(_POSTING.c.role)
    return tuple((role, count) for role, count in session.execute(query.order_by(counted.desc(), _POSTING.c.role)))


def person_ids(session: Session, emails: Iterable[str]) -> dict[str, int]:
    """Number by mail address, spelled as `mail_address` spells it; people nobody knows are not in it."""
    wanted = {mail_address(email) for email in emails}
    if len(wanted) == 1:
        return {row.email: row.id for row in _ID_OF.all(session, {"email": next(iter(wanted))})}
    columns = select(_PERSON.c.email, _PERSON.c.id)
    if len(wanted) >= _MANY:
        return {email: number for email, number in session.execute(columns) if email in wanted}
    found: dict[str, int] = {}
    for batch in _batches(sorted(wanted), 500):
        found.update(tuple(row) for row in session.execute(columns.where(_PERSON.c.email.in_(batch))))
    return found


def require_person(session: Session, email: str) -> int:
    """Their number. Raises NotFound, with the nearest address there is."""
    spelled = mail_address(email)
    found = person_ids(session, [spelled])
    if spelled in found:
        return found[spelled]
    start = spelled[:2].replace("%", "").replace("_", "")
    alike = session.execute(select(_PERSON.c.email).where(_PERSON.c.email.startswith(start)).limit(2000)).scalars()
    close = nearest(spelled, alike)
    hint = f"Did you mean {close}?" if close else "Run: readiness roster show"
    raise NotFound(f"{email} was never on the roster.", hint=hint)


def emails_of(session: Session, ids: Iterable[int]) -> dict[int, str]:
    """Mail address by number."""
    wanted = set(ids)
    columns = select(_PERSON.c.id, _PERSON.c.email)
    if len(wanted) >= _MANY:
        return {number: email for number, email in session.execute(columns) if number in wanted}
    found: dict[int, str] = {}
    for batch in _batches(sorted(wanted), 500):
        found.update(tuple(row) for row in session.execute(columns.where(_PERSON.c.id.in_(batch))))
    return found


def posting_on(session: Session, email: str, day: date) -> Posting | None:
    """Where this person stands on `day`; None when they are not on the roster then."""
    row = _POSTING_OF.first(session, {"day": day, "email": mail_address(email)})
    return _posting(row) if row else None


def known(session: Session, email: str) -> tuple[Known, tuple[Posting, ...]]:
    """All there is about one person, and every posting including those corrected on the day they began.

    Raises NotFound.
    """
    number = require_person(session, email)
    rows = session.execute(_joined().where(_PERSON.c.id == number).order_by(_POSTING.c.valid_from, _POSTING.c.id)).all()
    postings = tuple(_posting(row) for row in rows)
    person = _person(session.execute(select(*_PERSON_COLUMNS).where(_PERSON.c.id == number)).one())
    leaves = session.execute(
        select(_LEAVE.c.starts_on, _LEAVE.c.ends_on).where(_LEAVE.c.person_id == number).order_by(_LEAVE.c.starts_on)
    )
    held = tuple(posting for posting in postings if not posting.is_empty)
    return Known(person, held, tuple(Leave(person.email, *row) for row in leaves)), postings


def load_roster(session: Session) -> dict[str, Known]:
    """Everybody who ever was on the roster, by mail address; postings that hold no day are left out."""
    postings: dict[int, list[Posting]] = defaultdict(list)
    holds_a_day = or_(_POSTING.c.valid_to.is_(None), _POSTING.c.valid_to > _POSTING.c.valid_from)
    for row in session.execute(_joined().where(holds_a_day).order_by(_POSTING.c.person_id, _POSTING.c.valid_from)):
        postings[row.person_id].append(_posting(row))
    leaves: dict[int, list[Leave]] = defaultdict(list)
    people = session.execute(select(*_PERSON_COLUMNS).order_by(_PERSON.c.id)).all()
    emails = {row.person_id: row.email for row in people}
    for number, starts_on, ends_on in session.execute(
        select(_LEAVE.c.person_id, _LEAVE.c.starts_on, _LEAVE.c.ends_on).order_by(_LEAVE.c.starts_on)
    ):
        leaves[number].append(Leave(emails[number], starts_on, ends_on))
    return {
        row.email: Known(_person(row), tuple(postings.get(row.person_id, ())), tuple(leaves.get(row.person_id, ())))
        for row in people
    }


def anybody(session: Session) -> bool:
    """Whether somebody is, or ever was, on the roster."""
    return session.execute(select(_PERSON.c.id).limit(1)).first() is not None


def lock_roster(session: Session) -> None:
    """Nobody else changes the roster until this transaction ends; readers go on. SQLite has one writer anyway."""
    if session.get_bind().dialect.name != "sqlite":
        session.execute(text("LOCK TABLE person, posting, leave_period IN SHARE ROW EXCLUSIVE MODE"))


def add_people(session: Session, changes: RosterChanges) -> Mapping[str, int]:
    """The new people of `changes` are stored; returns the number of everybody it touches, and of their managers."""
    insert_rows(
        session,
        _PERSON,
        ("email", "name", "hired_on", "left_on", "languages"),
        ((p.email, p.name, p.hired_on, p.left_on, " ".join(p.languages)) for p in changes.people_added()),
    )
    managers = {p.manager_email for p in changes.postings_added() if p.manager_email}
    return person_ids(session, changes.touched() | managers)


def change_people(session: Session, changes: RosterChanges, ids: Mapping[str, int]) -> None:
    """What is said of people themselves, and their leave, is as `changes` has it."""
    update_rows(
        session,
        _PERSON,
        ("id",),
        ("name", "hired_on", "left_on", "languages"),
        (
            (ids[p.email], p.name, p.hired_on, p.left_on, " ".join(p.languages))
            for p in (change.after for change in changes.changed)
        ),
    )
    for change in changes.leave:
        if change.before is not None:
            session.execute(
                _LEAVE.delete().where(
                    _LEAVE.c.person_id == ids[change.email],
                    _LEAVE.c.starts_on == change.before.starts_on,
                    _LEAVE.c.ends_on.is_not_distinct_from(change.before.ends_on),
                )
            )
    added = (change.after for change in changes.leave if change.after is not None)
    insert_rows(
        session,
        _LEAVE,
        ("person_id", "starts_on", "ends_on"),
        ((ids[leave.email], leave.starts_on, leave.ends_on) for leave in added),
    )


def change_postings(session: Session, changes: RosterChanges, ids: Mapping[str, int]) -> None:
    """Postings are closed, then opened, as `changes` has it."""
    closed = [(posting, ends) for posting, ends in changes.postings_closed()]
    numbers = _posting_ids(session, [posting for posting, _ in closed], ids)
    update_rows(
        session,
        _POSTING,
        ("id",),
        ("valid_to",),
        ((number, ends) for number, (_, ends) in zip(numbers, closed, strict=True)),
    )
    insert_rows(
        session,
        _POSTING,
        ("person_id", "role", "manager_id", "team", "region", "territory", "valid_from", "valid_to", "source", "note"),
        (
            (
                ids[p.email], p.role, ids[p.manager_email] if p.manager_email else None, p.team, p.region, p.territory,
                p.valid_from, p.valid_to, p.source, p.note,
            )
            for p in changes.postings_added()
        ),
    )  # fmt: skip


def _posting_ids(session: Session, postings: Sequence[Posting], ids: Mapping[str, int]) -> list[int]:
    """The row number of each of these postings, which hold at least a day."""
    holds_a_day = or_(_POSTING.c.valid_to.is_(None), _POSTING.c.valid_to > _POSTING.c.valid_from)
    columns = select(_POSTING.c.person_id, _POSTING.c.valid_from, _POSTING.c.id).where(holds_a_day)
    wanted = [ids[posting.email] for posting in postings]
    found: dict[tuple[int, date], int] = {}
    if len(wanted) >= _MANY:
        found = {(row[0], row[1]): row[2] for row in session.execute(columns)}
    else:
        for batch in _batches(wanted, 500):
            rows = session.execute(columns.where(_POSTING.c.person_id.in_(batch)))
            found.update(((row[0], row[1]), row[2]) for row in rows)
    return [found[ids[posting.email], posting.valid_from] for posting in postings]


_PERSON_COLUMNS = (
    _PERSON.c.id.label("person_id"), _PERSON.c.email, _PERSON.c.name, _PERSON.c.hired_on, _PERSON.c.left_on,
    _PERSON.c.languages,
)  # fmt: skip


def _joined() -> Select[Any]:
    """Postings with their person and the manager's address."""
    return (
        select(
            *_PERSON_COLUMNS, _POSTING.c.role, _POSTING.c.team, _POSTING.c.region, _POSTING.c.territory,
            _POSTING.c.valid_from, _POSTING.c.valid_to, _POSTING.c.source, _POSTING.c.note,
            _MANAGER.c.email.label("manager_email"),
        )
        .select_from(_POSTING)
        .join(_PERSON, _PERSON.c.id == _POSTING.c.person_id)
        .join(_MANAGER, _MANAGER.c.id == _POSTING.c.manager_id, isouter=True)
    )  # fmt: skip


# Built once: making a statement costs more than running it, and these run with every quiz.
_ID_OF = Prepared(select(_PERSON.c.email, _PERSON.c.id).where(_PERSON.c.email == bindparam("email")))
_POSTING_OF = Prepared(_joined().where(posted_on(bindparam("day")), _PERSON.c.email == bindparam("email")))


def _person(row: Any) -> Person:
    return Person(row.email, row.name, row.hired_on, row.left_on, tuple(row.languages.split()))


def _posting(row: Any) -> Posting:
    """Texts that stand in many rows are kept once: 100,000 postings name the same few regions and managers."""
    manager = intern(row.manager_email) if row.manager_email else None
    return Posting(
        row.email, intern(row.role), manager, intern(row.team), intern(row.region), intern(row.territory),
        row.valid_from, row.valid_to, intern(row.source), row.note,
    )  # fmt: skip


def _batches(values: Iterable[Any], size: int) -> Iterable[list[Any]]:
    iterator = iter(values)
    while batch := list(islice(iterator, size)):
        yield batch
