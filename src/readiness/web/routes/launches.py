"""All launches: where each stands, a new one, and the weeks in which they ask too much of the same people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from readiness.actions.start_launch import NewLaunch, start_launch
from readiness.actions.verdict_today import verdicts_today
from readiness.domain.access.permissions import edit_launches, see_launches
from readiness.domain.access.roles import Viewer
from readiness.ground.days import read_day
from readiness.ground.errors import Conflict, DefinitionError, Problem
from readiness.reports.portfolio import HEAVY_MINUTES, Portfolio, RoleLoad, portfolio
from readiness.web.access import acting, may
from readiness.web.errors import status_of
from readiness.web.load_chart import FOOT, HEIGHT, LoadChart, draw_load
from readiness.web.page_words import in_page_words
from readiness.web.pages import back, show

router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLaunchForm:
    """What was typed, and what is wrong with it by field; "" is about all of it."""

    key: str = ""
    name: str = ""
    launch_on: str = ""
    wrong: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Load:
    role: RoleLoad
    chart: LoadChart


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchesPage:
    """`loads` is empty when nothing is due ahead; `flagged` counts weeks to look at, over all roles."""

    portfolio: Portfolio
    loads: tuple[Load, ...]
    flagged: int
    heavy_hours: float
    form: NewLaunchForm
    chart_height: int = HEIGHT
    chart_foot: int = FOOT


@router.get("/launches")
def launches(request: Request, viewer: Annotated[Viewer, Depends(may(see_launches))]) -> Response:
    return _shown(request, viewer, NewLaunchForm(wrong={}))


@router.post("/launches")
def begin(
    request: Request,
    viewer: Annotated[Viewer, Depends(may(edit_launches))],
    key: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    launch_on: Annotated[str, Form()] = "",
) -> Response:
    typed = {"key": key.strip()[:100], "name": name.strip()[:500], "launch_on": launch_on.strip()[:40]}
    try:
        day = read_day(typed["launch_on"])
    except ValueError:
        form = NewLaunchForm(**typed, wrong={"launch_on": "Write a date as YYYY-MM-DD."})
        return _shown(request, viewer, form, status=422)
    wanted = NewLaunch(key=typed["key"], name=typed["name"], launch_on=day, owner_name=viewer.name)
    try:
        start_launch(acting(request, viewer), wanted)
    except DefinitionError as error:
        form = NewLaunchForm(**typed, wrong={one.path: _told(one) for one in error.problems})
        return _shown(request, viewer, form, status=status_of(error))
    except Conflict as error:
        form = NewLaunchForm(**typed, wrong={"key": f"{error.message} {in_page_words(error.hint)}".strip()})
        return _shown(request, viewer, form, status=status_of(error))
    return back(
        f"/launches/{wanted.key}/definition",
        "The launch is begun from the sample, and you own it. Make it yours, then look at the plan.",
    )


def _shown(request: Request, viewer: Viewer, form: NewLaunchForm, *, status: int = 200) -> Response:
    context = acting(request, viewer)
    found = portfolio(context, decide=verdicts_today(context))
    page = LaunchesPage(
        portfolio=found,
        loads=tuple(Load(role, draw_load(role, found.weeks)) for role in found.roles),
        flagged=sum(len(role.flagged) for role in found.roles),
        heavy_hours=HEAVY_MINUTES / 60,
        form=form,
    )
    return show(request, viewer, "launches/all.html.j2", page, status=status)


def _told(problem: Problem) -> str:
    message = problem.message[:1].upper() + problem.message[1:]
    return f"{message} {problem.fix}".strip()
