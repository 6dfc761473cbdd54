"""A grader's room: what they are asked to grade, one submission with its rubric, exemplars to calibrate on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Request, Response

from readiness.actions.calibrate_grader import calibrate_grader
from readiness.actions.grade_submission import grade_submission
from readiness.actions.mark_essay_again import mark_essay_again
from readiness.actions.reassign_grader import reassign_grader
from readiness.domain.access.permissions import grade, see_grading, see_to_graders
from readiness.domain.access.roles import Viewer
from readiness.ground.errors import Conflict, DefinitionError, NotAllowed, ReadinessError
from readiness.ground.percent import percent
from readiness.reports.grading_agreement import (
    Calibration,
    ExemplarSheet,
    RolePlayCalibration,
    calibration_page,
    exemplar_sheet,
)
from readiness.reports.role_play import (
    GradingSheet,
    Queued,
    exemplar_file,
    grading_launches,
    grading_queue,
    grading_sheet,
    submitted_file,
)
from readiness.web.access import acting, may
from readiness.web.errors import status_of
from readiness.web.forms import Number, typed_fields
from readiness.web.kept_form import Typed, keeps
from readiness.web.kept_form import mark as mark_form
from readiness.web.pages import back, show
from readiness.web.rubric_form import NOTHING_YET, Refused, comments_of, levels_of
from readiness.web.submitted_files import sent_file

router = APIRouter(prefix="/grading")

KEPT_AS: Final = "grading"
Sees = Annotated[Viewer, Depends(may(see_grading))]
Grades = Annotated[Viewer, Depends(may(grade))]
SeesTo = Annotated[Viewer, Depends(may(see_to_graders))]
Fields = Annotated[Mapping[str, str], Depends(typed_fields)]


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    """`launches`: key and name of those with role-plays, whose exemplars can be graded."""

    queue: tuple[Queued, ...]
    launches: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GradePage:
    sheet: GradingSheet
    may_grade: bool
    may_mark_again: bool
    mark: str
    refused: Refused = NOTHING_YET


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCalibrationPage:
    """One grader's own calibration: `mine` is theirs by role-play key."""

    calibration: Calibration

    def lacks(self, play: RolePlayCalibration) -> str:
        """Why it does not hold; "" = it does, or nothing was graded yet."""
        return play.graders[0].lacks if play.graders else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExemplarPage:
    sheet: ExemplarSheet
    may_grade: bool
    refused: Refused = NOTHING_YET


@router.get("")
def queue(request: Request, viewer: Sees) -> Response:
    context = acting(request, viewer)
    page = QueuePage(queue=grading_queue(context, grader=viewer.email), launches=grading_launches(context))
    return show(request, viewer, "grading/queue.html.j2", page)


@router.get("/calibration/{launch}")
def calibration(request: Request, launch: str, viewer: Sees) -> Response:
    found = calibration_page(acting(request, viewer), launch=launch, grader=viewer.email)
    return show(request, viewer, "grading/calibration.html.j2", OwnCalibrationPage(calibration=found))


@router.get("/exemplars/{exemplar}")
def exemplar(request: Request, exemplar: Number, viewer: Sees) -> Response:
    return _exemplar(request, viewer, exemplar)


@router.post("/exemplars/{exemplar}")
def calibrate(request: Request, exemplar: Number, viewer: Grades, form: Fields) -> Response:
    try:
        done = calibrate_grader(
            acting(request, viewer), exemplar=exemplar, levels=levels_of(form), comments=comments_of(form)
        )
    except (Conflict, DefinitionError, NotAllowed) as error:
        return _exemplar(request, viewer, exemplar, error, form)
    said = f"{done.says} " + (
        f"Your calibration does not hold: {done.lacks}" if done.lacks else "Your calibration holds."
    )
    return back(f"/grading/exemplars/{exemplar}", said, "warn" if done.lacks else "good")


@router.get("/exemplars/{exemplar}/file")
def exemplar_recording(request: Request, exemplar: Number, viewer: Sees) -> Response:
    return sent_file(exemplar_file(acting(request, viewer), exemplar=exemplar))


@router.get("/{submission}")
def sheet(request: Request, submission: Number, viewer: Sees) -> Response:
    return _show(request, viewer, submission)


