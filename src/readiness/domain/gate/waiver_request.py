"""A waiver asked for: open until two functions have approved it, one of them a function that may waive.

Whoever asks speaks for their own function when they are in the launch's team; nobody speaks twice, and one "no" ends
it. When it is given it becomes a Waiver like any other (see `waiver`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from readiness.domain.definition.model import Launch
from readiness.domain.gate.waiver import waiver_problems
from readiness.ground.errors import Problem
from readiness.ground.fingerprint import fingerprint

Answer = Literal["approved", "declined"]
RequestState = Literal["open", "given", "declined", "ended", "criterion-changed"]


@dataclass(frozen=True, slots=True)
class WaiverAnswer:
    """What one function said of a request."""

    function: str
    decision: Answer
    by: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class WaiverRequest:
    """A waiver asked for, with every answer so far in the order in which they came."""

    number: int
    launch: str
    criterion: str
    market: str
    criterion_fingerprint: str
    reason: str
    until: date
    by: str
    at: datetime
    answers: tuple[WaiverAnswer, ...] = ()


def function_of(launch: Launch, email: str) -> str | None:
    """The function of this person in the launch's team; None for somebody outside."""
    return next((m.function for m in launch.team.values() if m.email.casefold() == email.casefold()), None)


def approving(launch: Launch, request: WaiverRequest) -> frozenset[str]:
    """The functions that stand behind the request: those that approved, and that of whoever asked."""
    said = {answer.function for answer in request.answers if answer.decision == "approved"}
    asked = function_of(launch, request.by)
    return frozenset(said | ({asked} if asked else set()))


def approver_of(launch: Launch, request: WaiverRequest) -> WaiverAnswer | None:
    """The answer by which the waiver may be given: the first approval by a function that may waive."""
    return next(
        (a for a in request.answers if a.decision == "approved" and a.function in launch.gate.waivable_by), None
    )


def request_state(launch: Launch, request: WaiverRequest, on: date) -> RequestState:
    """Where the request stands on a day."""
    if any(answer.decision == "declined" for answer in request.answers):
        return "declined"
    if approver_of(launch, request) is not None and len(approving(launch, request)) >= 2:
        return "given"
    if request.until < on:
        return "ended"
    criterion = launch.gate.criteria.get(request.criterion)
    if criterion is None or fingerprint(criterion) != request.criterion_fingerprint:
        return "criterion-changed"
    return "open"


def still_needed(launch: Launch, request: WaiverRequest) -> str:
    """What is missing before it is given, in a few words; empty when nothing is."""
    missing = []
    if approver_of(launch, request) is None:
        missing.append(" or ".join(launch.gate.waivable_by) or "a function that may waive (the gate names none)")
    if len(approving(launch, request)) + len(missing) < 2:
        missing.append("one more function")
    return " and ".join(missing)


def request_problems(
    launch: Launch, *, criterion: str, market: str, reason: str, by: str, until: date, on: date
) -> tuple[Problem, ...]:
    """Everything that stands against asking for this waiver; empty when it may be asked for.

    The rules are those of the waiver itself, as if the first who may approve it did.
    """
    may = [m.email for m in launch.team.values() if m.function in launch.gate.waivable_by]
    approver = next((email for email in may if email.casefold() != by.casefold()), "")
    return waiver_problems(
        launch, criterion=criterion, market=market, reason=reason, requested_by=by, approver=approver, until=until,
        on=on,
    )  # fmt: skip


def answer_problems(launch: Launch, request: WaiverRequest, *, by: str, on: date) -> tuple[Problem, ...]:
    """Everything that stands against an answer by this person; empty when they may answer. Codes WQ001 to WQ005."""
    found: list[Problem] = []
    state = request_state(launch, request, on)
    if state != "open":
        told = state.replace("-", " ")
        found.append(Problem("WQ001", f"request {request.number} is {told}, no longer open.", "Ask for a new one."))
    function = function_of(launch, by)
    if function is None:
        found.append(Problem("WQ002", f"{by} is not in the launch's team.", "Ask somebody who is."))
    elif by.casefold() == request.by.casefold():
        found.append(Problem("WQ003", f"{by} asked for it.", "Somebody of another function answers."))
    elif function in _spoken(request) or function == function_of(launch, request.by):
        found.append(Problem("WQ004", f"{function} has spoken already.", "Somebody of another function answers."))
    elif by.casefold() in {answer.by.casefold() for answer in request.answers}:
        found.append(Problem("WQ005", f"{by} has answered already.", "Somebody else of another function answers."))
    return tuple(found)


def is_asked(launch: Launch, request: WaiverRequest, *, by: str, on: date) -> bool:
    """True when this person may answer, and their approval would bring the request nearer to being given."""
    if answer_problems(launch, request, by=by, on=on):
        return False
    wants_approver = approver_of(launch, request) is None
    if wants_approver and function_of(launch, by) in launch.gate.waivable_by:
        return True
    return len(approving(launch, request)) + wants_approver < 2


def _spoken(request: WaiverRequest) -> Iterable[str]:
    return {answer.function for answer in request.answers}
