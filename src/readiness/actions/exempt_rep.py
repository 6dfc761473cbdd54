"""Somebody is exempt from a certification, for a reason, through a day."""

from __future__ import annotations

from datetime import date

from readiness.context import Context
from readiness.domain.certification.authority import DECIDING_FUNCTIONS, may_decide
from readiness.domain.evidence.record import Evidence, evidence_problems, natural_key
from readiness.domain.people.person import mail_address
from readiness.ground.errors import DefinitionError, NotAllowed
from readiness.store import evidence as kept
from readiness.store import journal, people
from readiness.store.launches import require_version


def exempt_rep(
    context: Context, *, launch: str, rep: str, certification: str, until: date, reason: str
) -> tuple[Evidence, bool]:
    """The exemption that counts through `until`, and whether it is new; it takes the place of an earlier one.

    The rep is left out of every share and shown apart, unless certified anyway. An earlier end shortens an exemption.
    Raises NotAllowed unless the launch's owner or one of its enablement or leadership acts, DefinitionError with
    everything unsound, NotFound before `apply` and for people nobody knows.
    """
    by, now = context.by(), context.clock.now()
    with context.database.transaction() as session:
        definition = require_version(session, launch).definition
        if not may_decide(definition, by):
            raise NotAllowed(
                f"{by} may not exempt anybody from '{launch}'.",
                hint=f"The launch's owner may, and its team of {' or '.join(DECIDING_FUNCTIONS)}.",
            )
        people.require_person(session, rep)
        exemption = Evidence(
            launch=launch, person=mail_address(rep), kind="exemption", subject=certification, happened_at=now,
            source="decision", recorded_by=by, note=" ".join(reason.split()), until=until,
            simulated=context.clock.simulated,
            key=natural_key(
                person=mail_address(rep), kind="exemption", subject=certification, happened_at=now, source="decision"
            ),
        )  # fmt: skip
        if problems := evidence_problems([exemption], definition, now):
            raise DefinitionError(f"{rep} cannot be exempt like this.", problems=problems)
        decisions = [
            one.evidence
            for one in kept.of_person(session, launch, rep)
            if one.evidence.subject == certification and one.evidence.kind in {"exemption", "revocation"}
        ]
        if decisions and (decisions[-1].kind, decisions[-1].until, decisions[-1].note) == (
            "exemption", until, exemption.note,
        ):  # fmt: skip
            return decisions[-1], False
        kept.add(session, context.clock, [exemption])
        journal.record(
            session, context.clock, actor=by, verb="exempted", subject=mail_address(rep), launch=launch,
            detail={"certification": certification, "until": str(until), "reason": exemption.note},
        )  # fmt: skip
    return exemption, True
