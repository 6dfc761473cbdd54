"""One's own account: roles, browsers signed in, password, tokens for programs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Form, Request, Response

from readiness.actions.make_api_token import make_api_token
from readiness.actions.revoke_api_token import revoke_api_token
from readiness.actions.revoke_session import revoke_other_sessions, revoke_session
from readiness.actions.set_password import set_password
from readiness.domain.access.permissions import READ, SCOPES, be_signed_in, keep_account
from readiness.domain.access.roles import ROLES, Role, Viewer
from readiness.ground.errors import DefinitionError, NotAllowed, Problem, ReadinessError
from readiness.reports.accounts import AccountPage, account_page
from readiness.reports.launch_list import launch_names
from readiness.web.access import acting, may, session_here
from readiness.web.errors import status_of
from readiness.web.forms import Number
from readiness.web.limits import limit_password
from readiness.web.pages import back, show

router = APIRouter(prefix="/account")

Me = Annotated[Viewer, Depends(may(be_signed_in))]
Keeps = Annotated[Viewer, Depends(may(keep_account))]


@dataclass(frozen=True, slots=True)
class MySession:
    """A browser in which I am signed in. `is_here`: it is the one this page is shown in."""

    id: int
    browser: str
    how: str
    signed_in_at: datetime
    seen_at: datetime
    is_here: bool


@dataclass(frozen=True, slots=True)
class TypedToken:
    name: str = ""
    scope: str = READ
    days: str = "90"


@dataclass(frozen=True, slots=True, kw_only=True)
class MyAccountPage:
    """`made_token`: the token just made, shown this once. `problems` belong to whichever of
    `wrong_password` and `wrong_token` is not empty.
    """

    account: AccountPage
    about: Mapping[Role, str]
    sessions: tuple[MySession, ...]
    launches: Mapping[str, str]
    now: datetime
    scopes: tuple[tuple[str, str], ...] = tuple(SCOPES.items())
    made_token: str = ""
    wrong_password: str = ""
    wrong_token: str = ""
    problems: tuple[Problem, ...] = ()
    typed: TypedToken = field(default_factory=TypedToken)


@router.get("")
def my_account(request: Request, viewer: Me) -> Response:
    return _show(request, viewer)


@router.post("/password")
def change_password(
    request: Request, viewer: Keeps, new: Annotated[str, Form()] = "", old: Annotated[str, Form()] = ""
) -> Response:
    limit_password(request, viewer.email)
    try:
        set_password(acting(request, viewer), new=new, old=old, keep=session_here(request))
    except (DefinitionError, NotAllowed) as error:
        return _show(request, viewer, error=error, wrong_password=error.message, problems=error.problems)
    return back("/account", "Your password is set. You are signed out everywhere else.")


@router.post("/sessions/end-others")
def end_others(request: Request, viewer: Keeps) -> Response:
    ended = revoke_other_sessions(acting(request, viewer), keep=session_here(request))
    return back("/account", f"Signed out in {ended} other browser{'s' if ended != 1 else ''}.")


@router.post("/sessions/{number}/end")
def end_one(request: Request, viewer: Keeps, number: Number) -> Response:
    ended = revoke_session(acting(request, viewer), number=number)
    return back("/account", "That browser is signed out." if ended else "That browser was signed out already.")


@router.post("/tokens")
def make_token(
    request: Request, viewer: Keeps, name: Annotated[str, Form()] = "", scope: Annotated[str, Form()] = "",
    days: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    typed = TypedToken(name[:200], scope[:40], days[:10])
    try:
        made = make_api_token(acting(request, viewer), name=name, scopes=[scope], days=_number(days))
    except DefinitionError as error:
        return _show(request, viewer, error=error, wrong_token=error.message, problems=error.problems, typed=typed)
    return _show(request, viewer, made_token=made.token)


@router.post("/tokens/{number}/revoke")
def end_token(request: Request, viewer: Keeps, number: Number) -> Response:
    ended = revoke_api_token(acting(request, viewer), number=number)
    return back("/account", "That token is dead." if ended else "That token was dead already.")


def _show(request: Request, viewer: Viewer, *, error: ReadinessError | None = None, **said: Any) -> Response:
    context = acting(request, viewer)
    account, here = account_page(context, email=viewer.email), session_here(request)
    sessions = tuple(
        MySession(one.id, browser_name(one.browser), one.how, one.signed_in_at, one.seen_at, one.id == here)
        for one in account.sessions
    )
    page = MyAccountPage(
        account=account, about=ROLES, sessions=sessions, launches=launch_names(context), now=context.clock.now(), **said
    )
    return show(request, viewer, "account/account.html.j2", page, status=status_of(error) if error else 200)


def browser_name(agent: str) -> str:
    """Enough to know one's own browsers by: `Firefox on Linux`."""
    program = next((name for mark, name in _PROGRAMS if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return " on ".join(filter(None, [program, system])) or agent[:40] or "A browser"


_PROGRAMS: Final = (
    ("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS: Final = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


def _number(text: str) -> int:
    """0 for what is no number: the action says what is allowed."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
