"""The record of a clearance: everything the verdict saw, in one canonical form that is signed as it stands.

The record can be checked by anybody who holds it: its fingerprint and signature without this product, its verdict by
deciding again from the inputs inside it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from readiness.domain.definition.model import Launch
from readiness.domain.gate.verdict import Inputs, Verdict, decide_from, identity
from readiness.domain.gate.waiver import Waiver
from readiness.ground.errors import Problem, Unusable
from readiness.ground.fingerprint import canonical_json, fingerprint_text, short
from readiness.ground.restore import restore

FORMAT = "readiness.clearance/1"
ALGORITHM = "Ed25519"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearanceRecord:
    """Who cleared what, when and as whom, on which verdict, from which inputs. `market` "" = the whole launch.

    `identity` is the verdict's; `clock_simulated` is True for a rehearsal.
    """

    format: str
    launch: str
    product: str
    market: str
    definition: str
    cleared_at: datetime
    cleared_by: str
    cleared_as: str
    identity: str
    verdict: Verdict
    inputs: Inputs
    clock_simulated: bool


@dataclass(frozen=True, slots=True)
class SignedClearance:
    """The record as text exactly as it was signed, with its fingerprint, the id of the key and the signature
    (base64).
    """

    text: str
    fingerprint: str
    key_id: str
    signature: str


def may_clear(launch: Launch, email: str) -> str | None:
    """As whom this person may clear the launch: "owner" or "leadership"; None when they may not."""
    owner = launch.team[launch.owner]
    if owner.email.casefold() == email.casefold():
        return "owner"
    leads = {m.email.casefold() for m in launch.team.values() if m.function == "leadership"}
    return "leadership" if email.casefold() in leads else None


def clearance_record(
    launch: Launch, inputs: Inputs, verdict: Verdict, *, by: str, role: str, at: datetime, simulated: bool
) -> ClearanceRecord:
    """The record of clearing on this verdict. Raises ValueError for a verdict that holds the launch."""
    if not verdict.cleared:
        raise ValueError("a held launch has no clearance")
    return ClearanceRecord(
        format=FORMAT,
        launch=launch.key,
        product=launch.product.name,
        market=verdict.market,
        definition=verdict.definition,
        cleared_at=at,
        cleared_by=by,
        cleared_as=role,
        identity=identity(inputs, verdict),
        verdict=verdict,
        inputs=inputs,
        clock_simulated=simulated,
    )


def record_text(record: ClearanceRecord) -> str:
    """The canonical text (RFC 8785) of a record: what is signed, stored and written to the file."""
    return canonical_json(record).decode()


def read_record(text: str) -> ClearanceRecord:
    """The record in a text. Raises Unusable when it is not one."""
    try:
        return restore(ClearanceRecord, json.loads(text))
    except (ValueError, RecursionError) as error:
        raise Unusable(f"this is no clearance record: {error}.") from error


def envelope(clearance: SignedClearance) -> str:
    """The file: the record beside its fingerprint and signature, indented for reading."""
    return (
        json.dumps(
            {
                "record": json.loads(clearance.text),
                "fingerprint": clearance.fingerprint,
                "signature": {
                    "algorithm": ALGORITHM,
                    "over": "the RFC 8785 canonical JSON of record",
                    "key": clearance.key_id,
                    "value": clearance.signature,
                },
            },
            indent=2,
            ensure_ascii=False,
        )
        + "\n"
    )


def read_envelope(text: str) -> SignedClearance:
    """What a clearance file holds; its record's text is canonical again. Raises Unusable when it is not such a file."""
    try:
        found: dict[str, Any] = json.loads(text)
        signature = found["signature"]
        parts = (found["fingerprint"], signature["key"], signature["value"])
        understood = signature["algorithm"] == ALGORITHM and all(isinstance(part, str) for part in parts)
        record = canonical_json(found["record"]).decode()
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Unusable(
            f"this is no clearance file: {error}.", hint="Pass a clearance.json that `readiness clear` wrote."
        ) from error
    if not understood:
        raise Unusable(f"this clearance file is not signed with {ALGORITHM}.")
    return SignedClearance(record, *parts)


def record_faults(clearance: SignedClearance) -> tuple[Problem, ...]:
    """What is wrong with the record by itself, its signature apart: CL001 to CL004. Empty = it says what was
    decided.
    """
    faults = []
    if fingerprint_text(clearance.text) != clearance.fingerprint:
        faults.append(Problem("CL001", "the record was changed: its fingerprint is another.", "Use the original."))
    record = read_record(clearance.text)
    if record.format != FORMAT:
        faults.append(Problem("CL002", f"its format is '{record.format}', not '{FORMAT}'."))
    again = decide_from(record.inputs)
    if again != record.verdict or identity(record.inputs, again) != record.identity:
        faults.append(Problem("CL003", "deciding again from its own inputs gives another verdict."))
    if not record.verdict.cleared:
        faults.append(Problem("CL004", "its verdict is held, and a held launch has no clearance."))
    return tuple(faults)


def clearance_holds(
    record: ClearanceRecord, *, definition: str, waivers: Sequence[Waiver], on: date
) -> tuple[str, ...]:
    """Why the clearance no longer matches what stands on a day; empty = it holds.

    It holds while the definition is the one that was cleared and every waiver it rests on still counts. What the gate
    would say today is another question: a clearance speaks of the day it was given.
    """
    reasons = []
    if record.definition != definition:
        reasons.append(
            f"the definition has changed since ({short(record.definition)} was cleared, {short(definition)} stands)."
        )
    now = {waiver.number: waiver for waiver in waivers}
    for result in record.verdict.waived():
        waiver = result.waiver
        if waiver is None:
            continue
        current = now.get(waiver.number, waiver)
        if current.withdrawn_at is not None and current.withdrawn_at.date() <= on:
            reasons.append(f"it rests on a waiver of {result.name} that {current.withdrawn_by} withdrew.")
        elif waiver.until < on:
            reasons.append(f"it rests on a waiver of {result.name} that ended on {waiver.until}.")
    return tuple(reasons)


def sealed(text: str, key_id: str, signature: str) -> SignedClearance:
    """The signed record with its fingerprint."""
    return SignedClearance(text, fingerprint_text(text), key_id, signature)
