"""Materials: all of them on one page, each on its own, and the decision on one in place.

The staff sees every piece as it now reads; everybody else the text that is approved or published
(`domain.materials.shown`), and a draft's address answers them as an address that was never there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, Form, Request, Response

from readiness.actions.approve_materials import approve_materials
from readiness.actions.note_opened import note_opened
from readiness.context import Context
from readiness.domain.access.permissions import do_tasks, see_message, see_published, see_training
from readiness.domain.access.roles import Viewer
from readiness.domain.materials.spec import KIND_NAMES, REVIEWERS_ONLY
from readiness.ground.errors import DefinitionError, NotApplied, NotFound, Problem
from readiness.reports.material_text import (
    MaterialPage,
    PublicLine,
    PublicText,
    material_page,
    public_lines,
    public_text,
)
from readiness.reports.materials import MaterialLine, material_lines
from readiness.web.access import acting, may
from readiness.web.errors import status_of
from readiness.web.not_applied import show_not_applied
from readiness.web.pages import back, show

router = APIRouter()


_HEADINGS: Final[Mapping[str, str]] = {
    "value-proposition-sheet": "Value proposition sheets", "battlecard": "Battlecards",
    "calculator": "Value calculators", "module": "Training modules", "role-play": "Role-plays",
    "quiz": "Quizzes, reviewers’ sheets",
}  # fmt: skip
"""Where several stand together; objection cards are several anyway."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnePage:
    """A piece for those who work on it, with the others beside it. `problems` and `typed` are of a refused decision."""

    material: MaterialPage
    pieces: tuple[MaterialLine, ...] = ()
    problems: tuple[Problem, ...] = ()
    typed: str = ""

    @property
    def path(self) -> str:
        """Where a decision on it is sent."""
        return f"/launches/{self.material.launch}/materials/{self.material.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPage:
    text: PublicText


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """`lines` are for the staff, `public` for everybody else; `kinds` maps a kind to its name, in order."""

    launch: str
    name: str
    lines: tuple[MaterialLine, ...] = ()
    public: tuple[PublicLine, ...] = ()

    @property
    def groups(self) -> tuple[tuple[str, tuple[MaterialLine | PublicLine, ...]], ...]:
        """What is shown, by what several of its kind are called."""
        shown: tuple[MaterialLine | PublicLine, ...] = (*self.lines, *self.public)
        found = (
            (_HEADINGS.get(kind, name), tuple(line for line in shown if line.kind == kind))
            for kind, name in KIND_NAMES.items()
        )
        return tuple((name, lines) for name, lines in found if lines)


@router.get("/launches/{launch}/materials")
def materials_page(request: Request, launch: str, viewer: Annotated[Viewer, Depends(may(see_published))]) -> Response:
    """Every piece that this viewer may read."""
    context = acting(request, viewer)
    try:
        name, public = public_lines(context, launch=launch)
    except NotApplied:
        if not see_message(viewer):
            raise
        says = "Battlecards, objection cards and sheets are made of the launch file when the launch is applied."
        return show_not_applied(request, viewer, launch=launch, title="Materials", tab="message", says=says)
    if not see_message(viewer):
        page = ListPage(launch=launch, name=name, public=public)
        return show(request, viewer, "message/list.html.j2", page)
    lines = tuple(line for line in material_lines(context, launch=launch) if opens(viewer, line.name))
    return show(request, viewer, "message/list.html.j2", ListPage(launch=launch, name=name, lines=lines))


@router.get("/launches/{launch}/materials/{name:path}")
def one_material_page(
    request: Request, launch: str, name: str, viewer: Annotated[Viewer, Depends(may(see_published))], since: str = ""
) -> Response:
    context = acting(request, viewer)
    if not see_message(viewer):
        text = public_text(context, launch=launch, name=name)
        note_opened(context, viewer=viewer, launch=launch, names=(name,), via="materials")
        return show(request, viewer, "message/text.html.j2", TextPage(text=text))
    page = OnePage(material=readable(context, viewer, launch=launch, name=name, since=since))
    note_opened(context, viewer=viewer, launch=launch, names=(name,), via="materials")
    return show(request, viewer, "message/material.html.j2", page)


@router.post("/launches/{launch}/materials/{name:path}")
def decide_material(
    request: Request,
    launch: str,
    name: str,
    viewer: Annotated[Viewer, Depends(may(do_tasks))],
    decision: Annotated[Literal["approved", "rejected"], Form()],
    seen: Annotated[str, Form()],
    function: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
) -> Response:
    """One function's word on the text that was read, its fingerprint being `seen`."""
    context = acting(request, viewer)
    readable(context, viewer, launch=launch, name=name)
    try:
        done = approve_materials(
            context, launch=launch, decision=decision, function=function or None, names=(name,), note=note,
            seen={name: seen},
        )  # fmt: skip
    except DefinitionError as error:
        material = readable(context, viewer, launch=launch, name=name)
        page = OnePage(material=material, problems=error.problems, typed=note)
        return show(request, viewer, "message/material.html.j2", page, status=status_of(error))
    said = f"You have {decision} it for {done.function}." if done.decided else "That was your word already."
    return back(f"{address(launch, name)}#approvals", said)


def address(launch: str, name: str) -> str:
    """Where a piece is read: cards and battlecards within the message, everything else among the materials."""
    kind, _, key = name.partition("/")
    if kind == "objection-cards":
        return f"/launches/{launch}/message/objections"
    if kind == "battlecard":
        return f"/launches/{launch}/message/battlecards/{key}"
    return f"/launches/{launch}/materials/{name}"


def readable(context: Context, viewer: Viewer, *, launch: str, name: str, since: str = "") -> MaterialPage:
    """The piece, or NotFound for what holds answers when this viewer may not see any."""
    if not opens(viewer, name):
        raise NotFound("there is nothing of this name that you may read.", hint="Sheets with answers are for trainers.")
    return material_page(context, launch=launch, name=name, since=since)


def opens(viewer: Viewer, name: str) -> bool:
    return name.partition("/")[0] not in REVIEWERS_ONLY or see_training(viewer)