@router.post("/{submission}")
def give_marks(request: Request, submission: Number, viewer: Grades, form: Fields) -> Response:
    context = acting(request, viewer)
    try:
        done = grade_submission(
            context, submission=submission, levels=levels_of(form), comments=comments_of(form),
            note=form.get("note", ""),
        )  # fmt: skip
    except (Conflict, DefinitionError, NotAllowed) as error:
        return _show(request, viewer, submission, Refused(error=error, typed=form))
    if done.final is None:
        said = f"Your marks are on record: {percent(done.mark.fraction)}. {_said(done.waits)}"
        return back(f"/grading/{submission}", said)
    if done.waits or done.attempt is not None:
        said = f"The answer has its mark: {percent(done.final.mark.fraction)}. {_said(done.waits)}".strip()
        if done.attempt is not None:
            verdict = "passed" if done.attempt.passed else "not passed"
            said = f"{said} The attempt is {verdict} with {percent(done.attempt.fraction)}; the rep is told."
        return back(f"/grading/{submission}", said)
    passed = "passed" if done.final.mark.passed else "not passed"
    said = f"Final ({done.final.rule}): {passed} with {percent(done.final.mark.fraction)}."
    return back(f"/grading/{submission}", said, "good" if done.final.mark.passed else "warn")


@router.post("/{submission}/again")
def mark_again(request: Request, submission: Number, viewer: SeesTo, form: Fields) -> Response:
    """An essay that has its mark is marked once more, by a trainer."""
    try:
        done = mark_essay_again(
            acting(request, viewer), submission=submission, levels=levels_of(form), comments=comments_of(form),
            note=form.get("note", ""),
        )  # fmt: skip
    except (Conflict, DefinitionError, NotAllowed) as error:
        return _show(request, viewer, submission, Refused(error=error, typed=form))
    verdict = "passed" if done.becomes.passed else "not passed"
    said = f"Marked again: the attempt was at {percent(done.was.fraction)} and is {verdict} with "
    return back(f"/grading/{submission}", f"{said}{percent(done.becomes.fraction)}.")


@router.post("/{submission}/hand-back")
def hand_back(request: Request, submission: Number, viewer: Grades, reason: Annotated[str, Form()] = "") -> Response:
    try:
        reassign_grader(acting(request, viewer), submission=submission, grader=viewer.email, reason=reason)
    except (Conflict, DefinitionError) as error:
        return _show(request, viewer, submission, Refused(error=error, typed={"reason": reason}))
    return back("/grading", "Handed back; somebody else is asked.")


@router.get("/{submission}/file")
def recording(request: Request, submission: Number, viewer: Sees) -> Response:
    return sent_file(submitted_file(acting(request, viewer), viewer=viewer, submission=submission))


@keeps(KEPT_AS, grade)
def typed_before(request: Request, viewer: Viewer, typed: Typed) -> Response:
    """The grading page with the marks and comments as they were typed."""
    return _show(request, viewer, int(typed.at["submission"]), Refused(typed=typed.plain, again=True))


def _show(request: Request, viewer: Viewer, submission: int, refused: Refused = NOTHING_YET) -> Response:
    page = GradePage(
        sheet=grading_sheet(acting(request, viewer), viewer=viewer, submission=submission), may_grade=grade(viewer),
        may_mark_again=see_to_graders(viewer),
        mark=mark_form(request, viewer, KEPT_AS, submission=str(submission)) if grade(viewer) else "", refused=refused,
    )  # fmt: skip
    status = status_of(refused.error) if refused.error else 200
    return show(request, viewer, "grading/sheet.html.j2", page, status=status)


def _exemplar(
    request: Request, viewer: Viewer, exemplar: int, error: ReadinessError | None = None,
    typed: Mapping[str, str] | None = None,
) -> Response:  # fmt: skip
    page = ExemplarPage(
        sheet=exemplar_sheet(acting(request, viewer), exemplar=exemplar, grader=viewer.email),
        may_grade=grade(viewer), refused=Refused(error=error, typed=typed or {}),
    )  # fmt: skip
    return show(request, viewer, "grading/exemplar.html.j2", page, status=status_of(error) if error else 200)


def _said(text: str) -> str:
    return text[:1].upper() + text[1:]
