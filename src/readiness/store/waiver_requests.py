"""Waivers asked for and what was answered: rows to values and back. Both are inserted, neither is edited."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from sqlmodel import Session, col, select

from readiness.domain.gate.waiver_request import Answer, WaiverAnswer, WaiverRequest
from readiness.ground.clock import Clock
from readiness.ground.errors import NotFound
from readiness.store.tables.gate import WaiverDecisionRow, WaiverRequestRow


def add_request(
    session: Session, clock: Clock, *, launch: str, criterion: str, market: str, criterion_fingerprint: str,
    reason: str, until: date, by: str,
) -> WaiverRequest:  # fmt: skip
    """The request is on record, asked now."""
    row = WaiverRequestRow(
        launch=launch, criterion=criterion, market=market, criterion_fingerprint=criterion_fingerprint, reason=reason,
        until=until, by=by, at=clock.now(), simulated=clock.simulated,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return _request(row, ())


def add_answer(
    session: Session, clock: Clock, *, request: int, function: str, decision: Answer, by: str, note: str
) -> None:
    """The answer is on record. Raises IntegrityError when this function has answered already."""
    session.add(
        WaiverDecisionRow(
            request_id=request, function=function, decision=decision, by=by, at=clock.now(), note=note,
            simulated=clock.simulated,
        )
    )  # fmt: skip
    session.flush()


def waiver_requests(session: Session, launch: str) -> tuple[WaiverRequest, ...]:
    """Every request of a launch, newest first, with its answers in the order in which they came."""
    rows = session.exec(
        select(WaiverRequestRow).where(WaiverRequestRow.launch == launch).order_by(col(WaiverRequestRow.id).desc())
    ).all()
    answers: dict[int, list[WaiverAnswer]] = defaultdict(list)
    for said in session.exec(
        select(WaiverDecisionRow)
        .join(WaiverRequestRow, col(WaiverRequestRow.id) == col(WaiverDecisionRow.request_id))
        .where(WaiverRequestRow.launch == launch)
        .order_by(col(WaiverDecisionRow.id))
    ):
        decision: Answer = "approved" if said.decision == "approved" else "declined"
        answers[said.request_id].append(WaiverAnswer(said.function, decision, said.by, said.at, said.note))
    return tuple(_request(row, tuple(answers[row.id or 0])) for row in rows)


def require_request(session: Session, launch: str, number: int) -> WaiverRequest:
    """Raises NotFound when the launch has none such."""
    found = next((one for one in waiver_requests(session, launch) if one.number == number), None)
    if found is None:
        raise NotFound(f"launch '{launch}' has no waiver request {number}.", hint="The gate's page lists them.")
    return found


def _request(row: WaiverRequestRow, answers: tuple[WaiverAnswer, ...]) -> WaiverRequest:
    assert row.id is not None
    return WaiverRequest(
        row.id, row.launch, row.criterion, row.market, row.criterion_fingerprint, row.reason, row.until, row.by, row.at,
        answers,
    )  # fmt: skip
