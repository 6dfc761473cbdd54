"""Accounts and the roles given to them: rows to values and back. How somebody signs in is in `sign_ins`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, exists, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from readiness.domain.access.roles import HeldRole, Role, Source
from readiness.domain.people.address import mail_address
from readiness.ground.clock import Clock
from readiness.ground.errors import NotFound
from readiness.ground.keys import nearest
from readiness.store.tables.accounts import AccountRow, RoleGrantRow, WebSessionRow
from readiness.store.tables.people import PersonRow, PostingRow
from readiness.store.teams import functions_of

_ACCOUNT = cast("Table", AccountRow.__table__)  # type: ignore[attr-defined]
_GRANT = cast("Table", RoleGrantRow.__table__)  # type: ignore[attr-defined]
_SESSION = cast("Table", WebSessionRow.__table__)  # type: ignore[attr-defined]
_PERSON = cast("Table", PersonRow.__table__)  # type: ignore[attr-defined]
_POSTING = cast("Table", PostingRow.__table__)  # type: ignore[attr-defined]
_BELOW = _POSTING.alias("below")


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in. `password` is its hash, None = there is none; never shown."""

    email: str
    name: str
    password: str | None
    created_at: datetime
    created_by: str
    disabled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Grant:
    """A role that an account has. `source` is "administrator" or "provider"; `region` "" = everywhere."""

    id: int
    role: Role
    region: str
    source: Source
    granted_at: datetime
    granted_by: str

    @property
    def held(self) -> HeldRole:
        return HeldRole(self.role, self.source, self.region)


@dataclass(frozen=True, slots=True)
class Place:
    """What the roster says of somebody on a day."""

    name: str
    is_posted: bool
    has_reports: bool


def account(session: Session, email: str) -> Account | None:
    row = session.execute(_ACCOUNT_OF, {"email": mail_address(email)}).one_or_none()
    return Account(*row) if row else None


def require_account(session: Session, email: str) -> Account:
    """Raises NotFound, with the nearest address there is."""
    spelled = mail_address(email)
    found = account(session, spelled)
    if found is None:
        start = spelled[:2].replace("%", "").replace("_", "")
        alike = session.execute(select(_ACCOUNT.c.email).where(_ACCOUNT.c.email.startswith(start)).limit(2000))
        close = nearest(spelled[:100], alike.scalars())
        hint = f"Did you mean {close}?" if close else f"Run: readiness user add {ascii(spelled)[1:-1][:100]}"
        raise NotFound(f"{ascii(spelled)[1:-1][:100]} has no account.", hint=hint)
    return found


def add_account(session: Session, clock: Clock, *, email: str, name: str, by: str) -> bool:
    """There is an account of this address; False when there was one."""
    values = {"email": mail_address(email), "name": name, "created_at": clock.now(), "created_by": by}
    return _insert_new(session, _ACCOUNT, values)


def set_disabled(session: Session, email: str, at: datetime | None) -> None:
    session.execute(update(_ACCOUNT).where(_ACCOUNT.c.email == mail_address(email)).values(disabled_at=at))


def set_name(session: Session, email: str, name: str) -> None:
    session.execute(update(_ACCOUNT).where(_ACCOUNT.c.email == mail_address(email)).values(name=name))


def set_password(session: Session, email: str, password: str | None) -> None:
    """`password` is its hash."""
    session.execute(update(_ACCOUNT).where(_ACCOUNT.c.email == mail_address(email)).values(password=password))


def open_grants(session: Session, email: str) -> tuple[Grant, ...]:
    """The roles this account was given and still has, in the order of giving."""
    return tuple(Grant(*row) for row in session.execute(_GRANTS_OF, {"email": mail_address(email)}))


def add_grant(session: Session, clock: Clock, *, email: str, role: Role, region: str, source: Source, by: str) -> bool:
    """The account has the role; False when it had it from this source already."""
    values = {
        "email": mail_address(email), "role": role, "region": region, "source": source, "granted_at": clock.now(),
        "granted_by": by,
    }  # fmt: skip
    return _insert_new(session, _GRANT, values)


