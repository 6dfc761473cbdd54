"""Who stands at the door, and whether it opens: one dependency a permission, declared by each route.

Pages know people by the cookie `readiness_session`; under /api a program shows `Authorization: Bearer <token>`, and a
browser's cookie counts too. Asked anew on every request, so a role that was revoked opens nothing any more.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Final
from urllib.parse import quote, urlsplit

from fastapi import HTTPException, Request, Response

from readiness.actions.touch_session import touch_session
from readiness.context import Context
from readiness.domain.access.permissions import Permission
from readiness.domain.access.roles import Viewer
from readiness.domain.access.sign_in import SESSION_LASTS
from readiness.ground.errors import NotAllowed
from readiness.reports.viewer import SignedIn, viewer_of_session, viewer_of_token
from readiness.web.forms import SESSION, session_token, set_signed, shows_token
from readiness.web.services import services_of

PERMISSION: Final = "permission"
"""The attribute of a door that names its permission; a test asks every route for it."""


@cache
def may(permission: Permission) -> Callable[[Request], Viewer]:
    """The door that opens for `permission`: gives the Viewer; asks a stranger to sign in; else raises NotAllowed."""

    def door(request: Request) -> Viewer:
        found = signed_in(request)
        if found is None:
            raise ask_to_sign_in(request)
        if not permission(found.viewer):
            raise _not_yours(found)
        return found.viewer

    setattr(door, PERMISSION, permission)
    return door


def anybody(request: Request) -> None:
    """The door of a public page."""


def signed_in(request: Request) -> SignedIn | None:
    """Whoever is signed in, with how; None for a stranger. Kept for the rest of the request."""
    if hasattr(request.state, "signed_in"):
        held: SignedIn | None = request.state.signed_in
        return held
    context = services_of(request).context
    if shows_token(request):
        kind, _, token = request.headers["authorization"].partition(" ")
        found = viewer_of_token(context, token.strip()) if kind.lower() == "bearer" else None
    else:
        token = session_token(request)
        found = viewer_of_session(context, token) if token else None
    if found is not None and found.is_stale:
        touch_session(context, session=found.session, is_token=found.how == "token")
    request.state.signed_in = found
    request.state.viewer = found.viewer if found else None
    return found


def session_here(request: Request) -> int:
    """The number of the session of this browser; 0 when a token signed the request."""
    found = signed_in(request)
    return found.session if found and found.how != "token" else 0


def acting(request: Request, viewer: Viewer) -> Context:
    """The workspace, with this viewer as the one who acts."""
    return services_of(request).context.acting_as(viewer.email)


def local_path(text: str, default: str = "/") -> str:
    """`text` when it is a path of ours, to go to after sign-in; else `default`. Never another site."""
    if not text.startswith("/") or text.startswith("//") or "\\" in text or not text.isprintable() or len(text) > 2000:
        return default
    try:
        parts = urlsplit(text)
    except ValueError:
        return default
    return default if parts.scheme or parts.netloc else text


def keep_session(request: Request, response: Response, token: str) -> None:
    """The browser is the one that has the session."""
    set_signed(request, response, SESSION, token, seconds=int(SESSION_LASTS.total_seconds()))


def forget_session(response: Response) -> None:
    response.delete_cookie(SESSION, path="/")


class SignInFirst(HTTPException):
    """Nobody is signed in (any more), and the door is for somebody."""


def ask_to_sign_in(request: Request) -> SignInFirst:
    """For a page: go and sign in, and come back here. For a program: 401. For a part of a page: the whole page goes."""
    if request.url.path.startswith("/api/"):
        return SignInFirst(
            401, "sign in, or show a token that holds.", headers={"www-authenticate": 'Bearer realm="readiness"'}
        )
    where = f"/sign-in?next={quote(_here(request), safe='/')}"
    if request.headers.get("hx-request") == "true":
        return SignInFirst(401, "your session has ended; sign in again.", headers={"hx-redirect": where})
    return SignInFirst(303, "sign in first.", headers={"location": where})


def _here(request: Request) -> str:
    """The page to come back to: this one, or for what was sent from a form the page of the form."""
    if request.method == "GET" and request.headers.get("hx-request") != "true":
        return request.url.path + (f"?{request.url.query}" if request.url.query else "")
    came = urlsplit(request.headers.get("hx-current-url") or request.headers.get("referer", ""))
    return local_path(came.path) if came.netloc == request.headers.get("host") else "/"


def _not_yours(found: SignedIn) -> NotAllowed:
    roles = ", ".join(sorted(found.viewer.roles)) or "no role yet"
    if found.how == "token":
        return NotAllowed(
            f"this token acts for {found.viewer.email} ({roles}), to {', '.join(sorted(found.viewer.scopes or ()))}.",
            hint="Make one with the scope it needs, if its owner may do this.",
        )
    return NotAllowed(
        f"you are signed in as {found.viewer.email}: {roles}. That does not open this.",
        hint="If it should, ask an administrator.",
    )
