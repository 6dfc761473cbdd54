"""Home: the next ten minutes of whoever is signed in, across launches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from readiness.actions.keep_requirements import keep_requirements
from readiness.actions.verdict_today import verdict_today, verdicts_today
from readiness.context import Context
from readiness.domain.access.permissions import be_signed_in, see_launches, see_own_learning, see_own_voice
from readiness.domain.access.roles import Viewer
from readiness.domain.access.scope import scope_asked
from readiness.domain.gate.verdict import Verdict
from readiness.reports.field_voice import OwnVoice, my_voices
from readiness.reports.launch_list import launches_on_record
from readiness.reports.launch_reasons import Reason, launch_reasons
from readiness.reports.my_work import MyWork, my_work
from readiness.reports.people_list import Asked, PeoplePage, people_list
from readiness.reports.portfolio import launch_lines, nearest
from readiness.reports.practice import PracticeToday, practice_today
from readiness.reports.status import StatusLine
from readiness.web.access import acting, may
from readiness.web.page_route import PageRoute
from readiness.web.pages import show

router = APIRouter(route_class=PageRoute)

_SHOWN = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Are we ready, and if not, who and what? `people` are those of the viewer's own scope who are not certified."""

    line: StatusLine
    verdict: Verdict
    reasons: tuple[Reason, ...]
    people: PeoplePage


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """`launches` are those nearest to their day, less that of the answer, for whoever may see them; `applied` how many
    are applied at all: 0 means that the workspace has just begun. `practice` None = they are not asked anything after
    certification.
    `heard`: what became, within two weeks, of what they sent from the field. `answer` stands on top, for whoever is
    here to ask that: sales leaders and auditors; it is about the launch that is next, those that are held first.
    """

    name: str
    work: MyWork
    practice: PracticeToday | None
    heard: tuple[OwnVoice, ...]
    launches: tuple[StatusLine, ...]
    applied: int
    answer: Answer | None


@router.get("/")
def home(request: Request, viewer: Annotated[Viewer, Depends(may(be_signed_in))]) -> Response:
    context = acting(request, viewer)
    lines = launch_lines(context, decide=verdicts_today(context)) if see_launches(viewer) else ()
    answer = _answer(context, viewer, lines)
    page = HomePage(
        name=viewer.shown_name.split("@")[0].split(" ")[0],
        work=my_work(context, viewer=viewer),
        practice=_practice(context, viewer),
        heard=my_voices(context, news=True)[:_SHOWN] if see_own_voice(viewer) else (),
        launches=nearest([one for one in lines if answer is None or one.key != answer.line.key], _SHOWN),
        applied=len(launches_on_record(context)),
        answer=answer,
    )
    return show(request, viewer, "home.html.j2", page)


def _answer(context: Context, viewer: Viewer, lines: tuple[StatusLine, ...]) -> Answer | None:
    asked = [one for one in lines if one.days_left is not None]
    if not asked or not viewer.has("sales-leader", "auditor"):
        return None
    line = min(asked, key=_is_asked_about)
    verdict = verdict_today(context, launch=line.key).verdict
    keep_requirements(context, launch=line.key)
    return Answer(
        line=line, verdict=verdict, reasons=launch_reasons(context, verdict=verdict),
        people=people_list(context, launch=line.key, asked=Asked(state="wanting"), scope=scope_asked(viewer)),
    )  # fmt: skip


def _is_asked_about(line: StatusLine) -> tuple[bool, bool, int]:
    """Ahead before launched, held before cleared, then the nearest."""
    days = line.days_left or 0
    verdict = line.applied.verdict if line.applied else None
    return (days < 0, verdict is not None and verdict.outcome == "cleared", abs(days))


def _practice(context: Context, viewer: Viewer) -> PracticeToday | None:
    found = practice_today(context, rep=viewer.email) if see_own_learning(viewer) else None
    return found if found is not None and found.programmes else None
