"""Signing in and out: by a link in the mail, by password, through the OpenID provider."""

from __future__ import annotations

import base64
import json
import logging
from dataclasses import asdict, dataclass
from typing import Annotated, Final

from fastapi import APIRouter, BackgroundTasks, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from readiness.actions.ask_sign_in_link import ask_sign_in_link
from readiness.actions.sign_in_by_link import sign_in_by_link
from readiness.actions.sign_in_by_password import sign_in_by_password
from readiness.actions.sign_in_by_provider import sign_in_by_provider
from readiness.actions.sign_out import sign_out
from readiness.domain.access.sign_in import LINK_LASTS, roles_by_group
from readiness.domain.people.address import is_mail_address, mail_address
from readiness.ground.errors import NotAllowed, NotFound, OutsideFailure, ReadinessError
from readiness.ports.accounts import Asked, Provider
from readiness.reports.viewer import SignedOut, why_signed_out
from readiness.web.access import anybody, forget_session, keep_session, local_path, signed_in
from readiness.web.errors import status_of
from readiness.web.forms import session_token, set_signed, signed
from readiness.web.limits import limit_links, limit_password, limit_tokens
from readiness.web.pages import back, show
from readiness.web.services import services_of

router = APIRouter()
_log = logging.getLogger("readiness.web")

