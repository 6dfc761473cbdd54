"""What every form carries so that no other site can send it: a token bound to the browser's session.

The token is an HMAC of the session's token, so it needs no storage and dies with the session; before sign-in it is
bound to a cookie of its own (`keep_visit`). `require_csrf` stands before every unsafe request of the application.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import AsyncIterator, Mapping
from functools import lru_cache
from typing import Annotated, Final
from urllib.parse import urlsplit

from fastapi import Path, Request, Response
from itsdangerous import BadSignature, Signer

from readiness.ground.errors import NotAllowed
from readiness.web.guard import body_limit
from readiness.web.services import services_of

Number = Annotated[int, Path(ge=1, le=2_147_483_647)]
"""A number in an address, as our tables count: databases refuse larger ones with an error of their own."""

SESSION: Final = "readiness_session"
VISIT: Final = "readiness_visit"
FIELD: Final = "csrf"
HEADER: Final = "x-csrf-token"
_SAFE: Final = {"GET", "HEAD", "OPTIONS", "TRACE"}
FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")
PROVES_ITSELF: Final = ("/typed",)
"""Takes what we signed for one person, and only shows it (kept_form): the session it is sent with is a newer one."""
CHANGES_NOTHING: Final = ("/api/v1/verify",)
"""Judges what anybody shows, and keeps nothing."""
_VISIT_SECONDS: Final = 86_400


class FormOutOfDate(NotAllowed):
    """The form was made for another session, or is none of ours."""


def csrf_token(request: Request) -> str:
    """What the `csrf` field of a form on this page holds."""
    bound = session_token(request) or _visit(request)
    if not bound:
        bound = getattr(request.state, "visit", "") or secrets.token_urlsafe(32)
        request.state.visit = bound
    return csrf_of(services_of(request).secret, bound)


def csrf_of(secret: bytes, bound: str) -> str:
    """The form token of a session (or visit) token."""
    return hmac.new(b"readiness.csrf:" + secret, bound.encode(), hashlib.sha256).hexdigest()


def signer(secret: bytes, name: str) -> Signer:
    """Signs what the cookie `name` holds."""
    return Signer(secret, salt=f"readiness.{name}", digest_method=hashlib.sha256)


def keep_visit(request: Request, response: Response) -> None:
    """The forms of a page that was shown to a stranger can be sent: the page's cookie goes out with it."""
    visit: str = getattr(request.state, "visit", "")
    if visit:
        set_signed(request, response, VISIT, visit, seconds=_VISIT_SECONDS)


async def require_csrf(request: Request) -> AsyncIterator[None]:
    """`require_page_of_ours`, for every route; what was uploaded is put away at the end."""
    try:
        await require_page_of_ours(request)
        yield
    finally:
        await request.close()


async def require_page_of_ours(request: Request) -> None:
    """Raises NotAllowed for an unsafe request that does not come from a page of ours.

    A program that shows a token (`Authorization`) under /api has no cookie that another site could ride on. Whoever
    calls this closes the request at the end.
    """
    if request.method in _SAFE or shows_token(request):
        return
    _require_same_origin(request)
    if request.url.path in (*PROVES_ITSELF, *CHANGES_NOTHING):
        return
    sent = request.headers.get(HEADER, "")
    if not sent and request.headers.get("content-type", "").partition(";")[0].strip().lower() in FORMS:
        form = await request.form(max_part_size=body_limit(request.url.path))  # the body is limited already
        found = form.get(FIELD, "")
        sent = found if isinstance(found, str) else ""
    _require_token(request, sent)


async def typed_fields(request: Request) -> Mapping[str, str]:
    """Every text field of the form that was sent, for forms whose fields are not known beforehand. Depend on it."""
    form = await request.form(max_part_size=body_limit(request.url.path))
    return {name: value for name, value in form.items() if isinstance(value, str)}


async def typed_lists(request: Request) -> Mapping[str, str]:
    """As `typed_fields`, with a field that was sent several times (boxes that are checked) as one text with commas."""
    form = await request.form(max_part_size=body_limit(request.url.path))
    found: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            found.setdefault(name, []).append(value)
    return {name: ", ".join(values) for name, values in found.items()}


def shows_token(request: Request) -> bool:
    """True for a program: tokens count under /api only, and there a request that shows one is judged by it alone."""
    return request.url.path.startswith("/api/") and "authorization" in request.headers


def session_token(request: Request) -> str:
    """The session token of this browser, "" when it has none that we signed; whether it still holds, the store says."""
    if not hasattr(request.state, "session_token"):  # the door, the form's token and the page all ask
        request.state.session_token = signed(request, SESSION)
    found: str = request.state.session_token
    return found


def set_signed(request: Request, response: Response, name: str, value: str, *, seconds: int, path: str = "/") -> None:
    """A cookie that only we can have written, that no script reads, and that comes back from our own pages only."""
    services = services_of(request)
    response.set_cookie(
        name, signer(services.secret, name).sign(value).decode(), max_age=seconds, path=path, httponly=True,
        samesite="lax", secure=services.is_https,
    )  # fmt: skip


def signed(request: Request, name: str) -> str:
    """What `set_signed` put there; "" when there is nothing, or something that is not ours."""
    found = request.cookies.get(name, "")
    if not found:
        return ""
    return _unsigned(services_of(request).secret, name, found)


@lru_cache(maxsize=512)
def _unsigned(secret: bytes, name: str, found: str) -> str:
    """A signature is right or wrong for ever, and whoever is here comes again at once."""
    try:
        return signer(secret, name).unsign(found.encode("utf-8", "replace")).decode()
    except (BadSignature, UnicodeDecodeError):
        return ""


def _visit(request: Request) -> str:
    return signed(request, VISIT)


def _require_token(request: Request, sent: str) -> None:
    bound = session_token(request) or _visit(request)
    right = csrf_of(services_of(request).secret, bound).encode()
    if not bound or not hmac.compare_digest(sent.encode("utf-8", "replace"), right):
        raise FormOutOfDate(
            "this form is out of date, or was not sent from a page of ours; nothing was done.",
            hint="Go back, reload the page, and send it again.",
            code="WB001",
        )


def _require_same_origin(request: Request) -> None:
    """Browsers say where a request comes from; what they say is believed when it is a no."""
    origin = request.headers.get("origin")
    site = request.headers.get("sec-fetch-site", "same-origin")
    ours = {services_of(request).address, f"{request.url.scheme}://{request.url.netloc}"}
    is_host = origin is not None and urlsplit(origin).netloc == request.headers.get("host")
    if site not in {"same-origin", "none"} or (origin is not None and origin not in ours and not is_host):
        raise NotAllowed("this was sent from another site; nothing was done.", code="WB002")
