"""A document held against the message: uploaded, judged, shown, and kept nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response, UploadFile

from readiness.domain.access.permissions import see_message
from readiness.domain.access.roles import Viewer
from readiness.domain.conformance.marking import Marked, marked_passages
from readiness.domain.conformance.rules import RULES
from readiness.ground.days import read_day
from readiness.reports.conformance import DocumentCheck, GivenDocument, Measure, check_document
from readiness.reports.message_map import standing_definition
from readiness.web.access import acting, may
from readiness.web.limits import limit_submits
from readiness.web.pages import show
from readiness.web.submitted_files import shown_name
from readiness.web.upload_route import UploadRoute

router = APIRouter(prefix="/launches/{launch}/message/documents", route_class=UploadRoute)

Reader = Annotated[Viewer, Depends(may(see_message))]
_PASSAGES = 4_000
"""Passages that are shown with their marks; the findings are listed all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentsPage:
    """`check` None = nothing was given yet. `wrong`: what is wrong with the form. `titles`: code → name of its rule.
    `by_meaning`: this server can compare so; `compare` is what was chosen.
    """

    launch: str
    name: str
    is_applied: bool
    check: DocumentCheck | None = None
    passages: tuple[Marked, ...] = ()
    day: str = ""
    wrong: str = ""
    by_meaning: bool
    compare: Measure = "words"
    titles: dict[str, str]


@router.get("")
def documents_page(request: Request, launch: str, viewer: Reader) -> Response:
    """Choose a document."""
    context = acting(request, viewer)
    definition, is_applied = standing_definition(context, launch=launch)
    page = DocumentsPage(
        launch=launch, name=definition.product.name, is_applied=is_applied, titles=_TITLES,
        by_meaning=context.meaning.nearness() is not None,
    )  # fmt: skip
    return show(request, viewer, "message/documents.html.j2", page)


@router.post("")
def checked_document(
    request: Request,
    launch: str,
    viewer: Reader,
    file: UploadFile | None = None,
    day: Annotated[str, Form()] = "",
    compare: Annotated[str, Form()] = "words",
) -> Response:
    """What is found in it, on a page. The file is gone with the answer."""
    limit_submits(request, viewer)
    context = acting(request, viewer)
    definition, is_applied = standing_definition(context, launch=launch)
    on, wrong = _day(day)
    measure, by_meaning = _measure(compare), context.meaning.nearness() is not None
    if measure is None or (measure == "meaning" and not by_meaning):
        measure, wrong = "words", "This server does not compare so: choose by the words they share."
    if file is None or not file.filename:
        wrong = "Choose the document."
    if wrong or file is None:
        page = DocumentsPage(
            launch=launch, name=definition.product.name, is_applied=is_applied, day=day[:40], wrong=wrong,
            titles=_TITLES, by_meaning=by_meaning, compare=measure,
        )  # fmt: skip
        return show(request, viewer, "message/documents.html.j2", page, status=422)
    given = GivenDocument(shown_name(file.filename), file.file.read())
    check = check_document(context, launch=launch, given=given, on=on, compare=measure)
    document = check.document
    page = DocumentsPage(
        launch=launch, name=check.name, is_applied=check.is_applied, check=check, day=day,
        passages=tuple(marked_passages(document.passages[:_PASSAGES], document.findings)), titles=_TITLES,
        by_meaning=by_meaning, compare=measure,
    )  # fmt: skip
    return show(request, viewer, "message/documents.html.j2", page, status=200 if document.usable else 422)


def _measure(text: str) -> Measure | None:
    """None = there is no such."""
    return text if text in {"words", "meaning"} else None  # type: ignore[return-value]


def _day(text: str) -> tuple[date | None, str]:
    """The day, and what is wrong with it; None and nothing = none was given."""
    if not text.strip():
        return None, ""
    try:
        return read_day(text.strip()), ""
    except ValueError as error:
        return None, f"The day is none: {error}"


_TITLES = {code: rule.title for code, rule in RULES.items()}
