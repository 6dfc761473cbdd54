"""Questions as files: uploaded, looked at, imported whole or not at all; and taken out with their keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request, Response, UploadFile

from readiness.actions.import_items import ItemsImported, import_items
from readiness.actions.keep_upload import find_upload, keep_upload
from readiness.context import Context
from readiness.domain.access.permissions import author_training, see_training
from readiness.domain.access.roles import Viewer
from readiness.domain.item_exchange.exchange_item import Format, Lost
from readiness.domain.item_exchange.formats import FORMATS
from readiness.ground.errors import DefinitionError, Problem
from readiness.reports.item_export import ItemsExported, export_items
from readiness.reports.message_map import Named
from readiness.reports.part import Part, part_in
from readiness.reports.question_bank import Vocabulary, question_bank, vocabulary
from readiness.web.access import acting, may
from readiness.web.errors import status_of
from readiness.web.pages import back, plural, show

router = APIRouter(prefix="/launches/{launch}/training/exchange")

Reader = Annotated[Viewer, Depends(may(see_training))]
Author = Annotated[Viewer, Depends(may(author_training))]
Text = Annotated[str, Form()]
Claims = Annotated[list[str] | None, Form()]

FORMAT_NAMES: Final = (("gift", "GIFT"), ("aiken", "Aiken"), ("moodle-xml", "Moodle XML"))
_TYPES: Final = {"gift": "text/plain", "aiken": "text/plain", "moodle-xml": "application/xml"}
_LISTED: Final = 500
"""Problems shown; more than that is one mistake with many consequences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A file that is kept, and how it is to be read. `upload`: its SHA-256; `called`: the name it came with."""

    upload: str
    called: str
    form: str
    tests: tuple[str, ...]
    skip: bool
    drafts: bool

    @property
    def query(self) -> str:
        told = {"upload": self.upload, "called": self.called, "form": self.form, "tests": list(self.tests)}
        return urlencode(
            told | {"skip": "yes" if self.skip else "", "drafts": "yes" if self.drafts else ""}, doseq=True
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangePage:
    """`exported` None = nobody has asked for a file yet. `message` and `problems` are of the upload just refused."""

    words: Vocabulary
    quizzes: tuple[Named, ...]
    part: Part
    formats: tuple[tuple[str, str], ...] = FORMAT_NAMES
    exported: ItemsExported | None = None
    form: str = ""
    quiz: str = ""
    message: str = ""
    hint: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def lost(self) -> tuple[tuple[str, tuple[Lost, ...]], ...]:
        """What the file cannot carry, each with the questions it is about; tags of any name are one."""
        found: dict[str, list[Lost]] = {}
        for one in self.exported.lost if self.exported else ():
            found.setdefault("its tags" if one.what.startswith("the tag '") else one.what, []).append(one)
        whole = sorted(found.items(), key=lambda told: (not told[1][0].whole, told[0]))
        return tuple((what, tuple(ones)) for what, ones in whole)


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewPage:
    """What importing would bring. Nothing is written yet. `titles`: claim → its title."""

    launch: str
    name: str
    titles: Mapping[str, str]
    chosen: Chosen
    found: ItemsImported


@router.get("")
def exchange_page(
    request: Request, launch: str, viewer: Reader, form: Annotated[str, Query(alias="format")] = "", quiz: str = ""
) -> Response:
    """Both ways on one page; with a format, what that file would hold and what it cannot."""
    made = export_items(acting(request, viewer), launch=launch, form=_format(form), quiz=quiz) if form else None
    return _page(request, viewer, launch, exported=made, form=form, quiz=quiz)


@router.get("/file")
def exported_file(
    request: Request, launch: str, viewer: Reader, form: Annotated[str, Query(alias="format")] = "gift", quiz: str = ""
) -> Response:
    """The questions with their keys, as a file to save."""
    chosen = _format(form)
    made = export_items(acting(request, viewer), launch=launch, form=chosen, quiz=quiz)
    headers = {"content-disposition": f'attachment; filename="{made.name}"'}
    return Response(made.text, media_type=f"{_TYPES[chosen]}; charset=utf-8", headers=headers)


@router.post("")
def upload(
    request: Request, launch: str, viewer: Author, file: UploadFile | None = None, form: Text = "",
    tests: Claims = None, skip: Text = "", drafts: Text = "",
) -> Response:  # fmt: skip
    """The file is kept for a day, to be looked at."""
    try:
        kept = keep_upload(acting(request, viewer), data=file.file.read() if file else b"")
    except DefinitionError as error:
        return _page(request, viewer, launch, error=error)
    chosen = _chosen(kept, (file.filename if file else "") or "", form, tests, skip, drafts)
    return back(f"/launches/{launch}/training/exchange/preview?{chosen.query}")


@router.get("/preview")
def preview(
    request: Request, launch: str, viewer: Author, upload: str = "", called: str = "", form: str = "",
    tests: Annotated[list[str] | None, Query()] = None, skip: str = "", drafts: str = "",
) -> Response:  # fmt: skip
    """What would come, with everything that is not carried; or every problem with its line."""
    chosen = _chosen(upload, called, form, tests, skip, drafts)
    context = acting(request, viewer)
    try:
        found = _imported(context, launch, chosen, is_preview=True)
    except DefinitionError as error:
        return _page(request, viewer, launch, error=error)
    words = vocabulary(context, launch=launch)
    titles = {one.key: one.title for _, claims in words.claims for one in claims}
    page = PreviewPage(launch=launch, name=words.name, titles=titles, chosen=chosen, found=found)
    return show(request, viewer, "training/exchange_preview.html.j2", page)


@router.post("/import")
def import_it(
    request: Request, launch: str, viewer: Author, upload: Text = "", called: Text = "", form: Text = "",
    tests: Claims = None, skip: Text = "", drafts: Text = "",
) -> Response:  # fmt: skip
    """Exactly the file that was looked at; when the launch file has changed meanwhile, it is judged again."""
    chosen = _chosen(upload, called, form, tests, skip, drafts)
    try:
        done = _imported(acting(request, viewer), launch, chosen, is_preview=False)
    except DefinitionError as error:
        return _page(request, viewer, launch, error=error)
    path = f"/launches/{launch}/training/questions?status=new"
    if not done.items:
        return back(path, "Just these questions are in the launch file already.", "plain")
    said = f"{plural(len(done.items), 'question')} written to {' and '.join(done.files)}."
    if done.essays:
        said += " Essays stay in the bank until a quiz names them, or draws with essays: true."
    if done.essays < len(done.items):
        said += f" {'The others' if done.essays else 'They'} are asked once the launch has been applied again."
    return back(path, said)


def _imported(context: Context, launch: str, chosen: Chosen, *, is_preview: bool) -> ItemsImported:
    return import_items(
        context, launch=launch, data=find_upload(context, name=chosen.upload).read_bytes(), called=chosen.called,
        form=_format(chosen.form) if chosen.form else None, tests=chosen.tests, skip_uncarried=chosen.skip,
        as_drafts=chosen.drafts, preview=is_preview,
    )  # fmt: skip


def _format(form: str) -> Format:
    found = next((one for one in FORMATS if one == form), None)
    if found is None:
        told = Problem("IX004", f"'{form[:40]}' is no format.", f"Choose one of: {', '.join(FORMATS)}.")
        raise DefinitionError("that format is not known.", problems=[told])
    return found


def _chosen(upload: str, called: str, form: str, tests: list[str] | None, skip: str, drafts: str) -> Chosen:
    name = " ".join(called.replace("\\", "/").rpartition("/")[2].split())[:80]
    return Chosen(
        upload=upload, called=name or "file", form=form, tests=tuple(one for one in tests or () if one),
        skip=skip == "yes", drafts=drafts == "yes",
    )  # fmt: skip


def _page(
    request: Request, viewer: Viewer, launch: str, *, error: DefinitionError | None = None,
    exported: ItemsExported | None = None, form: str = "", quiz: str = "",
) -> Response:  # fmt: skip
    context = acting(request, viewer)
    page = ExchangePage(
        words=vocabulary(context, launch=launch), quizzes=question_bank(context, launch=launch).quizzes,
        part=part_in(context, launch=launch, email=viewer.email), exported=exported, form=form, quiz=quiz,
        message=error.message if error else "", hint=error.hint if error else "",
        problems=error.problems[:_LISTED] if error else (),
    )  # fmt: skip
    return show(
        request, viewer, "training/exchange.html.j2", page, status=status_of(error) if error else 200
    )  # fmt: skip
