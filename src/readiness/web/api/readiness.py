"""Readiness: are we ready, and if not, who and what; the people behind it, one person, and everything as a file."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import Depends, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from readiness.actions.keep_requirements import keep_requirements
from readiness.actions.verdict_today import verdict_today
from readiness.domain.access import permissions
from readiness.domain.access.roles import Viewer
from readiness.domain.access.scope import Whose, scope_asked
from readiness.reports.explain import because
from readiness.reports.export import export_rows
from readiness.reports.launch_reasons import Reason, launch_reasons
from readiness.reports.people_list import Asked, PersonLine, people_list
from readiness.reports.person_page import person_page
from readiness.reports.readiness_board import ReadinessBoard, readiness_board
from readiness.reports.standing import RepStanding
from readiness.web.access import acting, may
from readiness.web.api.shape import CSV, Cursor, Page, api_router, read_cursor, write_cursor
from readiness.web.routes.readiness import written

router = api_router("readiness")

Sees = Annotated[Viewer, Depends(may(permissions.see_readiness))]
Exports = Annotated[Viewer, Depends(may(permissions.export_answers))]
Me = Annotated[Viewer, Depends(may(permissions.be_signed_in))]
WhosePeople = Annotated[Whose | None, Query(description="Whose people; without it the widest one may see.")]


class Board(BaseModel):
    """The verdict of the whole launch as of today with its reasons, and the people one sees.

    `number` is that of the recorded verdict when this is the one. `verdict_as_of` is the day it speaks about.
    """

    outcome: Literal["cleared", "held"]
    because: str
    number: int | None
    verdict_as_of: date
    reasons: list[Reason]
    board: ReadinessBoard


@router.get("/launches/{launch}/readiness")
def board(
    request: Request,
    launch: str,
    viewer: Sees,
    whose: WhosePeople = None,
    by: Annotated[Literal["region", "team"] | None, Query(description="Rows of the heat map.")] = None,
) -> Board:
    """The verdict with its reasons, shares against the line, heat map, who is late, over time."""
    context = acting(request, viewer)
    found = readiness_board(
        context, launch=launch, scope=scope_asked(viewer, whose or ""), by=by,
        before_counting=lambda: keep_requirements(context, launch=launch),
    )  # fmt: skip
    today = verdict_today(context, launch=launch)
    return Board(
        outcome=today.verdict.outcome, because=because(today.verdict), number=today.number,
        verdict_as_of=today.verdict.as_of, reasons=list(launch_reasons(context, verdict=today.verdict)), board=found,
    )  # fmt: skip


@router.get("/launches/{launch}/readiness/people")
def people(
    request: Request,
    launch: str,
    viewer: Sees,
    whose: WhosePeople = None,
    certification: str = "",
    state: str = "",
    region: str = "",
    team: str = "",
    manager: str = "",
    requirement: Annotated[str, Query(description="Who lacks it: `module:first-call`.")] = "",
    overdue: bool = False,
    search: str = "",
    cursor: Cursor = "",
) -> Page[PersonLine]:
    """Fifty people at a time, a line for each of their certifications. `none` = without a region, team, manager."""
    context = acting(request, viewer)
    asked = Asked(
        certification=certification, state=state, region=region, team=team, manager=manager, requirement=requirement,
        overdue=overdue, search=search, after=read_cursor(cursor) if cursor else "",
    )  # fmt: skip
    scope = scope_asked(viewer, whose or "")
    keep_requirements(context, launch=launch)
    found = people_list(context, launch=launch, asked=asked, scope=scope)
    return Page(items=list(found.lines), next=write_cursor(found.next) if found.next else None)


@router.get(
    "/launches/{launch}/readiness/export.csv",
    response_class=StreamingResponse,
    responses=CSV,
)
def export(
    request: Request, launch: str, viewer: Exports, whose: WhosePeople = None, answers: bool = False
) -> StreamingResponse:
    """Everybody's standing, a row for each requirement; with `answers` also what they handed in last."""
    scope = scope_asked(viewer, whose or "")
    rows = export_rows(acting(request, viewer), launch=launch, scope=scope, answers=answers)
    return StreamingResponse(written(rows, bom=False), media_type="text/csv; charset=utf-8")


@router.get("/launches/{launch}/people/{email}")
def person(request: Request, launch: str, email: str, viewer: Me) -> RepStanding:
    """Where one person stands, requirement by requirement: oneself, those one leads, or whom one's role sees."""
    return person_page(acting(request, viewer), viewer=viewer, launch=launch, email=email).standing
