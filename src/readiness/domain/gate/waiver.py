"""A waiver: for one criterion, a reason, two people, and an end.

A waiver counts from the day it is given to its last day, unless it was withdrawn or the criterion it names now reads
otherwise: who waived "80 % in every region" did not waive "95 %".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from readiness.domain.definition.gating import Criterion
from readiness.domain.definition.model import Launch
from readiness.ground.errors import Problem
from readiness.ground.fingerprint import fingerprint
from readiness.ground.keys import did_you_mean
from readiness.ground.notes import note_problems

WaiverState = Literal["in-force", "not-yet", "ended", "withdrawn", "criterion-changed"]


@dataclass(frozen=True, slots=True)
class Waiver:
    """A waiver as given. `until` is its last day; `market` "" = every market; `criterion_fingerprint` = what was
    waived.
    """

    number: int
    launch: str
    criterion: str
    market: str
    criterion_fingerprint: str
    reason: str
    requested_by: str
    approved_by: str
    function: str
    given_at: datetime
    until: date
    withdrawn_at: datetime | None = None
    withdrawn_by: str = ""


def waiver_state(waiver: Waiver, criterion: Criterion, on: date) -> WaiverState:
    """Where the waiver stands on a day, for the criterion as it reads now."""
    if waiver.given_at.date() > on:
        return "not-yet"
    if waiver.withdrawn_at is not None and waiver.withdrawn_at.date() <= on:
        return "withdrawn"
    if waiver.until < on:
        return "ended"
    return "in-force" if waiver.criterion_fingerprint == fingerprint(criterion) else "criterion-changed"


def waiver_for(waivers: Iterable[Waiver], criterion: Criterion, market: str, on: date) -> Waiver | None:
    """The waiver that counts for this criterion in this market: of several, the one that lasts longest."""
    counting = [w for w in _about(waivers, criterion, market) if waiver_state(w, criterion, on) == "in-force"]
    return max(counting, key=lambda w: (w.until, w.number), default=None)


def waiver_gone(waivers: Iterable[Waiver], criterion: Criterion, market: str, on: date) -> str:
    """Why the latest waiver of this criterion no longer counts, in a sentence; empty when there never was one."""
    told = {
        "ended": "ended on {w.until}",
        "withdrawn": "was withdrawn by {w.withdrawn_by}",
        "criterion-changed": "lapsed: the criterion reads differently now",
    }
    gone = [w for w in _about(waivers, criterion, market) if waiver_state(w, criterion, on) in told]
    last = max(gone, key=lambda w: w.number, default=None)
    if last is None:
        return ""
    why = told[waiver_state(last, criterion, on)].format(w=last)
    return f"The waiver approved by {last.approved_by} {why}."


def _about(waivers: Iterable[Waiver], criterion: Criterion, market: str) -> list[Waiver]:
    return [w for w in waivers if w.criterion == criterion.key and w.market in {"", market}]


def waiver_problems(
    launch: Launch, *, criterion: str, market: str, reason: str, requested_by: str, approver: str, until: date, on: date
) -> tuple[Problem, ...]:
    """Everything that stands against this waiver, all at once; empty when it may be given. Codes WV001 to WV008."""
    gate = launch.gate
    found = [_criterion_problem(launch, criterion, market), *_text_problems("reason", reason)]
    found += _text_problems("name of who asks", requested_by)
    if until < on:
        found.append(Problem("WV004", f"the waiver would end on {until}, before today ({on}).", "Name a later day."))
    last = last_waivable(launch, on)
    if until > last:
        told = f"the waiver would end on {until}, more than a year after the launch and today."
        found.append(Problem("WV008", told, f"Name {last} at the latest, and ask again then."))
    if approver.casefold() == requested_by.casefold():
        found.append(
            Problem(
                "WV005", f"{approver} both asks for and approves it.", "A waiver takes two people: pass another --by."
            )
        )
    member = next((m for m in launch.team.values() if m.email.casefold() == approver.casefold()), None)
    allowed = " or ".join(gate.waivable_by) or "nobody"
    if member is None:
        found.append(Problem("WV006", f"{approver} is not in the launch's team.", f"Ask a member of {allowed}."))
    elif member.function not in gate.waivable_by:
        found.append(
            Problem("WV007", f"{approver} is of {member.function}, which may not waive.", f"Ask a member of {allowed}.")
        )
    return tuple(problem for problem in found if problem is not None)


def asker_problems(launch: Launch, requested_by: str) -> tuple[Problem, ...]:
    """What stands against a waiver given at once when this person asks; empty for the launch's team. Code WV009.

    Somebody outside the team may ask too, and then two of its functions answer (see `waiver_request`).
    """
    if requested_by.casefold() in {member.email.casefold() for member in launch.team.values()}:
        return ()
    told = f"{requested_by} is not in the launch's team and cannot have it waived at once."
    return (Problem("WV009", told, "Somebody of the team asks."),)


def may_withdraw(launch: Launch, waiver: Waiver, by: str) -> bool:
    """True for whoever asked for it or approved it, for functions that may waive, and for the launch's owner."""
    owner = launch.team[launch.owner].email.casefold()
    waivers = {m.email.casefold() for m in launch.team.values() if m.function in launch.gate.waivable_by}
    return by.casefold() in {waiver.requested_by, waiver.approved_by, owner} | waivers


def last_waivable(launch: Launch, on: date) -> date:
    """The last day that a waiver given on `on` may name: a year after today, the launch or its release, whichever is
    last. A waiver is for a while; one without end would be a criterion taken out of the gate unseen.
    """
    start = max(on, launch.launch_on, launch.release_on or launch.launch_on)
    return start + timedelta(days=365) if start < date.max - timedelta(days=365) else date.max


def _criterion_problem(launch: Launch, criterion: str, market: str) -> Problem | None:
    known = launch.gate.criteria
    if criterion not in known:
        return Problem("WV001", f"the gate has no criterion '{criterion}'.", did_you_mean(criterion, known))
    if market and market not in launch.markets:
        return Problem("WV002", f"there is no market '{market}'.", did_you_mean(market, launch.markets))
    if market and not getattr(known[criterion], "each_market", False):
        return Problem("WV002", f"'{criterion}' is not judged per market.", "Leave --market out.")
    return None


def _text_problems(name: str, text: str) -> tuple[Problem, ...]:
    return note_problems(text, name=name, required=True, code="WV003")
