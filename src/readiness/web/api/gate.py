"""The gate: may it be sold, and if not, why; waivers, sign-offs, clearing, and every verdict on record."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import Depends, Request
from pydantic import BaseModel, ConfigDict

from readiness.actions.answer_waiver import Answered, answer_waiver
from readiness.actions.clear_launch import Held, clear_launch, held
from readiness.actions.decide_gate import decide_gate
from readiness.actions.recompute_verdict import Difference
from readiness.actions.request_waiver import request_waiver
from readiness.actions.sign_off import SignedOff, sign_off, withdraw_sign_off
from readiness.actions.verdict_today import verdict_today
from readiness.actions.withdraw_waiver import Withdrawn, withdraw_waiver
from readiness.domain.access import permissions
from readiness.domain.access.roles import Viewer
from readiness.domain.gate.verdict import Inputs, Verdict
from readiness.domain.gate.waiver_request import WaiverRequest
from readiness.reports.clearance import ClearanceStanding, clearance_standings
from readiness.reports.gate import verdict_history
from readiness.reports.gate_page import GateSheet, recorded_clearances, recorded_verdict, seen_verdict
from readiness.web.access import acting, may
from readiness.web.api.shape import Body, Cursor, Day, Limit, Page, api_router, read_number, write_cursor
from readiness.web.forms import Number
from readiness.web.routes.gate import decided_again, sheet_for

router = api_router("gate")

Sees = Annotated[Viewer, Depends(may(permissions.see_gate))]
Decides = Annotated[Viewer, Depends(may(permissions.decide_gate))]


class OnRecord(BaseModel):
    """`is_new` False = the same verdict on the same figures was on record already."""

    number: int
    outcome: Literal["cleared", "held"]
    is_new: bool


class WaiverBody(Body):
    """`market` "" = every market; `until` is the waiver's last day."""

    criterion: str
    reason: str
    until: Day
    market: str = ""


class Asked(BaseModel):
    request: WaiverRequest
    is_new: bool


class AnswerBody(Body):
    """A "declined" needs a note."""

    decision: Literal["approved", "declined"]
    note: str = ""


class WithdrawBody(Body):
    """`market` null = in every market."""

    market: str | None = None
    note: str = ""


class SignBody(Body):
    """`seen`: the fingerprint of the definition that was looked at (`definition` of the gate)."""

    seen: str
    note: str = ""


class NoteBody(Body):
    note: str = ""


class ClearBody(Body):
    """`market` null = the launch as a whole."""

    market: str | None = None


class Clearance(BaseModel):
    """A clearance as signed: `text` is exactly what `signature` (Ed25519, base64) signs.

    It holds the figures of everybody, so it is "" for whoever does not see everybody.
    """

    number: int
    market: str
    verdict: int
    cleared_at: datetime
    cleared_by: str
    simulated: bool
    text: str
    fingerprint: str
    key_id: str
    signature: str


class Clearances(BaseModel):
    """`standings`: where each scope stands today; `given`: every clearance, newest first."""

    standings: list[ClearanceStanding]
    given: list[Clearance]


class Cleared(BaseModel):
    """`is_new` False = this very verdict was cleared before."""

    number: int
    verdict: int
    fingerprint: str
    is_new: bool


class VerdictOnRecord(BaseModel):
    """A recorded verdict in a list. `identity`: two verdicts with the same one rest on the same and say the same."""

    model_config = ConfigDict(from_attributes=True)

    number: int
    market: str
    outcome: Literal["cleared", "held"]
    as_of: date
    decided_at: datetime
    definition: str
    identity: str
    actor: str
    simulated: bool


class OneVerdict(BaseModel):
    """A recorded verdict with all that it was decided from; people are named whom you may see, totals count all."""

    entry: VerdictOnRecord
    verdict: Verdict
    inputs: Inputs


class Again(BaseModel):
    """A verdict decided again; both lists empty = it stands as recorded."""

    number: int
    same: bool
    from_record: list[Difference]
    from_evidence: list[Difference]


@router.get("/launches/{launch}/gate")
def gate(request: Request, launch: str, viewer: Sees) -> GateSheet:
    """Everything about the gate today; looking at it records nothing. People are named whom you may see."""
    return sheet_for(acting(request, viewer), viewer, launch)


@router.post("/launches/{launch}/gate/record")
def record(request: Request, launch: str, viewer: Decides) -> OnRecord:
    """The verdict of today is on record."""
    done = decide_gate(acting(request, viewer), launch=launch)
    assert done.number is not None, "a verdict as of today is recorded"
    return OnRecord(number=done.number, outcome=done.outcome, is_new=done.is_new)


