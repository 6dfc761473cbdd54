"""Retention: what the certified still know, claim by claim; of everybody for trainers, of their own for managers."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import dropwhile
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request, Response

from readiness.domain.access.permissions import see_readiness
from readiness.domain.access.roles import Viewer
from readiness.domain.access.scope import Scope, scope_asked, scopes_of
from readiness.ground.errors import NotApplied
from readiness.reports.retention import ENOUGH, WEEKS, Retention, WeekPoint, retention
from readiness.web.access import acting, may
from readiness.web.not_applied import show_not_applied
from readiness.web.pages import show

router = APIRouter(prefix="/launches/{launch}")

Sees = Annotated[Viewer, Depends(may(see_readiness))]
WHOSE: Final = {"all": "Everybody", "regions": "My regions", "mine": "My people"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionPage:
    """`scopes` are what the viewer may choose from, with their words."""

    found: Retention
    scopes: tuple[tuple[Scope, str], ...]
    weeks: int = WEEKS
    enough: int = ENOUGH

    @property
    def weeks_told(self) -> tuple[WeekPoint, ...]:
        """From the first week with an answer on."""
        return tuple(dropwhile(lambda week: not week.right.answers, self.found.weeks))


@router.get("/retention")
def page(request: Request, launch: str, viewer: Sees, whose: Annotated[str, Query(max_length=20)] = "") -> Response:
    """Of whom the viewer may see; the widest scope when none is named."""
    try:
        found = retention(acting(request, viewer), launch=launch, scope=scope_asked(viewer, whose))
    except NotApplied:
        says = "Questions are asked of people who are certified, and nobody is before the first apply."
        return show_not_applied(
            request, viewer, launch=launch, title="What do they still know?", tab="readiness", says=says
        )
    scopes = tuple((one, WHOSE[one.whose]) for one in scopes_of(viewer))
    return show(request, viewer, "readiness/retention.html.j2", RetentionPage(found=found, scopes=scopes))
