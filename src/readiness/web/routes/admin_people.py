"""Administration: people, their accounts and roles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Final, cast
from urllib.parse import quote

from fastapi import APIRouter, BackgroundTasks, Depends, Form, Request, Response

from readiness.actions.disable_account import disable_account, enable_account
from readiness.actions.grant_role import grant_role
from readiness.actions.open_account import open_account
from readiness.actions.revoke_api_token import revoke_api_token
from readiness.actions.revoke_role import revoke_role
from readiness.actions.revoke_session import revoke_session
from readiness.domain.access.permissions import administer, see_administration
from readiness.domain.access.roles import GRANTABLE, ROLES, Role, Viewer
from readiness.ground.errors import DefinitionError, Problem
from readiness.reports.accounts import FILTERS, PeoplePage, PersonPage, people_page, person_page
from readiness.reports.launch_list import launch_names
from readiness.web.access import acting, may
from readiness.web.errors import status_of
from readiness.web.forms import Number
from readiness.web.pages import back, show
from readiness.web.routes.account import browser_name
from readiness.web.routes.sign_in import send_link

router = APIRouter(prefix="/admin/people")

Sees = Annotated[Viewer, Depends(may(see_administration))]
Administers = Annotated[Viewer, Depends(may(administer))]
Text = Annotated[str, Form()]

_TO_GIVE: Final = tuple((role, ROLES[role]) for role in GRANTABLE)


@dataclass(frozen=True, slots=True)
class TypedAccount:
    email: str = ""
    name: str = ""
    role: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleListPage:
    """`only` and `search` as asked for; `problems` are those of the account that was just typed;
    `launches` are names by key.
    """

    people: PeoplePage
    launches: Mapping[str, str]
    search: str
    only: str
    after: str
    filters: tuple[str, ...] = FILTERS
    roles: tuple[tuple[Role, str], ...] = _TO_GIVE
    typed: TypedAccount = field(default_factory=TypedAccount)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OnePersonPage:
    """`browsers`: by number of the session. `is_me`: they look at themselves."""

    person: PersonPage
    launches: Mapping[str, str]
    browsers: dict[int, str]
    is_me: bool
    roles: tuple[tuple[Role, str], ...] = _TO_GIVE
    problems: tuple[Problem, ...] = ()


@router.get("")
def people(request: Request, viewer: Sees, search: str = "", only: str = "", after: str = "") -> Response:
    return _list(request, viewer, search=search, only=only, after=after)


@router.post("/open")
def open_one(
    request: Request, viewer: Administers, email: Text = "", name: Text = "", role: Text = "", region: Text = ""
) -> Response:
    roles = (cast("Role", role),) if role else ()
    try:
        done = open_account(acting(request, viewer), email=email, name=name, roles=roles, region=region)
    except DefinitionError as error:
        typed = TypedAccount(email[:200], name[:200], role, region[:200])
        return _list(request, viewer, typed=typed, error=error)
    return back(_path(done.email), "The account is open." if done.is_new else "There was such an account.")


@router.post("/grant")
def grant(request: Request, viewer: Administers, email: Text = "", role: Text = "", region: Text = "") -> Response:
    try:
        is_new = grant_role(acting(request, viewer), email=email, role=cast("Role", role), region=region)
    except DefinitionError as error:
        return _person(request, viewer, email, error)
    return back(_path(email), f"They are {role} from now on." if is_new else f"They were {role} already.")


@router.post("/revoke")
def revoke(request: Request, viewer: Administers, email: Text = "", role: Text = "", region: Text = "") -> Response:
    done = revoke_role(acting(request, viewer), email=email, role=cast("Role", role), region=region)
    return back(_path(email), f"They are not {role} any more." if done else "That was revoked already.")


@router.post("/disable")
def disable(request: Request, viewer: Administers, email: Text = "") -> Response:
    done = disable_account(acting(request, viewer), email=email)
    said = "They are signed out everywhere and cannot sign in." if done else "They were disabled already."
    return back(_path(email), said)


@router.post("/enable")
def enable(request: Request, viewer: Administers, email: Text = "") -> Response:
    done = enable_account(acting(request, viewer), email=email)
    return back(_path(email), "They may sign in again." if done else "They were not disabled.")


@router.post("/send-link")
def send(request: Request, viewer: Administers, after: BackgroundTasks, email: Text = "") -> Response:
    """To their own mailbox: nobody signs in as somebody else, administrators neither."""
    line = person_page(acting(request, viewer), email=email).line
    after.add_task(send_link, request, line.email, "/")
    return back(_path(line.email), "A sign-in link is on its way to them.")


@router.post("/sessions/{number}/end")
def end_session(request: Request, viewer: Administers, number: Number, email: Text = "") -> Response:
    done = revoke_session(acting(request, viewer), number=number)
    return back(_path(email), "That browser is signed out." if done else "That browser was signed out already.")


@router.post("/tokens/{number}/revoke")
def end_token(request: Request, viewer: Administers, number: Number, email: Text = "") -> Response:
    done = revoke_api_token(acting(request, viewer), number=number)
    return back(_path(email), "That token is dead." if done else "That token was dead already.")


@router.get("/{email:path}")
def person(request: Request, viewer: Sees, email: str) -> Response:
    return _person(request, viewer, email)


def _list(
    request: Request, viewer: Viewer, *, search: str = "", only: str = "", after: str = "",
    typed: TypedAccount | None = None, error: DefinitionError | None = None,
) -> Response:  # fmt: skip
    found = people_page(acting(request, viewer), search=search, only=only, after=after)
    page = PeopleListPage(
        people=found, launches=launch_names(acting(request, viewer)),
        search=search[:100], only=only, after=after, typed=typed or TypedAccount(),
        problems=error.problems if error else (),
    )  # fmt: skip
    status = status_of(error) if error else 200
    return show(request, viewer, "admin/people.html.j2", page, status=status, part="found")


def _person(request: Request, viewer: Viewer, email: str, error: DefinitionError | None = None) -> Response:
    found = person_page(acting(request, viewer), email=email)
    page = OnePersonPage(
        person=found, launches=launch_names(acting(request, viewer)),
        browsers={one.id: browser_name(one.browser) for one in found.sessions},
        is_me=found.line.email == viewer.email, problems=error.problems if error else (),
    )  # fmt: skip
    return show(request, viewer, "admin/person.html.j2", page, status=status_of(error) if error else 200)


def _path(email: str) -> str:
    return f"/admin/people/{quote(email[:200], safe='@')}"
