"""One's own training: modules section by section, quizzes with every answer saved, results, certificates.

Questions are named by their number, and no key, claim or item of an attempt is told before it is due: what comes back
is the sheet (`reports.attempt.AttemptSheet`) and afterwards a result of its own, never the items.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import Depends, Request
from pydantic import BaseModel, Field

from readiness.actions.complete_module import complete_module
from readiness.actions.read_section import read_section
from readiness.actions.save_answers import save_answers
from readiness.actions.start_attempt import start_attempt
from readiness.actions.submit_attempt import submit_attempt
from readiness.domain.access import permissions
from readiness.domain.access.roles import Viewer
from readiness.domain.quiz.answers import answer_problems
from readiness.domain.quiz.attempts import Attempt
from readiness.domain.quiz.confidence import LevelFigures
from readiness.domain.quiz.grading import Counts
from readiness.ground.errors import DefinitionError, NotFound, Problem
from readiness.reports.attempt import own_attempt, require_mine
from readiness.reports.attempt_told import AttemptAwaits, AttemptReview, AttemptSheet, ReadAgain
from readiness.reports.certificate import Certificate, Verified, certificate, verified
from readiness.reports.given_marks import SeenMark
from readiness.reports.learning import MyTraining, my_training
from readiness.reports.module_changes import ModuleChanges, my_module_changes
from readiness.reports.module_reading import ModuleReading, module_reading
from readiness.reports.quiz_intro import QuizIntro, quiz_intro
from readiness.web.access import acting, anybody, may
from readiness.web.api.shape import Body, Done, api_router
from readiness.web.forms import Number
from readiness.web.limits import limit_submits, limit_tokens
from readiness.web.services import services_of

router = api_router("learning")

Reads = Annotated[Viewer, Depends(may(permissions.see_own_learning))]
Learns = Annotated[Viewer, Depends(may(permissions.learn))]
Version = Annotated[int, Field(ge=1, le=2_147_483_647, description="The published version that was read.")]


class ReadBody(Body):
    version: Version


class CompletedBody(ReadBody):
    """`since`: only what changed since this version was read, which one had completed."""

    since: Annotated[int | None, Field(ge=1, le=2_147_483_647)] = None


class SectionsRead(BaseModel):
    """Names of the sections read so far, in the module's order."""

    read: list[str]


class AnswersBody(Body):
    """Question number → answer, in positions of what is shown, from 1; questions left out stay as they are.

    single, scenario: 2. multiple: [1, 3]. true-false: true. numeric: 8 or "8 min". short-text, essay: "own".
    matching: [2, null, 1], for each left side. ordering: [3, 1, 2], the steps in their order. null = unanswered.
    `confidence`: question number → 1 a guess, 2 fairly sure, 3 certain, where the sheet says `asks_confidence`.
    """

    answers: Annotated[dict[str, Any], Field(max_length=1000, default_factory=dict)]
    confidence: Annotated[dict[str, int], Field(max_length=1000, default_factory=dict)]


class Saved(BaseModel):
    """`saves`: in how many saves the answers came; another number than you know of = another window saved too."""

    saves: int
    answered: int
    ends_at: datetime | None


class QuestionResult(BaseModel):
    """`said` is one's own answer in words, "" = none given. `fraction` None = whether it was right is told later.

    `right` is the right answer in words, None while it is not to be told. `confidence`: 1 to 3, None = not said.
    `counts`: `credited` = everybody got its marks, `dropped` = it is out of the maximum; a trainer decided so. Of an
    essay `is_enough` says whether its mark is, and `marks` are what its graders gave; `unmarked`: it does not count,
    for nobody marks it.
    """

    number: int
    kind: str
    stem: str
    must_pass: bool
    said: str
    fraction: float | None
    chosen_feedback: str
    right: str | None
    feedback: str
    confidence: int | None
    counts: Counts = "by-key"
    is_enough: bool | None = None
    unmarked: bool = False
    marks: list[SeenMark] = []


class Result(BaseModel):
    """What came of an attempt. `left` tries remain, the next from `next_from` on.

    `regraded_at`: when it was last graded again because a question was put right. `mode` says when what is told: of an
    examination, everything but the score from the day `told_from` on. `calibration`: how sure against how right.
    """

    fraction: float
    pass_fraction: float
    passed: bool
    late: bool
    reasons: list[str]
    handed_in_at: datetime
    questions: list[QuestionResult]
    read_again: list[ReadAgain]
    left: int
    next_from: datetime | None
    regraded_at: datetime | None
    mode: Literal["practice", "training", "examination"]
    told_from: date | None
    calibration: list[LevelFigures]
    marked_at: datetime | None


