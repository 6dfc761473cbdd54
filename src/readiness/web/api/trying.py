"""Questions tried out by whoever looks after them: what an answer would earn. Nothing is stored, nobody is graded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import Depends, Query, Request
from pydantic import BaseModel, Field

from readiness.domain.access import permissions
from readiness.domain.access.roles import Viewer
from readiness.domain.definition.assessment import Item
from readiness.domain.quiz.answers import key_of
from readiness.domain.quiz.forms import Form
from readiness.domain.quiz.grading import grade
from readiness.reports.question_bank import question, quiz_preview
from readiness.web.access import acting, may
from readiness.web.api.shape import Body, api_router

router = api_router("training")

Reads = Annotated[Viewer, Depends(may(permissions.see_training))]


class TryBody(Body):
    """The answer as an attempt takes it; null = none given."""

    answer: Any = None


class SittingBody(Body):
    """Answers by the number of the question on the form; what is left out earns nothing."""

    answers: Annotated[dict[str, Any], Field(max_length=1000, default_factory=dict)]


class Tried(BaseModel):
    """`fraction` 0..1 of the question. `right` is an answer that earns all of it."""

    key: str
    fraction: float
    right: Any


class Sitting(BaseModel):
    """What the answers would earn. `reasons` says why they would not pass."""

    fraction: float
    pass_fraction: float
    passed: bool
    reasons: list[str]
    questions: list[Tried]


@router.post("/launches/{launch}/questions/{key}/try")
def try_question(request: Request, launch: str, key: str, body: TryBody, viewer: Reads) -> Tried:
    """What the answer would earn on the form that the question itself shows; nothing is stored."""
    found = question(acting(request, viewer), launch=launch, key=key)
    (tried,) = _sitting(found.form, (found.line.item,), {"1": body.answer}).questions
    return tried


@router.post("/launches/{launch}/quizzes/{key}/preview")
def try_sitting(
    request: Request,
    launch: str,
    key: str,
    body: SittingBody,
    viewer: Reads,
    seed: Annotated[str, Query(max_length=64)] = "1",
) -> Sitting:
    """What the answers would earn on the form of this seed; nothing is stored."""
    found = quiz_preview(acting(request, viewer), launch=launch, quiz=key, seed=seed)
    return _sitting(found.form, found.items, body.answers)


def _sitting(form: Form, pool: Sequence[Item], answers: Mapping[str, Any]) -> Sitting:
    """Raises DefinitionError telling every answer that is none, or for no question of the form."""
    numbered = {str(number): shown.key for number, shown in enumerate(form.items, start=1)}
    found = grade(form, pool, {numbered.get(number, number): answer for number, answer in answers.items()})
    items = {item.key: item for item in pool}
    shown = {one.key: one for one in form.items}
    return Sitting(
        fraction=found.fraction, pass_fraction=found.pass_fraction, passed=found.passed, reasons=list(found.reasons),
        questions=[
            Tried(key=one.key, fraction=one.fraction, right=key_of(items[one.key], shown[one.key]))
            for one in found.items
        ],
    )  # fmt: skip
