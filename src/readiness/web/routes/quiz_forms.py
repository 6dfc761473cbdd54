"""Blueprint and forms of each quiz, beside the question bank: what it lacks, how alike forms are, who got which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Query, Request, Response

from readiness.actions.assemble_forms import SEED, assemble_forms
from readiness.domain.access.permissions import author_training, see_training
from readiness.domain.access.roles import Viewer
from readiness.ground.errors import Conflict, DefinitionError, OutsideFailure, ReadinessError
from readiness.reports.part import Part, part_in
from readiness.reports.quiz_forms import LaunchForms, Sheet, quiz_forms, sheet_of
from readiness.web.access import acting, may
from readiness.web.errors import status_of
from readiness.web.pages import back, plural, show

router = APIRouter()

Reader = Annotated[Viewer, Depends(may(see_training))]
Author = Annotated[Viewer, Depends(may(author_training))]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormsPage:
    """`preview` are forms that were put together just now for the quiz `of`, and are not kept; None = none were.

    `problem` says why none could be.
    """

    found: LaunchForms
    part: Part
    of: str = ""
    seed: str = SEED
    preview: Sheet | None = None
    problem: str = ""
    hint: str = ""


@router.get("/launches/{launch}/training/questions/forms")
def forms_page(
    request: Request, launch: str, viewer: Reader, quiz: Annotated[str, Query(max_length=100)] = ""
) -> Response:
    """Every quiz, or one."""
    context = acting(request, viewer)
    found = quiz_forms(context, launch=launch, quiz=quiz, is_team=True)
    return show(
        request,
        viewer,
        "training/forms.html.j2",
        FormsPage(found=found, part=part_in(context, launch=launch, email=viewer.email)),
    )


@router.post("/launches/{launch}/training/quizzes/{key}/forms")
def put_together(
    request: Request, launch: str, key: str, viewer: Author, seed: Annotated[str, Form(max_length=64)] = SEED,
    act: Annotated[Literal["preview", "keep"], Form()] = "preview",
) -> Response:  # fmt: skip
    """The forms that the seed gives are shown, or kept."""
    context, seed = acting(request, viewer), seed.strip() or SEED
    refused: ReadinessError | None = None
    sheet = None
    try:
        made = assemble_forms(context, launch=launch, quiz=key, seed=seed, preview=act == "preview")
        if act == "keep":
            kept = plural(len(made.assembly.forms), "form")
            said = f"{kept} are kept; attempts get these." if made.is_new else "Just these were kept already."
            return back(f"/launches/{launch}/training/questions/forms?quiz={key}", said)
        sheet = sheet_of(made.assembly)
    except (Conflict, DefinitionError, OutsideFailure) as error:
        refused = error
    page = FormsPage(
        found=quiz_forms(context, launch=launch, quiz=key, is_team=True),
        part=part_in(context, launch=launch, email=viewer.email), of=key, seed=seed, preview=sheet,
        problem=refused.message if refused else "", hint=refused.hint if refused else "",
    )  # fmt: skip
    return show(request, viewer, "training/forms.html.j2", page, status=status_of(refused) if refused else 200)
