"""Readiness: are we ready, and if not, who and what; the people behind it, one person, and everything as a file."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import Depends, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from readiness.actions.exempt_rep import exempt_rep
from readiness.actions.keep_requirements import keep_requirements
from readiness.actions.reissue_certification import reissue_certification
from readiness.actions.revoke_certification import revoke_certification
from readiness.actions.verdict_today import verdict_today
from readiness.domain.access import permissions
from readiness.domain.access.roles import Viewer
from readiness.domain.access.scope import Whose, scope_asked, scopes_of
from readiness.reports.certification_history import RepHistory, history_rows
from readiness.reports.equivalences import Equivalence, equivalences
from readiness.reports.explain import because
from readiness.reports.export import export_rows
from readiness.reports.launch_reasons import Reason, launch_reasons
from readiness.reports.people_list import Asked, PersonLine, people_list
from readiness.reports.person_page import person_page
from readiness.reports.readiness_board import ReadinessBoard, readiness_board
from readiness.reports.standing import RepStanding
from readiness.web.access import acting, may
from readiness.web.api.shape import CSV, Body, Cursor, Day, Done, Page, api_router, read_cursor, write_cursor
from readiness.web.routes.readiness import written

router = api_router("readiness")

Sees = Annotated[Viewer, Depends(may(permissions.see_readiness))]
Exports = Annotated[Viewer, Depends(may(permissions.export_answers))]
Decides = Annotated[Viewer, Depends(may(permissions.decide_certifications))]
Me = Annotated[Viewer, Depends(may(permissions.be_signed_in))]
WhosePeople = Annotated[Whose | None, Query(description="Whose people; without it the widest one may see.")]


class DecisionBody(Body):
    """`reason` is kept on record with the name of who decides."""

    reason: str


class ExemptionBody(DecisionBody):
    """`until`: the last day on which it counts."""

    until: Day


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


@router.get("/launches/{launch}/people/{email}/history")
def history(request: Request, launch: str, email: str, viewer: Me) -> RepHistory:
    """Every turn of a person's certifications: the day, from what to what, why, and what brought it."""
    return person_page(acting(request, viewer), viewer=viewer, launch=launch, email=email).history


@router.get("/launches/{launch}/people/{email}/history.csv", response_class=StreamingResponse, responses=CSV)
def history_file(request: Request, launch: str, email: str, viewer: Me) -> StreamingResponse:
    """The same as a file, a row for each turn."""
    found = person_page(acting(request, viewer), viewer=viewer, launch=launch, email=email)
    return StreamingResponse(written(history_rows(found.history), bom=False), media_type="text/csv; charset=utf-8")


@router.post("/launches/{launch}/people/{email}/certifications/{certification}/exempt", status_code=201)
def exempt(request: Request, launch: str, email: str, certification: str, body: ExemptionBody, viewer: Decides) -> Done:
    """Left out of every share through a day, for a reason; by the launch's owner, enablement or leadership."""
    context = acting(request, viewer)
    person_page(context, viewer=viewer, launch=launch, email=email)
    _, is_new = exempt_rep(
        context, launch=launch, rep=email, certification=certification, until=body.until, reason=body.reason
    )
    return Done(changed=is_new)


@router.post("/launches/{launch}/people/{email}/certifications/{certification}/revoke", status_code=201)
def revoke(request: Request, launch: str, email: str, certification: str, body: DecisionBody, viewer: Decides) -> Done:
    """Everything that met the certification is void, until it is re-issued or earned again."""
    context = acting(request, viewer)
    person_page(context, viewer=viewer, launch=launch, email=email)
    _, is_new = revoke_certification(context, launch=launch, rep=email, certification=certification, reason=body.reason)
    return Done(changed=is_new)


@router.post("/launches/{launch}/people/{email}/certifications/{certification}/reissue", status_code=201)
def reissue(request: Request, launch: str, email: str, certification: str, body: DecisionBody, viewer: Decides) -> Done:
    """What the last revocation took counts again, to the old end."""
    context = acting(request, viewer)
    person_page(context, viewer=viewer, launch=launch, email=email)
    _, is_new = reissue_certification(
        context, launch=launch, rep=email, certification=certification, reason=body.reason
    )
    return Done(changed=is_new)


@router.get("/launches/{launch}/equivalences")
def counting(request: Request, launch: str, viewer: Sees) -> list[Equivalence]:
    """Which certifications count for which, in this launch and from others, for how many people today, and for whom of
    those one may see.
    """
    return list(equivalences(acting(request, viewer), launch=launch, scopes=scopes_of(viewer)))
