"""Home: the next ten minutes of whoever is signed in, across launches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from readiness.actions.verdict_today import verdicts_today
from readiness.context import Context
from readiness.domain.access.permissions import be_signed_in, see_launches, see_own_learning, see_own_voice
from readiness.domain.access.roles import Viewer
from readiness.reports.field_voice import OwnVoice, my_voices
from readiness.reports.launch_list import launches_on_record
from readiness.reports.my_work import MyWork, my_work
from readiness.reports.portfolio import launch_lines, nearest
from readiness.reports.practice import PracticeToday, practice_today
from readiness.reports.status import StatusLine
from readiness.web.access import acting, may
from readiness.web.page_route import PageRoute
from readiness.web.pages import show

router = APIRouter(route_class=PageRoute)

_SHOWN = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """`launches` are those nearest to their day, for whoever may see them; `applied` how many are applied at all: 0
    means that the workspace has just begun. `practice` None = they are not asked anything after certification.
    `heard`: what became, within two weeks, of what they sent from the field.
    """

    name: str
    work: MyWork
    practice: PracticeToday | None
    heard: tuple[OwnVoice, ...]
    launches: tuple[StatusLine, ...]
    applied: int


@router.get("/")
def home(request: Request, viewer: Annotated[Viewer, Depends(may(be_signed_in))]) -> Response:
    context = acting(request, viewer)
    lines = launch_lines(context, decide=verdicts_today(context)) if see_launches(viewer) else ()
    page = HomePage(
        name=viewer.shown_name.split("@")[0].split(" ")[0],
        work=my_work(context, viewer=viewer),
        practice=_practice(context, viewer),
        heard=my_voices(context, news=True)[:_SHOWN] if see_own_voice(viewer) else (),
        launches=nearest(lines, _SHOWN),
        applied=len(launches_on_record(context)),
    )
    return show(request, viewer, "home.html.j2", page)


def _practice(context: Context, viewer: Viewer) -> PracticeToday | None:
    found = practice_today(context, rep=viewer.email) if see_own_learning(viewer) else None
    return found if found is not None and found.programmes else None
