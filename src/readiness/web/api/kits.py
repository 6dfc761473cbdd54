"""Kits: one's own, made, read, rewritten and as files; and what reps rewrote."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request, Response
from pydantic import Field

from readiness.actions.make_kit import make_kit
from readiness.actions.rewrite_kit import LONGEST, rewrite_kit
from readiness.domain.access import permissions
from readiness.domain.access.roles import Viewer
from readiness.domain.kit.plan import Reader
from readiness.domain.kit.request import KitWish
from readiness.ports.handouts import Form
from readiness.reports.kit import KitDesk, KitSheet, RewriteLine, kit_desk, kit_handout, kit_rewrites, kit_sheet
from readiness.web.access import acting, may
from readiness.web.api.calculators import HANDOUT
from readiness.web.api.shape import Body, Cursor, Done, Limit, Page, api_router, page_of
from readiness.web.forms import Number
from readiness.web.routes.calculators import file_of

router = api_router("kits")
files = api_router("kits", once=False)

Makes = Annotated[Viewer, Depends(may(permissions.make_kits))]
Owns = Annotated[Viewer, Depends(may(permissions.see_own_kits))]
Reads = Annotated[Viewer, Depends(may(permissions.see_rewrites))]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Key = Annotated[str, Field(max_length=64)]


class KitBody(Body):
    """Keys are of the launch; `competitor` and `calculator` "" = none, `persona` "" = found by the role."""

    account: Name
    person: Name
    role: Name
    requirement: Key
    conversation: Key
    persona: Key = ""
    competitor: Key = ""
    calculator: Key = ""
    inputs: Annotated[dict[str, float], Field(max_length=100, default_factory=dict)]


class WordsBody(Body):
    """One's own words; "" takes them back."""

    text: Annotated[str, Field(max_length=LONGEST)]


@router.get("/launches/{launch}/kits")
def kits(request: Request, launch: str, viewer: Owns) -> KitDesk:
    """One's own kits, newest first, and what a new one may be for."""
    return kit_desk(acting(request, viewer), launch=launch)


@router.post("/launches/{launch}/kits")
def make(request: Request, launch: str, body: KitBody, viewer: Makes) -> KitSheet:
    """A kit of approved pieces; the same asked for again is the same kit. 409 when nothing of it is approved."""
    context = acting(request, viewer)
    kit = make_kit(context, launch=launch, wish=KitWish(**body.model_dump()))
    return kit_sheet(context, launch=launch, number=kit.number)


@router.get("/launches/{launch}/kits/{number}")
def kit(request: Request, launch: str, number: Number, viewer: Owns) -> KitSheet:
    """One of one's own, as it reads today."""
    return kit_sheet(acting(request, viewer), launch=launch, number=number)


@router.post("/launches/{launch}/kits/{number}/parts/{part}")
def rewrite(request: Request, launch: str, number: Number, part: str, body: WordsBody, viewer: Makes) -> Done:
    """One's own words in an open part; 403 for a locked one."""
    return Done(changed=rewrite_kit(acting(request, viewer), launch=launch, number=number, part=part, text=body.text))


@files.get("/launches/{launch}/kits/{number}/{reader}.{form}", response_class=Response, responses=HANDOUT)
def kit_file(request: Request, launch: str, number: Number, reader: Reader, form: Form, viewer: Owns) -> Response:
    """One of the two documents: for the buyer, or for our own people."""
    context = acting(request, viewer)
    handout = kit_handout(context, kit_sheet(context, launch=launch, number=number), reader)
    return file_of(context.handouts.write(handout, form), form, f"kit-{number}-{reader}")


@router.get("/launches/{launch}/kit-rewrites")
def rewrites(request: Request, launch: str, viewer: Reads, cursor: Cursor = "", limit: Limit = 50) -> Page[RewriteLine]:
    """What reps made of the open parts: in what situation, not by whom or for whom."""
    found = kit_rewrites(acting(request, viewer), launch=launch)
    return page_of(found, cursor=cursor, limit=limit, key=lambda one: f"{one.number:010d}")
