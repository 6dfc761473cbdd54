"""Role-plays for programs: hand in, grade, assign, agreement, exemplars; files in and out."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import Depends, Form, Request, UploadFile
from fastapi.responses import FileResponse
from fastapi.routing import APIRouter
from pydantic import BaseModel, Field, ValidationError

from readiness.actions.assign_graders import Assigned, assign_graders
from readiness.actions.calibrate_grader import calibrate_grader
from readiness.actions.grade_submission import grade_submission
from readiness.actions.keep_exemplar import keep_exemplar, retire_exemplar
from readiness.actions.mark_essay_again import mark_essay_again
from readiness.actions.reassign_grader import reassign_grader
from readiness.actions.submit_role_play import submit_role_play
from readiness.actions.withdraw_submission import withdraw_submission
from readiness.domain.access import permissions
from readiness.domain.access.roles import Viewer
from readiness.domain.role_play.calibration import Off
from readiness.domain.role_play.marks import RolePlayMark
from readiness.domain.role_play.outcome import Outcome
from readiness.domain.role_play.work import Work
from readiness.ground.errors import DefinitionError, Problem
from readiness.reports.given_marks import CategorySheet
from readiness.reports.grading_agreement import (
    Agreement,
    Calibration,
    Compared,
    calibration_page,
    exemplar_sheet,
    grading_agreement,
)
from readiness.reports.role_play import (
    GradingSheet,
    OwnRolePlay,
    Queued,
    Waiting,
    exemplar_file,
    grading_queue,
    grading_sheet,
    open_submissions,
    own_role_play,
    shown_work,
    submitted_file,
)
from readiness.web.access import acting, may
from readiness.web.api.shape import (
    ERRORS,
    PREFIX,
    READABLE,
    Body,
    Cursor,
    Done,
    Limit,
    Page,
    api_router,
    read_number,
    write_cursor,
)
from readiness.web.forms import Number
from readiness.web.limits import limit_submits
from readiness.web.submitted_files import given_file, sent_file
from readiness.web.upload_route import UploadRoute

router = api_router("role-plays")
files = APIRouter(
    prefix=PREFIX, tags=["role-plays"], route_class=UploadRoute, responses=ERRORS, dependencies=[READABLE]
)
"""Uploads are not kept by idempotency key (that would hold them in memory): a second one is refused while one waits."""

Reads = Annotated[Viewer, Depends(may(permissions.see_own_learning))]
Learns = Annotated[Viewer, Depends(may(permissions.learn))]
Sees = Annotated[Viewer, Depends(may(permissions.see_grading))]
Grades = Annotated[Viewer, Depends(may(permissions.grade))]
SeesGraders = Annotated[Viewer, Depends(may(permissions.see_graders))]
SeesTo = Annotated[Viewer, Depends(may(permissions.see_to_graders))]
Comments = Annotated[dict[str, str], Field(default_factory=dict)]

FILE = {200: {"content": {"application/octet-stream": {}}, "description": "As it was handed in, as an attachment"}}


class HandedIn(BaseModel):
    """`asked`: how many were found to grade it; `lacking`: why not, when nobody was."""

    submission: int
    round: int
    asked: int
    lacking: list[str]


class MarksBody(Body):
    """`marks`: category of the rubric → level, 1 for its first anchor (0..1 for a category with none)."""

    marks: dict[str, float]
    comments: Comments
    note: str = ""


class Graded(BaseModel):
    """`final` null = not yet: `waits` says for what. Of an essay `attempt_passed` and `attempt_fraction` are those of
    its attempt, once that has its mark.
    """

    mark: RolePlayMark
    final: Outcome | None
    waits: str
    attempt_fraction: float | None = None
    attempt_passed: bool | None = None


class MarkedAgain(BaseModel):
    """The new mark of the essay, and what it makes of its attempt."""

    mark: RolePlayMark
    was: float
    becomes: float
    was_passed: bool
    is_passed: bool


class ReassignBody(Body):
    """`to` "" = whoever is next."""

    grader: str
    to: str = ""
    reason: str


class ReasonBody(Body):
    reason: str


class TriedBody(Body):
    marks: dict[str, float]
    comments: Comments


class Tried(BaseModel):
    """`lacks`: why the calibration does not hold; "" = it does. `compared`: what was agreed, and why."""

    mark: RolePlayMark
    agreed: RolePlayMark
    off: Off
    lacks: str
    compared: list[Compared]


class ExemplarKept(BaseModel):
    exemplar: int
    mark: RolePlayMark


class ExemplarToGrade(BaseModel):
    """`compared` is empty until one has graded it oneself."""

    exemplar: int
    launch: str
    role_play: str
    title: str
    scenario: str
    work: Work
    rubric: list[CategorySheet]
    compared: list[Compared]
    off: float | None
    tries: int


@router.get("/learn/{launch}/role-plays/{key}")
def role_play(request: Request, launch: str, key: str, viewer: Reads) -> OwnRolePlay:
    """One's own rounds at a role-play, newest first, with the rubric it is marked on."""
    return own_role_play(acting(request, viewer), launch=launch, role_play=key, rep=viewer.email)


