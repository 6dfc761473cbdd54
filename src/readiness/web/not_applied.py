"""A room of a launch that has a file and was not applied yet: its heading and tabs, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request, Response

from readiness.domain.access.roles import Viewer
from readiness.reports.board import LaunchPlace, launch_place
from readiness.web.access import acting
from readiness.web.pages import show


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAppliedPage:
    """`tab` is the key of the tab that the room stands under, `says` what will be there."""

    place: LaunchPlace
    title: str
    tab: str
    says: str


def show_not_applied(
    request: Request, viewer: Viewer, *, launch: str, title: str, tab: str, says: str
) -> Response:  # fmt: skip
    """The room, empty, with the way to the plan. Raises NotFound, with a suggestion, for a launch without a file."""
    place = launch_place(acting(request, viewer), launch=launch)
    page = NotAppliedPage(place=place, title=title, tab=tab, says=says)
    return show(request, viewer, "launches/not_applied.html.j2", page)
