"""What reminders are about, and whom they are for: dates of certifications, who is above whom, who leads a region."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, cast

from sqlalchemy import ColumnElement, SelectBase, Table, and_, collate, func, or_, select, true
from sqlmodel import Session

from readiness.domain.definition.model import Launch
from readiness.domain.people.address import mail_address
from readiness.store.graders import calibration_ends
from readiness.store.people import posted_on
from readiness.store.tables.accounts import AccountRow, RoleGrantRow
from readiness.store.tables.enrolment import EnrolmentRow
from readiness.store.tables.people import LeaveRow, PersonRow, PostingRow
from readiness.store.tables.role_plays import GraderAssignmentRow, SubmissionRow
from readiness.store.tables.standings import StandingRow

_ACCOUNT = cast("Table", AccountRow.__table__)  # type: ignore[attr-defined]
_ENROLMENT = cast("Table", EnrolmentRow.__table__)  # type: ignore[attr-defined]
_ASSIGNED = cast("Table", GraderAssignmentRow.__table__)  # type: ignore[attr-defined]
_SUBMISSION = cast("Table", SubmissionRow.__table__)  # type: ignore[attr-defined]
_GRANT = cast("Table", RoleGrantRow.__table__)  # type: ignore[attr-defined]
_LEAVE = cast("Table", LeaveRow.__table__)  # type: ignore[attr-defined]
_PERSON = cast("Table", PersonRow.__table__)  # type: ignore[attr-defined]
_POSTING = cast("Table", PostingRow.__table__)  # type: ignore[attr-defined]
_STANDING = cast("Table", StandingRow.__table__)  # type: ignore[attr-defined]

_AT_ONCE: Final = 1_000
"""Addresses in one statement: databases take a limited number of values."""


@dataclass(frozen=True, slots=True)
class Behind:
    """One person in one certification that they do not hold, or that runs out soon."""

    email: str
    certification: str
    due_on: date | None
    expires_on: date | None
    lapsed_on: date | None
    lapsed_because: str
    holds: bool
    met: int
    needed: int


@dataclass(frozen=True, slots=True)
class Placed:
    """Where somebody stands. `manager` "" = nobody; `leaves` are (first day, last day or None)."""

    email: str
    name: str
    region: str
    manager: str
    leaves: tuple[tuple[date, date | None], ...] = ()


@dataclass(frozen=True, slots=True)
class ToGrade:
    """One submission that somebody is asked to grade by `due_on`."""

    submission: int
    role_play: str
    round: int
    handed_in: date
    grader: str
    due_on: date


def to_grade(session: Session, launch: str) -> Iterator[ToGrade]:
    """All that graders have been asked for and have not given, of one launch: by grader and due day."""
    a, s = _ASSIGNED.c, _SUBMISSION.c
    rows = session.execute(
        select(s.id, s.role_play, s.round, s.at, a.grader, a.due_on)
        .join(_SUBMISSION, s.id == a.submission_id)
        .where(s.launch == launch, a.ended_at.is_(None))
        .order_by(a.grader, a.due_on, s.id)
    )
    for submission, role_play, number, at, grader, due_on in rows:
        yield ToGrade(submission, role_play, number, at.date(), grader, due_on)


def behind_on(session: Session, launch: str, on: date, among: Collection[str] | None = None) -> Iterator[Behind]:
    """Everybody on the roster on `on` (of `among`) who is asked for something by a certification: by address and
    certification.

    Whoever is exempt is asked for nothing. The standings must be up to date.
    """
    for emails in _runs(among):
        yield from _behind(session, launch, on, _within(_PERSON.c.email, emails))


def _behind(session: Session, launch: str, on: date, within: ColumnElement[bool]) -> Iterator[Behind]:
    s = _STANDING.c
    due = (
        select(_ENROLMENT.c.person_id, _ENROLMENT.c.certification, func.min(_ENROLMENT.c.due_on).label("due_on"))
        .where(_ENROLMENT.c.launch == launch, _ENROLMENT.c.withdrawn_on.is_(None))
        .group_by(_ENROLMENT.c.person_id, _ENROLMENT.c.certification)
        .subquery()
    )
    holds = s.holds_through >= on
    asked = (
        _PERSON.c.email, s.certification, due.c.due_on, s.expires_on, s.lapsed_on, s.lapsed_because,
        holds.label("holds"), s.met, s.needed,
    )  # fmt: skip
    rows = session.execute(
        select(*asked)
        .join(_PERSON, _PERSON.c.id == s.person_id)
        .outerjoin(due, and_(due.c.person_id == s.person_id, due.c.certification == s.certification))
        .where(
            s.launch == launch, s.valid_from <= on, s.valid_to > on, within,
            or_(and_(~holds, s.exempt_through < on), and_(holds, s.warn_from <= on)),
        )
        .order_by(_PERSON.c.email, s.certification)
    )  # fmt: skip
    for row in rows:
        email, certification, due_on, expires_on, lapsed_on, because, is_holding, met, needed = row
        yield Behind(email, certification, due_on, expires_on, lapsed_on, because, bool(is_holding), met, needed)


def places_on(session: Session, on: date, among: Collection[str] | None = None) -> Mapping[str, Placed]:
    """Everybody on the roster on `on`, by address; with `among` these and everybody above them."""
    leaves: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    for person, starts, ends in session.execute(
        select(_LEAVE.c.person_id, _LEAVE.c.starts_on, _LEAVE.c.ends_on)
        .where(or_(_LEAVE.c.ends_on.is_(None), _LEAVE.c.ends_on >= on))
        .order_by(_LEAVE.c.starts_on)
    ):
        leaves[person].append((starts, ends))
    found: dict[str, Placed] = {}
    wanted = among
    while wanted is None or wanted:
        came = [one for emails in _runs(wanted) for one in _placed(session, on, leaves, emails)]
        found |= {one.email: one for one in came}
        wanted = {one.manager for one in came if one.manager and one.manager not in found}
    return found


def around(session: Session, hearers: Collection[str], on: date) -> frozenset[str]:
    """Those of whose things one of the `hearers` may hear as their manager, and the hearers: who reports to them on
    `on`, and to whoever of these is on leave that day.
    """
    found, above = set(hearers), set(hearers)
    away = and_(_LEAVE.c.starts_on <= on, or_(_LEAVE.c.ends_on.is_(None), _LEAVE.c.ends_on >= on))
    manager = _PERSON.alias("manager")
    while above:
        came: dict[str, bool] = {}
        for emails in _runs(above):
            rows = session.execute(
                select(_PERSON.c.email, _PERSON.c.id.in_(select(_LEAVE.c.person_id).where(away)))
                .join(_POSTING, _POSTING.c.person_id == _PERSON.c.id)
                .join(manager, manager.c.id == _POSTING.c.manager_id)
                .where(posted_on(on), _within(manager.c.email, emails))
            )
            came |= {email: bool(is_away) for email, is_away in rows}
        above = {email for email, is_away in came.items() if is_away} - found
        found |= came.keys()
    return frozenset(found)


def named_in(session: Session, definition: Launch) -> frozenset[str]:
    """Whoever a launch asks for something besides its reps: its team, and its graders."""
    return frozenset(
        (
            *(mail_address(member.email) for member in definition.team.values()),
            *(asked.grader for asked in to_grade(session, definition.key)),
            *(who for key in definition.role_plays for who in calibration_ends(session, definition, key)),
        )
    )


def led_by(
    session: Session, hearers: Collection[str], leaders: Mapping[str, tuple[str, ...]], on: date
) -> frozenset[str] | None:
    """Those of whose things one of the `hearers` may hear as the leader of their region on `on`; None = of everybody's.

    `leaders` as `leaders_by_region` tells them: who leads every region hears of those that have no leader of their own.
    """
    asked = set(hearers)
    led = {region for region, several in leaders.items() if asked & set(several)}
    named = {region for region in leaders if region}
    if "" in led and not named - led:
        return None
    if not led:
        return frozenset()
    in_named = select(_POSTING.c.person_id).where(posted_on(on), _POSTING.c.region.in_(sorted(named - led)))
    in_led = select(_POSTING.c.person_id).where(posted_on(on), _POSTING.c.region.in_(sorted(led)))
    rule = _PERSON.c.id.not_in(in_named) if "" in led else _PERSON.c.id.in_(in_led)
    return frozenset(session.execute(select(_PERSON.c.email).where(rule)).scalars())


def addresses_after(session: Session, after: str, limit: int, among: SelectBase | None = None) -> tuple[str, ...]:
    """The first `limit` addresses after this one of everybody who ever was on the roster (of those that `among`
    selects), as Python orders texts.
    """
    email = _PERSON.c.email if session.get_bind().dialect.name == "sqlite" else collate(_PERSON.c.email, "C")
    query = select(_PERSON.c.email).where(email > after).order_by(email).limit(limit)
    if among is not None:
        query = query.where(_PERSON.c.email.in_(among))
    return tuple(session.execute(query).scalars())


def _runs(emails: Collection[str] | None) -> Iterator[Sequence[str] | None]:
    """So many at a time that a statement takes them; None, which is everybody, once."""
    if emails is None:
        yield None
        return
    ordered = sorted(emails)
    for start in range(0, len(ordered), _AT_ONCE):
        yield ordered[start : start + _AT_ONCE]


def _within(column: ColumnElement[str], emails: Sequence[str] | None) -> ColumnElement[bool]:
    return true() if emails is None else column.in_(emails)


def _placed(
    session: Session,
    on: date,
    leaves: Mapping[int, list[tuple[date, date | None]]],
    emails: Sequence[str] | None,
) -> Iterator[Placed]:
    manager = _PERSON.alias("manager")
    rows = session.execute(
        select(_PERSON.c.id, _PERSON.c.email, _PERSON.c.name, _POSTING.c.region, manager.c.email.label("above"))
        .join(_POSTING, _POSTING.c.person_id == _PERSON.c.id)
        .outerjoin(manager, manager.c.id == _POSTING.c.manager_id)
        .where(
            posted_on(on), or_(_PERSON.c.left_on.is_(None), _PERSON.c.left_on > on), _within(_PERSON.c.email, emails)
        )
    )
    for number, email, name, region, above in rows:
        yield Placed(email, name, region, above or "", tuple(leaves.get(number, ())))


def leaders_by_region(session: Session) -> Mapping[str, tuple[str, ...]]:
    """Region → the sales leaders that an administrator or the provider named for it; "" = for every region."""
    found: dict[str, list[str]] = defaultdict(list)
    rows = session.execute(
        select(_GRANT.c.region, _GRANT.c.email)
        .join(_ACCOUNT, _ACCOUNT.c.email == _GRANT.c.email)
        .where(_GRANT.c.role == "sales-leader", _GRANT.c.revoked_at.is_(None), _ACCOUNT.c.disabled_at.is_(None))
        .order_by(_GRANT.c.email)
    )
    for region, email in rows:
        found[region].append(email)
    return {region: tuple(dict.fromkeys(emails)) for region, emails in found.items()}
