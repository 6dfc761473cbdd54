"""A key was put right: a trainer sees whose marks and certifications move, and confirms just that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Request, Response

from readiness.actions.regrade_quiz import RegradePlan, regrade_preview, regrade_quiz
from readiness.domain.access.permissions import author_training
from readiness.domain.access.roles import Viewer
from readiness.domain.checks.rule import plural
from readiness.ground.errors import Conflict, DefinitionError
from readiness.web.access import acting, may
from readiness.web.errors import status_of
from readiness.web.pages import back, show

router = APIRouter()

Author = Annotated[Viewer, Depends(may(author_training))]
SHOWN: Final = 200
"""Attempts and certifications told one by one on the page; the API has all."""


NOTHING: Final = "nothing"
"""The fingerprint of no preview: whoever has seen none confirms none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegradePage:
    """What grading again would do, to be confirmed. `refused`: why it was not done just now, "" = nobody tried."""

    plan: RegradePlan
    note: str = ""
    refused: str = ""
    shown: int = SHOWN

    @property
    def path(self) -> str:
        return f"/launches/{self.plan.launch}/training/quizzes/{self.plan.quiz}"


@router.get("/launches/{launch}/training/quizzes/{key}/regrade")
def regrade_page(request: Request, launch: str, key: str, viewer: Author) -> Response:
    return _page(request, viewer, launch, key)


@router.post("/launches/{launch}/training/quizzes/{key}/regrade")
def regrade(
    request: Request, launch: str, key: str, viewer: Author, seen: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    """Just what the page showed is done, or nothing is."""
    try:
        done = regrade_quiz(acting(request, viewer), launch=launch, quiz=key, note=note, seen=seen or NOTHING)
    except (Conflict, DefinitionError) as error:
        told = " ".join([error.message, *(f"{one.message} {one.fix}" for one in error.problems), error.hint]).strip()
        return _page(request, viewer, launch, key, refused=told, note=note, status=status_of(error))
    path = f"/launches/{launch}/training/quizzes/{key}/regrade"
    if not done.regraded:
        return back(path, "Nothing was left to grade again.", "plain")
    return back(
        path,
        f"{plural(done.regraded, 'attempt')} graded again: {plural(len(done.changes), 'mark')} changed, "
        f"{len(done.newly_passed)} newly passed, {len(done.no_longer_passed)} no longer, "
        f"{plural(len(done.moves), 'certification')} moved.",
    )


def _page(
    request: Request, viewer: Viewer, launch: str, key: str, *, refused: str = "", note: str = "", status: int = 200
) -> Response:
    plan = regrade_preview(acting(request, viewer), launch=launch, quiz=key)
    page = RegradePage(plan=plan, note=note, refused=refused)
    return show(request, viewer, "training/regrade.html.j2", page, status=status)
