"""Kits: ask for one, look at it, put one's own words into the open parts, take it along; what reps rewrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Request, Response

from readiness.actions.make_kit import make_kit
from readiness.actions.note_opened import note_opened
from readiness.actions.rewrite_kit import LONGEST, rewrite_kit
from readiness.domain.access.permissions import make_kits, see_message, see_own_kits, see_rewrites
from readiness.domain.access.roles import Viewer
from readiness.domain.kit.plan import PIECES, Reader
from readiness.domain.kit.request import KitWish
from readiness.domain.value.given import figures_given
from readiness.ground.errors import Conflict, DefinitionError, NotApplied, Problem
from readiness.ports.handouts import FORMS
from readiness.ports.handouts import Form as FileForm
from readiness.reports.kit import (
    KitDesk,
    KitPart,
    KitSheet,
    RewriteLine,
    kit_desk,
    kit_handout,
    kit_rewrites,
    kit_sheet,
)
from readiness.web.access import acting, may
from readiness.web.errors import status_of
from readiness.web.forms import Number, typed_fields
from readiness.web.not_applied import show_not_applied
from readiness.web.pages import back, show
from readiness.web.routes.calculators import file_of

router = APIRouter(prefix="/launches/{launch}/kits")

Makes = Annotated[Viewer, Depends(may(make_kits))]
Owns = Annotated[Viewer, Depends(may(see_own_kits))]
Reads = Annotated[Viewer, Depends(may(see_rewrites))]
_FIELDS: Final = ("account", "person", "role", "requirement", "conversation", "persona", "competitor", "calculator")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPage:
    """`typed` comes back with `problems` after a wish that could not be fulfilled."""

    desk: KitDesk
    typed: Mapping[str, str]
    problems: tuple[Problem, ...] = ()
    says: str = ""

    @property
    def wrong(self) -> Mapping[str, str]:
        return {one.path: one.message for one in self.problems if one.path}


@dataclass(frozen=True, slots=True, kw_only=True)
class KitPage:
    sheet: KitSheet
    forms: tuple[FileForm, ...] = FORMS
    longest: int = LONGEST

    @property
    def documents(self) -> tuple[tuple[Reader, tuple[tuple[str, tuple[KitPart, ...]], ...]], ...]:
        """Reader → its pieces, each with heading and parts; a document without parts is not there."""
        found: list[tuple[Reader, tuple[tuple[str, tuple[KitPart, ...]], ...]]] = []
        for reader in ("buyer", "us"):
            pieces = tuple(
                (title, parts)
                for piece, (title, of) in PIECES.items()
                if of == reader and (parts := tuple(part for part in self.sheet.parts if part.piece == piece))
            )
            if pieces:
                found.append((reader, pieces))
        return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class RewritesPage:
    launch: str
    lines: tuple[RewriteLine, ...]


@router.get("")
def desk_page(request: Request, launch: str, viewer: Owns) -> Response:
    """One's own kits, and the form for a new one."""
    try:
        return _desk(request, viewer, launch)
    except NotApplied:
        if not see_message(viewer):
            raise
        says = "Kits are made of what is approved, and nothing is before the first apply."
        return show_not_applied(request, viewer, launch=launch, title="Kits", tab="message", says=says)


@router.post("")
def make(
    request: Request, launch: str, viewer: Makes, typed: Annotated[Mapping[str, str], Depends(typed_fields)]
) -> Response:
    """The kit that was asked for, or everything that is wrong with the wish."""
    try:
        figures = figures_given(line for line in typed.get("figures", "")[:2_000].splitlines() if line.strip())
        named = {name: typed.get(name, "").strip() for name in _FIELDS}
        wish = KitWish(**named, inputs=figures.values, unread=figures.unread)
        kit = make_kit(acting(request, viewer), launch=launch, wish=wish)
    except (DefinitionError, Conflict) as error:
        return _desk(request, viewer, launch, typed=typed, error=error)
    return back(f"/launches/{launch}/kits/{kit.number}")


@router.get("/rewrites")
def rewrites_page(request: Request, launch: str, viewer: Reads) -> Response:
    """What reps made of the open parts."""
    lines = kit_rewrites(acting(request, viewer), launch=launch)
    return show(request, viewer, "kits/rewrites.html.j2", RewritesPage(launch=launch, lines=lines))


@router.get("/{number}")
def kit_page(request: Request, launch: str, number: Number, viewer: Owns) -> Response:
    context = acting(request, viewer)
    sheet = kit_sheet(context, launch=launch, number=number)
    note_opened(context, viewer=viewer, launch=launch, names=sheet.materials, via="kit")
    return show(request, viewer, "kits/kit.html.j2", KitPage(sheet=sheet))


@router.post("/{number}/parts/{part}")
def rewrite(
    request: Request, launch: str, number: Number, part: str, viewer: Makes, text: Annotated[str, Form()] = ""
) -> Response:
    """One's own words in an open part; none takes them back."""
    path = f"/launches/{launch}/kits/{number}"
    try:
        changed = rewrite_kit(acting(request, viewer), launch=launch, number=number, part=part, text=text)
    except DefinitionError as error:
        return back(path, " ".join(f"{one.message} {one.fix}" for one in error.problems), "warn")
    return back(f"{path}#part-{part}", "Your words are kept." if changed else "It read so already.")


@router.get("/{number}/{reader}.{form}")
def kit_file(request: Request, launch: str, number: Number, reader: Reader, form: FileForm, viewer: Owns) -> Response:
    """One of the two documents as a file."""
    context = acting(request, viewer)
    sheet = kit_sheet(context, launch=launch, number=number)
    note_opened(context, viewer=viewer, launch=launch, names=sheet.materials, via="kit")
    return file_of(context.handouts.write(kit_handout(context, sheet, reader), form), form, f"kit-{number}-{reader}")


def _desk(
    request: Request, viewer: Viewer, launch: str, *, typed: Mapping[str, str] | None = None,
    error: DefinitionError | Conflict | None = None,
) -> Response:  # fmt: skip
    page = DeskPage(
        desk=kit_desk(acting(request, viewer), launch=launch), typed=typed or {},
        problems=error.problems if error else (), says=error.message if isinstance(error, Conflict) else "",
    )  # fmt: skip
    return show(request, viewer, "kits/desk.html.j2", page, status=status_of(error) if error else 200)
