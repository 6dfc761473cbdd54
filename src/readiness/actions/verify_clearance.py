"""A clearance is checked: the signature, the record by itself, our own records, and whether it still speaks of now."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.actions.recompute_verdict import Difference, from_evidence
from readiness.context import Context
from readiness.domain.clearance.record import (
    ClearanceRecord,
    SignedClearance,
    clearance_holds,
    read_envelope,
    read_record,
    record_faults,
)
from readiness.ground.errors import Conflict, NotFound, Problem
from readiness.store import gate
from readiness.store.gate_sources import hold_still
from readiness.store.launches import require_version


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found. `faults`: it is not what was signed here (CL0xx). `differences`: counted anew from the evidence,
    figures come out otherwise. `no_longer`: why it does not match what stands now.
    """

    record: ClearanceRecord
    fingerprint: str
    key_id: str
    faults: tuple[Problem, ...]
    differences: tuple[Difference, ...]
    no_longer: tuple[str, ...]

    @property
    def genuine(self) -> bool:
        return not self.faults

    @property
    def holds(self) -> bool:
        return self.genuine and not self.differences and not self.no_longer


def verify_clearance(context: Context, *, launch: str, market: str | None = None, text: str | None = None) -> Verified:
    """The clearance in `text` (the content of a clearance.json), or the launch's latest one on record, checked.

    Changes nothing. Raises NotFound when there is none, Unusable for a text that is no clearance, Conflict for a
    clearance of another launch.
    """
    with context.database.reading() as session:
        hold_still(session)
        version = require_version(session, launch)
        signed = read_envelope(text) if text is not None else None
        if signed is None:
            recorded = next((c for c in gate.clearances(session, launch) if c.market == (market or "")), None)
            if recorded is None:
                raise NotFound(f"'{launch}' has no clearance yet.", hint=f"Run: readiness clear {launch}")
            signed = recorded.signed
        record = read_record(signed.text)
        if record.launch != launch:
            raise Conflict(f"this is a clearance of '{record.launch}', not of '{launch}'.")
        faults = [*record_faults(signed), *_signature_faults(context, signed)]
        if gate.clearance_with(session, signed.fingerprint) is None:
            faults.append(
                Problem("CL006", "this workspace's records hold no such clearance.", "Verify it where it was given.")
            )
        found = from_evidence(session, record.inputs)
        no_longer = clearance_holds(
            record, definition=version.fingerprint, waivers=gate.waivers(session, launch), on=context.clock.today()
        )
    return Verified(record, signed.fingerprint, signed.key_id, tuple(faults), found, no_longer)


def _signature_faults(context: Context, signed: SignedClearance) -> tuple[Problem, ...]:
    if context.signer.verify(signed.text.encode(), signed.key_id, signed.signature):
        return ()
    return (
        Problem(
            "CL005",
            f"its signature is not by a key that this workspace knows as {signed.key_id:.16}.",
            "The record was changed, or it was signed elsewhere: ask for that workspace's public key.",
        ),
    )
