"""The message of a launch: its map, and the objection cards and battlecards made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from readiness.actions.note_opened import note_opened
from readiness.domain.access.permissions import see_message, see_published
from readiness.domain.access.roles import Viewer
from readiness.ground.errors import Conflict, NotFound
from readiness.ports.handouts import Form
from readiness.reports.battlecard import battlecard_handout
from readiness.reports.material_text import material_page
from readiness.reports.message_map import MessageBoard, message_board
from readiness.web.access import acting, may
from readiness.web.pages import show
from readiness.web.routes.calculators import file_of
from readiness.web.routes.materials import OnePage

router = APIRouter()

OBJECTIONS = "objection-cards/all"


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPage:
    board: MessageBoard


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingPage:
    """`says` is why there are no cards yet, `hint` what to do."""

    launch: str
    name: str
    says: str
    hint: str


@router.get("/launches/{launch}/message")
def message_page(request: Request, launch: str, viewer: Annotated[Viewer, Depends(may(see_message))]) -> Response:
    page = MapPage(board=message_board(acting(request, viewer), launch=launch))
    return show(request, viewer, "message/map.html.j2", page)


@router.get("/launches/{launch}/message/objections")
def objections_page(
    request: Request, launch: str, viewer: Annotated[Viewer, Depends(may(see_message))], since: str = ""
) -> Response:
    """The objection cards; before there are any, what to do so that there will be."""
    context = acting(request, viewer)
    board = message_board(context, launch=launch)
    try:
        material = material_page(context, launch=launch, name=OBJECTIONS, since=since)
    except (NotFound, Conflict) as error:
        page = NothingPage(launch=launch, name=board.name, says=error.message, hint=error.hint)
        return show(request, viewer, "message/nothing.html.j2", page)
    note_opened(context, viewer=viewer, launch=launch, names=(OBJECTIONS,), via="materials")
    return show(request, viewer, "message/material.html.j2", OnePage(material=material, pieces=board.pieces))


@router.get("/launches/{launch}/message/battlecards/{key}/page.{form}")
def battlecard_file(
    request: Request, launch: str, key: str, form: Form, viewer: Annotated[Viewer, Depends(may(see_published))]
) -> Response:
    """The battlecard to print; for those who are not of the staff once it is approved as it now reads."""
    context = acting(request, viewer)
    handout = battlecard_handout(context, launch=launch, competitor=key, everything=see_message(viewer))
    note_opened(context, viewer=viewer, launch=launch, names=(f"battlecard/{key}",), via="materials")
    return file_of(context.handouts.write(handout, form), form, key)


@router.get("/launches/{launch}/message/battlecards/{key}")
def battlecard_page(
    request: Request, launch: str, key: str, viewer: Annotated[Viewer, Depends(may(see_message))], since: str = ""
) -> Response:
    """The battlecard against one competitor, on one page."""
    context = acting(request, viewer)
    material = material_page(context, launch=launch, name=f"battlecard/{key}", since=since)
    pieces = message_board(context, launch=launch).pieces
    note_opened(context, viewer=viewer, launch=launch, names=(material.name,), via="materials")
    return show(request, viewer, "message/material.html.j2", OnePage(material=material, pieces=pieces))
