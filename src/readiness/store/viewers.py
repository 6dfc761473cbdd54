"""Everything kept of whoever shows a session or a token, in one statement: it runs on every request.

Five small statements took twice as long, nearly all of it SQLAlchemy's own time for each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import Select, Table, bindparam, select
from sqlmodel import Session

from readiness.domain.access.roles import HeldRole
from readiness.ground.kept import Kept
from readiness.ground.tokens import token_hash
from readiness.store.accounts import HAS_REPORTS, IS_POSTED
from readiness.store.prepared import Prepared
from readiness.store.sign_ins import SESSION_COLUMNS, TOKEN_COLUMNS, ApiToken, WebSession, read_token
from readiness.store.tables.accounts import AccountRow, ApiTokenRow, RoleGrantRow, WebSessionRow
from readiness.store.tables.people import PersonRow

_ACCOUNT = cast("Table", AccountRow.__table__)  # type: ignore[attr-defined]
_GRANT = cast("Table", RoleGrantRow.__table__)  # type: ignore[attr-defined]
_PERSON = cast("Table", PersonRow.__table__)  # type: ignore[attr-defined]
_SESSION = cast("Table", WebSessionRow.__table__)  # type: ignore[attr-defined]
_TOKEN = cast("Table", ApiTokenRow.__table__)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody is on a day, but for the teams of launches. `name` "" = neither account nor roster has one."""

    email: str
    name: str
    granted: tuple[HeldRole, ...]
    is_posted: bool
    has_reports: bool


def behind_session(session: Session, token: str, day: date) -> tuple[WebSession, Standing] | None:
    """The session of this token, whether it still holds or not, and whose it is; None for a disabled account."""
    kept = tuple(_BY_SESSION.raw(session, {"token_hash": token_hash(token), "day": day}))
    if not kept:
        return None
    found = _READ.of(kept)
    if found is None:
        rows = _BY_SESSION.read(session, kept)
        found = _READ.keep(kept, (WebSession(*rows[0][_WHO:]), _standing(rows)))
    return found


def is_disabled_behind(session: Session, token: str) -> bool | None:
    """True when the account of this session token is disabled; None for a token that no session ever had."""
    row = session.execute(
        select(_ACCOUNT.c.disabled_at)
        .join(_SESSION, _SESSION.c.email == _ACCOUNT.c.email)
        .where(_SESSION.c.token_hash == token_hash(token))
    ).one_or_none()
    return None if row is None else row[0] is not None


def behind_token(session: Session, token: str, day: date) -> tuple[ApiToken, Standing] | None:
    """The same for a token of a program."""
    rows = _BY_TOKEN.all(session, {"token_hash": token_hash(token), "day": day})
    return (read_token(*rows[0][_WHO:]), _standing(rows)) if rows else None


def _standing(rows: Sequence[Any]) -> Standing:
    """A row for each grant, all else the same in all of them; one row without a role when nothing is granted."""
    email, account, person, posted, reports, *_ = rows[0]
    granted = sorted((row[5], row[6], row[7], row[8]) for row in rows if row[5] is not None)
    held = tuple(HeldRole(role, source, region) for _, role, region, source in granted)
    return Standing(email, account or person or "", held, bool(posted), bool(reports))


_COLUMNS = (
    _ACCOUNT.c.email, _ACCOUNT.c.name, _PERSON.c.name.label("person_name"), IS_POSTED.label("is_posted"),
    HAS_REPORTS.label("has_reports"), _GRANT.c.id.label("grant_id"), _GRANT.c.role, _GRANT.c.region, _GRANT.c.source,
)  # fmt: skip
_WHO = len(_COLUMNS)


def _behind(shown: Table, columns: Sequence[Any]) -> Select[Any]:
    """The statement about the account that `shown` belongs to, unless it is disabled."""
    joined = (
        shown.join(_ACCOUNT, _ACCOUNT.c.email == shown.c.email)
        .outerjoin(_PERSON, _PERSON.c.email == _ACCOUNT.c.email)
        .outerjoin(_GRANT, (_GRANT.c.email == _ACCOUNT.c.email) & _GRANT.c.revoked_at.is_(None))
    )
    return (
        select(*_COLUMNS, *columns)
        .select_from(joined)
        .where(shown.c.token_hash == bindparam("token_hash"), _ACCOUNT.c.disabled_at.is_(None))
    )


# What the rows say is looked up with every request; what they mean, once while they say the same.
_READ: Kept[tuple[Any, ...], tuple[WebSession, Standing]] = Kept(256)
_BY_SESSION = Prepared(_behind(_SESSION, SESSION_COLUMNS))
_BY_TOKEN = Prepared(_behind(_TOKEN, TOKEN_COLUMNS))
