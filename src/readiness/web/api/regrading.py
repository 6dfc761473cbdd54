"""What answers ask of a trainer: grading again when a question was put right, and how sure people are when wrong."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Query, Request
from pydantic import BaseModel, Field

from readiness.actions.regrade_quiz import RegradePlan, regrade_preview, regrade_quiz, ways_to_count
from readiness.domain.access import permissions
from readiness.domain.access.roles import Viewer
from readiness.reports.calibration import QuizCalibration, quiz_calibration
from readiness.web.access import acting, may
from readiness.web.api.shape import Body, api_router

router = api_router("training")

Reads = Annotated[Viewer, Depends(may(permissions.see_training))]
Authors = Annotated[Viewer, Depends(may(permissions.author_training))]


Keys = Annotated[list[str], Field(max_length=1000, default_factory=list)]
Asked = Annotated[list[str] | None, Query(max_length=1000)]


class RegradeBody(Body):
    """`seen`: the `fingerprint` of the preview that was looked at. `items`: whose keys; empty = every question's.

    `credit`: everybody gets the marks of these questions; `drop`: they are out of the maximum; `by_key`: they count by
    their key again.
    """

    seen: str
    note: str
    items: Keys
    credit: Keys
    drop: Keys
    by_key: Keys


class Regrade(BaseModel):
    """`done` False = only what it would do. `plan` tells every mark and certification that moves."""

    done: bool
    plan: RegradePlan


@router.get("/launches/{launch}/quizzes/{key}/regrade")
def preview(
    request: Request, launch: str, key: str, viewer: Authors,
    item: Asked = None, credit: Asked = None, drop: Asked = None, by_key: Asked = None,
) -> Regrade:  # fmt: skip
    """Whose marks change, who newly passes or no longer does, whose certification moves; changes nothing.

    `item` takes the keys of these questions alone. `credit`, `drop` and `by_key` are as in the POST.
    """
    counts = ways_to_count(credit=credit or (), drop=drop or (), by_key=by_key or ())
    asked: Any = {"launch": launch, "quiz": key, "items": tuple(item or ()), "counts": counts}
    return Regrade(done=False, plan=regrade_preview(acting(request, viewer), **asked))


@router.post("/launches/{launch}/quizzes/{key}/regrade")
def regrade(request: Request, launch: str, key: str, body: RegradeBody, viewer: Authors) -> Regrade:
    """Exactly what was seen, whole or not at all; 409 when it would do something else by now."""
    plan = regrade_quiz(
        acting(request, viewer), launch=launch, quiz=key, items=tuple(body.items), note=body.note,
        seen=body.seen or "nothing", counts=ways_to_count(credit=body.credit, drop=body.drop, by_key=body.by_key),
    )  # fmt: skip
    return Regrade(done=True, plan=plan)


@router.get("/launches/{launch}/quizzes/{key}/calibration")
def calibration(request: Request, launch: str, key: str, viewer: Reads) -> QuizCalibration:
    """How sure people said they were against how right, level by level; claims they were certain and wrong of."""
    return quiz_calibration(acting(request, viewer), launch=launch, quiz=key)
