"""The gate as one page: the verdict of today with its reasons, waivers and those asked for, sign-offs, clearance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlmodel import Session

from readiness.context import Context
from readiness.domain.access.roles import Viewer
from readiness.domain.clearance.record import may_clear
from readiness.domain.definition.gating import SignOffs
from readiness.domain.definition.model import Launch
from readiness.domain.definition.vocabulary import FUNCTIONS
from readiness.domain.gate.figures import SignOffFact
from readiness.domain.gate.verdict import Verdict
from readiness.domain.gate.waiver import Waiver, may_withdraw, waiver_state
from readiness.domain.gate.waiver_request import (
    WaiverRequest,
    answer_problems,
    request_state,
    still_needed,
)
from readiness.domain.people.address import mail_address
from readiness.reports.clearance import ClearanceStanding, clearance_standings
from readiness.reports.explain import NextStep, because, next_steps
from readiness.reports.seen_people import clearance_for, recorded_for, verdict_for
from readiness.reports.unasked_roles import unasked_roles
from readiness.store import gate
from readiness.store.gate import RecordedClearance, RecordedVerdict, VerdictEntry
from readiness.store.launches import require_version
from readiness.store.task_progress import before_sign_off, task_progress
from readiness.store.waiver_requests import waiver_requests


@dataclass(frozen=True, slots=True)
class WaiverLine:
    """A waiver as given and where it stands; `state` is "criterion-changed" for one whose criterion is gone too.

    `mine`: the viewer may withdraw it.
    """

    waiver: Waiver
    state: str
    mine: bool


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A waiver asked for. `needs` is empty when it is no longer open; `mine`: the viewer may answer it."""

    request: WaiverRequest
    state: str
    needs: str
    mine: bool


@dataclass(frozen=True, slots=True)
class SignOffLine:
    """One function of the team. `by` and `at` are None while nobody has signed the definition as it stands.

    `asked`: a criterion of the gate asks for it. `lapsed`: somebody signed an earlier definition. `mine`: the viewer
    may sign for it, or take back what they signed; nobody may for a second function. `waits_for`: the titles of what is
    approved and published again before anybody signs; empty = their turn has come.
    """

    function: str
    asked: bool
    by: str | None
    at: datetime | None
    lapsed: SignOffFact | None
    members: tuple[str, ...]
    mine: bool
    waits_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GateSheet:
    """Everything about one launch's gate, for one viewer on one day."""

    launch: str
    name: str
    definition: str
    launch_on: date
    verdict: Verdict
    because: str
    next_steps: tuple[NextStep, ...]
    waivers: tuple[WaiverLine, ...]
    requests: tuple[RequestLine, ...]
    sign_offs: tuple[SignOffLine, ...]
    clearances: tuple[ClearanceStanding, ...]
    history: tuple[VerdictEntry, ...]
    clears_as: str | None
    """As what the viewer may clear ("owner", "leadership"); None when they may not."""
    unasked_roles: tuple[str, ...] = ()
    """A sentence a role of the roster that no certification of the launch asks for."""
    team: Mapping[str, str] = field(default_factory=dict)
    """What whoever is in the launch's team is called, by mail address."""


def gate_sheet(context: Context, *, verdict: Verdict, viewer: Viewer) -> GateSheet:
    """The page for the verdict that `decide_gate` gave; nothing is judged here. Of the people behind it those are named
    whom the viewer may see. Raises NotFound before `apply`.
    """
    today = context.clock.today()
    with context.database.reading() as session:
        version = require_version(session, verdict.launch)
        definition = version.definition
        signed = gate.sign_offs(session, verdict.launch)
        given = gate.waivers(session, verdict.launch)
        asked = waiver_requests(session, verdict.launch)
        history = gate.verdicts(session, verdict.launch, limit=20)
        lines = sign_off_lines(definition, version.fingerprint, signed, viewer.email)
        sign_offs = _with_turns(session, verdict.launch, lines)
        verdict = verdict_for(session, verdict, viewer, today)
    return GateSheet(
        launch=verdict.launch,
        name=definition.product.name,
        team={mail_address(member.email): member.name for member in definition.team.values()},
        definition=version.fingerprint,
        launch_on=definition.launch_on,
        verdict=verdict,
        because=because(verdict),
        next_steps=next_steps(verdict),
        waivers=tuple(
            WaiverLine(one, _state(definition, one, today), mine=may_withdraw(definition, one, viewer.email))
            for one in reversed(given)
        ),
        requests=tuple(_request(definition, one, viewer.email, today) for one in asked),
        sign_offs=sign_offs,
        clearances=clearance_standings(context, launch=verdict.launch, verdict=verdict),
        history=history,
        clears_as=may_clear(definition, viewer.email),
        unasked_roles=unasked_roles(context, definition),
    )


