"""Sign-in links, browsers signed in, API tokens: only hashes of tokens are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, cast

from sqlalchemy import CursorResult, Table, bindparam, delete, insert, select, update
from sqlmodel import Session

from readiness.domain.access.sign_in import IDLE, LINK_LASTS, SESSION_LASTS, How
from readiness.domain.people.address import mail_address
from readiness.ground.clock import Clock
from readiness.ground.tokens import new_token, token_hash
from readiness.store.tables.accounts import AccountRow, ApiTokenRow, SignInLinkRow, WebSessionRow

_ACCOUNT = cast("Table", AccountRow.__table__)  # type: ignore[attr-defined]
_LINK = cast("Table", SignInLinkRow.__table__)  # type: ignore[attr-defined]
_SESSION = cast("Table", WebSessionRow.__table__)  # type: ignore[attr-defined]
_TOKEN = cast("Table", ApiTokenRow.__table__)  # type: ignore[attr-defined]

_LINKS_KEPT: Final = timedelta(days=1)
_SESSIONS_KEPT: Final = timedelta(days=90)
"""After they ended."""


@dataclass(frozen=True, slots=True)
class WebSession:
    """One signed-in browser. `token` is "" but for the session that has just begun."""

    id: int
    email: str
    how: How
    browser: str
    signed_in_at: datetime
    seen_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    token: str = ""

    def holds_at(self, at: datetime) -> bool:
        return self.revoked_at is None and at < self.expires_at and at - self.seen_at < IDLE


@dataclass(frozen=True, slots=True)
class Link:
    """A sign-in link. `token` is "" but for the link that has just been made."""

    email: str
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    token: str = ""


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A token for programs. `token` is "" but for the one that has just been made."""

    id: int
    email: str
    name: str
    scopes: frozenset[str]
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None
    token: str = ""

    def holds_at(self, at: datetime) -> bool:
        return self.revoked_at is None and at < self.expires_at


def add_link(session: Session, clock: Clock, email: str) -> Link:
    """A link that is good once, soon. Links made before stay good: the mail that comes first may be the older one.

    Links of before yesterday are forgotten.
    """
    token, now = new_token(), clock.now()
    session.execute(delete(_LINK).where(_LINK.c.made_at < now - _LINKS_KEPT))
    made = Link(mail_address(email), now, now + LINK_LASTS, token=token)
    session.execute(
        insert(_LINK),
        {"token_hash": token_hash(token), "email": made.email, "made_at": now, "expires_at": made.expires_at},
    )
    return made


def link(session: Session, token: str) -> Link | None:
    """The link, used or expired or not; None when there never was one."""
    row = session.execute(
        select(_LINK.c.email, _LINK.c.made_at, _LINK.c.expires_at, _LINK.c.used_at).where(
            _LINK.c.token_hash == token_hash(token)
        )
    ).one_or_none()
    return Link(*row) if row else None


def use_link(session: Session, clock: Clock, token: str) -> bool:
    """The link is used now; False when it was used or has expired. Of two at once, one gets True."""
    now = clock.now()
    used = session.execute(
        update(_LINK)
        .where(_LINK.c.token_hash == token_hash(token), _LINK.c.used_at.is_(None), _LINK.c.expires_at > now)
        .values(used_at=now)
    )
    return cast("CursorResult[object]", used).rowcount == 1


def add_session(session: Session, clock: Clock, *, email: str, how: How, browser: str) -> WebSession:
    """A session begins. Those of the same account that ended long ago are forgotten; the journal has them."""
    token, now = new_token(), clock.now()
    gone = (_SESSION.c.email == mail_address(email), _SESSION.c.expires_at < now - _SESSIONS_KEPT)
    session.execute(delete(_SESSION).where(*gone))
    values = {
        "email": mail_address(email), "how": how, "browser": browser[:200], "signed_in_at": now, "seen_at": now,
        "expires_at": now + SESSION_LASTS,
    }  # fmt: skip
    made = session.execute(insert(_SESSION).returning(_SESSION.c.id), {"token_hash": token_hash(token), **values})
    return WebSession(made.scalar_one(), **values, token=token)  # type: ignore[arg-type]


def session_of(session: Session, token: str) -> WebSession | None:
    """The session of this token, whether it still holds or not, unless its account is disabled."""
    row = session.execute(_SESSION_OF, {"token_hash": token_hash(token)}).one_or_none()
    return WebSession(*row) if row else None


def session_by_id(session: Session, number: int) -> WebSession | None:
    row = session.execute(select(*SESSION_COLUMNS).where(_SESSION.c.id == number)).one_or_none()
    return WebSession(*row) if row else None


