"""The timeline of one launch, drawn on the server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from readiness.domain.access.permissions import see_launches
from readiness.domain.access.roles import Viewer
from readiness.reports.board import LaunchPlace, launch_place
from readiness.reports.timeline import Timeline, launch_timeline
from readiness.web.access import acting, may
from readiness.web.gantt import HEAD, ROW, Gantt, draw
from readiness.web.pages import show

router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelinePage:
    """`timeline` is None until the launch is applied."""

    place: LaunchPlace
    timeline: Timeline | None
    gantt: Gantt | None
    row: int = ROW
    head: int = HEAD


@router.get("/launches/{launch}/timeline")
def timeline(request: Request, launch: str, viewer: Annotated[Viewer, Depends(may(see_launches))]) -> Response:
    context = acting(request, viewer)
    place = launch_place(context, launch=launch)
    found = launch_timeline(context, launch=launch) if place.applied else None
    page = TimelinePage(place=place, timeline=found, gantt=draw(found) if found else None)
    return show(request, viewer, "launches/timeline.html.j2", page)
