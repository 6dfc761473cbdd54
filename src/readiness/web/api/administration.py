"""Administration: accounts and roles, who is signed in, the roster, the journal, the settings as seen."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Final

from fastapi import Depends, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from readiness.actions.ask_sign_in_link import send_sign_in_link
from readiness.actions.disable_account import disable_account, enable_account
from readiness.actions.grant_role import grant_role
from readiness.actions.import_roster import import_roster
from readiness.actions.keep_upload import find_upload, keep_upload
from readiness.actions.open_account import Opened, open_account
from readiness.actions.revoke_api_token import revoke_api_token
from readiness.actions.revoke_role import revoke_role
from readiness.actions.revoke_session import revoke_session
from readiness.context import Context
from readiness.domain.access import permissions
from readiness.domain.access.roles import Role, Viewer
from readiness.domain.people.changes import Leavers, RosterChanges
from readiness.domain.people.digest import digest
from readiness.reports.accounts import PersonLine, people_page, person_page
from readiness.reports.journal import JournalLine, journal_page
from readiness.reports.roster import PersonHistory, RosterLine, person_history, roster_lines
from readiness.settings import SeenSetting, seen_settings
from readiness.web.access import acting, may
from readiness.web.api.account import Browser, Token
from readiness.web.api.shape import (
    CSV,
    Body,
    Cursor,
    Day,
    Done,
    Limit,
    Page,
    ProblemLine,
    api_router,
    problem_lines,
    read_cursor,
    read_number,
    write_cursor,
)
from readiness.web.csv_files import csv_file
from readiness.web.forms import Number
from readiness.web.routes.admin_roster import CHANGE_COLUMNS, change_rows
from readiness.web.services import services_of

router = api_router("administration")
files = api_router("administration", once=False)
"""Answers that are files: nothing is written, so there is nothing to do once."""

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
    leaves. `history`: a territory history that goes with it, "" = none. `called`: what people call the files.
    """

    csv: Annotated[str, Field(max_length=32_000_000)]
    history: Annotated[str, Field(max_length=32_000_000)] = ""
    on: Day | None = None
    leavers: Leavers = "keep"
    called: Annotated[str, Field(max_length=80)] = "roster.csv"
    history_called: Annotated[str, Field(max_length=80)] = "history.csv"


class ImportBody(RosterBody):
    """`seen`: the digest of the changes that were looked at; exactly these are made, or nothing."""

    seen: str


class ChangeGroup(BaseModel):
    """One kind of change: how many people, and the first of them."""

    people: int
    first: list[str]


class Changes(BaseModel):
    """What an import changes. `unchanged` rows have no effect, `kept` people are on the roster and not in the file,
    `loaded` are earlier postings out of the history.
    """

    on: date
    seen: str
    joined: ChangeGroup
    moved: ChangeGroup
    changed: ChangeGroup
    leave: ChangeGroup
    left: ChangeGroup
    stayed: ChangeGroup
    loaded: ChangeGroup
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


@router.post("/admin/accounts/{email}/sign-in-link")
def send_link(request: Request, email: str, viewer: Administers) -> Done:
    """A link is in their mail; `changed` is False when they may not sign in. 502 when the mail cannot be sent."""
    context = acting(request, viewer)
    line = person_page(context, email=email).line
    return Done(changed=send_sign_in_link(context, email=line.email, address=services_of(request).address))


@router.post("/admin/accounts/{email}/sessions/{number}/end")
def end_session(request: Request, email: str, number: Number, viewer: Administers) -> Done:
    """A browser of theirs is signed out."""
    return Done(changed=revoke_session(acting(request, viewer), number=number, of=email))


@router.post("/admin/accounts/{email}/tokens/{number}/revoke")
def end_token(request: Request, email: str, number: Number, viewer: Administers) -> Done:
    """A token of theirs is dead."""
    return Done(changed=revoke_api_token(acting(request, viewer), number=number, of=email))


@router.get("/admin/roster")
def roster(
    request: Request,
    viewer: Sees,
    on: Day | None = None,
    role: str = "",
    region: str = "",
    territory: str = "",
    team: str = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Page[RosterLine]:
    """Who is on the roster on a day (today), by mail address."""
    found = roster_lines(
        acting(request, viewer), on=on, role=role, region=region, territory=territory, team=team,
        after=read_cursor(cursor) if cursor else "", limit=limit + 1,
    )  # fmt: skip
    shown = found[:limit]
    return Page(items=list(shown), next=write_cursor(shown[-1].email) if len(found) > limit else None)


@router.get("/admin/roster/people/{email}")
def history(request: Request, email: str, viewer: Sees) -> PersonHistory:
    """All that the roster ever said of one person."""
    return person_history(acting(request, viewer), email=email)


@router.post("/admin/roster/preview")
def preview(request: Request, body: RosterBody, viewer: Administers) -> Changes:
    """What importing the file would change; nothing is written."""
    return _changes(_import(request, viewer, body, seen=""))


@files.post("/admin/roster/changes.csv", response_class=StreamingResponse, responses=CSV)
def changes_file(request: Request, body: RosterBody, viewer: Administers) -> StreamingResponse:
    """Every change that importing the file would make, for the eyes that want all of them; nothing is written."""
    return csv_file("roster-changes.csv", CHANGE_COLUMNS, change_rows(_import(request, viewer, body, seen="")))


@router.post("/admin/roster")
def import_it(request: Request, body: ImportBody, viewer: Administers) -> Changes:
    """Exactly the changes that were looked at are made; 409 when others would be."""
    return _changes(_import(request, viewer, body, seen=body.seen or "-"))


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
    before = read_number(cursor) if cursor else 0
    found = journal_page(acting(request, viewer), launch=launch, actor=actor, verb=verb, before=before, limit=limit)
    return Page(items=list(found.lines), next=write_cursor(str(found.before)) if found.before else None)


@router.get("/admin/settings")
def settings(request: Request, _viewer: Sees) -> list[SeenSetting]:
    """Every setting, where it comes from, and its value unless it is secret."""
    return list(seen_settings(services_of(request).settings))


def _import(request: Request, viewer: Viewer, body: RosterBody, *, seen: str) -> RosterChanges:
    """With `seen` the changes are made; without, only told."""
    context = acting(request, viewer)
    past = _kept(context, body.history) if body.history else None
    return import_roster(
        context, path=_kept(context, body.csv), called=body.called, history=past, history_called=body.history_called,
        leavers=body.leavers, on=body.on, seen=seen, preview=not seen,
    )  # fmt: skip


def _kept(context: Context, text: str) -> Path:
    return find_upload(context, name=keep_upload(context, data=text.encode()))


def _changes(found: RosterChanges) -> Changes:
    kinds = ("joined", "moved", "changed", "leave", "left", "stayed", "loaded")
    groups = {name: _group(getattr(found, name)) for name in kinds}
    return Changes(
        on=found.on, seen=digest(found), **groups, unchanged=found.unchanged, kept=found.absent,
        nothing=found.nothing, warnings=problem_lines(found.warnings[:_LISTED]),
    )  # fmt: skip


def _group(changes: tuple[object, ...]) -> ChangeGroup:
    return ChangeGroup(people=len(changes), first=[str(getattr(one, "email", "")) for one in changes[:_LISTED]])
