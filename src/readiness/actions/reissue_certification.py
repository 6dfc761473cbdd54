"""A certification that was revoked is given back, to its old end, less what was asked again since."""

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


def reissue_certification(
    context: Context, *, launch: str, rep: str, certification: str, reason: str
) -> tuple[Evidence, bool]:
    """The re-issue, and whether it is new. What the last revocation took counts again from now on, and ends when it
    would have ended; an exemption that the revocation ended does not come back.

    Asked for again while nothing was revoked since, the first one is found. Raises Conflict when nothing is revoked,
    else as `decision_on` does.
    """
    with context.database.transaction() as session:
        definition, reissue = decision_on(
            context, session, kind="reissue", launch=launch, rep=rep, certification=certification, reason=reason
        )
        before = [one.evidence for one in kept.of_person(session, launch, rep)]
        known = rules_for(session, definition, people.require_person(session, rep), until=context.clock.now())
        standing = standing_from(known.rules[certification], happened_to(before), enrolled=True, life=known.life)
        if standing.revoked_on is None:
            decisions = [
                one for one in before if one.subject == certification and one.kind in {"revocation", "reissue"}
            ]
            if decisions and decisions[-1].kind == "reissue":
                return decisions[-1], False
            raise Conflict(
                f"'{certification}' of {rep} is not revoked, so there is nothing to re-issue.",
                hint=f"See: readiness explain {launch} --rep {rep}",
            )
        put_on_record(context, session, reissue, verb="reissued")
    return reissue, True