class SaidAnswer(BaseModel):
    """One's own answer in words, "" = none given."""

    number: int
    said: str


class Awaits(BaseModel):
    """What an attempt waits for: people who mark the essays in `waits`, by number, one of them by `due_on` at the
    latest; None = somebody has yet to be asked. Nothing of what came of any answer is told before.
    """

    says: str
    waits: list[int]
    due_on: date | None
    handed_in_at: datetime
    late: bool
    answers: list[SaidAnswer]


class OneAttempt(BaseModel):
    """An attempt of one's own: its `sheet` while it is open, what it `awaits` while people mark its essays, its
    `result` once it has its mark.
    """

    id: int
    launch: str
    quiz: str
    title: str
    number: int
    state: Literal["open", "awaiting marks", "handed in"]
    sheet: AttemptSheet | None
    awaits: Awaits | None
    result: Result | None


@router.get("/me/training")
def training(request: Request, viewer: Reads) -> MyTraining:
    """Everything asked of me, launch by launch, and the one thing to do next."""
    return my_training(acting(request, viewer))


@router.get("/learn/{launch}/modules/{key}")
def module(request: Request, launch: str, key: str, viewer: Reads) -> ModuleReading:
    """The published version for one's own role, with what was read of it."""
    return module_reading(acting(request, viewer), launch=launch, module=key)


@router.get("/learn/{launch}/modules/{key}/changes")
def changes(request: Request, launch: str, key: str, viewer: Reads) -> ModuleChanges:
    """What changed since the version one completed; 404 when the whole module is one's own to read."""
    found = my_module_changes(acting(request, viewer), launch=launch, module=key)
    if found is None:
        raise NotFound("there is nothing to catch up with in this module.", hint="Read the module itself.")
    return found


@router.post("/learn/{launch}/modules/{key}/sections/{section}")
def read(request: Request, launch: str, key: str, section: str, body: ReadBody, viewer: Learns) -> SectionsRead:
    """The section is read; 409 when another version was published meanwhile."""
    done = read_section(acting(request, viewer), launch=launch, module=key, section=section, version=body.version)
    return SectionsRead(read=list(done))


@router.post("/learn/{launch}/modules/{key}/complete")
def complete(request: Request, launch: str, key: str, body: CompletedBody, viewer: Learns) -> Done:
    """I have read this, or what changed in it; 409 when another version was published meanwhile."""
    done = complete_module(
        acting(request, viewer), launch=launch, module=key, rep=viewer.email, source="api", version=body.version,
        since=body.since,
    )  # fmt: skip
    return Done(changed=done.changed)


@router.get("/learn/{launch}/quizzes/{key}")
def quiz(request: Request, launch: str, key: str, viewer: Reads) -> QuizIntro:
    """What it is, whether it may be taken now, and what came of earlier attempts."""
    return quiz_intro(acting(request, viewer), launch=launch, quiz=key)


@router.post("/learn/{launch}/quizzes/{key}/attempts", status_code=201)
def start(request: Request, launch: str, key: str, viewer: Learns) -> OneAttempt:
    """An attempt begins, or the open one goes on; 409 when none may be taken now."""
    limit_submits(request, viewer)
    context = acting(request, viewer)
    begun = start_attempt(context, launch=launch, quiz=key, rep=viewer.email)
    return _told(own_attempt(context, attempt_id=begun.id))


@router.get("/learn/attempts/{attempt}")
def one_attempt(request: Request, attempt: Number, viewer: Reads) -> OneAttempt:
    """One of my attempts: its questions while it is open, then what came of it."""
    return _told(own_attempt(acting(request, viewer), attempt_id=attempt))


@router.put("/learn/attempts/{attempt}/answers")
def save(request: Request, attempt: Number, body: AnswersBody, viewer: Learns) -> Saved:
    """These answers are kept; 409 once it was handed in, or its time is over."""
    done = save_answers(
        acting(request, viewer),
        attempt_id=attempt,
        answers=_Numbered(body.answers, viewer.email),
        sure=_Levels(body.confidence),
    )
    answered = sum(answer is not None for answer in done.answers.values())
    return Saved(saves=done.saves, answered=answered, ends_at=done.attempt.ends_at)


@router.post("/learn/attempts/{attempt}/submit")
def submit(request: Request, attempt: Number, body: AnswersBody, viewer: Learns) -> OneAttempt:
    """Handed in with what was saved and these answers, once: asked again, the first result comes back.

    422 while an essay is shorter or longer than it has to be. With essays the attempt awaits their marks first.
    """
    limit_submits(request, viewer)
    context = acting(request, viewer)
    submit_attempt(
        context, attempt_id=attempt, answers=_Numbered(body.answers, viewer.email), source="api",
        sure=_Levels(body.confidence),
    )  # fmt: skip
    return _told(own_attempt(context, attempt_id=attempt))


