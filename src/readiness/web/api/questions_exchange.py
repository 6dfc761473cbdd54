"""Questions as files of other products, in and out; keys included."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from pydantic import BaseModel, Field

from readiness.actions.import_items import ImportedItem, import_items
from readiness.domain.access import permissions
from readiness.domain.access.roles import Viewer
from readiness.domain.item_exchange.exchange_item import Format, Lost
from readiness.reports.item_export import ItemsExported, export_items
from readiness.reports.question_bank import sendable
from readiness.web.access import acting, may
from readiness.web.api.shape import Body, ProblemLine, api_router, problem_lines

router = api_router("training")

Reads = Annotated[Viewer, Depends(may(permissions.see_training))]
Authors = Annotated[Viewer, Depends(may(permissions.author_training))]


class FileBody(Body):
    """`text` is the file. `format` null = told by `called` and by its beginning. `tests` are the claims of questions
    that name none; `skip_uncarried` leaves out what has no place here, `as_drafts` brings them in unreviewed.
    `preview`: nothing is written. `into` is a file of the launch, "" = where its last question stands.
    """

    text: Annotated[str, Field(max_length=10_000_000)]
    called: Annotated[str, Field(max_length=80)] = "file"
    format: Format | None = None
    tests: Annotated[list[str], Field(default_factory=list)]
    skip_uncarried: bool = False
    as_drafts: bool = False
    into: Annotated[str, Field(max_length=200)] = ""
    preview: bool = False


class Imported(BaseModel):
    """`items` are new, `unchanged` were there; `lost` is what was not carried. `files` were written."""

    format: Format
    items: list[ImportedItem]
    unchanged: list[str]
    lost: list[Lost]
    warnings: list[ProblemLine]
    files: list[str]


@router.get("/launches/{launch}/question-file")
def export_file(request: Request, launch: str, viewer: Reads, format: Format, quiz: str = "") -> ItemsExported:  # noqa: A002
    """The questions of the bank, or what a quiz may ask, as a file with their keys, and what it cannot carry."""
    return export_items(acting(request, viewer), launch=launch, form=format, quiz=quiz)


@router.post("/launches/{launch}/question-file")
def import_file(request: Request, launch: str, body: FileBody, viewer: Authors) -> Imported:
    """Every question of the file is in the launch file; 422 with every problem and its line, and then none is."""
    done = import_items(
        acting(request, viewer), launch=launch, data=body.text.encode(), called=body.called, form=body.format,
        tests=body.tests, skip_uncarried=body.skip_uncarried, as_drafts=body.as_drafts, into=body.into,
        preview=body.preview,
    )  # fmt: skip
    return Imported(
        format=done.format, items=[ImportedItem(sendable(one.item), one.line) for one in done.items],
        unchanged=list(done.unchanged), lost=list(done.lost), warnings=problem_lines(done.warnings),
        files=list(done.files),
    )  # fmt: skip