def close_grants(session: Session, clock: Clock, ids: Sequence[int], *, by: str) -> None:
    """These grants count no more."""
    closed = update(_GRANT).where(_GRANT.c.id.in_(ids), _GRANT.c.revoked_at.is_(None))
    session.execute(closed.values(revoked_at=clock.now(), revoked_by=by))


def administrators(session: Session) -> tuple[str, ...]:
    """The accounts that are administrators and not disabled; nobody else changes them until this transaction ends."""
    rows = session.execute(
        select(_GRANT.c.email)
        .join(_ACCOUNT, _ACCOUNT.c.email == _GRANT.c.email)
        .where(_GRANT.c.role == "administrator", _GRANT.c.revoked_at.is_(None), _ACCOUNT.c.disabled_at.is_(None))
        .order_by(_GRANT.c.email)
        .with_for_update()
    )
    return tuple(dict.fromkeys(rows.scalars()))


def is_administered(session: Session) -> bool:
    """True once somebody has signed in who was an administrator at any time."""
    there = (
        select(_GRANT.c.id).join(_SESSION, _SESSION.c.email == _GRANT.c.email).where(_GRANT.c.role == "administrator")
    )
    return session.execute(there.limit(1)).first() is not None


def place_of(session: Session, email: str, day: date) -> Place | None:
    """What the roster says of this address on `day`; None when it never was on it."""
    row = session.execute(_PLACE_OF, {"email": mail_address(email), "day": day}).one_or_none()
    return Place(row.name, bool(row.is_posted), bool(row.has_reports)) if row else None


def may_sign_in(session: Session, email: str, day: date) -> bool:
    """True for an account that is not disabled, and for whoever has none but is on the roster or in a launch's team."""
    found = account(session, email)
    if found is not None:
        return found.disabled_at is None
    place = place_of(session, email, day)
    return (place is not None and (place.is_posted or place.has_reports)) or bool(functions_of(session, email).teams)


def _insert_new(session: Session, table: Table, values: dict[str, object]) -> bool:
    """The row is there; False when one like it was, by whatever is unique. Of two at once, one gets True."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    into = sqlite.insert(table) if is_sqlite else postgresql.insert(table)
    done = session.execute(into.values(**values).on_conflict_do_nothing().returning(table.c.email))
    return done.first() is not None


def _holds(posting: Any) -> Any:
    day: Any = bindparam("day")
    return (posting.c.valid_from <= day) & or_(posting.c.valid_to.is_(None), posting.c.valid_to > day)


# Built once: making a statement costs as much as running one, and these run on every request.
_ACCOUNT_OF = select(
    _ACCOUNT.c.email, _ACCOUNT.c.name, _ACCOUNT.c.password, _ACCOUNT.c.created_at, _ACCOUNT.c.created_by,
    _ACCOUNT.c.disabled_at,
).where(_ACCOUNT.c.email == bindparam("email"))  # fmt: skip
_GRANTS_OF = (
    select(
        _GRANT.c.id, _GRANT.c.role, _GRANT.c.region, _GRANT.c.source, _GRANT.c.granted_at, _GRANT.c.granted_by
    )
    .where(_GRANT.c.email == bindparam("email"), _GRANT.c.revoked_at.is_(None))
    .order_by(_GRANT.c.id)
)  # fmt: skip
IS_POSTED = exists().where(_POSTING.c.person_id == _PERSON.c.id, _holds(_POSTING))
"""The SQL of "this person is on the roster on `:day`"."""
HAS_REPORTS = exists().where(_BELOW.c.manager_id == _PERSON.c.id, _holds(_BELOW))
"""The SQL of "somebody reports to this person on `:day`"."""
_PLACE_OF = select(_PERSON.c.name, IS_POSTED.label("is_posted"), HAS_REPORTS.label("has_reports")).where(
    _PERSON.c.email == bindparam("email")
)
