"""A rep's own training: what is asked of them, and the modules to read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Request, Response

from readiness.actions.complete_module import complete_module
from readiness.actions.note_opened import note_opened
from readiness.actions.read_section import read_section
from readiness.domain.access.permissions import learn, see_own_learning
from readiness.domain.access.roles import Viewer
from readiness.ground.errors import Conflict
from readiness.reports.learning import MyTraining, my_training
from readiness.reports.module_changes import ModuleChanges, my_module_changes
from readiness.reports.module_reading import ModuleReading, ReadingSection, module_reading, section_about
from readiness.reports.practice import practice_today
from readiness.web.access import acting, may
from readiness.web.page_route import PageRoute
from readiness.web.page_words import in_page_words, sentence
from readiness.web.pages import back, show

router = APIRouter(route_class=PageRoute)

Reader = Annotated[Viewer, Depends(may(see_own_learning))]
Learner = Annotated[Viewer, Depends(may(learn))]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingPage:
    """`is_asked`: they hold a certification that asks questions afterwards."""

    mine: MyTraining
    is_asked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ModulePage:
    """`shown` are the sections on this page: one, or all of them. `here` is its number, 0 = all are shown."""

    reading: ModuleReading
    shown: tuple[ReadingSection, ...]
    here: int

    @property
    def path(self) -> str:
        return module_path(self.reading.launch, self.reading.module)

    @property
    def is_last(self) -> bool:
        return self.here in {0, len(self.reading.sections)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesPage:
    found: ModuleChanges
    path: str


@router.get("/learn")
def training(request: Request, viewer: Reader) -> Response:
    context = acting(request, viewer)
    page = TrainingPage(
        mine=my_training(context), is_asked=bool(practice_today(context, rep=viewer.email).programmes)
    )  # fmt: skip
    return show(request, viewer, "learning/training.html.j2", page)


@router.get("/learn/{launch}/modules/{key}")
def module(
    request: Request, launch: str, key: str, viewer: Reader, section: int = 0, view: str = "", about: str = ""
) -> Response:  # fmt: skip
    """Where the reader was, or the section asked for; who knows an earlier version is shown what changed first.

    `view=all` shows everything, `about` finds what says a claim.
    """
    context = acting(request, viewer)
    reading = module_reading(context, launch=launch, module=key)
    if reading.catch_up and reading.catch_up.is_asked and not (section or view or about):
        return back(f"{module_path(launch, key)}/changes")
    if reading.material:
        note_opened(context, viewer=viewer, launch=launch, names=(reading.material,), via="training")
    wanted = section_about(context, reading, about) if about else section or reading.begin_at
    here = 0 if view == "all" else min(max(wanted, 1), len(reading.sections))
    shown = (reading.sections[here - 1],) if here else reading.sections
    return show(request, viewer, "learning/module.html.j2", ModulePage(reading=reading, shown=shown, here=here))


@router.get("/learn/{launch}/modules/{key}/changes")
def changes(request: Request, launch: str, key: str, viewer: Reader) -> Response:
    """What changed since the version that the reader completed; the whole module for everybody else."""
    found = my_module_changes(acting(request, viewer), launch=launch, module=key)
    if found is None:
        return back(module_path(launch, key))
    page = ChangesPage(found=found, path=module_path(launch, key))
    return show(request, viewer, "learning/changes.html.j2", page)


@router.post("/learn/{launch}/modules/{key}/sections/{section}")
def read(
    request: Request, launch: str, key: str, section: str, viewer: Learner, version: Annotated[int, Form()],
    then: Annotated[int, Form()] = 0,
) -> Response:  # fmt: skip
    """The section is read; the next one follows."""
    try:
        read_section(acting(request, viewer), launch=launch, module=key, section=section, version=version)
    except Conflict as error:
        return _begin_anew(launch, key, error)
    if request.headers.get("hx-request") == "true":
        return Response(status_code=204)
    return back(f"{module_path(launch, key)}?section={then}#section" if then else module_path(launch, key))


@router.post("/learn/{launch}/modules/{key}/complete")
def complete(
    request: Request, launch: str, key: str, viewer: Learner, version: Annotated[int, Form()],
    section: Annotated[str, Form()] = "", since: Annotated[int | None, Form()] = None,
) -> Response:  # fmt: skip
    """I have read this; with `since`, what changed since that version."""
    context = acting(request, viewer)
    try:
        if section:
            read_section(context, launch=launch, module=key, section=section, version=version)
        complete_module(
            context, launch=launch, module=key, rep=viewer.email, source="browser", version=version, since=since
        )
    except Conflict as error:
        return _begin_anew(launch, key, error)
    return back("/learn", "Read, and on record.")


def module_path(launch: str, key: str) -> str:
    return f"/learn/{quote(launch)}/modules/{quote(key)}"


def _begin_anew(launch: str, key: str, error: Conflict) -> Response:
    return back(module_path(launch, key), f"{sentence(error.message)} {in_page_words(error.hint)}", "warn")
