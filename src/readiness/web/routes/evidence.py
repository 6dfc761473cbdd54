"""Evidence from elsewhere: a file is looked at, or recorded whole, or told what is wrong with it, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, Form, Request, Response, UploadFile

from readiness.actions.import_evidence import EvidenceImported, import_uploaded_evidence
from readiness.domain.access.permissions import author_training
from readiness.domain.access.roles import Viewer
from readiness.ground.errors import DefinitionError, Problem
from readiness.reports.part import Part, part_in
from readiness.reports.question_bank import vocabulary
from readiness.web.access import acting, may
from readiness.web.errors import status_of
from readiness.web.pages import show
from readiness.web.submitted_files import shown_name

router = APIRouter(prefix="/launches/{launch}/training/evidence")

Author = Annotated[Viewer, Depends(may(author_training))]

_LISTED: Final = 500
"""Problems shown; more than that is one mistake with many consequences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidencePage:
    """`came` is what became of a file, None before one was sent. `message` and `problems` are of one that was refused,
    `unlisted` how many problems more it has.
    """

    launch: str
    name: str
    part: Part
    came: EvidenceImported | None = None
    message: str = ""
    hint: str = ""
    problems: tuple[Problem, ...] = ()
    unlisted: int = 0


@router.get("")
def evidence_page(request: Request, launch: str, viewer: Author) -> Response:
    return _page(request, viewer, launch)


@router.post("")
def upload(
    request: Request, launch: str, viewer: Author, file: UploadFile | None = None,
    act: Annotated[Literal["look", "record"], Form()] = "look",
) -> Response:  # fmt: skip
    """What the file would record, or has; sent again it adds nothing, so it needs no second page."""
    data, called = (file.file.read(), shown_name(file.filename)) if file else (b"", "file")
    try:
        came = import_uploaded_evidence(
            acting(request, viewer), launch=launch, data=data, called=called, preview=act == "look"
        )
    except DefinitionError as error:
        return _page(request, viewer, launch, error=error)
    return _page(request, viewer, launch, came=came)


def _page(
    request: Request, viewer: Viewer, launch: str, *, came: EvidenceImported | None = None,
    error: DefinitionError | None = None,
) -> Response:  # fmt: skip
    context = acting(request, viewer)
    problems = tuple(error.problems) if error else came.warnings if came else ()
    page = EvidencePage(
        launch=launch, name=vocabulary(context, launch=launch).name,
        part=part_in(context, launch=launch, email=viewer.email), came=came, message=error.message if error else "",
        hint=error.hint if error else "", problems=problems[:_LISTED], unlisted=max(0, len(problems) - _LISTED),
    )  # fmt: skip
    return show(request, viewer, "training/evidence.html.j2", page, status=status_of(error) if error else 200)
