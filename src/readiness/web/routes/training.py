"""Training for whoever looks after it: modules, quizzes and role-plays, versions, publishing, what waits for review."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, Form, Query, Request, Response

from readiness.actions.foresee_publication import Foresight, foresee_publication
from readiness.actions.preview_module import Preview, preview_module
from readiness.actions.preview_role_play import preview_role_play
from readiness.actions.publish_content import approvals_lacking, publish_content
from readiness.context import Context
from readiness.domain.access.permissions import author_training, see_training
from readiness.domain.access.roles import Viewer
from readiness.domain.definition.vocabulary import ChangeClass
from readiness.ground.errors import Conflict, DefinitionError, NotFound, Problem
from readiness.reports.part import Part, part_in
from readiness.reports.training import (
    ContentDetail,
    Effect,
    TrainingBoard,
    content_detail,
    training_board,
    whom_they_see,
)
from readiness.web.access import acting, may
from readiness.web.errors import status_of
from readiness.web.pages import back, show

router = APIRouter()

KINDS: Final = {"modules": "module", "quizzes": "quiz", "role-plays": "role-play"}
"""Part of the address → kind of content."""
Reader = Annotated[Viewer, Depends(may(see_training))]
Author = Annotated[Viewer, Depends(may(author_training))]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPage:
    board: TrainingBoard
    paths: dict[str, str]
    part: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class RolePreview:
    """A module as one role will read it, a role-play as everybody does.

    `html` is safe; `says` is why there is none, "" = there is.
    """

    certification: str = ""
    html: str = ""
    says: str = ""
    published: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentPage:
    """`change` and `note` are what the form holds; `preview` None = a quiz, which has forms to try instead."""

    detail: ContentDetail
    path: str
    preview: RolePreview | None
    change: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishPage:
    """What publishing would ask of people, to be confirmed. `lacking` = approvals that are missing.

    `foresight`: of exactly whom, None = of nobody.
    """

    detail: ContentDetail
    path: str
    effect: Effect
    note: str
    problems: tuple[Problem, ...] = ()
    lacking: tuple[Problem, ...] = ()
    foresight: Foresight | None = None

    def called(self, certification: str) -> str:
        """What a certification is called."""
        return next((one.title for one in self.detail.row.audience if one.key == certification), certification)


@router.get("/launches/{launch}/training")
def training_page(request: Request, launch: str, viewer: Reader) -> Response:
    return show(request, viewer, "training/board.html.j2", _board(request, viewer, launch))


@router.get("/launches/{launch}/training/review")
def review_page(request: Request, launch: str, viewer: Reader) -> Response:
    return show(request, viewer, "training/review.html.j2", _board(request, viewer, launch))


@router.get("/launches/{launch}/training/{part}/{key}")
def content_page(
    request: Request,
    launch: str,
    part: str,
    key: str,
    viewer: Reader,
    certification: Annotated[str, Query(alias="as")] = "",
) -> Response:
    context = acting(request, viewer)
    detail = _detail(context, launch, part, key)
    page = _content_page(context, detail, certification=certification)
    return show(request, viewer, "training/content.html.j2", page)


@router.post("/launches/{launch}/training/{part}/{key}/publish")
def publish_page(
    request: Request,
    launch: str,
    part: str,
    key: str,
    viewer: Author,
    change: Annotated[ChangeClass, Form()],
    note: Annotated[str, Form()] = "",
    step: Annotated[Literal["effect", "publish"], Form()] = "effect",
    seen: Annotated[str, Form()] = "",
    unapproved: Annotated[str, Form()] = "",
) -> Response:
    """First what it would ask of people; with `step` publish, it is done."""
    context = acting(request, viewer)
    detail = _detail(context, launch, part, key)
    effect = next(one for one in detail.effects if one.of == change)
    path = f"/launches/{launch}/training/{part}/{key}"
    page = PublishPage(detail=detail, path=path, effect=effect, note=note)
    if step == "effect":
        lacking = approvals_lacking(context, launch=launch, kind=KINDS[part], key=key)
        foresight = foresee_publication(context, launch=launch, kind=KINDS[part], key=key, change=change)
        if foresight is not None:
            visible = whom_they_see(context, viewer, {one.email for one in foresight.people})
            foresight = replace(foresight, people=tuple(one for one in foresight.people if one.email in visible))
        return show(
            request,
            viewer,
            "training/publish.html.j2",
            replace(page, lacking=_titled(page, lacking), foresight=foresight),
        )
    try:
        done = publish_content(
            context, launch=launch, kind=KINDS[part], key=key, change=change, note=note, seen=seen,
            unapproved=unapproved == "yes",
        )  # fmt: skip
    except (DefinitionError, Conflict) as error:
        told = error.problems or (Problem("", error.message, error.hint),)
        lacking = _titled(page, tuple(one for one in told if one.code == "PB002"))
        page = PublishPage(
            detail=detail, path=path, effect=effect, note=note,
            problems=() if lacking else told, lacking=lacking,
        )  # fmt: skip
        return show(request, viewer, "training/publish.html.j2", page, status=status_of(error))
    if not done.is_new:
        return back(path, "Just this content is published already; nothing changed.", "plain")
    return back(f"{path}#log", f"Version {done.publication.version} is published: {done.means}")


def _titled(page: PublishPage, lacking: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """With the pieces by title, and for whom each is, instead of by name."""
    names = {
        piece.name: f"“{piece.title}”" + (f" for {page.called(audience)}" if audience else "")
        for piece in page.detail.pieces
        for audience in [piece.key.partition(".")[2]]
    }
    found = re.compile("|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) or "$^")
    return tuple(replace(one, message=found.sub(lambda said: names[said[0]], one.message)) for one in lacking)


def _detail(context: Context, launch: str, part: str, key: str) -> ContentDetail:
    if part not in KINDS:
        raise NotFound(f"there is no '{part[:80]}' in training.", hint="There are modules, quizzes and role-plays.")
    return content_detail(context, launch=launch, kind=KINDS[part], key=key)


def _content_page(context: Context, detail: ContentDetail, *, certification: str) -> ContentPage:
    line = detail.row.line
    return ContentPage(
        detail=detail,
        path=f"/launches/{detail.launch}/training/{_part(line.kind)}/{line.key}",
        preview=None if line.kind == "quiz" else _preview(context, detail, certification),
        change=line.declared_change,
        note=detail.note,
    )


def _preview(context: Context, detail: ContentDetail, certification: str) -> RolePreview:
    """As the file now has it: a module for one of its roles, the first unless another is asked for; a role-play."""
    is_module = detail.row.line.kind == "module"
    asked = (certification or next((one.key for one in detail.row.audience), "")) if is_module else ""
    try:
        made = _made(context, detail, asked)
    except DefinitionError as error:
        first = error.problems[0].message if error.problems else error.message
        return RolePreview(certification=asked, says=f"The launch file is unsound just now: {first}")
    except NotFound as error:
        if certification and certification not in {one.key for one in detail.row.audience}:
            raise
        return RolePreview(certification=asked, says=f"The launch file has changed: {error.message}")
    html = context.pages.fragment(made.markdown)
    return RolePreview(certification=made.certification or "", html=html, published=made.published)


def _made(context: Context, detail: ContentDetail, certification: str) -> Preview:
    line = detail.row.line
    if line.kind == "role-play":
        return preview_role_play(context, launch=detail.launch, role_play=line.key)
    return preview_module(context, launch=detail.launch, module=line.key, certification=certification or None)


def _part(kind: str) -> str:
    return next(part for part, one in KINDS.items() if one == kind)


def _board(request: Request, viewer: Viewer, launch: str) -> BoardPage:
    context = acting(request, viewer)
    board = training_board(context, launch=launch)
    return BoardPage(board=board, paths=_paths(board), part=part_in(context, launch=launch, email=viewer.email))


def _paths(board: TrainingBoard) -> dict[str, str]:
    """Where each content of the board is: `module/core` → its address."""
    return {
        f"{row.line.kind}/{row.line.key}": f"/launches/{board.launch}/training/{_part(row.line.kind)}/{row.line.key}"
        for row in board.rows
    }
