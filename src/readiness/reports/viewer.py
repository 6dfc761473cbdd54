"""Who is at the door: the viewer behind a session, a token or a mail address, with every role they have today.

Asked on every request, in one reading session of five small statements; nothing is remembered between requests, so a
role that is revoked or a launch that is applied counts from the next one on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from readiness.context import Context
from readiness.domain.access.roles import Viewer, held_roles
from readiness.domain.access.sign_in import SEEN_EVERY, How
from readiness.domain.people.person import mail_address
from readiness.store import accounts, sign_ins
from readiness.store.teams import functions_of


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A viewer, and how they came in. `session` is the number of the session; of the API token when `how` is "token".

    `is_stale`: it is time to write down that it was seen (`actions.touch_session`).
    """

    viewer: Viewer
    session: int
    how: How
    is_stale: bool


def viewer_of(context: Context, email: str) -> Viewer:
    """Whoever has this address, with the roles granted and the roles derived; with none for a stranger."""
    with context.database.reading() as session:
        return _viewer(context, session, mail_address(email))


def viewer_of_session(context: Context, token: str) -> SignedIn | None:
    """Whoever is signed in with this session token; None when it is unknown, expired, idle, revoked or disabled."""
    now = context.clock.now()
    with context.database.reading() as session:
        found = sign_ins.session_of(session, token)
        if found is None or not found.holds_at(now):
            return None
        viewer = _viewer(context, session, found.email)
    return SignedIn(viewer, found.id, found.how, _is_stale(found.seen_at, now))  # type: ignore[arg-type]


def viewer_of_token(context: Context, token: str) -> SignedIn | None:
    """The owner of this API token, within its scopes; None when it is unknown, expired, revoked or disabled."""
    now = context.clock.now()
    with context.database.reading() as session:
        found = sign_ins.token_of(session, token)
        if found is None or not found.holds_at(now):
            return None
        viewer = _viewer(context, session, found.email, scopes=found.scopes)
    return SignedIn(viewer, found.id, "token", found.used_at is None or _is_stale(found.used_at, now))


def _viewer(context: Context, session: Session, email: str, *, scopes: frozenset[str] | None = None) -> Viewer:
    account = accounts.account(session, email)
    if account is not None and account.disabled_at is not None:
        return Viewer(email=email, name=account.name)
    grants = accounts.open_grants(session, email) if account else ()
    place = accounts.place_of(session, email, context.clock.today())
    team = functions_of(session, email)
    held = held_roles(
        (grant.held for grant in grants),
        teams=team.teams,
        is_posted=place is not None and place.is_posted,
        has_reports=place is not None and place.has_reports,
    )
    regions = {one.region for one in held if one.role == "sales-leader"}
    return Viewer(
        email=email,
        name=(account.name if account else "") or (place.name if place else "") or team.name,
        roles=frozenset(one.role for one in held),
        regions=frozenset() if "" in regions else frozenset(regions),
        teams=team.teams,
        scopes=scopes,
    )


def _is_stale(seen_at: datetime, now: datetime) -> bool:
    return now - seen_at >= SEEN_EVERY
