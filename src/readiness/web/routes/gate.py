"""The gate: may it be sold, and if not, why; waivers, sign-offs, clearing, and every verdict on record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, Form, Request, Response

from readiness.actions.answer_waiver import answer_waiver
from readiness.actions.clear_launch import Held, clear_launch, held
from readiness.actions.decide_gate import decide_gate
from readiness.actions.recompute_verdict import Difference, Recomputed, recompute_verdict
from readiness.actions.request_waiver import request_waiver
from readiness.actions.sign_off import sign_off, withdraw_sign_off
from readiness.actions.verdict_today import verdict_today
from readiness.actions.withdraw_waiver import withdraw_waiver
from readiness.context import Context
from readiness.domain.access import permissions
from readiness.domain.access.roles import Viewer
from readiness.domain.access.scope import sees_everybody
from readiness.domain.gate.verdict import CriterionResult, Verdict
from readiness.ground.days import read_day
from readiness.ground.errors import Conflict, DefinitionError, NotAllowed, NotApplied, Problem, ReadinessError
from readiness.reports.clearance import clearance_standings
from readiness.reports.gate_page import GateSheet, gate_sheet, recorded_clearances, recorded_verdict, seen_verdict
from readiness.reports.seen_people import difference_for
from readiness.reports.verdict_words import Names, verdict_in_words
from readiness.web.access import acting, may
from readiness.web.errors import status_of
from readiness.web.field_problems import said_of_field
from readiness.web.forms import Number
from readiness.web.kept_form import Typed, keeps, mark
from readiness.web.not_applied import show_not_applied
from readiness.web.pages import back, show

router = APIRouter(prefix="/launches/{launch}/gate")

KEPT_AS: Final = "waiver"
_FIELDS: Final = {"WV001": "criterion", "WV002": "criterion", "WV003": "reason", "WV004": "until", "WV008": "until"}
"""What the codes of `waiver_problems` are about."""
Sees = Annotated[Viewer, Depends(may(permissions.see_gate))]
Decides = Annotated[Viewer, Depends(may(permissions.decide_gate))]


@dataclass(frozen=True, slots=True, kw_only=True)
class GatePage:
    """`narrowed`: of the people behind it only those are named whom the viewer may see; `names` calls the things
    behind it by their titles.

    `refused`: why the last act was refused, with `typed`, what its form held, so that nothing typed is lost.
    """

    sheet: GateSheet
    groups: tuple[tuple[str, tuple[CriterionResult, ...]], ...]
    names: Names
    may_decide: bool
    narrowed: bool
    mark: str = ""
    refused: ReadinessError | None = None
    typed: WaiverForm | None = None
    again: bool = False

    @property
    def wrong(self) -> Mapping[str, str]:
        """What is wrong with the form that asks for a waiver, by field."""
        found = self.refused.problems if self.refused else ()
        return {_FIELDS[one.code]: said_of_field(one, "") for one in found if one.code in _FIELDS}


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverForm:
    """What the form that asks for a waiver holds; `criterion` "" = nothing chosen."""

    criterion: str = ""
    market: str = ""
    reason: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictPage:
    """A verdict on record. `names` and `narrowed` as on the gate; `again` is what deciding it anew gave, None when
    nobody asked.
    """

    launch: str
    name: str
    number: int
    actor: str
    simulated: bool
    verdict: Verdict
    groups: tuple[tuple[str, tuple[CriterionResult, ...]], ...]
    names: Names
    narrowed: bool
    again: Recomputed | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearancePage:
    """Every clearance of the launch, newest first, and where each scope stands today."""

    launch: str
    name: str
    entries: tuple[ClearanceEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearanceEntry:
    """One clearance. `stands` says whether it is the latest of its scope and still matches; `reasons` why not."""

    number: int
    market: str
    cleared_at: datetime
    cleared_by: str
    verdict: int
    fingerprint: str
    key_id: str
    signature: str
    simulated: bool
    stands: str
    reasons: tuple[str, ...]


@router.get("")
def sheet(request: Request, launch: str, viewer: Sees, waive: str = "") -> Response:
    context = acting(request, viewer)
    try:
        page = _page(context, viewer, launch, typed=WaiverForm(criterion=waive))
    except NotApplied:
        says = (
            "A verdict is given on what stands, and nothing does before the first apply: then each criterion of the "
            "launch file is answered here, with what to do about those that are not met."
        )
        return show_not_applied(request, viewer, launch=launch, title="May it be sold?", tab="gate", says=says)
    return _show(request, viewer, page)


@keeps(KEPT_AS, permissions.decide_gate)
def typed_before(request: Request, viewer: Viewer, typed: Typed) -> Response:
    """The gate, with what was typed to ask for a waiver."""
    said = {name: text for name, text in typed.plain.items() if name in {"criterion", "market", "reason", "until"}}
    page = _page(acting(request, viewer), viewer, typed.at["launch"], typed=WaiverForm(**said))
    return _show(request, viewer, replace(page, again=True))


@router.post("/record")
def record(request: Request, launch: str, viewer: Decides) -> Response:
    """The verdict of today goes on record, when it differs from the last one."""
    decided = decide_gate(acting(request, viewer), launch=launch)
    said = "is on record" if decided.is_new else "was on record already; nothing has changed since"
    return back(f"/launches/{launch}/gate", f"Verdict {decided.number} {said}: {decided.outcome}.")


@router.post("/waivers")
def ask(
    request: Request,
    launch: str,
    viewer: Decides,
    criterion: Annotated[str, Form()] = "",
    market: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
    until: Annotated[str, Form()] = "",
) -> Response:
    context = acting(request, viewer)
    typed = WaiverForm(criterion=criterion, market=market, reason=reason, until=until)
    try:
        asked, is_new = request_waiver(
            context, launch=launch, criterion=criterion, market=market, reason=reason, until=_day(until)
        )
    except (NotAllowed, DefinitionError) as error:
        return _show(request, viewer, _page(context, viewer, launch, refused=error, typed=typed), error)
    said = "is asked for" if is_new else "was asked for already"
    return back(f"/launches/{launch}/gate#waivers", f"The waiver of {asked.criterion} {said}.")


@router.post("/waivers/{number}")
def answer(
    request: Request,
    launch: str,
    number: Number,
    viewer: Decides,
    decision: Annotated[Literal["approved", "declined"], Form()],
    note: Annotated[str, Form()] = "",
) -> Response:
    context = acting(request, viewer)
    try:
        answered = answer_waiver(context, launch=launch, request=number, decision=decision, note=note)
    except (NotAllowed, DefinitionError) as error:
        return _show(request, viewer, _page(context, viewer, launch, refused=error), error)
    said = f"{answered.request.criterion} is waived until {answered.request.until}."
    if answered.waiver is None:
        said = f"You {decision} it." + (f" It still needs {answered.needs}." if answered.needs else "")
    return back(f"/launches/{launch}/gate#waivers", said)


@router.post("/waivers/{criterion}/withdraw")
def withdraw(
    request: Request,
    launch: str,
    criterion: str,
    viewer: Decides,
    market: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
) -> Response:
    withdraw_waiver(acting(request, viewer), launch=launch, criterion=criterion, market=market, note=note)
    return back(f"/launches/{launch}/gate#waivers", f"The waiver of {criterion} is withdrawn.")


@router.post("/sign-offs/{function}")
def sign(
    request: Request,
    launch: str,
    function: str,
    viewer: Decides,
    seen: Annotated[str, Form()],
    act: Annotated[Literal["sign", "take-back"], Form()] = "sign",
    note: Annotated[str, Form()] = "",
) -> Response:
    """Signs off the definition that was seen; refused when another has been applied since the page was opened."""
    context = acting(request, viewer)
    if act == "take-back":
        withdraw_sign_off(context, launch=launch, function=function, note=note)
        return back(f"/launches/{launch}/gate#sign-offs", f"The sign-off of {function} is taken back.")
    done = sign_off(context, launch=launch, function=function, note=note, seen=seen)
    said = "has signed off the definition as it stands" if done.changed else "had signed it off already"
    return back(f"/launches/{launch}/gate#sign-offs", f"{function.capitalize()} {said}.")


@router.post("/clear")
def clear(request: Request, launch: str, viewer: Decides) -> Response:
    context = acting(request, viewer)
    try:
        cleared = clear_launch(context, launch=launch)
    except Held as error:
        seen = held(seen_verdict(context, verdict=error.verdict, viewer=viewer))
        return _show(request, viewer, _page(context, viewer, launch, refused=seen), seen)
    except (Conflict, NotAllowed) as error:
        return _show(request, viewer, _page(context, viewer, launch, refused=error), error)
    said = "Cleared for market. The signed record is below." if cleared.is_new else "It was cleared already."
    return back(f"/launches/{launch}/gate/clearance", said)


@router.get("/clearance")
def clearance(request: Request, launch: str, viewer: Sees) -> Response:
    context = acting(request, viewer)
    name, given = recorded_clearances(context, launch=launch, viewer=viewer)
    today = verdict_today(context, launch=launch).verdict
    standing = {one.market: one for one in clearance_standings(context, launch=launch, verdict=today)}
    entries = []
    for one in given:
        latest = standing[one.market]
        is_latest = latest.fingerprint == one.signed.fingerprint
        entries.append(
            ClearanceEntry(
                number=one.number,
                market=one.market,
                cleared_at=one.cleared_at,
                cleared_by=one.cleared_by,
                verdict=one.verdict,
                fingerprint=one.signed.fingerprint,
                key_id=one.signed.key_id,
                signature=one.signed.signature,
                simulated=one.simulated,
                stands=latest.state if is_latest else "replaced",
                reasons=latest.reasons if is_latest else (),
            )
        )
    page = ClearancePage(launch=launch, name=name, entries=tuple(entries))
    return show(request, viewer, "gate/clearance.html.j2", page)


@router.get("/verdicts/{number}")
def verdict(request: Request, launch: str, number: Number, viewer: Sees, again: bool = False) -> Response:
    context = acting(request, viewer)
    name, recorded = recorded_verdict(context, launch=launch, number=number, viewer=viewer)
    worded = verdict_in_words(context, verdict=recorded.verdict)
    page = VerdictPage(
        launch=launch,
        name=name,
        number=number,
        actor=recorded.entry.actor,
        simulated=recorded.entry.simulated,
        verdict=worded.verdict,
        groups=_groups(worded.verdict),
        names=worded.names,
        narrowed=not sees_everybody(viewer),
        again=decided_again(context, viewer, launch, number) if again else None,
    )
    return show(request, viewer, "gate/verdict.html.j2", page)


def decided_again(context: Context, viewer: Viewer, launch: str, number: int) -> Recomputed:
    """The verdict decided anew, with no more of the people in it than the viewer may see."""
    found = recompute_verdict(context, launch=launch, number=number)

    def told(one: Difference) -> Difference:
        then, now = (difference_for(viewer, one.path, text) for text in (one.then, one.now))
        return replace(one, then=then, now=now)

    return replace(
        found,
        from_record=tuple(map(told, found.from_record)),
        from_evidence=tuple(map(told, found.from_evidence)),
    )


def sheet_for(context: Context, viewer: Viewer, launch: str) -> GateSheet:
    """Decided without recording: looking at a gate writes nothing. Offers this viewer only what they may do."""
    found = decide_gate(context, launch=launch, record=False).verdict
    seen = gate_sheet(context, verdict=found, viewer=viewer)
    if permissions.decide_gate(viewer):
        return seen
    return replace(
        seen,
        clears_as=None,
        requests=tuple(replace(one, mine=False) for one in seen.requests),
        sign_offs=tuple(replace(one, mine=False) for one in seen.sign_offs),
    )


def _page(
    context: Context,
    viewer: Viewer,
    launch: str,
    *,
    refused: ReadinessError | None = None,
    typed: WaiverForm | None = None,
) -> GatePage:
    seen = sheet_for(context, viewer, launch)
    worded = verdict_in_words(context, verdict=seen.verdict)
    return GatePage(
        sheet=replace(seen, verdict=worded.verdict), groups=_groups(worded.verdict), names=worded.names,
        may_decide=permissions.decide_gate(viewer), narrowed=not sees_everybody(viewer), refused=refused, typed=typed,
    )  # fmt: skip


def _show(request: Request, viewer: Viewer, page: GatePage, error: ReadinessError | None = None) -> Response:
    if page.may_decide:
        page = replace(page, mark=mark(request, viewer, KEPT_AS, launch=page.sheet.launch))
    return show(request, viewer, "gate/sheet.html.j2", page, status=status_of(error) if error else 200)


def _groups(verdict: Verdict) -> tuple[tuple[str, tuple[CriterionResult, ...]], ...]:
    """What holds it first, then what is waived, then what is met."""
    order = (("unmet", verdict.unmet()), ("waived", verdict.waived()))
    met = tuple(one for one in verdict.criteria if one.outcome == "met")
    return tuple((name, found) for name, found in (*order, ("met", met)) if found)


def _day(text: str) -> date:
    try:
        return read_day(text.strip())
    except ValueError as error:
        raise DefinitionError(
            "the waiver cannot be asked for like this.",
            problems=[Problem("WV004", str(error), "Choose its last day.")],
        ) from None
