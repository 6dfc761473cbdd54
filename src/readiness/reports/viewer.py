"""Who is at the door: the viewer behind a session, a token or a mail address, with every role they have today.

Asked on every request, in one reading session of two small statements; nothing is remembered between requests, so a
role that is revoked or a launch that is applied counts from the next one on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Literal

from readiness.context import Context
from readiness.domain.access.roles import Viewer, held_roles
from readiness.domain.access.sign_in import SEEN_EVERY, How
from readiness.domain.people.address import mail_address
from readiness.store import accounts
from readiness.store.teams import NOWHERE, Functions, functions_of
from readiness.store.viewers import Standing, behind_session, behind_token, is_disabled_behind

SignedOut = Literal["disabled", "over"]


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
    spelled, day = mail_address(email), context.clock.today()
    with context.database.reading() as session:
        account = accounts.account(session, spelled)
        if account is not None and account.disabled_at is not None:
            return Viewer(email=spelled, name=account.name)
        place = accounts.place_of(session, spelled, day)
        standing = Standing(
            spelled,
            (account.name if account else "") or (place.name if place else ""),
            tuple(grant.held for grant in accounts.open_grants(session, spelled)),
            place is not None and place.is_posted,
            place is not None and place.has_reports,
        )
        return _viewer(standing, functions_of(session, spelled))


def viewer_of_session(context: Context, token: str) -> SignedIn | None:
    """Whoever is signed in with this session token; None when it is unknown, expired, idle, revoked or disabled."""
    now = context.clock.now()
    with context.database.reading() as session:
        found = behind_session(session, token, now.date())
        if found is None or not found[0].holds_at(now):
            return None
        shown, standing = found
        viewer = _viewer(standing, functions_of(session, standing.email))
    return SignedIn(viewer, shown.id, shown.how, _is_stale(shown.seen_at, now))


def why_signed_out(context: Context, token: str) -> SignedOut | None:
    """Why whoever shows this session token, which holds no more, is not signed in; None for a token that is unknown.

    To be told to the browser that shows it, and to nobody else.
    """
    with context.database.reading() as session:
        disabled = is_disabled_behind(session, token)
    return None if disabled is None else "disabled" if disabled else "over"


def viewer_of_token(context: Context, token: str) -> SignedIn | None:
    """The owner of this API token, within its scopes; None when it is unknown, expired, revoked or disabled."""
    now = context.clock.now()
    with context.database.reading() as session:
        found = behind_token(session, token, now.date())
        if found is None or not found[0].holds_at(now):
            return None
        shown, standing = found
        viewer = _viewer(standing, functions_of(session, standing.email), scopes=shown.scopes)
    return SignedIn(viewer, shown.id, "token", shown.used_at is None or _is_stale(shown.used_at, now))


def _viewer(standing: Standing, team: Functions, *, scopes: frozenset[str] | None = None) -> Viewer:
    return _in_no_team(standing, scopes) if team is NOWHERE else _in_teams(standing, team, scopes)


@lru_cache(maxsize=256)
def _in_no_team(standing: Standing, scopes: frozenset[str] | None) -> Viewer:
    """The same for ever: it follows from these values alone."""
    return _in_teams(standing, NOWHERE, scopes)


def _in_teams(standing: Standing, team: Functions, scopes: frozenset[str] | None) -> Viewer:
    held = held_roles(
        standing.granted, teams=team.teams, is_posted=standing.is_posted, has_reports=standing.has_reports
    )
    regions = {one.region for one in held if one.role == "sales-leader"}
    return Viewer(
        email=standing.email,
        name=standing.name or team.name,
        roles=frozenset(one.role for one in held),
        regions=frozenset() if "" in regions else frozenset(regions),
        teams=team.teams,
        scopes=scopes,
    )


def _is_stale(seen_at: datetime, now: datetime) -> bool:
    return now - seen_at >= SEEN_EVERY
