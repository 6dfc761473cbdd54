"""Questions after certification: one's own few of the day, answered one by one; hold them, leave them; and retention.

Questions are named by a token that fits one person, one wording and one day; no key and no claim is told before the
answer is given.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Query, Request
from pydantic import Field

from readiness.actions.answer_practice import answer_practice
from readiness.actions.choose_practice import (
    hold_practice,
    opt_out_of_practice,
    resume_practice,
    return_to_practice,
)
from readiness.domain.access import permissions
from readiness.domain.access.roles import Viewer
from readiness.domain.access.scope import scope_asked
from readiness.domain.reinforcement.memory import Sure
from readiness.reports.practice import AnswerTold, PracticeToday, answer_told, practice_today
from readiness.reports.retention import Retention, retention
from readiness.web.access import acting, may
from readiness.web.api.shape import Body, Day, Done, api_router
from readiness.web.forms import Number
from readiness.web.limits import limit_submits

router = api_router("practice")

Reads = Annotated[Viewer, Depends(may(permissions.see_own_learning))]
Learns = Annotated[Viewer, Depends(may(permissions.learn))]


class PracticeAnswer(Body):
    """`question` is a token of today's list. `answer` as in an attempt, in positions of what is shown, from 1; null = I
    do not know. `sure`: "guess", "sure", or "" in between.
    """

    question: Annotated[str, Field(max_length=40)]
    answer: Any = None
    sure: Sure = ""


class HoldBody(Body):
    until: Annotated[Day, Field(description="The last day on which nothing is asked.")]


class LeaveBody(Body):
    launch: Annotated[str, Field(max_length=100)]
    reason: Annotated[str, Field(max_length=2000)]


class ReturnBody(Body):
    launch: Annotated[str, Field(max_length=100)]


Sees = Annotated[Viewer, Depends(may(permissions.see_readiness))]


@router.get("/launches/{launch}/retention")
def still_known(
    request: Request, launch: str, viewer: Sees, whose: Annotated[str, Query(max_length=20)] = ""
) -> Retention:
    """What the people whom you may see still know, claim by claim, the weakest first. `whose`: all, regions or mine."""
    return retention(acting(request, viewer), launch=launch, scope=scope_asked(viewer, whose))


@router.get("/me/practice")
def today(request: Request, viewer: Reads) -> PracticeToday:
    """What is asked of me today, what I answered, and the programmes I am in."""
    return practice_today(acting(request, viewer), rep=viewer.email)


@router.post("/me/practice/answers")
def answer(request: Request, body: PracticeAnswer, viewer: Learns) -> AnswerTold:
    """Graded at once, and once: sent again, the first answer comes back. 409 when it is not asked of me today."""
    limit_submits(request, viewer)
    context = acting(request, viewer)
    review = answer_practice(
        context, rep=viewer.email, question=body.question, answer=body.answer, sure=body.sure, source="api"
    )
    return answer_told(context, rep=viewer.email, answer=review.id)


@router.get("/me/practice/answers/{answer}")
def told(request: Request, answer: Number, viewer: Reads) -> AnswerTold:
    """What came of one of my answers."""
    return answer_told(acting(request, viewer), rep=viewer.email, answer=answer)


@router.post("/me/practice/hold")
def hold(request: Request, body: HoldBody, viewer: Learns) -> Done:
    """Nothing is asked of me up to and including that day."""
    return Done(changed=hold_practice(acting(request, viewer), rep=viewer.email, until=body.until))


@router.post("/me/practice/resume")
def resume(request: Request, viewer: Learns) -> Done:
    """The hold is over."""
    return Done(changed=resume_practice(acting(request, viewer), rep=viewer.email))


@router.post("/me/practice/leave")
def leave(request: Request, body: LeaveBody, viewer: Learns) -> Done:
    """The questions of a launch are left, for a reason; 409 when its programme does not allow it."""
    changed = opt_out_of_practice(acting(request, viewer), rep=viewer.email, launch=body.launch, reason=body.reason)
    return Done(changed=changed)


@router.post("/me/practice/return")
def come_back(request: Request, body: ReturnBody, viewer: Learns) -> Done:
    """The questions of a launch are taken up again."""
    return Done(changed=return_to_practice(acting(request, viewer), rep=viewer.email, launch=body.launch))