@router.post("/launches/{launch}/gate/waivers", status_code=201)
def ask(request: Request, launch: str, body: WaiverBody, viewer: Decides) -> Asked:
    """A waiver is asked for; it is given once two functions stand behind it."""
    asked, is_new = request_waiver(
        acting(request, viewer), launch=launch, criterion=body.criterion, market=body.market, reason=body.reason,
        until=body.until,
    )  # fmt: skip
    return Asked(request=asked, is_new=is_new)


@router.post("/launches/{launch}/gate/waivers/{number}")
def answer(request: Request, launch: str, number: Number, body: AnswerBody, viewer: Decides) -> Answered:
    """The function of whoever acts has answered; the second approval gives the waiver."""
    return answer_waiver(acting(request, viewer), launch=launch, request=number, decision=body.decision, note=body.note)


@router.post("/launches/{launch}/gate/criteria/{criterion}/withdraw")
def withdraw(request: Request, launch: str, criterion: str, body: WithdrawBody, viewer: Decides) -> Withdrawn:
    """No waiver of the criterion counts any more."""
    return withdraw_waiver(
        acting(request, viewer), launch=launch, criterion=criterion, market=body.market, note=body.note
    )


@router.post("/launches/{launch}/gate/sign-offs/{function}")
def sign(request: Request, launch: str, function: str, body: SignBody, viewer: Decides) -> SignedOff:
    """The definition that was seen is signed off; 409 when another has been applied since."""
    return sign_off(acting(request, viewer), launch=launch, function=function, note=body.note, seen=body.seen or "-")


@router.post("/launches/{launch}/gate/sign-offs/{function}/withdraw")
def take_back(request: Request, launch: str, function: str, body: NoteBody, viewer: Decides) -> SignedOff:
    """One takes back one’s own sign-off."""
    return withdraw_sign_off(acting(request, viewer), launch=launch, function=function, note=body.note)


@router.post("/launches/{launch}/gate/clear")
def clear(request: Request, launch: str, body: ClearBody, viewer: Decides) -> Cleared:
    """Cleared for market, signed and on record; while held 409 with every criterion that holds it."""
    context = acting(request, viewer)
    try:
        done = clear_launch(context, launch=launch, market=body.market)
    except Held as error:
        raise held(seen_verdict(context, verdict=error.verdict, viewer=viewer)) from error
    return Cleared(number=done.number, verdict=done.verdict, fingerprint=done.signed.fingerprint, is_new=done.is_new)


@router.get("/launches/{launch}/gate/clearances")
def clearances(request: Request, launch: str, viewer: Sees) -> Clearances:
    """Every clearance with its signature, and where each scope stands today."""
    context = acting(request, viewer)
    _, given = recorded_clearances(context, launch=launch, viewer=viewer)
    told = [
        Clearance(
            number=one.number, market=one.market, verdict=one.verdict, cleared_at=one.cleared_at,
            cleared_by=one.cleared_by, simulated=one.simulated, text=one.signed.text,
            fingerprint=one.signed.fingerprint, key_id=one.signed.key_id, signature=one.signed.signature,
        )
        for one in given
    ]  # fmt: skip
    today = verdict_today(context, launch=launch).verdict
    return Clearances(standings=list(clearance_standings(context, launch=launch, verdict=today)), given=told)


@router.get("/launches/{launch}/gate/verdicts")
def verdicts(
    request: Request, launch: str, viewer: Sees, cursor: Cursor = "", limit: Limit = 50
) -> Page[VerdictOnRecord]:
    """Newest first; one for each change of what they rest on."""
    before = read_number(cursor) if cursor else 0
    found = verdict_history(acting(request, viewer), launch=launch, limit=limit + 1, before=before)
    more = len(found) > limit
    shown = [VerdictOnRecord.model_validate(one) for one in found[:limit]]
    return Page(items=shown, next=write_cursor(str(found[limit - 1].number)) if more else None)


@router.get("/launches/{launch}/gate/verdicts/{number}")
def verdict(request: Request, launch: str, number: Number, viewer: Sees) -> OneVerdict:
    """One verdict on record, with all that it was decided from."""
    _, found = recorded_verdict(acting(request, viewer), launch=launch, number=number, viewer=viewer)
    return OneVerdict(entry=VerdictOnRecord.model_validate(found.entry), verdict=found.verdict, inputs=found.inputs)


@router.get("/launches/{launch}/gate/verdicts/{number}/again")
def again(request: Request, launch: str, number: Number, viewer: Sees) -> Again:
    """The verdict decided again: from its own record, and from the evidence that it saw."""
    found = decided_again(acting(request, viewer), viewer, launch, number)
    return Again(
        number=number, same=found.same, from_record=list(found.from_record), from_evidence=list(found.from_evidence)
    )
