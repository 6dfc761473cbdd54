"""Materials: what everybody may read, and for the staff every piece with who approved it, and the decision on it."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Depends, Request, Response
from pydantic import BaseModel

from readiness.actions.approve_materials import Decided, approve_materials
from readiness.domain.access import permissions
from readiness.domain.access.roles import Viewer
from readiness.ports.handouts import Form
from readiness.reports.battlecard import Battlecard, battlecard, battlecard_handout
from readiness.reports.material_text import MaterialPage, PublicText, public_lines, public_text
from readiness.reports.materials import MaterialLine, material_lines
from readiness.web.access import acting, may
from readiness.web.api.calculators import HANDOUT
from readiness.web.api.shape import Body, Cursor, Limit, Page, api_router, page_of
from readiness.web.routes.calculators import file_of
from readiness.web.routes.materials import opens, readable

router = api_router("materials")
files = api_router("materials", once=False)

Anybody = Annotated[Viewer, Depends(may(permissions.see_published))]
Does = Annotated[Viewer, Depends(may(permissions.do_tasks))]


class Material(BaseModel):
    """A piece. `work` is for the staff: what it now reads and who approved that; None for everybody else."""

    name: str
    kind: str
    title: str
    work: MaterialLine | None


class MaterialDecision(Body):
    """`seen`: the fingerprint of the text that was read. `function`: for whom, when one is in several."""

    decision: Literal["approved", "rejected"]
    seen: str
    function: str | None = None
    note: str = ""


@router.get("/launches/{launch}/battlecards/{key}")
def battlecard_json(request: Request, launch: str, key: str, viewer: Anybody) -> Battlecard:
    """The battlecard on one competitor, in a shape that stays; for those who are not of the staff once it is approved
    as it now reads.
    """
    return battlecard(
        acting(request, viewer), launch=launch, competitor=key, everything=permissions.see_message(viewer)
    )


@files.get("/launches/{launch}/battlecards/{key}/page.{form}", response_class=Response, responses=HANDOUT)
def battlecard_file(request: Request, launch: str, key: str, form: Form, viewer: Anybody) -> Response:
    """The same to print; 502 when the server lacks what the form needs."""
    context = acting(request, viewer)
    handout = battlecard_handout(context, launch=launch, competitor=key, everything=permissions.see_message(viewer))
    return file_of(context.handouts.write(handout, form), form, key)


@router.get("/launches/{launch}/materials")
def materials(request: Request, launch: str, viewer: Anybody, cursor: Cursor = "", limit: Limit = 50) -> Page[Material]:
    """Every piece for the staff; for everybody else those that are approved or published.

    A launch has some dozens of them: they are read together, and a page is cut.
    """
    context = acting(request, viewer)
    if permissions.see_message(viewer):
        found = [
            Material(name=line.name, kind=line.kind, title=line.title, work=line)
            for line in material_lines(context, launch=launch)
            if opens(viewer, line.name)
        ]
    else:
        _, lines = public_lines(context, launch=launch)
        found = [Material(name=line.name, kind=line.kind, title=line.title, work=None) for line in lines]
    return page_of(found, cursor=cursor, limit=limit, key=lambda one: one.name)


@router.get("/launches/{launch}/materials/{name:path}")
def material(request: Request, launch: str, name: str, viewer: Anybody, since: str = "") -> MaterialPage | PublicText:
    """A piece (`battlecard/jenkins`); the staff sees it as it now reads, compared with what `since` last approved."""
    context = acting(request, viewer)
    if permissions.see_message(viewer):
        return readable(context, viewer, launch=launch, name=name, since=since)
    return public_text(context, launch=launch, name=name)


@router.post("/launches/{launch}/materials/{name:path}")
def decide(request: Request, launch: str, name: str, body: MaterialDecision, viewer: Does) -> Decided:
    """One function's word on exactly the text that was read; 409 when it reads otherwise by now."""
    context = acting(request, viewer)
    readable(context, viewer, launch=launch, name=name)
    return approve_materials(
        context, launch=launch, decision=body.decision, function=body.function, names=(name,), note=body.note,
        seen={name: body.seen},
    )  # fmt: skip
