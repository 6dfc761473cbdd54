"""Evidence from elsewhere: a file is looked at, and then recorded whole as it was looked at, or not at all.

What was sent is kept between the two, so that it is chosen once; what is wrong with it is told line by line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request, Response, UploadFile

from readiness.actions.import_evidence import EvidenceImported, import_uploaded_evidence
from readiness.actions.keep_upload import find_upload, keep_upload
from readiness.context import Context
from readiness.domain.access.permissions import author_training
from readiness.domain.access.roles import Viewer
from readiness.ground.errors import Conflict, DefinitionError, Problem
from readiness.reports.journal import JournalLine, journal_page
from readiness.reports.part import Part, part_in
from readiness.reports.question_bank import vocabulary
from readiness.web.access import acting, may
from readiness.web.errors import status_of
from readiness.web.pages import back, plural, show
from readiness.web.submitted_files import shown_name
from readiness.web.upload_route import UploadRoute

router = APIRouter(prefix="/launches/{launch}/training/evidence", route_class=UploadRoute)

Author = Annotated[Viewer, Depends(may(author_training))]
Text = Annotated[str, Form()]

_LISTED: Final = 500
"""Problems shown; more than that is one mistake with many consequences."""
_KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "module-completed": ("module completed", "modules completed"),
    "quiz-attempt": ("quiz taken", "quizzes taken"),
    "role-play": ("role-play marked", "role-plays marked"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidencePage:
    """`message` and `problems` are of a file that was just refused, `unlisted` how many problems more it has; `before`
    what was imported lately.
    """

    launch: str
    name: str
    part: Part
    before: tuple[JournalLine, ...]
    message: str = ""
    hint: str = ""
    problems: tuple[Problem, ...] = ()
    unlisted: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewPage:
    """What recording the file kept as `upload` would add, in words as `kinds`; `problems` stop nothing."""

    launch: str
    name: str
    upload: str
    came: EvidenceImported
    kinds: str
    problems: tuple[Problem, ...]
    unlisted: int
    notice: str = ""


@router.get("")
def evidence_page(request: Request, launch: str, viewer: Author) -> Response:
    return _page(request, viewer, launch)


@router.post("")
def upload(request: Request, launch: str, viewer: Author, file: UploadFile | None = None) -> Response:
    """The file is kept for a day, and looked at."""
    context = acting(request, viewer)
    part_in(context, launch=launch, email=viewer.email)  # there is such a launch
    try:
        kept = keep_upload(context, data=file.file.read() if file else b"")
    except DefinitionError as error:
        return _page(request, viewer, launch, error=error)
    return back(
        f"{_room(launch)}/preview?{urlencode({'upload': kept, 'called': shown_name(file.filename if file else '')})}"
    )


@router.get("/preview")
def preview(request: Request, launch: str, viewer: Author, upload: str = "", called: str = "") -> Response:
    context = acting(request, viewer)
    try:
        came = _bring(context, launch, upload, called, seen="")
    except DefinitionError as error:
        return _page(request, viewer, launch, error=error)
    return _show_preview(request, viewer, launch, upload, came)


@router.post("/record")
def record(
    request: Request, launch: str, viewer: Author, upload: Text = "", called: Text = "", seen: Text = ""
) -> Response:
    """Exactly what was looked at: when something else would be recorded by now, that is shown first."""
    context = acting(request, viewer)
    try:
        came = _bring(context, launch, upload, called, seen=seen or "-")
    except Conflict as error:
        came = _bring(context, launch, upload, called, seen="")
        told = f"{error.message} {error.hint}"
        return _show_preview(request, viewer, launch, upload, came, notice=told, status=status_of(error))
    except DefinitionError as error:
        return _page(request, viewer, launch, error=error)
    known = f" {came.known:,} known already." if came.known else ""
    return back(_room(launch), f"{came.file}: {came.added:,} recorded{_of(came)}.{known}")


def _bring(context: Context, launch: str, upload: str, called: str, *, seen: str) -> EvidenceImported:
    """`seen` "" = nothing is recorded."""
    data = find_upload(context, name=upload).read_bytes()
    return import_uploaded_evidence(
        context, launch=launch, data=data, called=shown_name(called), preview=not seen, seen=seen
    )


def _show_preview(
    request: Request, viewer: Viewer, launch: str, upload: str, came: EvidenceImported, *, notice: str = "",
    status: int = 200,
) -> Response:  # fmt: skip
    page = PreviewPage(
        launch=launch, name=vocabulary(acting(request, viewer), launch=launch).name, upload=upload, came=came,
        kinds=_in_words(came), problems=came.warnings[:_LISTED], unlisted=max(0, len(came.warnings) - _LISTED),
        notice=notice,
    )  # fmt: skip
    return show(request, viewer, "training/evidence_preview.html.j2", page, status=status)


def _page(request: Request, viewer: Viewer, launch: str, *, error: DefinitionError | None = None) -> Response:
    context = acting(request, viewer)
    problems = tuple(error.problems) if error else ()
    page = EvidencePage(
        launch=launch, name=vocabulary(context, launch=launch).name,
        part=part_in(context, launch=launch, email=viewer.email), message=error.message if error else "",
        before=journal_page(context, launch=launch, verb="imported", about="evidence from ", limit=5).lines,
        hint=error.hint if error else "", problems=problems[:_LISTED], unlisted=max(0, len(problems) - _LISTED),
    )  # fmt: skip
    return show(request, viewer, "training/evidence.html.j2", page, status=status_of(error) if error else 200)


def _in_words(came: EvidenceImported) -> str:
    """`3 quizzes taken, 1 module completed`."""
    counts = sorted(came.kinds.items(), key=lambda kind: (-kind[1], kind[0]))
    return ", ".join(plural(count, *_KINDS[kind]) for kind, count in counts)


def _of(came: EvidenceImported) -> str:
    return f": {_in_words(came)}, of {plural(came.people, 'person', 'people')}" if came.added else ""


def _room(launch: str) -> str:
    return f"/launches/{launch}/training/evidence"
