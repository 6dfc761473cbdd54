"""Verdicts, waivers, sign-offs and clearances: rows to values and back. Everything here is inserted, nothing is
edited.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlmodel import Session, col, select

from readiness.domain.clearance.record import ClearanceRecord, SignedClearance
from readiness.domain.gate.figures import SignOffFact
from readiness.domain.gate.verdict import Inputs, Outcome, Verdict
from readiness.domain.gate.waiver import Waiver
from readiness.ground.clock import Clock
from readiness.ground.errors import NotFound
from readiness.ground.fingerprint import canonical_json
from readiness.ground.restore import restore
from readiness.store.tables.gate import ClearanceRow, SignOffRow, VerdictRow, WaiverRow, WaiverWithdrawalRow


@dataclass(frozen=True, slots=True)
class VerdictEntry:
    """A recorded verdict in a list. `number` is what `gate --recompute` takes."""

    number: int
    launch: str
    market: str
    outcome: Outcome
    as_of: date
    decided_at: datetime
    definition: str
    identity: str
    actor: str
    simulated: bool


@dataclass(frozen=True, slots=True)
class RecordedVerdict:
    """A verdict with all that it was decided from."""

    entry: VerdictEntry
    inputs: Inputs
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class RecordedClearance:
    """A clearance as it was signed. `verdict` is the number of its verdict."""

    number: int
    launch: str
    market: str
    verdict: int
    definition: str
    identity: str
    cleared_at: datetime
    cleared_by: str
    simulated: bool
    signed: SignedClearance


def add_verdict(
    session: Session, clock: Clock, *, inputs: Inputs, verdict: Verdict, identity: str, actor: str, follows: int
) -> int:
    """The verdict is on record; returns its number. Raises IntegrityError when another already follows `follows`."""
    row = VerdictRow(
        launch=verdict.launch, market=verdict.market, follows=follows, decided_at=verdict.decided_at,
        as_of=verdict.as_of, definition=verdict.definition, outcome=verdict.outcome, identity=identity,
        evidence_mark=verdict.evidence.mark, simulated_evidence=verdict.evidence.simulated, simulated=clock.simulated,
        actor=actor, inputs=canonical_json(inputs).decode(), verdict=canonical_json(verdict).decode(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def one_at_a_time(session: Session, launch: str) -> None:
    """Whoever else records a verdict on this launch waits until the transaction ends (SQLite has one writer anyway)."""
    if session.connection().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": f"verdict:{launch}"})


def last_verdict(session: Session, launch: str, market: str) -> VerdictEntry | None:
    """The latest recorded verdict on a launch (market "" = as a whole), or None."""
    row = session.exec(
        select(*_ENTRY)  # type: ignore[call-overload]
        .where(VerdictRow.launch == launch, VerdictRow.market == market)
        .order_by(col(VerdictRow.id).desc())
        .limit(1)
    ).one_or_none()
    return VerdictEntry(*row) if row else None


def verdicts(session: Session, launch: str, *, limit: int = 50, before: int = 0) -> tuple[VerdictEntry, ...]:
    """Recorded verdicts of a launch and its markets, newest first; only those before number `before`, 0 = all."""
    query = select(*_ENTRY).where(VerdictRow.launch == launch)  # type: ignore[call-overload]
    if before:
        query = query.where(col(VerdictRow.id) < before)
    rows = session.exec(query.order_by(col(VerdictRow.id).desc()).limit(limit))
    return tuple(VerdictEntry(*row) for row in rows)


def require_verdict(session: Session, launch: str, number: int) -> RecordedVerdict:
    """The verdict with this number. Raises NotFound when the launch has none such."""
    row = session.get(VerdictRow, number)
    if row is None or row.launch != launch:
        raise NotFound(f"launch '{launch}' has no verdict {number}.", hint=f"See: readiness gate {launch} --history")
    entry = session.exec(select(*_ENTRY).where(VerdictRow.id == number)).one()  # type: ignore[call-overload]
    return RecordedVerdict(
        VerdictEntry(*entry), restore(Inputs, json.loads(row.inputs)), restore(Verdict, json.loads(row.verdict))
    )


def add_waiver(
    session: Session,
    clock: Clock,
    *,
    launch: str,
    criterion: str,
    market: str,
    criterion_fingerprint: str,
    reason: str,
    requested_by: str,
    approved_by: str,
    function: str,
    until: date,
) -> Waiver:
    """A waiver is on record, given now."""
    row = WaiverRow(
        launch=launch, criterion=criterion, market=market, criterion_fingerprint=criterion_fingerprint, reason=reason,
        requested_by=requested_by, approved_by=approved_by, function=function, given_at=clock.now(), until=until,
        simulated=clock.simulated,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return _waiver(row, None)


def withdraw_waiver(session: Session, clock: Clock, *, number: int, by: str, note: str) -> None:
    """The waiver has an end now. Raises IntegrityError when it had one already."""
    session.add(WaiverWithdrawalRow(waiver_id=number, by=by, at=clock.now(), note=note, simulated=clock.simulated))
    session.flush()


def waivers(session: Session, launch: str) -> tuple[Waiver, ...]:
    """Every waiver ever given for a launch, in the order in which they were given, with their withdrawals."""
    rows = session.exec(
        select(WaiverRow, WaiverWithdrawalRow)
        .outerjoin(WaiverWithdrawalRow, col(WaiverWithdrawalRow.waiver_id) == col(WaiverRow.id))
        .where(WaiverRow.launch == launch)
        .order_by(col(WaiverRow.id))
    )
    return tuple(_waiver(row, withdrawal) for row, withdrawal in rows)


def record_sign_off(
    session: Session, clock: Clock, *, launch: str, function: str, fingerprint: str, by: str, note: str = ""
) -> bool:
    """`by` has signed off, for `function`, the definition with this fingerprint; False when that stood already."""
    if _last_word(session, launch, function, fingerprint, by) is False:
        return False
    session.add(
        SignOffRow(
            launch=launch, function=function, definition=fingerprint, by=by, at=clock.now(), note=note,
            withdrawn=False, simulated=clock.simulated,
        )
    )  # fmt: skip
    session.flush()
    return True


def withdraw_sign_off(
    session: Session, clock: Clock, *, launch: str, function: str, fingerprint: str, by: str, note: str = ""
) -> bool:
    """`by` has taken back the sign-off of this definition; False when there was none to take back."""
    if _last_word(session, launch, function, fingerprint, by) is not False:
        return False
    session.add(
        SignOffRow(
            launch=launch, function=function, definition=fingerprint, by=by, at=clock.now(), note=note,
            withdrawn=True, simulated=clock.simulated,
        )
    )  # fmt: skip
    session.flush()
    return True


def sign_offs(session: Session, launch: str, *, up_to: int | None = None) -> tuple[SignOffFact, ...]:
    """The last word of each person for each function and definition, oldest first; only rows up to id `up_to`."""
    query = select(SignOffRow).where(SignOffRow.launch == launch).order_by(col(SignOffRow.id))
    if up_to is not None:
        query = query.where(col(SignOffRow.id) <= up_to)
    latest: dict[tuple[str, str, str], SignOffFact] = {}
    for row in session.exec(query):
        key = (row.function, row.by, row.definition)
        latest.pop(key, None)
        latest[key] = SignOffFact(row.function, row.by, row.at, row.definition, row.withdrawn)
    return tuple(latest.values())


def add_clearance(
    session: Session, clock: Clock, *, record: ClearanceRecord, verdict: int, signed: SignedClearance
) -> int:
    """The clearance is on record; returns its number. Raises IntegrityError when the same verdict was cleared
    already.
    """
    row = ClearanceRow(
        launch=record.launch, market=record.market, verdict_id=verdict, definition=record.definition,
        identity=record.identity, fingerprint=signed.fingerprint, key_id=signed.key_id, signature=signed.signature,
        record=signed.text, cleared_at=record.cleared_at, cleared_by=record.cleared_by, simulated=clock.simulated,
    )  # fmt: skip
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def clearance_of(session: Session, launch: str, market: str, identity: str) -> RecordedClearance | None:
    """The clearance given on exactly this verdict, or None."""
    row = session.exec(
        select(ClearanceRow).where(
            ClearanceRow.launch == launch, ClearanceRow.market == market, ClearanceRow.identity == identity
        )
    ).one_or_none()
    return _clearance(row) if row else None


def clearance_with(session: Session, fingerprint: str) -> RecordedClearance | None:
    """The clearance whose record has this fingerprint, or None."""
    row = session.exec(select(ClearanceRow).where(ClearanceRow.fingerprint == fingerprint)).one_or_none()
    return _clearance(row) if row else None


def clearances(session: Session, launch: str) -> tuple[RecordedClearance, ...]:
    """Every clearance of a launch and its markets, newest first."""
    rows = session.exec(select(ClearanceRow).where(ClearanceRow.launch == launch).order_by(col(ClearanceRow.id).desc()))
    return tuple(_clearance(row) for row in rows)


_ENTRY = (
    VerdictRow.id, VerdictRow.launch, VerdictRow.market, VerdictRow.outcome, VerdictRow.as_of, VerdictRow.decided_at,
    VerdictRow.definition, VerdictRow.identity, VerdictRow.actor, VerdictRow.simulated,
)  # fmt: skip


def _waiver(row: WaiverRow, withdrawal: WaiverWithdrawalRow | None) -> Waiver:
    assert row.id is not None
    return Waiver(
        number=row.id, launch=row.launch, criterion=row.criterion, market=row.market,
        criterion_fingerprint=row.criterion_fingerprint, reason=row.reason, requested_by=row.requested_by,
        approved_by=row.approved_by, function=row.function, given_at=row.given_at, until=row.until,
        withdrawn_at=withdrawal.at if withdrawal else None, withdrawn_by=withdrawal.by if withdrawal else "",
    )  # fmt: skip


def _last_word(session: Session, launch: str, function: str, definition: str, by: str) -> bool | None:
    """Whether the last word of this person on this definition took the sign-off back; None when there is no word."""
    return session.exec(
        select(SignOffRow.withdrawn)
        .where(
            SignOffRow.launch == launch, SignOffRow.function == function, SignOffRow.definition == definition,
            SignOffRow.by == by,
        )
        .order_by(col(SignOffRow.id).desc())
        .limit(1)
    ).first()  # fmt: skip


def _clearance(row: ClearanceRow) -> RecordedClearance:
    assert row.id is not None
    return RecordedClearance(
        row.id, row.launch, row.market, row.verdict_id, row.definition, row.identity, row.cleared_at, row.cleared_by,
        row.simulated, SignedClearance(row.record, row.fingerprint, row.key_id, row.signature),
    )  # fmt: skip
