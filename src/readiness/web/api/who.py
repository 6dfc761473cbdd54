"""Who I am, and what waits for me."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from pydantic import BaseModel

from readiness.domain.access import permissions
from readiness.domain.access.roles import Viewer
from readiness.reports.my_work import MyWork, my_work
from readiness.web.access import acting, may
from readiness.web.api.shape import api_router

router = api_router("me")


class Me(BaseModel):
    """`permissions` are the names of the doors that open; `teams` the functions held, by launch."""

    email: str
    name: str
    roles: list[str]
    regions: list[str]
    teams: dict[str, list[str]]
    scopes: list[str] | None
    permissions: list[str]


@router.get("/me")
def me(viewer: Annotated[Viewer, Depends(may(permissions.be_signed_in))]) -> Me:
    """Who I am: my roles, and the permissions that open for me."""
    return Me(
        email=viewer.email,
        name=viewer.name,
        roles=sorted(viewer.roles),
        regions=sorted(viewer.regions),
        teams={launch: sorted(functions) for launch, functions in viewer.teams.items()},
        scopes=None if viewer.scopes is None else sorted(viewer.scopes),
        permissions=[one.__name__ for one in permissions.PERMISSIONS if one(viewer)],
    )


@router.get("/me/work")
def work(request: Request, viewer: Annotated[Viewer, Depends(may(permissions.be_signed_in))]) -> MyWork:
    """What waits for me: tasks I can move, reviews I am asked for, my training, reminders."""
    return my_work(acting(request, viewer), viewer=viewer)
