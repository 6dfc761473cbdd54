"""Reminders: one's own, those of the people one looks after, and what a day ahead would bring."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Annotated

from fastapi import Depends, Query, Request

from readiness.actions.preview_reminders import preview_reminders
from readiness.domain.access import permissions
from readiness.domain.access.roles import Viewer
from readiness.domain.reminders.round import Round
from readiness.reports.reminders import AheadLine, SentReminders, ahead_page, my_reminders, sent_reminders
from readiness.web.access import acting, may
from readiness.web.api.shape import Cursor, Limit, Page, api_router, read_cursor, write_cursor

router = api_router("reminders")

Anybody = Annotated[Viewer, Depends(may(permissions.be_signed_in))]
Sees = Annotated[Viewer, Depends(may(permissions.see_coaching))]
Before = Annotated[
    int, Query(ge=0, le=2_147_483_647, description="Older than this message: `before` of the page before; 0 = newest.")
]


@router.get("/me/reminders")
def mine(request: Request, viewer: Anybody) -> SentReminders:
    """What I was told, newest first, and what waited."""
    return my_reminders(acting(request, viewer))


@router.get("/reminders")
def sent(request: Request, viewer: Sees, person: str = "", before: Before = 0, limit: Limit = 50) -> SentReminders:
    """What the people whom I may see were told, with the last word on each channel, and what was held back."""
    context = acting(request, viewer)
    return sent_reminders(context, email=person.strip().casefold(), before=before, limit=limit, viewer=viewer)


@router.get("/reminders/ahead")
def ahead(
    request: Request, viewer: Sees, on: date | None = None, cursor: Cursor = "", limit: Limit = 50
) -> Page[AheadLine]:
    """Who would hear what on a day (today), and who is left alone and why; by address. Nothing is sent."""
    context = acting(request, viewer)
    day = on or context.clock.today()

    def preview(hearers: Collection[str] | None) -> Round:
        return preview_reminders(context, on=day, hearers=hearers)

    after = read_cursor(cursor) if cursor else ""
    shown, has_more = ahead_page(context, viewer, preview, after=after, limit=limit)
    return Page(items=list(shown), next=write_cursor(shown[-1].email) if has_more else None)
