"""A rep's own role-plays: hand in a text, a link or a recording, see the rounds with their marks and comments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response, UploadFile

from readiness.actions.submit_role_play import submit_role_play
from readiness.actions.withdraw_submission import withdraw_submission
from readiness.domain.access.permissions import learn, see_own_learning
from readiness.domain.access.roles import Viewer
from readiness.domain.role_play.work import MEDIA_TYPES
from readiness.ground.errors import Conflict, DefinitionError, NotAllowed, ReadinessError
from readiness.reports.role_play import OwnRolePlay, own_role_play, submitted_file
from readiness.web.access import acting, may
from readiness.web.errors import status_of
from readiness.web.forms import Number
from readiness.web.limits import limit_submits
from readiness.web.pages import back, show
from readiness.web.rubric_form import NOTHING_YET, Refused
from readiness.web.submitted_files import given_file, sent_file
from readiness.web.upload_route import UploadRoute

router = APIRouter(route_class=UploadRoute)

Reader = Annotated[Viewer, Depends(may(see_own_learning))]
Learner = Annotated[Viewer, Depends(may(learn))]


@dataclass(frozen=True, slots=True, kw_only=True)
class RolePlayPage:
    """`largest` is the largest file in megabytes, 0 = none is taken; `endings` what may be chosen."""

    play: OwnRolePlay
    largest: int
    endings: str
    refused: Refused = NOTHING_YET


@router.get("/learn/{launch}/role-plays/{key}")
def role_play(request: Request, launch: str, key: str, viewer: Reader) -> Response:
    return _show(request, viewer, launch, key)


@router.post("/learn/{launch}/role-plays/{key}")
def hand_in(
    request: Request, launch: str, key: str, viewer: Learner, text: Annotated[str, Form()] = "",
    link: Annotated[str, Form()] = "", file: UploadFile | None = None,
) -> Response:  # fmt: skip
    limit_submits(request, viewer)
    try:
        done = submit_role_play(
            acting(request, viewer), launch=launch, role_play=key, rep=viewer.email, text=text, link=link,
            file=given_file(file),
        )  # fmt: skip
    except (Conflict, DefinitionError, NotAllowed) as error:
        return _show(request, viewer, launch, key, error, {"text": text, "link": link})
    said = f"Handed in, round {done.submission.round}. "
    said += "Somebody was asked to grade it." if done.assigned.made else "It waits for somebody who may grade it."
    return back(f"/learn/{launch}/role-plays/{key}", said)


@router.post("/learn/submissions/{submission}/withdraw")
def withdraw(request: Request, submission: Number, viewer: Learner) -> Response:
    found = withdraw_submission(acting(request, viewer), submission=submission)
    return back(f"/learn/{found.launch}/role-plays/{found.role_play}", "Taken back; you may hand in something else.")


@router.get("/learn/submissions/{submission}/file")
def own_file(request: Request, submission: Number, viewer: Reader) -> Response:
    return sent_file(submitted_file(acting(request, viewer), viewer=viewer, submission=submission))


def _show(
    request: Request, viewer: Viewer, launch: str, key: str, error: ReadinessError | None = None,
    typed: dict[str, str] | None = None,
) -> Response:  # fmt: skip
    context = acting(request, viewer)
    page = RolePlayPage(
        play=own_role_play(context, launch=launch, role_play=key, rep=viewer.email),
        largest=context.submissions.largest // 1_000_000, endings=",".join(f".{one}" for one in MEDIA_TYPES),
        refused=Refused(error=error, typed=typed or {}),
    )  # fmt: skip
    return show(request, viewer, "learning/role_play.html.j2", page, status=status_of(error) if error else 200)
