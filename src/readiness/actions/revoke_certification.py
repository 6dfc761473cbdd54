"""A certification is revoked: everything that met it is void, and only what happens from then on counts."""

from __future__ import annotations

from readiness.context import Context
from readiness.domain.certification.authority import DECIDING_FUNCTIONS, may_decide
from readiness.domain.certification.standing import standing_of
from readiness.domain.evidence.record import Evidence, evidence_problems, natural_key
from readiness.domain.people.person import mail_address
from readiness.ground.errors import Conflict, DefinitionError, NotAllowed
from readiness.store import evidence as kept
from readiness.store import journal, materials, people
from readiness.store.launches import require_version


def revoke_certification(
    context: Context, *, launch: str, rep: str, certification: str, reason: str
) -> tuple[Evidence, bool]:
    """The revocation, and whether it is new. It ends an exemption too; a full new set of evidence certifies again.

    Asked for again while nothing has happened since, the first one is found. Raises Conflict when there is nothing to
    revoke, NotAllowed unless the launch's owner or one of its enablement or leadership acts, DefinitionError with
    everything unsound, NotFound before `apply` and for people nobody knows.
    """
    by, now = context.by(), context.clock.now()
    with context.database.transaction() as session:
        definition = require_version(session, launch).definition
        if not may_decide(definition, by):
            raise NotAllowed(
                f"{by} may not revoke a certification of '{launch}'.",
                hint=f"The launch's owner may, and its team of {' or '.join(DECIDING_FUNCTIONS)}.",
            )
        people.require_person(session, rep)
        revocation = Evidence(
            launch=launch, person=mail_address(rep), kind="revocation", subject=certification, happened_at=now,
            source="decision", recorded_by=by, note=" ".join(reason.split()), simulated=context.clock.simulated,
            key=natural_key(
                person=mail_address(rep), kind="revocation", subject=certification, happened_at=now, source="decision"
            ),
        )  # fmt: skip
        if problems := evidence_problems([revocation], definition, now):
            raise DefinitionError(f"nothing of {rep} can be revoked like this.", problems=problems)
        before = [one.evidence for one in kept.of_person(session, launch, rep)]
        standing = standing_of(
            definition.certifications[certification], before, materials.publications(session, launch)
        )
        if not standing.met and standing.exempt_until is None and standing.holds_through is None:
            earlier = [one for one in before if (one.kind, one.subject) == ("revocation", certification)]
            if earlier:
                return earlier[-1], False
            raise Conflict(
                f"{rep} has met nothing of '{certification}', so there is nothing to revoke.",
                hint=f"See: readiness explain {launch} --rep {rep}",
            )
        kept.add(session, context.clock, [revocation])
        journal.record(
            session, context.clock, actor=by, verb="revoked", subject=mail_address(rep), launch=launch,
            detail={"certification": certification, "reason": revocation.note},
        )  # fmt: skip
    return revocation, True
