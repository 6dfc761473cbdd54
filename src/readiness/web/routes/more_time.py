"""More time on quizzes for one person: for their managers and the launch's trainers, and for nobody else to see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from readiness.actions.give_more_time import give_more_time
from readiness.domain.access.permissions import coach, see_coaching
from readiness.domain.access.roles import Viewer
from readiness.ground.days import read_day
from readiness.ground.errors import DefinitionError, Problem
from readiness.reports.more_time import MoreTime, more_time
from readiness.web.access import acting, may
from readiness.web.errors import status_of
from readiness.web.pages import back, show

router = APIRouter(prefix="/team")

Sees = Annotated[Viewer, Depends(may(see_coaching))]
Coaches = Annotated[Viewer, Depends(may(coach))]
Text = Annotated[str, Form()]


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreTimePage:
    """`problems`: why what was `typed` was not given; empty = nobody tried."""

    found: MoreTime
    problems: tuple[Problem, ...] = ()
    typed: Mapping[str, str] = field(default_factory=dict)

    def was(self, name: str) -> str:
        return self.typed.get(name, "")


@router.get("/{email}/time/{launch}")
def page(request: Request, email: str, launch: str, viewer: Sees) -> Response:
    return _show(request, viewer, email, launch)


@router.post("/{email}/time/{launch}")
def give(
    request: Request, email: str, launch: str, viewer: Coaches, kind: Text = "", factor: Text = "", minutes: Text = "",
    until: Text = "", reason: Text = "",
) -> Response:  # fmt: skip
    """What the chosen kind needs is read; the other fields of the form are not."""
    typed = {"kind": kind, "factor": factor, "minutes": minutes, "until": until, "reason": reason}
    try:
        given = give_more_time(
            acting(request, viewer), launch=launch, rep=email, kind=kind[:20], reason=reason,
            factor=_number(factor) if kind == "factor" else None,
            minutes=int(_number(minutes)) if kind == "minutes" else None,
            until=None if kind == "none" else _day(until),
        )  # fmt: skip
    except DefinitionError as error:
        return _show(request, viewer, email, launch, error=error, typed=typed)
    said = "They have the usual time again." if given.kind == "none" else f"They have {given.words}."
    return back(f"/team/{email}/time/{launch}", said)


def _number(text: str) -> float:
    try:
        found = float(text.replace(",", "."))
        return found if abs(found) < 1e6 else 1e6
    except ValueError as error:
        told = Problem("MT002", "that is not a number.", "Write 1.5, or 15.")
        raise DefinitionError("this is no time that can be given.", problems=[told]) from error


def _day(text: str) -> date:
    try:
        return read_day(text.strip())
    except ValueError as error:
        told = Problem("MT003", str(error) if text.strip() else "say until when it counts.", "Choose a day.")
        raise DefinitionError("this is no time that can be given.", problems=[told]) from error


def _show(
    request: Request, viewer: Viewer, email: str, launch: str, *, error: DefinitionError | None = None,
    typed: Mapping[str, str] | None = None,
) -> Response:  # fmt: skip
    problems: tuple[Problem, ...] = ()
    if error is not None:
        problems = tuple(error.problems) or (Problem("", error.message, error.hint),)
    shown = MoreTimePage(
        found=more_time(acting(request, viewer), launch=launch, rep=email), problems=problems, typed=typed or {}
    )
    return show(request, viewer, "coaching/time.html.j2", shown, status=status_of(error) if error else 200)