def seen_verdict(context: Context, *, verdict: Verdict, viewer: Viewer | None) -> Verdict:
    """The verdict, naming only people whom the viewer may see; None, of whom nobody said who it is, sees nobody."""
    with context.database.reading() as session:
        return verdict_for(session, verdict, viewer, context.clock.today())


def recorded_verdict(context: Context, *, launch: str, number: int, viewer: Viewer) -> tuple[str, RecordedVerdict]:
    """The launch's name, and the verdict as it was recorded with all it was decided from; people are named whom the
    viewer may see. Raises NotFound.
    """
    with context.database.reading() as session:
        name = require_version(session, launch).definition.product.name
        recorded = gate.require_verdict(session, launch, number)
        return name, recorded_for(session, recorded, viewer, context.clock.today())


def recorded_clearances(context: Context, *, launch: str, viewer: Viewer) -> tuple[str, tuple[RecordedClearance, ...]]:
    """The launch's name, and its clearances, newest first; the signed text for whoever sees everybody, else "". Raises
    NotFound before `apply`.
    """
    with context.database.reading() as session:
        name = require_version(session, launch).definition.product.name
        return name, tuple(clearance_for(one, viewer) for one in gate.clearances(session, launch))


def sign_off_lines(
    definition: Launch, fingerprint: str, signed: tuple[SignOffFact, ...], viewer: str
) -> tuple[SignOffLine, ...]:
    """One line a function that is in the team or asked for, those that are asked for first."""
    asked = {function for one in definition.gate.criteria.values() if isinstance(one, SignOffs) for function in one.by}
    spoken = {
        one.function
        for one in signed
        if one.definition == fingerprint and not one.withdrawn and one.by.casefold() == viewer.casefold()
    }
    lines = []
    for function in FUNCTIONS:
        members = tuple(m.email for m in definition.team.values() if m.function == function)
        if not members and function not in asked:
            continue
        mine = [one for one in signed if one.function == function and not one.withdrawn]
        now = next((one for one in reversed(mine) if one.definition == fingerprint), None)
        earlier = next((one for one in reversed(mine) if one.definition != fingerprint), None)
        lines.append(
            SignOffLine(
                function=function,
                asked=function in asked,
                by=now.by if now else None,
                at=now.at if now else None,
                lapsed=None if now else earlier,
                members=members,
                mine=viewer.casefold() in {email.casefold() for email in members}
                and (function in spoken or not spoken),
            )
        )
    return tuple(sorted(lines, key=lambda line: not line.asked))


def _with_turns(session: Session, launch: str, lines: tuple[SignOffLine, ...]) -> tuple[SignOffLine, ...]:
    """The lines with what comes first, for those that nobody has signed."""
    if all(line.by for line in lines):
        return lines
    progress = task_progress(session, launch)
    return tuple(
        line if line.by else replace(line, waits_for=tuple(t.title for t in before_sign_off(progress, line.function)))
        for line in lines
    )


def _state(definition: Launch, waiver: Waiver, on: date) -> str:
    criterion = definition.gate.criteria.get(waiver.criterion)
    return waiver_state(waiver, criterion, on) if criterion is not None else "criterion-changed"


def _request(definition: Launch, request: WaiverRequest, viewer: str, on: date) -> RequestLine:
    state = request_state(definition, request, on)
    is_open = state == "open"
    mine = is_open and not answer_problems(definition, request, by=viewer, on=on)
    return RequestLine(request, state, still_needed(definition, request) if is_open else "", mine)
