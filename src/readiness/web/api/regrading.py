"""What answers ask of a trainer: grading again when a key was put right, and how sure people are of what is wrong."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Query, Request
from pydantic import BaseModel, Field

from readiness.actions.regrade_quiz import RegradePlan, regrade_preview, regrade_quiz
from readiness.domain.access import permissions
from readiness.domain.access.roles import Viewer
from readiness.reports.calibration import QuizCalibration, quiz_calibration
from readiness.web.access import acting, may
from readiness.web.api.shape import Body, api_router

router = api_router("training")

Reads = Annotated[Viewer, Depends(may(permissions.see_training))]
Authors = Annotated[Viewer, Depends(may(permissions.author_training))]


class RegradeBody(Body):
    """`seen`: the `fingerprint` of the preview that was looked at. `items` empty = every question."""

    seen: str
    note: str
    items: Annotated[list[str], Field(max_length=1000, default_factory=list)]


class Regrade(BaseModel):
    """`done` False = only what it would do. `plan` tells every mark and certification that moves."""

    done: bool
    plan: RegradePlan


@router.get("/launches/{launch}/quizzes/{key}/regrade")
def preview(
    request: Request, launch: str, key: str, viewer: Authors,
    item: Annotated[list[str] | None, Query(max_length=1000)] = None,
) -> Regrade:  # fmt: skip
    """Whose marks change, who newly passes or no longer does, whose certification moves; changes nothing."""
    asked: Any = {"launch": launch, "quiz": key, "items": tuple(item or ())}
    return Regrade(done=False, plan=regrade_preview(acting(request, viewer), **asked))


@router.post("/launches/{launch}/quizzes/{key}/regrade")
def regrade(request: Request, launch: str, key: str, body: RegradeBody, viewer: Authors) -> Regrade:
    """Exactly what was seen, whole or not at all; 409 when it would do something else by now."""
    plan = regrade_quiz(
        acting(request, viewer), launch=launch, quiz=key, items=tuple(body.items), note=body.note,
        seen=body.seen or "nothing",
    )  # fmt: skip
    return Regrade(done=True, plan=plan)


@router.get("/launches/{launch}/quizzes/{key}/calibration")
def calibration(request: Request, launch: str, key: str, viewer: Reads) -> QuizCalibration:
    """How sure people said they were against how right, level by level; claims they were certain and wrong of."""
    return quiz_calibration(acting(request, viewer), launch=launch, quiz=key)