@router.get("/learn/{launch}/certificates/{certification}")
def one_certificate(request: Request, launch: str, certification: str, viewer: Reads) -> Certificate:
    """409 before it is earned. `code` is what anybody verifies it by."""
    secret = services_of(request).secret
    return certificate(acting(request, viewer), launch=launch, certification=certification, secret=secret)


@router.get("/verify/{code}")
def verify(request: Request, code: str, _visitor: Annotated[None, Depends(anybody)]) -> Verified:
    """Whether the certificate of this code stands today; public, and the same 404 for every code that is not ours."""
    limit_tokens(request)
    services = services_of(request)
    return verified(services.context, code=code, secret=services.secret)


class _Numbered:
    """Answers by question number, as `save_answers` reads them once it knows the attempt."""

    def __init__(self, answers: Mapping[str, Any], email: str) -> None:
        self.answers, self.email = answers, email

    def __call__(self, attempt: Attempt) -> Mapping[str, Any]:
        """By item key. Raises NotFound for another's attempt, DefinitionError that names no item."""
        require_mine(attempt, self.email)
        numbered = {str(number): entry.key for number, entry in enumerate(attempt.form.items, start=1)}
        found: dict[str, Any] = {}
        problems: list[Problem] = []
        for number, answer in self.answers.items():
            if number not in numbered:
                problems.append(
                    Problem("QZ001", f"there is no question {number[:40]!a}.", f"They are 1 to {len(numbered)}.")
                )
                continue
            given = {numbered[number]: answer}
            found |= given
            problems += [
                Problem(one.code, f"question {number} cannot be answered like this.", one.fix)
                for one in answer_problems(attempt.form, attempt.items, given)
            ]
        if problems:
            raise DefinitionError("not every answer is one.", problems=problems)
        return found


class _Levels:
    """How sure, by question number, as `save_answers` reads it once it knows the attempt."""

    def __init__(self, levels: Mapping[str, int]) -> None:
        self.levels = levels

    def __call__(self, attempt: Attempt) -> Mapping[str, int]:
        """By item key; a number that is none stays, and is refused."""
        numbered = {str(number): entry.key for number, entry in enumerate(attempt.form.items, start=1)}
        return {numbered.get(number, number): level for number, level in self.levels.items()}


def _told(found: AttemptSheet | AttemptAwaits | AttemptReview) -> OneAttempt:
    states: dict[type, Literal["open", "awaiting marks", "handed in"]] = {
        AttemptSheet: "open", AttemptAwaits: "awaiting marks", AttemptReview: "handed in",
    }  # fmt: skip
    return OneAttempt(
        id=found.id, launch=found.launch, quiz=found.quiz, title=found.title, number=found.number,
        state=states[type(found)],
        awaits=_awaits(found) if isinstance(found, AttemptAwaits) else None,
        sheet=found if isinstance(found, AttemptSheet) else None,
        result=_result(found) if isinstance(found, AttemptReview) else None,
    )  # fmt: skip


def _awaits(found: AttemptAwaits) -> Awaits:
    return Awaits(
        says=found.said, waits=list(found.waits), due_on=found.due_on, handed_in_at=found.handed_in_at,
        late=found.late, answers=[SaidAnswer(number=one.number, said=one.said) for one in found.items],
    )  # fmt: skip


def _result(found: AttemptReview) -> Result:
    questions = [
        QuestionResult(
            number=one.number, kind=one.kind, stem=one.stem, must_pass=one.must_pass, said=one.said,
            fraction=one.fraction, chosen_feedback=one.chosen_feedback, right=one.told or None, feedback=one.feedback,
            confidence=one.sure, counts=one.counts, is_enough=one.is_enough, unmarked=one.unmarked,
            marks=list(one.marks),
        )
        for one in found.items
    ]  # fmt: skip
    return Result(
        fraction=found.grade.fraction, pass_fraction=found.grade.pass_fraction, passed=found.grade.passed,
        late=found.grade.late, reasons=list(found.grade.reasons), handed_in_at=found.handed_in_at,
        questions=questions, read_again=list(found.read_again), left=found.left, next_from=found.next_from,
        regraded_at=found.regraded_at, mode=found.feedback, told_from=found.told_from,
        calibration=list(found.calibration), marked_at=found.marked_at,
    )  # fmt: skip
