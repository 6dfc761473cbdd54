"""A certification is set aside, or given back, by a decision: what exempting, revoking, re-issuing share."""

from __future__ import annotations

from datetime import date
from typing import Literal

from sqlmodel import Session

from readiness.context import Context
from readiness.domain.certification.authority import DECIDING_FUNCTIONS, may_decide
from readiness.domain.definition.model import Launch
from readiness.domain.evidence.record import Evidence, evidence_problems, natural_key
from readiness.domain.people.address import mail_address
from readiness.ground.errors import DefinitionError, NotAllowed
from readiness.ground.notes import fit_note, on_one_line
from readiness.store import evidence as kept
from readiness.store import journal, people
from readiness.store.launches import require_version


def decision_on(
    context: Context,
    session: Session,
    *,
    kind: Literal["exemption", "revocation", "reissue"],
    launch: str,
    rep: str,
    certification: str,
    reason: str,
    until: date | None = None,
) -> tuple[Launch, Evidence]:
    """The definition that stands, and the decision as evidence, sound but not on record yet.

    Raises NotAllowed unless the launch's owner or one of its enablement or leadership acts, DefinitionError with
    everything unsound, NotFound before `apply` and for people nobody knows.
    """
    by, now, person = context.by(), context.clock.now(), mail_address(rep)
    definition = require_version(session, launch).definition
    if not may_decide(definition, by):
        what = {"exemption": "exempt anybody from", "revocation": "revoke a certification of"}.get(
            kind, "re-issue a certification of"
        )
        raise NotAllowed(
            f"{by} may not {what} '{launch}'.",
            hint=f"The launch's owner may, and its team of {' or '.join(DECIDING_FUNCTIONS)}.",
        )
    if by.casefold() == person:
        raise NotAllowed(
            "nobody decides about their own certification.",
            hint=f"Ask the launch's owner, or somebody else of {' or '.join(DECIDING_FUNCTIONS)}.",
        )
    people.require_person(session, rep)
    decision = Evidence(
        launch=launch, person=person, kind=kind, subject=certification, happened_at=now, source="decision",
        recorded_by=by, note=on_one_line(fit_note(reason, name="reason")), until=until,
        simulated=context.clock.simulated,
        key=natural_key(person=person, kind=kind, subject=certification, happened_at=now, source="decision"),
    )  # fmt: skip
    if problems := evidence_problems([decision], definition, now):
        told = {"exemption": f"{rep} cannot be exempt like this.", "revocation": f"nothing of {rep} can be revoked so."}
        raise DefinitionError(told.get(kind, f"nothing of {rep} can be re-issued so."), problems=problems)
    return definition, decision


def put_on_record(context: Context, session: Session, decision: Evidence, *, verb: str) -> None:
    """The decision counts from now on, and the journal says who took it."""
    kept.add(session, context.clock, [decision])
    until = {"until": str(decision.until)} if decision.until else {}
    journal.record(
        session, context.clock, actor=decision.recorded_by, verb=verb, subject=decision.person, launch=decision.launch,
        detail={"certification": decision.subject, **until, "reason": decision.note},
    )  # fmt: skip
