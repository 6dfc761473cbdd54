"""Home: the next ten minutes of whoever is signed in, across launches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from readiness.domain.access.permissions import be_signed_in
from readiness.domain.access.roles import Viewer
from readiness.reports.launch_list import launches_on_record
from readiness.reports.my_work import MyWork, my_work
from readiness.web.access import acting, may
from readiness.web.pages import show

router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """`launches`: how many are applied; 0 means that the workspace has just begun."""

    name: str
    work: MyWork
    launches: int


@router.get("/")
def home(request: Request, viewer: Annotated[Viewer, Depends(may(be_signed_in))]) -> Response:
    context = acting(request, viewer)
    page = HomePage(
        name=viewer.shown_name.split("@")[0].split(" ")[0],
        work=my_work(context, email=viewer.email),
        launches=len(launches_on_record(context)),
    )
    return show(request, viewer, "home.html.j2", page)
