"""A certification is revoked: everything that met it is void, and only what happens from then on counts."""

from __future__ import annotations

from readiness.actions.set_aside import decision_on, put_on_record
from readiness.context import Context
from readiness.domain.certification.rule import happened_to
from readiness.domain.certification.standing import standing_from
from readiness.domain.evidence.record import Evidence
from readiness.ground.errors import Conflict
from readiness.store import evidence as kept
from readiness.store import people
from readiness.store.person_rules import rules_for


def revoke_certification(
    context: Context, *, launch: str, rep: str, certification: str, reason: str
) -> tuple[Evidence, bool]:
    """The revocation, and whether it is new. It ends an exemption too; a full new set of evidence certifies again.

    Asked for again while nothing has happened since, the first one is found. Raises Conflict when there is nothing to
    revoke, else as `decision_on` does.
    """
    with context.database.transaction() as session:
        definition, revocation = decision_on(
            context, session, kind="revocation", launch=launch, rep=rep, certification=certification, reason=reason
        )
        before = [one.evidence for one in kept.of_person(session, launch, rep)]
        known = rules_for(session, definition, people.require_person(session, rep), until=context.clock.now())
        standing = standing_from(known.rules[certification], happened_to(before), enrolled=True, life=known.life)
        if not standing.met and standing.exempt_until is None and standing.holds_through is None:
            earlier = [one for one in before if (one.kind, one.subject) == ("revocation", certification)]
            if earlier:
                return earlier[-1], False
            raise Conflict(
                f"{rep} has met nothing of '{certification}', so there is nothing to revoke.",
                hint=f"See: readiness explain {launch} --rep {rep}",
            )
        put_on_record(context, session, revocation, verb="revoked")
    return revocation, True
