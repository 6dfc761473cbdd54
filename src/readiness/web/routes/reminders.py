"""Reminders: one's own, what was said to the people one looks after, and what a day ahead would bring."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request, Response

from readiness.actions.preview_reminders import preview_reminders
from readiness.domain.access.permissions import be_signed_in, see_coaching
from readiness.domain.access.roles import Viewer
from readiness.domain.reminders.round import Round
from readiness.reports.reminders import AheadLine, SentReminders, ahead_page, my_reminders, sent_reminders
from readiness.web.access import acting, may
from readiness.web.pages import show

router = APIRouter()

Anybody = Annotated[Viewer, Depends(may(be_signed_in))]
Sees = Annotated[Viewer, Depends(may(see_coaching))]
_SHOWN: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class MyRemindersPage:
    found: SentReminders


@dataclass(frozen=True, slots=True, kw_only=True)
class SentPage:
    """`person` is the address asked for, "" = everybody whom the viewer may see."""

    found: SentReminders
    person: str
    is_first: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AheadPage:
    """What the day would bring, by address. `after` is the last address of the page before, "" = this is the first."""

    on: date
    lines: tuple[AheadLine, ...]
    after: str
    has_more: bool


@router.get("/reminders")
def mine(request: Request, viewer: Anybody) -> Response:
    page = MyRemindersPage(found=my_reminders(acting(request, viewer)))
    return show(request, viewer, "reminders/mine.html.j2", page)


@router.get("/reminders/sent")
def sent(
    request: Request, viewer: Sees, person: str = "", before: Annotated[int, Query(ge=0, le=2_147_483_647)] = 0
) -> Response:
    asked = person.strip().casefold()[:200]
    found = sent_reminders(acting(request, viewer), email=asked, before=before, limit=100, viewer=viewer)
    return show(request, viewer, "reminders/sent.html.j2", SentPage(found=found, person=asked, is_first=not before))


@router.get("/reminders/ahead")
def ahead(
    request: Request, viewer: Sees, on: date | None = None, after: Annotated[str, Query(max_length=320)] = ""
) -> Response:
    """Who would hear what on a day, and who is left alone and why; nothing is sent."""
    context = acting(request, viewer)
    day = on or context.clock.today()

    def preview(hearers: Collection[str] | None) -> Round:
        return preview_reminders(context, on=day, hearers=hearers)

    lines, has_more = ahead_page(context, viewer, preview, after=after.strip().casefold(), limit=_SHOWN)
    page = AheadPage(on=day, lines=lines, after=after, has_more=has_more)
    return show(request, viewer, "reminders/ahead.html.j2", page)
