"""A launch's graders, for its trainers: who grades what, how far they agree, who drifts, who is calibrated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response, UploadFile

from readiness.actions.assign_graders import assign_graders
from readiness.actions.keep_exemplar import keep_exemplar, retire_exemplar
from readiness.actions.reassign_grader import reassign_grader
from readiness.domain.access.permissions import see_graders, see_to_graders
from readiness.domain.access.roles import Viewer
from readiness.domain.role_play.work import MEDIA_TYPES
from readiness.ground.errors import Conflict, DefinitionError, NotAllowed, NotFound, ReadinessError
from readiness.reports.grading_agreement import Agreement, Calibration, calibration_page, grading_agreement
from readiness.reports.role_play import Waiting, open_submissions
from readiness.web.access import acting, may
from readiness.web.errors import status_of
from readiness.web.forms import Number, typed_fields
from readiness.web.pages import back, plural, show
from readiness.web.rubric_form import NOTHING_YET, Refused, comments_of, levels_of
from readiness.web.submitted_files import given_file
from readiness.web.upload_route import UploadRoute

router = APIRouter(prefix="/launches/{launch}/training/graders", route_class=UploadRoute)

Sees = Annotated[Viewer, Depends(may(see_graders))]
SeesTo = Annotated[Viewer, Depends(may(see_to_graders))]
Fields = Annotated[Mapping[str, str], Depends(typed_fields)]


@dataclass(frozen=True, slots=True, kw_only=True)
class GradersPage:
    """`lacking`: why nobody was found, after the last try to assign. `of`: the role-play whose form was refused."""

    launch: str
    name: str
    waiting: tuple[Waiting, ...]
    agreement: Agreement
    calibration: Calibration
    largest: int
    endings: str
    lacking: tuple[tuple[int, tuple[str, ...]], ...] = ()
    of: str = ""
    refused: Refused = NOTHING_YET
    fresh: Refused = NOTHING_YET


@router.get("")
def graders(request: Request, launch: str, viewer: Sees) -> Response:
    return _show(request, viewer, launch)


@router.post("/assign")
def assign(request: Request, launch: str, viewer: SeesTo) -> Response:
    try:
        done = assign_graders(acting(request, viewer), launch=launch)
    except NotAllowed as error:
        return _show(request, viewer, launch, error)
    if done.lacking:
        lacking = tuple((one.submission, one.because) for one in done.lacking)
        return _show(request, viewer, launch, lacking=lacking)
    said = f"{plural(done.made, 'grader')} asked" + (f", {done.taken} replaced" if done.taken else "") + "."
    return back(
        f"/launches/{launch}/training/graders", said if done.made or done.taken else "Everything has its graders."
    )


@router.post("/reassign/{submission}")
def reassign(
    request: Request, launch: str, submission: Number, viewer: SeesTo, grader: Annotated[str, Form()] = "",
    to: Annotated[str, Form()] = "", reason: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    try:
        done = reassign_grader(acting(request, viewer), submission=submission, grader=grader, to=to, reason=reason)
    except (Conflict, DefinitionError, NotAllowed, NotFound) as error:
        return _show(request, viewer, launch, error)
    if done.lacking:
        return _show(request, viewer, launch, lacking=tuple((one.submission, one.because) for one in done.lacking))
    return back(f"/launches/{launch}/training/graders", "Somebody else is asked to grade it.")


@router.post("/{key}/exemplars")
def exemplar(
    request: Request, launch: str, key: str, viewer: SeesTo, form: Fields, title: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "", link: Annotated[str, Form()] = "", file: UploadFile | None = None,
) -> Response:  # fmt: skip
    try:
        keep_exemplar(
            acting(request, viewer), launch=launch, role_play=key, title=title, levels=levels_of(form),
            comments=comments_of(form), text=text, link=link, file=given_file(file),
        )  # fmt: skip
    except (Conflict, DefinitionError, NotAllowed) as error:
        return _show(request, viewer, launch, error, of=key, typed=form)
    return back(f"/launches/{launch}/training/graders#calibration", "Kept; graders are calibrated on it from now on.")


@router.post("/exemplars/{exemplar}/retire")
def retire(request: Request, launch: str, exemplar: Number, viewer: SeesTo) -> Response:
    try:
        retire_exemplar(acting(request, viewer), exemplar=exemplar)
    except (Conflict, NotAllowed) as error:
        return _show(request, viewer, launch, error)
    return back(f"/launches/{launch}/training/graders#calibration", "Retired; what was graded stays.")


def _show(
    request: Request, viewer: Viewer, launch: str, error: ReadinessError | None = None, *, of: str = "",
    typed: Mapping[str, str] | None = None, lacking: tuple[tuple[int, tuple[str, ...]], ...] = (),
) -> Response:  # fmt: skip
    context = acting(request, viewer)
    agreement = grading_agreement(context, launch=launch)
    page = GradersPage(
        launch=launch, name=agreement.name, waiting=open_submissions(context, launch=launch), agreement=agreement,
        calibration=calibration_page(context, launch=launch), largest=context.submissions.largest // 1_000_000,
        endings=",".join(f".{one}" for one in MEDIA_TYPES), lacking=lacking, of=of,
        refused=Refused(error=error, typed=typed or {}),
    )  # fmt: skip
    return show(request, viewer, "training/graders.html.j2", page, status=status_of(error) if error else 200)
