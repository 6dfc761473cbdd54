"""A manager attests that a rep is ready for what a certification says."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.context import Context
from readiness.domain.evidence.record import Evidence
from readiness.domain.people.address import mail_address
from readiness.ground.errors import Conflict, NotAllowed, NotFound
from readiness.ground.keys import did_you_mean
from readiness.ground.notes import fit_note
from readiness.store import evidence, journal, people
from readiness.store.launches import require_version
from readiness.store.reporting_lines import managers_above


@dataclass(frozen=True, slots=True)
class Attested:
    """The evidence, and whether this call recorded it."""

    evidence: Evidence
    changed: bool


def attest_rep(context: Context, *, launch: str, certification: str, rep: str, note: str = "") -> Attested:
    """Whoever acts has attested the rep, as their manager or one above. Twice on a day is once.

    Raises NotFound; NotAllowed for everybody else, trainers included: an attestation is the manager's word; Conflict
    when the certification asks for none, is for another role, or the rep is not on the roster today.
    """
    by, email = context.by(), mail_address(rep)
    note = fit_note(note)
    today = context.clock.today()
    with context.database.transaction() as session:
        definition = require_version(session, launch).definition
        if certification not in definition.certifications:
            raise NotFound(
                f"launch '{launch}' has no certification '{certification}'.",
                hint=did_you_mean(certification, definition.certifications),
            )
        told = definition.certifications[certification]
        people.require_person(session, email)
        posting = people.posting_on(session, email, today)
        if posting is None:
            raise Conflict(f"{email} is not on the roster today.", hint="Run: readiness roster show")
        above = managers_above(session, email, today)
        if mail_address(by) not in above:
            raise NotAllowed(
                f"{by} is not above {email}.",
                hint=f"Ask {' or '.join(above)}." if above else "Nobody is above them on the roster.",
            )
        if not told.attestation:
            raise Conflict(
                f"certification '{certification}' asks for no attestation.",
                hint="Write attestation: true in the launch file if it should.",
            )
        if posting.role != told.role:
            raise Conflict(
                f"{email} is {posting.role}; certification '{certification}' is for {told.role}.",
                hint="Attest the certification of their own role.",
            )
        one = Evidence(
            launch=launch, person=email, kind="attestation", subject=certification, passed=True,
            happened_at=context.clock.now(), source="manager", recorded_by=by, note=note,
            key=f"attestation|{certification}|{email}|{mail_address(by)}|{today}", simulated=context.clock.simulated,
        )  # fmt: skip
        changed = bool(evidence.add(session, context.clock, [one]))
        if changed:
            journal.record(
                session,
                context.clock,
                actor=by,
                verb="attested",
                subject=f"'{certification}' of {email}",
                launch=launch,
            )
    return Attested(one, changed)