@files.post("/learn/{launch}/role-plays/{key}/submissions", status_code=201)
def hand_in(
    request: Request, launch: str, key: str, viewer: Learns, text: Annotated[str, Form()] = "",
    link: Annotated[str, Form()] = "", file: UploadFile | None = None,
) -> HandedIn:  # fmt: skip
    """Hand in a text, a link or a file, as a form (multipart/form-data); one of the three."""
    limit_submits(request, viewer)
    done = submit_role_play(
        acting(request, viewer), launch=launch, role_play=key, rep=viewer.email, text=text, link=link,
        file=given_file(file),
    )  # fmt: skip
    return HandedIn(
        submission=done.submission.id, round=done.submission.round, asked=done.assigned.made,
        lacking=[because for one in done.assigned.lacking for because in one.because],
    )  # fmt: skip


@router.post("/learn/submissions/{submission}/withdraw")
def withdraw(request: Request, submission: Number, viewer: Learns) -> Done:
    """Take it back while nobody has graded it."""
    withdraw_submission(acting(request, viewer), submission=submission)
    return Done(changed=True)


@files.get("/learn/submissions/{submission}/file", response_class=FileResponse, responses=FILE)  # type: ignore[arg-type]
def own_file(request: Request, submission: Number, viewer: Reads) -> FileResponse:
    """What one handed in oneself."""
    return sent_file(submitted_file(acting(request, viewer), viewer=viewer, submission=submission))


@router.get("/grading")
def queue(request: Request, viewer: Sees) -> list[Queued]:
    """What one is asked to grade, by the day it is due."""
    return list(grading_queue(acting(request, viewer), grader=viewer.email))


@router.get("/grading/{submission}")
def sheet(request: Request, submission: Number, viewer: Sees) -> GradingSheet:
    """A submission to be graded; 404 for one that is not one's to see."""
    return grading_sheet(acting(request, viewer), viewer=viewer, submission=submission)


@router.post("/grading/{submission}", status_code=201)
def give_marks(request: Request, submission: Number, body: MarksBody, viewer: Grades) -> Graded:
    """One's marks are on record, once; the last that is needed makes the final mark."""
    done = grade_submission(
        acting(request, viewer), submission=submission, levels=body.marks, comments=body.comments, note=body.note
    )
    return Graded(
        mark=done.mark, final=done.final, waits=done.waits,
        attempt_fraction=done.attempt.fraction if done.attempt else None,
        attempt_passed=done.attempt.passed if done.attempt else None,
    )  # fmt: skip


@router.post("/grading/{submission}/again", status_code=201)
def mark_again(request: Request, submission: Number, body: MarksBody, viewer: SeesTo) -> MarkedAgain:
    """An essay that has its mark is marked once more, by a trainer, with a note; its evidence is corrected."""
    done = mark_essay_again(
        acting(request, viewer), submission=submission, levels=body.marks, comments=body.comments, note=body.note
    )
    return MarkedAgain(
        mark=done.mark, was=done.was.fraction, becomes=done.becomes.fraction, was_passed=done.was.passed,
        is_passed=done.becomes.passed,
    )  # fmt: skip


@router.post("/grading/{submission}/hand-back")
def hand_back(request: Request, submission: Number, body: ReasonBody, viewer: Grades) -> Assigned:
    """Somebody else is asked."""
    return reassign_grader(acting(request, viewer), submission=submission, grader=viewer.email, reason=body.reason)


@files.get("/grading/{submission}/file", response_class=FileResponse, responses=FILE)  # type: ignore[arg-type]
def recording(request: Request, submission: Number, viewer: Sees) -> FileResponse:
    """The file that was handed in."""
    return sent_file(submitted_file(acting(request, viewer), viewer=viewer, submission=submission))


@router.get("/grading/calibration/{launch}")
def own_calibration(request: Request, launch: str, viewer: Sees) -> Calibration:
    """One's own calibration; what was agreed shows once one graded it."""
    return calibration_page(acting(request, viewer), launch=launch, grader=viewer.email)


