"""More time on quizzes for one person, for those who may give it."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Depends, Request

from readiness.actions.give_more_time import give_more_time
from readiness.domain.access import permissions
from readiness.domain.access.roles import Viewer
from readiness.reports.more_time import MoreTime, more_time
from readiness.web.access import acting, may
from readiness.web.api.shape import Body, Day, api_router

router = api_router("coaching")

Sees = Annotated[Viewer, Depends(may(permissions.see_coaching))]
Coaches = Annotated[Viewer, Depends(may(permissions.coach))]


class MoreTimeBody(Body):
    """`factor` times the limit, `minutes` more, or no limit; "none" takes it back. `until`: its last day."""

    kind: Literal["factor", "minutes", "no-limit", "none"]
    reason: str
    until: Day | None = None
    factor: float | None = None
    minutes: int | None = None


@router.get("/team/{email}/time/{launch}")
def given(request: Request, email: str, launch: str, viewer: Sees) -> MoreTime:
    """What they have and had; for a manager above them and the launch's trainers alone."""
    return more_time(acting(request, viewer), launch=launch, rep=email)


@router.post("/team/{email}/time/{launch}")
def give(request: Request, email: str, launch: str, body: MoreTimeBody, viewer: Coaches) -> MoreTime:
    """It counts for attempts that begin from now on."""
    context = acting(request, viewer)
    give_more_time(
        context, launch=launch, rep=email, kind=body.kind, reason=body.reason, until=body.until, factor=body.factor,
        minutes=body.minutes,
    )  # fmt: skip
    return more_time(context, launch=launch, rep=email)
