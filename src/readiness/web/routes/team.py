"""A manager's team: who stands where, what to coach next; marks on the rubric, attestations, reminders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Request, Response

from readiness.actions.attest_rep import attest_rep
from readiness.actions.nudge_rep import nudge_rep
from readiness.actions.record_mark import record_mark
from readiness.actions.reset_attempts import reset_attempts
from readiness.domain.access import permissions
from readiness.domain.access.roles import Viewer
from readiness.ground.errors import Conflict, DefinitionError, NotAllowed, NotFound, ReadinessError
from readiness.ground.percent import percent
from readiness.reports.team import CoachingPage, TeamPage, coaching_page, team_page
from readiness.web.access import acting, may
from readiness.web.errors import status_of
from readiness.web.field_problems import said_of_field
from readiness.web.forms import typed_fields
from readiness.web.kept_form import Typed, keeps
from readiness.web.kept_form import mark as mark_form
from readiness.web.pages import back, show
from readiness.web.rubric_form import levels_of

router = APIRouter(prefix="/team")

KEPT_AS: Final = "coaching"
Leads = Annotated[Viewer, Depends(may(permissions.see_team))]
Sees = Annotated[Viewer, Depends(may(permissions.see_coaching))]
Coaches = Annotated[Viewer, Depends(may(permissions.coach))]


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamShown:
    """The team; `above` is the manager whose team it is when it is not the viewer's own, "" otherwise."""

    team: TeamPage
    above: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CoachingShown:
    """One person. `refused`: why the last act was refused, with `typed`, what its form held; `wrong` says it by field.
    `again`: it was typed before the session ended.
    """

    person: CoachingPage
    may_coach: bool
    mark: str
    again: bool = False
    wrong: Mapping[str, str] = field(default_factory=dict)
    refused: ReadinessError | None = None
    typed: Mapping[str, str] = field(default_factory=dict)

    def was_sent(self, form: str) -> bool:
        """True for the form whose fields begin so: the one that was refused."""
        return any(name.startswith(f"{form}-") for name in self.typed)

    def was(self, name: str) -> str:
        """What was typed into a field of the form that was refused; "" otherwise."""
        return self.typed.get(name, "")


@router.get("")
def team(request: Request, viewer: Leads, of: str = "") -> Response:
    found = team_page(acting(request, viewer), viewer=viewer, of=of)
    page = TeamShown(team=found, above=found.name if found.of != viewer.email else "")
    return show(request, viewer, "coaching/team.html.j2", page)


@router.get("/{email}")
def person(request: Request, email: str, viewer: Sees) -> Response:
    return _show(request, viewer, email)


@router.post("/{email}/marks/{launch}/{role_play}")
def mark(
    request: Request,
    email: str,
    launch: str,
    role_play: str,
    viewer: Coaches,
    form: Annotated[Mapping[str, str], Depends(typed_fields)],
) -> Response:
    """The fields `mark-<category>` of the form are the levels; `note` is what the rep reads beside them."""
    context = acting(request, viewer)
    coaching_page(context, viewer=viewer, email=email)
    try:
        done = record_mark(
            context, launch=launch, role_play=role_play, rep=email, marks=levels_of(form), note=form.get("note", "")
        )
    except (NotAllowed, Conflict, DefinitionError) as error:
        return _show(request, viewer, email, error, _prefixed(role_play, form))
    outcome = "Passed" if done.mark.passed else "Not passed"
    why = f" {' '.join(done.mark.reasons)}" if done.mark.reasons else ""
    said = f"{outcome} with {percent(done.mark.fraction)}.{why} {done.waits_says}".strip()
    return back(f"/team/{email}", said, "good" if done.mark.passed else "warn")


@router.post("/{email}/attestations/{launch}/{certification}")
def attest(
    request: Request, email: str, launch: str, certification: str, viewer: Coaches, note: Annotated[str, Form()] = ""
) -> Response:
    context = acting(request, viewer)
    coaching_page(context, viewer=viewer, email=email)
    try:
        done = attest_rep(context, launch=launch, certification=certification, rep=email, note=note)
    except (NotAllowed, Conflict, DefinitionError) as error:
        return _show(request, viewer, email, error, {f"attest-{launch}": note})
    said = "You attested that they are ready." if done.changed else "You attested that already today."
    return back(f"/team/{email}", said)


@router.post("/{email}/nudges/{launch}")
def nudge(request: Request, email: str, launch: str, viewer: Coaches, says: Annotated[str, Form()] = "") -> Response:
    context = acting(request, viewer)
    coaching_page(context, viewer=viewer, email=email)
    try:
        done = nudge_rep(context, launch=launch, rep=email, says=says)
    except (NotAllowed, Conflict, DefinitionError) as error:
        return _show(request, viewer, email, error, {f"says-{launch}": says})
    if done.mailed:
        return back(f"/team/{email}", "Your reminder is on its way, and on their home page.")
    return back(f"/team/{email}", "Your reminder is on their home page; the mail could not be sent.", "warn")


@router.post("/{email}/rounds/{launch}")
def new_round(
    request: Request, email: str, launch: str, viewer: Coaches, quiz: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    """Earlier attempts at the quiz no longer count towards its limit."""
    context = acting(request, viewer)
    coaching_page(context, viewer=viewer, email=email)
    try:
        done = reset_attempts(context, launch=launch, quiz=quiz, rep=email, reason=reason)
    except (NotAllowed, Conflict, DefinitionError, NotFound) as error:
        return _show(request, viewer, email, error, {f"round-{launch}": reason, f"quiz-{launch}": quiz})
    said = "They have a new round of attempts." if done else "They have no attempts that count; nothing was changed."
    return back(f"/team/{email}", said, "good" if done else "plain")


@keeps(KEPT_AS, permissions.coach)
def typed_before(request: Request, viewer: Viewer, typed: Typed) -> Response:
    """The person's page with the marks, the note, the attestation or the reminder as it was typed."""
    form, said, parts = typed.plain, {}, typed.sent_to.strip("/").split("/")
    match parts[2:]:
        case ["marks", _, role_play]:
            said = _prefixed(role_play, form)
        case ["attestations", launch, _]:
            said = {f"attest-{launch}": form.get("note", "")}
        case ["nudges", launch]:
            said = {f"says-{launch}": form.get("says", "")}
        case ["rounds", launch]:
            said = {f"round-{launch}": form.get("reason", ""), f"quiz-{launch}": form.get("quiz", "")}
    return _show(request, viewer, typed.at["email"], typed=said, again=True)


def _prefixed(role_play: str, form: Mapping[str, str]) -> dict[str, str]:
    """One page has a form for each role-play."""
    return {f"{role_play}-{name}": value for name, value in form.items()}


def _show(
    request: Request,
    viewer: Viewer,
    email: str,
    error: ReadinessError | None = None,
    typed: Mapping[str, str] | None = None,
    *,
    again: bool = False,
) -> Response:
    page = CoachingShown(
        person=coaching_page(acting(request, viewer), viewer=viewer, email=email),
        may_coach=permissions.coach(viewer),
        mark=mark_form(request, viewer, KEPT_AS, email=email) if permissions.coach(viewer) else "",
        again=again,
        wrong={one.path: said_of_field(one, one.path) for one in error.problems if one.path} if error else {},
        refused=error,
        typed=typed or {},
    )
    return show(request, viewer, "coaching/person.html.j2", page, status=status_of(error) if error else 200)
