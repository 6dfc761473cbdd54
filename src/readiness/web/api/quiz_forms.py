"""Blueprints and parallel forms of quizzes: what the bank lacks, what is kept, and putting them together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from pydantic import BaseModel, Field

from readiness.actions.assemble_forms import SEED, assemble_forms
from readiness.domain.access import permissions
from readiness.domain.access.roles import Viewer
from readiness.domain.definition.assessment import ParallelForms
from readiness.domain.form_assembly.needs import Need
from readiness.reports.quiz_forms import DrawLine, Exposed, QuizForms, Sheet, quiz_forms, sheet_of
from readiness.web.access import acting, may
from readiness.web.api.shape import Body, ProblemLine, api_router, problem_lines

router = api_router("training")

Reads = Annotated[Viewer, Depends(may(permissions.see_training))]
Authors = Annotated[Viewer, Depends(may(permissions.author_training))]


class FormOfQuiz(BaseModel):
    """`expected`: the share of its marks that people are expected to earn, null = not known; `known` of its
    questions have an estimate or enough answers, the others count as their average. `shares`: drawn questions in common
    with each other form, by its number. `given`: attempts that got it.
    """

    number: int
    items: list[str]
    drawn: list[str]
    expected: float | None
    known: int
    shares: dict[str, int]
    given: int


class FormsOfSeed(BaseModel):
    """`uses`: forms that one drawn question is in at most; `shared`: drawn questions that two forms share at most;
    `apart`: how far their expected means are apart at most. `is_proven` false: the solver's time was up.
    `kept_at` null = a preview. `footing` says in words what the means rest on.
    """

    seed: str
    forms: list[FormOfQuiz]
    uses: int
    shared: int
    apart: float | None
    is_proven: bool
    knows: dict[str, int]
    footing: str
    kept_at: datetime | None
    kept_by: str


class QuizWithForms(BaseModel):
    """`asks` null = each attempt draws its own form; `kept` null = none are kept for the quiz as it reads. `length`:
    questions of one form, null = none can be built; `problems` say why and what to add, `needs` the same as figures.
    """

    key: str
    title: str
    asks: ParallelForms | None
    blueprint: list[DrawLine]
    always: list[str]
    length: int | None
    pool: int
    problems: list[ProblemLine]
    needs: list[Need]
    kept: FormsOfSeed | None
    counted: int
    exposed: list[Exposed]
    may_ask: int | None
    doubted: list[ProblemLine]


class FormsOfLaunch(BaseModel):
    launch: str
    name: str
    is_applied: bool
    quizzes: list[QuizWithForms]


class AssembleBody(Body):
    """`preview`: they are shown, and not kept."""

    seed: Annotated[str, Field(min_length=1, max_length=64)] = SEED
    preview: bool = False


class Assembled(BaseModel):
    """`is_new` false: just these were kept already, or it was a preview."""

    forms: FormsOfSeed
    is_new: bool


@router.get("/launches/{launch}/forms")
def forms(request: Request, launch: str, viewer: Reads, quiz: str = "") -> FormsOfLaunch:
    """Blueprint and forms of every quiz, or of one; which questions each asks, without their keys."""
    found = quiz_forms(acting(request, viewer), launch=launch, quiz=quiz, is_team=True)
    return FormsOfLaunch(
        launch=found.launch, name=found.name, is_applied=found.is_applied, quizzes=[_quiz(one) for one in found.quizzes]
    )


@router.post("/launches/{launch}/quizzes/{key}/forms")
def assemble(request: Request, launch: str, key: str, body: AssembleBody, viewer: Authors) -> Assembled:
    """The forms that the seed gives; 422 with what to add to the bank, 502 without the extra `assessment`."""
    made = assemble_forms(acting(request, viewer), launch=launch, quiz=key, seed=body.seed, preview=body.preview)
    return Assembled(forms=_sheet(sheet_of(made.assembly)), is_new=made.is_new)


def _quiz(one: QuizForms) -> QuizWithForms:
    return QuizWithForms(
        key=one.key, title=one.title, asks=one.asks, blueprint=list(one.blueprint), always=list(one.always),
        length=one.length, pool=one.pool, problems=problem_lines(one.problems), needs=list(one.needs),
        kept=one.sheet and _sheet(one.sheet), counted=one.counted, exposed=list(one.exposed), may_ask=one.may_ask,
        doubted=problem_lines(one.doubted),
    )  # fmt: skip


def _sheet(sheet: Sheet) -> FormsOfSeed:
    return FormsOfSeed(
        seed=sheet.seed,
        uses=sheet.uses,
        shared=sheet.shared,
        apart=sheet.apart,
        is_proven=sheet.is_proven,
        knows=dict(sheet.knows),
        footing=sheet.footing,
        kept_at=sheet.kept_at,
        kept_by=sheet.kept_by,
        forms=_forms(sheet),
    )


def _forms(sheet: Sheet) -> list[FormOfQuiz]:
    forms: Sequence[FormOfQuiz] = [
        FormOfQuiz(
            number=one.number,
            items=list(one.items),
            drawn=list(one.drawn),
            expected=one.expected,
            known=one.known,
            given=one.given,
            shares={str(number): count for number, count in one.shares.items()},
        )
        for one in sheet.forms
    ]
    return list(forms)
