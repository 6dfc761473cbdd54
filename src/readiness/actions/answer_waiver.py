"""A function says yes or no to a waiver that was asked for; with the second yes it is given."""

from __future__ import annotations

from dataclasses import dataclass, replace

from readiness.context import Context
from readiness.domain.gate.waiver import Waiver, waiver_problems
from readiness.domain.gate.waiver_request import (
    Answer,
    WaiverAnswer,
    WaiverRequest,
    answer_problems,
    approver_of,
    function_of,
    request_state,
    still_needed,
)
from readiness.ground.errors import NotAllowed
from readiness.ground.notes import fit_note, on_one_line
from readiness.store import gate, journal
from readiness.store.launches import require_version
from readiness.store.waiver_requests import add_answer, require_request


@dataclass(frozen=True, slots=True)
class Answered:
    """`waiver` is None while it is not given; `needs` then says what is missing ("" when it was declined)."""

    request: WaiverRequest
    waiver: Waiver | None
    needs: str


def answer_waiver(context: Context, *, launch: str, request: int, decision: Answer, note: str = "") -> Answered:
    """The function of whoever acts has answered; a waiver that two functions stand behind is in force from now.

    A "declined" needs a note. Raises NotAllowed with everything that stands against it, NotFound.
    """
    by, today = context.by().casefold(), context.clock.today()
    said = on_one_line(fit_note(note, required=decision == "declined"))
    with context.database.transaction() as session:
        definition = require_version(session, launch).definition
        asked = require_request(session, launch, request)
        problems = answer_problems(definition, asked, by=by, on=today)
        if problems:
            raise NotAllowed(f"{by} cannot answer this.", problems=problems)
        function = function_of(definition, by)
        assert function is not None  # answer_problems has looked
        add_answer(session, context.clock, request=request, function=function, decision=decision, by=by, note=said)
        answer = WaiverAnswer(function, decision, by, context.clock.now(), said)
        asked = replace(asked, answers=(*asked.answers, answer))
        journal.record(
            session, context.clock, actor=by, verb=f"{decision} waiver", subject=asked.criterion, launch=launch,
            fingerprint=asked.criterion_fingerprint, detail={"request": request, "function": function, "note": said},
        )  # fmt: skip
        if request_state(definition, asked, today) != "given":
            return Answered(asked, None, "" if decision == "declined" else still_needed(definition, asked))
        approver = approver_of(definition, asked)
        assert approver is not None  # "given" means that there is one
        problems = waiver_problems(
            definition, criterion=asked.criterion, market=asked.market, reason=asked.reason, requested_by=asked.by,
            approver=approver.by, until=asked.until, on=today,
        )  # fmt: skip
        if problems:
            raise NotAllowed(f"'{asked.criterion}' of '{launch}' cannot be waived any more.", problems=problems)
        waiver = gate.add_waiver(
            session, context.clock, launch=launch, criterion=asked.criterion, market=asked.market,
            criterion_fingerprint=asked.criterion_fingerprint, reason=asked.reason, requested_by=asked.by,
            approved_by=approver.by, function=approver.function, until=asked.until,
        )  # fmt: skip
        journal.record(
            session, context.clock, actor=by, verb="waived", subject=asked.criterion, launch=launch,
            fingerprint=asked.criterion_fingerprint,
            detail={
                "waiver": waiver.number, "request": request, "market": asked.market, "reason": asked.reason,
                "approver": approver.by, "until": str(asked.until),
            },
        )  # fmt: skip
        return Answered(asked, waiver, "")
