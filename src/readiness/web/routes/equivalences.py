"""Equivalences: which certification held elsewhere counts for which of this launch, and who stands by it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from readiness.domain.access.permissions import see_readiness
from readiness.domain.access.roles import Viewer
from readiness.domain.access.scope import scopes_of
from readiness.ground.errors import NotApplied
from readiness.reports.equivalences import equivalences_page
from readiness.web.access import acting, may
from readiness.web.not_applied import show_not_applied
from readiness.web.pages import show

router = APIRouter(prefix="/launches/{launch}")


@router.get("/equivalences")
def page(request: Request, launch: str, viewer: Annotated[Viewer, Depends(may(see_readiness))]) -> Response:
    """With the names of whom the viewer may see."""
    try:
        found = equivalences_page(acting(request, viewer), launch=launch, scopes=scopes_of(viewer))
    except NotApplied:
        says = "Which certifications count for which is told from the launch as it was applied."
        return show_not_applied(
            request, viewer, launch=launch, title="What counts from elsewhere?", tab="readiness", says=says
        )
    return show(request, viewer, "readiness/equivalences.html.j2", found)