Visitor = Annotated[None, Depends(anybody)]
_ASKED: Final = "readiness_provider"
_ASKED_SECONDS: Final = 600
_BACK: Final = "/sign-in/provider/back"
_MINUTES: Final = int(LINK_LASTS.total_seconds() // 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInPage:
    """`then`: where to go afterwards. `provider`: its name, "" = there is none. `wrong`: why the last try failed;
    `by`: which form that was, "link" or "password". `ended`: what became of the session that this browser had.
    """

    then: str
    provider: str
    minutes: int
    email: str = ""
    wrong: str = ""
    hint: str = ""
    by: str = ""
    ended: SignedOut | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkSentPage:
    """`to_console`: this workspace has no mail, so the link stands where it was started."""

    minutes: int
    to_console: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkPage:
    token: str
    then: str


@router.get("/sign-in")
def sign_in_page(request: Request, _visitor: Visitor, next: str = "/") -> Response:  # noqa: A002  (the address says so)
    if signed_in(request) is not None:
        return RedirectResponse(local_path(next), 303)
    token = session_token(request)
    ended = why_signed_out(services_of(request).context, token) if token else None
    return _sign_in_page(request, then=local_path(next), ended=ended)


@router.post("/sign-in")
def by_password(
    request: Request, _visitor: Visitor, email: Annotated[str, Form()] = "", password: Annotated[str, Form()] = "",
    then: Annotated[str, Form()] = "/",
) -> Response:  # fmt: skip
    limit_password(request, email)
    try:
        made = sign_in_by_password(
            services_of(request).context, email=email, password=password, browser=_browser(request),
            replacing=session_token(request),
        )  # fmt: skip
    except NotAllowed as error:
        return _sign_in_page(request, then=then, email=email, error=error, by="password")
    return _enter(request, made.token, then)


@router.post("/sign-in/link")
def ask_link(
    request: Request, _visitor: Visitor, after: BackgroundTasks, email: Annotated[str, Form()] = "",
    then: Annotated[str, Form()] = "/",
) -> Response:  # fmt: skip
    """Answers before it looks, so that neither words nor time tell who is known."""
    if not is_mail_address(mail_address(email)):
        error = NotAllowed("that is not a mail address.", hint="Write it as ada@example.com.")
        return _sign_in_page(request, then=then, email=email, error=error, by="link")
    limit_links(request, email)
    after.add_task(send_link, request, email, local_path(then))
    return RedirectResponse("/sign-in/sent", 303)


@router.get("/sign-in/sent")
def link_sent(request: Request, _visitor: Visitor) -> Response:
    page = LinkSentPage(minutes=_MINUTES, to_console=not services_of(request).settings.mail_url)
    return show(request, None, "account/link_sent.html.j2", page)


@router.get("/sign-in/link/{token}")
def link_page(request: Request, _visitor: Visitor, token: str, next: str = "/") -> Response:  # noqa: A002
    """Asks for a click: programs that look into mail open every link, and would use it up."""
    return show(request, None, "account/link.html.j2", LinkPage(token=token, then=local_path(next)))


@router.post("/sign-in/link/{token}")
def by_link(request: Request, _visitor: Visitor, token: str, then: Annotated[str, Form()] = "/") -> Response:
    limit_tokens(request)
    try:
        made = sign_in_by_link(
            services_of(request).context, token=token, browser=_browser(request), replacing=session_token(request)
        )
    except NotAllowed as error:
        return _sign_in_page(request, then=then, error=error, by="link")
    return _enter(request, made.token, then)


@router.get("/sign-in/provider")
def to_provider(request: Request, _visitor: Visitor, next: str = "/") -> Response:  # noqa: A002
    limit_tokens(request)
    try:
        asked = _provider(request).ask(services_of(request).address + _BACK)
    except OutsideFailure as error:
        return _sign_in_page(request, then=next, error=error)
    response = RedirectResponse(asked.url, 303)
    kept = asdict(asked) | {"url": "", "then": local_path(next)}
    value = base64.urlsafe_b64encode(json.dumps(kept).encode()).decode()
    set_signed(request, response, _ASKED, value, seconds=_ASKED_SECONDS, path="/sign-in/provider")
    return response


@router.get(_BACK)
def by_provider(request: Request, _visitor: Visitor) -> Response:
    limit_tokens(request)
    services = services_of(request)
    provider, then = _provider(request), "/"
    try:
        asked, then = _asked(request)
        identity = provider.answer(asked, url=str(request.url), back=services.address + _BACK)
        roles, _ = roles_by_group(services.settings.oidc_groups)
        made = sign_in_by_provider(
            services.context, identity=identity, roles=roles, browser=_browser(request),
            replacing=session_token(request),
        )  # fmt: skip
    except (NotAllowed, OutsideFailure) as error:
        response = _sign_in_page(request, then=then, error=error)
    else:
        response = _enter(request, made.token, then)
    response.delete_cookie(_ASKED, path="/sign-in/provider")
    return response


@router.post("/sign-out")
def leave(request: Request, _visitor: Visitor) -> Response:
    sign_out(services_of(request).context, token=session_token(request))
    response = back("/sign-in", "You are signed out.")
    forget_session(response)
    return response


def send_link(request: Request, email: str, then: str) -> None:
    """The link is on its way, if they may sign in; a failure is in the log, for whoever asked has their answer."""
    services = services_of(request)
    try:
        ask_sign_in_link(services.context, email=email, address=services.address, then=then)
    except ReadinessError as error:
        _log.error("a sign-in link was not sent: %s", error.message)


def _sign_in_page(
    request: Request, *, then: str, email: str = "", error: ReadinessError | None = None, by: str = "",
    ended: SignedOut | None = None,
) -> Response:  # fmt: skip
    provider = services_of(request).context.provider
    page = SignInPage(
        then=local_path(then), provider=provider.name if provider else "", minutes=_MINUTES, email=email[:200],
        wrong=error.message if error else "", hint=error.hint if error else "", by=by,
        ended=ended,
    )  # fmt: skip
    return show(request, None, "account/sign_in.html.j2", page, status=status_of(error) if error else 200)


def _enter(request: Request, token: str, then: str) -> Response:
    response = RedirectResponse(local_path(then), 303)
    keep_session(request, response, token)
    return response


def _provider(request: Request) -> Provider:
    found = services_of(request).context.provider
    if found is None:
        raise NotFound("no sign-in provider is set up here.", hint="Sign in by mail or password.")
    return found


def _asked(request: Request) -> tuple[Asked, str]:
    kept = signed(request, _ASKED)
    if not kept:
        raise NotAllowed("this browser did not ask the provider lately.", hint="Begin again from the sign-in page.")
    found = json.loads(base64.urlsafe_b64decode(kept))
    then = found.pop("then")
    return Asked(**found), then


def _browser(request: Request) -> str:
    return request.headers.get("user-agent", "")[:200]
