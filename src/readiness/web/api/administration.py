"""Administration: accounts and roles, the roster, the journal, the settings as seen."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final

from fastapi import Depends, Query, Request
from pydantic import BaseModel, Field

from readiness.actions.disable_account import disable_account, enable_account
from readiness.actions.grant_role import grant_role
from readiness.actions.import_roster import import_roster
from readiness.actions.keep_upload import find_upload, keep_upload
from readiness.actions.open_account import Opened, open_account
from readiness.actions.revoke_role import revoke_role
from readiness.domain.access import permissions
from readiness.domain.access.roles import Role, Viewer
from readiness.domain.people.changes import Leavers, RosterChanges
from readiness.domain.people.digest import digest
from readiness.reports.accounts import PersonLine, people_page, person_page
from readiness.reports.journal import JournalLine, journal_page
from readiness.reports.roster import PersonHistory, RosterLine, person_history, roster_on
from readiness.settings import SeenSetting, seen_settings
from readiness.web.access import acting, may
from readiness.web.api.account import Browser, Token
from readiness.web.api.shape import (
    Body,
    Cursor,
    Done,
    Limit,
    Page,
    ProblemLine,
    api_router,
    bad_cursor,
    page_of,
    problem_lines,
    read_cursor,
    write_cursor,
)
from readiness.web.services import services_of

router = api_router("administration")

Sees = Annotated[Viewer, Depends(may(permissions.see_administration))]
Administers = Annotated[Viewer, Depends(may(permissions.administer))]
Region = Annotated[str | None, Query(description="Only in this region; without it, everywhere.")]

_LISTED: Final = 200
"""People named under each kind of change; all of them are counted."""


class AccountBody(Body):
    """`region` narrows a sales leader, "" = everywhere."""

    email: str
    name: str = ""
    roles: tuple[Role, ...] = ()
    region: str = ""


class GrantBody(Body):
    role: Role
    region: str = ""


class OnePerson(BaseModel):
    person: PersonLine
    sessions: list[Browser]
    tokens: list[Token]


class RosterBody(Body):
    """`csv` is the file as text. `on`: from when it holds (today). `leavers`: whoever is not in the file is kept, or
    leaves. `called`: what people call the file.
    """

    csv: Annotated[str, Field(max_length=32_000_000)]
    on: date | None = None
    leavers: Leavers = "keep"
    called: Annotated[str, Field(max_length=80)] = "roster.csv"


class ImportBody(RosterBody):
    """`seen`: the digest of the changes that were looked at; exactly these are made, or nothing."""

    seen: str


class ChangeGroup(BaseModel):
    """One kind of change: how many people, and the first of them."""

    people: int
    first: list[str]


class Changes(BaseModel):
    """What an import changes. `unchanged` rows have no effect, `kept` people are on the roster and not in the file."""

    on: date
    seen: str
    joined: ChangeGroup
    moved: ChangeGroup
    changed: ChangeGroup
    leave: ChangeGroup
    left: ChangeGroup
    stayed: ChangeGroup
    unchanged: int
    kept: int
    nothing: bool
    warnings: list[ProblemLine]


@router.get("/admin/people")
def people(
    request: Request, viewer: Sees, search: str = "", only: str = "", cursor: Cursor = "", limit: Limit = 50
) -> Page[PersonLine]:
    """Everybody with an account, on the roster or in a team, by address. `only`: a role that is given, "disabled"."""
    after = read_cursor(cursor) if cursor else ""
    found = people_page(acting(request, viewer), search=search, only=only, after=after, limit=limit)
    return Page(items=list(found.lines), next=write_cursor(found.after) if found.after else None)


@router.get("/admin/people/{email}")
def person(request: Request, email: str, viewer: Sees) -> OnePerson:
    """One of them: roles with where each comes from, browsers signed in, tokens."""
    found = person_page(acting(request, viewer), email=email)
    return OnePerson(
        person=found.line,
        sessions=[Browser.model_validate(one) for one in found.sessions],
        tokens=[Token.model_validate(one) for one in found.tokens],
    )


@router.post("/admin/accounts", status_code=201)
def open_one(request: Request, body: AccountBody, viewer: Administers) -> Opened:
    """There is an account of this address, with at least these roles."""
    return open_account(acting(request, viewer), email=body.email, name=body.name, roles=body.roles, region=body.region)


@router.post("/admin/accounts/{email}/roles")
def grant(request: Request, email: str, body: GrantBody, viewer: Administers) -> Done:
    """The account has the role from the next request on."""
    return Done(changed=grant_role(acting(request, viewer), email=email, role=body.role, region=body.region))


@router.delete("/admin/accounts/{email}/roles/{role}")
def revoke(request: Request, email: str, role: Role, viewer: Administers, region: Region = None) -> Done:
    """What an administrator gave of this role counts no more, from the next request on."""
    return Done(changed=revoke_role(acting(request, viewer), email=email, role=role, region=region))


@router.post("/admin/accounts/{email}/disable")
def disable(request: Request, email: str, viewer: Administers) -> Done:
    """Signed out everywhere, tokens dead, and no way in."""
    return Done(changed=disable_account(acting(request, viewer), email=email))


@router.post("/admin/accounts/{email}/enable")
def enable(request: Request, email: str, viewer: Administers) -> Done:
    """They may sign in again."""
    return Done(changed=enable_account(acting(request, viewer), email=email))


@router.get("/admin/roster")
def roster(
    request: Request,
    viewer: Sees,
    on: date | None = None,
    role: str = "",
    region: str = "",
    territory: str = "",
    team: str = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Page[RosterLine]:
    """Who is on the roster on a day (today), by mail address."""
    found = roster_on(acting(request, viewer), on=on, role=role, region=region, territory=territory, team=team)
    return page_of(found.lines, cursor=cursor, limit=limit, key=lambda line: line.email)


@router.get("/admin/roster/people/{email}")
def history(request: Request, email: str, viewer: Sees) -> PersonHistory:
    """All that the roster ever said of one person."""
    return person_history(acting(request, viewer), email=email)


@router.post("/admin/roster/preview")
def preview(request: Request, body: RosterBody, viewer: Administers) -> Changes:
    """What importing the file would change; nothing is written."""
    return _import(request, viewer, body, seen="")


@router.post("/admin/roster")
def import_it(request: Request, body: ImportBody, viewer: Administers) -> Changes:
    """Exactly the changes that were looked at are made; 409 when others would be."""
    return _import(request, viewer, body, seen=body.seen or "-")


@router.get("/admin/journal")
def journal(
    request: Request,
    viewer: Sees,
    launch: str = "",
    actor: str = "",
    verb: str = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Page[JournalLine]:
    """Newest first; what is written meanwhile moves nothing."""
    before = int(told) if cursor and (told := read_cursor(cursor)).isdecimal() and len(told) < 10 else 0
    if cursor and not before:
        raise bad_cursor()
    found = journal_page(acting(request, viewer), launch=launch, actor=actor, verb=verb, before=before, limit=limit)
    return Page(items=list(found.lines), next=write_cursor(str(found.before)) if found.before else None)


@router.get("/admin/settings")
def settings(request: Request, _viewer: Sees) -> list[SeenSetting]:
    """Every setting, where it comes from, and its value unless it is secret."""
    return list(seen_settings(services_of(request).settings))


def _import(request: Request, viewer: Viewer, body: RosterBody, *, seen: str) -> Changes:
    """With `seen` the changes are made; without, only told."""
    context = acting(request, viewer)
    path = find_upload(context, name=keep_upload(context, data=body.csv.encode()))
    found = import_roster(
        context, path=path, called=body.called, leavers=body.leavers, on=body.on, seen=seen, preview=not seen
    )
    return _changes(found)


def _changes(found: RosterChanges) -> Changes:
    groups = {name: _group(getattr(found, name)) for name in ("joined", "moved", "changed", "leave", "left", "stayed")}
    return Changes(
        on=found.on, seen=digest(found), **groups, unchanged=found.unchanged, kept=found.absent,
        nothing=found.nothing, warnings=problem_lines(found.warnings[:_LISTED]),
    )  # fmt: skip


def _group(changes: tuple[object, ...]) -> ChangeGroup:
    return ChangeGroup(people=len(changes), first=[str(getattr(one, "email", "")) for one in changes[:_LISTED]])
