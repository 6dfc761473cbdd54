"""A manager's team: who stands where, marks on the rubric, attestations, reminders."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from pydantic import BaseModel, ConfigDict

from readiness.actions.attest_rep import attest_rep
from readiness.actions.nudge_rep import Nudged, nudge_rep
from readiness.actions.record_mark import record_mark
from readiness.actions.reset_attempts import reset_attempts
from readiness.domain.access import permissions
from readiness.domain.access.roles import Viewer
from readiness.domain.role_play.marks import RolePlayMark
from readiness.reports.standing import CertificationStanding
from readiness.reports.team import Coaching, QuizRound, TeamPage, ToMark, coaching_page, team_page
from readiness.web.access import acting, may
from readiness.web.api.shape import Body, Done, api_router

router = api_router("coaching")

Leads = Annotated[Viewer, Depends(may(permissions.see_team))]
Sees = Annotated[Viewer, Depends(may(permissions.see_coaching))]
Coaches = Annotated[Viewer, Depends(may(permissions.coach))]


class RubricLine(BaseModel):
    """One category of a rubric. `anchors`: what each level looks like, lowest first; `weight` in percent."""

    key: str
    name: str
    weight: int
    anchors: list[str]
    must_pass: bool


class RolePlayToMark(BaseModel):
    """`met`: passed on what is published now; `because` says what that rests on, or what is wanting."""

    key: str
    title: str
    scenario: str
    pass_fraction: float
    rubric: list[RubricLine]
    met: bool
    because: str


class LaunchCoaching(BaseModel):
    """One certification of the person. `attested` None = not asked for. `rounds`: quizzes begun and not passed."""

    launch: str
    launch_name: str
    certification: CertificationStanding
    to_mark: list[RolePlayToMark]
    attested: bool | None
    may_mark: bool
    may_attest: bool
    rounds: list[QuizRound]


class Reminder(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    launch: str
    by: str
    at: datetime
    says: str


class PersonToCoach(BaseModel):
    """`managers` are those above, nearest first; `leads` how many report to them; reminders of the last 60 days."""

    email: str
    name: str
    role: str
    region: str
    team: str
    managers: list[str]
    leads: int
    launches: list[LaunchCoaching]
    reminders: list[Reminder]


class MarkBody(Body):
    """`marks`: category of the rubric → level, 1 for its first anchor (0..1 for a category with none)."""

    launch: str
    role_play: str
    marks: dict[str, float]
    note: str = ""


class Marked(BaseModel):
    """`changed` False = the same marks were recorded today already."""

    mark: RolePlayMark
    changed: bool


class AttestBody(Body):
    launch: str
    certification: str
    note: str = ""


class RoundBody(Body):
    launch: str
    quiz: str
    reason: str


class NudgeBody(Body):
    launch: str
    says: str


@router.get("/team")
def team(request: Request, viewer: Leads, of: str = "") -> TeamPage:
    """One's own people, or those of a manager below (`of`), with the coaching queue."""
    return team_page(acting(request, viewer), viewer=viewer, of=of)


@router.get("/team/{email}")
def person(request: Request, email: str, viewer: Sees) -> PersonToCoach:
    """One person as whoever coaches them sees them; 404 for anybody who is not one's own to see."""
    found = coaching_page(acting(request, viewer), viewer=viewer, email=email)
    return PersonToCoach(
        email=found.email, name=found.name, role=found.role, region=found.region, team=found.team,
        managers=list(found.managers), leads=found.leads, launches=[_launch(one) for one in found.launches],
        reminders=[Reminder.model_validate(one) for one in found.nudges],
    )  # fmt: skip


@router.post("/team/{email}/marks", status_code=201)
def mark(request: Request, email: str, body: MarkBody, viewer: Coaches) -> Marked:
    """A role-play is marked on its rubric, by a manager above them or a trainer."""
    context = acting(request, viewer)
    coaching_page(context, viewer=viewer, email=email)
    done = record_mark(
        context, launch=body.launch, role_play=body.role_play, rep=email, marks=body.marks, note=body.note
    )
    return Marked(mark=done.mark, changed=done.changed)


@router.post("/team/{email}/attestations", status_code=201)
def attest(request: Request, email: str, body: AttestBody, viewer: Coaches) -> Done:
    """Attested as ready, by a manager above them; once a day."""
    context = acting(request, viewer)
    coaching_page(context, viewer=viewer, email=email)
    done = attest_rep(context, launch=body.launch, certification=body.certification, rep=email, note=body.note)
    return Done(changed=done.changed)


@router.post("/team/{email}/rounds", status_code=201)
def new_round(request: Request, email: str, body: RoundBody, viewer: Coaches) -> Done:
    """Earlier attempts at a quiz no longer count towards its limit; by a manager above them or a trainer."""
    context = acting(request, viewer)
    coaching_page(context, viewer=viewer, email=email)
    return Done(changed=reset_attempts(context, launch=body.launch, quiz=body.quiz, rep=email, reason=body.reason))


@router.post("/team/{email}/nudges", status_code=201)
def nudge(request: Request, email: str, body: NudgeBody, viewer: Coaches) -> Nudged:
    """The reminder is on their home page, and mailed when mail goes out."""
    context = acting(request, viewer)
    coaching_page(context, viewer=viewer, email=email)
    return nudge_rep(context, launch=body.launch, rep=email, says=body.says)


def _launch(one: Coaching) -> LaunchCoaching:
    return LaunchCoaching(
        launch=one.launch, launch_name=one.launch_name, certification=one.certification,
        to_mark=[_to_mark(asked) for asked in one.to_mark], attested=one.attested, may_mark=one.may_mark,
        may_attest=one.may_attest, rounds=list(one.rounds),
    )  # fmt: skip


def _to_mark(asked: ToMark) -> RolePlayToMark:
    role_play = asked.role_play
    return RolePlayToMark(
        key=asked.key, title=role_play.title, scenario=role_play.scenario, pass_fraction=role_play.pass_fraction,
        rubric=[
            RubricLine(
                key=one.key, name=one.name, weight=one.weight, anchors=list(one.anchors), must_pass=one.must_pass
            )
            for one in role_play.rubric.values()
        ],
        met=asked.met, because=asked.because,
    )  # fmt: skip
