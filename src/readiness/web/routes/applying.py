"""What applying would do, and doing it: the plan of the saved file, an apply beside us, its steps as they come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from readiness.actions.advance_launch import STEPS
from readiness.actions.plan_launch import plan_launch, require_sound
from readiness.actions.start_apply import start_apply
from readiness.context import Context
from readiness.domain.access.permissions import edit_launches, see_launches
from readiness.domain.access.roles import Viewer
from readiness.domain.plan.changes import Plan
from readiness.ground.errors import Conflict, DefinitionError, Problem
from readiness.reports.applying import ApplyProgress, apply_progress
from readiness.reports.board import LaunchPlace, launch_place
from readiness.reports.part import Part, part_in
from readiness.reports.unasked_roles import unasked_roles
from readiness.web.access import acting, may
from readiness.web.errors import status_of
from readiness.web.page_words import sentence
from readiness.web.pages import back, show

router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPage:
    """`plan` is None when the file is unsound: `problems` say why. `told` is why the last apply was not begun. `part`:
    whether the viewer may carry it out, and whom else to ask. `unasked`: a sentence a role that nothing is asked of.
    """

    place: LaunchPlace
    plan: Plan | None
    part: Part
    problems: tuple[Problem, ...] = ()
    told: str = ""
    running: bool = False
    unasked: tuple[str, ...] = ()

    @property
    def applies(self) -> bool:
        return self.plan is not None and self.part.applies(self.plan.definition)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyPage:
    """`again` is the fingerprint of the plan that would be carried out next; only after a failure, "" = none."""

    place: LaunchPlace
    progress: ApplyProgress
    again: str
    part: Part
    applies: bool = False
    problems: tuple[Problem, ...] = ()


@router.get("/launches/{launch}/plan")
def plan(request: Request, launch: str, viewer: Annotated[Viewer, Depends(may(see_launches))]) -> Response:
    return _plan(request, viewer, acting(request, viewer), launch)


@router.post("/launches/{launch}/apply")
def apply(
    request: Request,
    launch: str,
    viewer: Annotated[Viewer, Depends(may(edit_launches))],
    plan: Annotated[str, Form()] = "",
) -> Response:
    context = acting(request, viewer)
    launch_place(context, launch=launch)
    try:
        started = start_apply(context, launch=launch, plan=plan)
    except (Conflict, DefinitionError) as error:
        told = f"{sentence(error.message)}"
        return _plan(request, viewer, context, launch, told=told, status=status_of(error))
    if started == "nothing to do":
        return back(
            f"/launches/{launch}/plan", "There is nothing to do: what stands is what the file asks for.", "plain"
        )
    return back(f"/launches/{launch}/apply")


@router.get("/launches/{launch}/apply")
def progress(request: Request, launch: str, viewer: Annotated[Viewer, Depends(may(see_launches))]) -> Response:
    return show(request, viewer, "launches/apply.html.j2", _progress(acting(request, viewer), launch, viewer))


@router.get("/launches/{launch}/apply/progress")
def steps(request: Request, launch: str, viewer: Annotated[Viewer, Depends(may(see_launches))]) -> Response:
    """The part of the page that changes while it runs."""
    return show(request, viewer, "launches/progress.html.j2", _progress(acting(request, viewer), launch, viewer))


def _plan(
    request: Request, viewer: Viewer, context: Context, launch: str, *, told: str = "", status: int = 200
) -> Response:
    place = launch_place(context, launch=launch)
    run = context.applier.last(launch)
    running = run is not None and run.running
    found: Plan | None = None
    problems: tuple[Problem, ...] = ()
    unasked: tuple[str, ...] = ()
    try:
        found = plan_launch(context, launch=launch)
        unasked = unasked_roles(context, require_sound(context, launch=launch))
    except DefinitionError as error:
        problems = error.problems
    part = part_in(context, launch=launch, email=viewer.email)
    page = PlanPage(place=place, plan=found, part=part, problems=problems, told=told, running=running, unasked=unasked)
    return show(request, viewer, "launches/plan.html.j2", page, status=status)


def _progress(context: Context, launch: str, viewer: Viewer) -> ApplyPage:
    place = launch_place(context, launch=launch)
    found = apply_progress(context, launch=launch, steps=STEPS)
    again, applies = "", False
    problems: tuple[Problem, ...] = ()
    part = part_in(context, launch=launch, email=viewer.email)
    if found.outcome == "failed":
        try:
            plan = plan_launch(context, launch=launch)
            again, applies = plan.fingerprint, part.applies(plan.definition)
        except DefinitionError as error:
            problems = error.problems
    return ApplyPage(place=place, progress=found, again=again, part=part, applies=applies, problems=problems)