def sessions_of(session: Session, email: str, at: datetime) -> tuple[WebSession, ...]:
    """The browsers in which this account is signed in, last seen first."""
    rows = session.execute(
        select(*SESSION_COLUMNS)
        .where(
            _SESSION.c.email == mail_address(email), _SESSION.c.revoked_at.is_(None), _SESSION.c.expires_at > at,
            _SESSION.c.seen_at > at - IDLE,
        )
        .order_by(_SESSION.c.seen_at.desc(), _SESSION.c.id.desc())
    )  # fmt: skip
    return tuple(WebSession(*row) for row in rows)


def see_session(session: Session, clock: Clock, number: int) -> None:
    session.execute(update(_SESSION).where(_SESSION.c.id == number).values(seen_at=clock.now()))


def end_session(session: Session, clock: Clock, number: int) -> bool:
    """The session counts no more; False when it had ended."""
    ended = session.execute(
        update(_SESSION).where(_SESSION.c.id == number, _SESSION.c.revoked_at.is_(None)).values(revoked_at=clock.now())
    )
    return cast("CursorResult[object]", ended).rowcount == 1


def end_sessions(session: Session, clock: Clock, email: str, *, but: int | None = None) -> int:
    """Every session of the account (`but` one) counts no more; returns how many did."""
    query = update(_SESSION).where(
        _SESSION.c.email == mail_address(email), _SESSION.c.revoked_at.is_(None), _SESSION.c.expires_at > clock.now()
    )
    if but is not None:
        query = query.where(_SESSION.c.id != but)
    return cast("CursorResult[object]", session.execute(query.values(revoked_at=clock.now()))).rowcount


def end_links(session: Session, clock: Clock, email: str) -> None:
    """No link sent to this address signs in any more."""
    session.execute(
        update(_LINK).where(_LINK.c.email == mail_address(email), _LINK.c.used_at.is_(None)).values(used_at=clock.now())
    )


def add_token(
    session: Session, clock: Clock, *, email: str, name: str, scopes: frozenset[str], lasts: timedelta
) -> ApiToken:
    token, now = "rdn_" + new_token(), clock.now()
    values = {"email": mail_address(email), "name": name, "made_at": now, "expires_at": now + lasts}
    made = session.execute(
        insert(_TOKEN).returning(_TOKEN.c.id),
        {"token_hash": token_hash(token), "scopes": " ".join(sorted(scopes)), **values},
    )
    return ApiToken(made.scalar_one(), scopes=scopes, token=token, **values)  # type: ignore[arg-type]


def token_by_id(session: Session, number: int) -> ApiToken | None:
    row = session.execute(select(*TOKEN_COLUMNS).where(_TOKEN.c.id == number)).one_or_none()
    return read_token(*row) if row else None


def tokens_of(session: Session, email: str) -> tuple[ApiToken, ...]:
    """The tokens of this account that were not revoked, newest first; expired ones among them."""
    rows = session.execute(
        select(*TOKEN_COLUMNS)
        .where(_TOKEN.c.email == mail_address(email), _TOKEN.c.revoked_at.is_(None))
        .order_by(_TOKEN.c.id.desc())
    )
    return tuple(read_token(*row) for row in rows)


def see_token(session: Session, clock: Clock, number: int) -> None:
    session.execute(update(_TOKEN).where(_TOKEN.c.id == number).values(used_at=clock.now()))


def end_token(session: Session, clock: Clock, number: int) -> bool:
    """The token counts no more; False when it had been revoked."""
    ended = session.execute(
        update(_TOKEN).where(_TOKEN.c.id == number, _TOKEN.c.revoked_at.is_(None)).values(revoked_at=clock.now())
    )
    return cast("CursorResult[object]", ended).rowcount == 1


def read_token(  # noqa: PLR0917  (the columns, in order)
    number: int, email: str, name: str, scopes: str, made_at: datetime, expires_at: datetime,
    used_at: datetime | None, revoked_at: datetime | None,
) -> ApiToken:  # fmt: skip
    """From the values of `TOKEN_COLUMNS`."""
    return ApiToken(number, email, name, frozenset(scopes.split()), made_at, expires_at, used_at, revoked_at)


SESSION_COLUMNS = (
    _SESSION.c.id, _SESSION.c.email, _SESSION.c.how, _SESSION.c.browser, _SESSION.c.signed_in_at, _SESSION.c.seen_at,
    _SESSION.c.expires_at, _SESSION.c.revoked_at,
)  # fmt: skip
TOKEN_COLUMNS = (
    _TOKEN.c.id, _TOKEN.c.email, _TOKEN.c.name, _TOKEN.c.scopes, _TOKEN.c.made_at, _TOKEN.c.expires_at,
    _TOKEN.c.used_at, _TOKEN.c.revoked_at,
)  # fmt: skip
_SESSION_OF = (
    select(*SESSION_COLUMNS)
    .join(_ACCOUNT, _ACCOUNT.c.email == _SESSION.c.email)
    .where(_SESSION.c.token_hash == bindparam("token_hash"), _ACCOUNT.c.disabled_at.is_(None))
)