@router.get("/grading/exemplars/{exemplar}")
def exemplar(request: Request, exemplar: Number, viewer: Sees) -> ExemplarToGrade:
    """An exemplar, and what was agreed once one has graded it."""
    found = exemplar_sheet(acting(request, viewer), exemplar=exemplar, grader=viewer.email)
    return ExemplarToGrade(
        exemplar=found.exemplar.id, launch=found.exemplar.launch, role_play=found.exemplar.role_play,
        title=found.exemplar.title, scenario=found.scenario, work=shown_work(found.exemplar.work),
        rubric=list(found.rubric), compared=list(found.compared), off=found.off, tries=found.tries,
    )  # fmt: skip


@router.post("/grading/exemplars/{exemplar}", status_code=201)
def calibrate(request: Request, exemplar: Number, body: TriedBody, viewer: Grades) -> Tried:
    """One more try; the last one counts."""
    context = acting(request, viewer)
    done = calibrate_grader(context, exemplar=exemplar, levels=body.marks, comments=body.comments)
    found = exemplar_sheet(context, exemplar=exemplar, grader=viewer.email)
    return Tried(mark=done.mark, agreed=done.agreed, off=done.off, lacks=done.lacks, compared=list(found.compared))


@files.get("/grading/exemplars/{exemplar}/file", response_class=FileResponse, responses=FILE)  # type: ignore[arg-type]
def exemplar_recording(request: Request, exemplar: Number, viewer: Sees) -> FileResponse:
    """The file of an exemplar."""
    return sent_file(exemplar_file(acting(request, viewer), exemplar=exemplar))


@router.get("/launches/{launch}/submissions")
def waiting(
    request: Request, launch: str, viewer: SeesGraders, cursor: Cursor = "", limit: Limit = 50
) -> Page[Waiting]:
    """Every submission that waits for its mark, oldest first."""
    after = read_number(cursor) if cursor else 0
    found = open_submissions(acting(request, viewer), launch=launch, after=after, limit=limit + 1)
    more = len(found) > limit
    return Page(items=list(found[:limit]), next=write_cursor(str(found[limit - 1].submission)) if more else None)


@router.post("/launches/{launch}/submissions/assign")
def assign(request: Request, launch: str, viewer: SeesTo) -> Assigned:
    """Find graders for what has none, and others for those who may not grade any more."""
    return assign_graders(acting(request, viewer), launch=launch)


@router.post("/launches/{launch}/submissions/{submission}/reassign")
def reassign(request: Request, launch: str, submission: Number, body: ReassignBody, viewer: SeesTo) -> Assigned:  # noqa: ARG001
    """Somebody else grades it."""
    return reassign_grader(
        acting(request, viewer), submission=submission, grader=body.grader, to=body.to, reason=body.reason
    )


@router.get("/launches/{launch}/grading-agreement")
def agreement(request: Request, launch: str, viewer: SeesGraders, role_play: str = "") -> Agreement:
    """Kappa, alpha and intraclass correlation by category and rubric version; drift by grader."""
    return grading_agreement(acting(request, viewer), launch=launch, role_play=role_play)


@router.get("/launches/{launch}/calibration")
def calibration(request: Request, launch: str, viewer: SeesGraders, role_play: str = "") -> Calibration:
    """Every grader against the agreed marks, and against each other."""
    return calibration_page(acting(request, viewer), launch=launch, role_play=role_play)


@files.post("/launches/{launch}/role-plays/{key}/exemplars", status_code=201)
def keep(
    request: Request, launch: str, key: str, viewer: SeesTo, title: Annotated[str, Form()],
    marks: Annotated[str, Form(description="The agreed marks and comments, as the JSON of a calibration's body.")],
    text: Annotated[str, Form()] = "", link: Annotated[str, Form()] = "", file: UploadFile | None = None,
) -> ExemplarKept:  # fmt: skip
    """Keep an exemplar, as a form (multipart/form-data)."""
    agreed = _agreed(marks)
    done = keep_exemplar(
        acting(request, viewer), launch=launch, role_play=key, title=title, levels=agreed.marks,
        comments=agreed.comments, text=text, link=link, file=given_file(file),
    )  # fmt: skip
    return ExemplarKept(exemplar=done.id, mark=done.mark)


@router.post("/launches/{launch}/exemplars/{exemplar}/retire")
def retire(request: Request, launch: str, exemplar: Number, viewer: SeesTo) -> Done:  # noqa: ARG001
    """Nobody is calibrated on it any more."""
    retire_exemplar(acting(request, viewer), exemplar=exemplar)
    return Done(changed=True)


def _agreed(text: str) -> TriedBody:
    try:
        return TriedBody.model_validate(json.loads(text))
    except (ValueError, ValidationError, RecursionError):
        raise DefinitionError(
            "the marks cannot be read.",
            problems=[Problem("RQ001", "'marks' is not the JSON of marks.", 'Write {"marks": {"honesty": 4}}.')],
        ) from None
