"""A rep who has used up a quiz's attempts is given a new round."""

from __future__ import annotations

from readiness.actions.start_attempt import require_quiz
from readiness.context import Context
from readiness.domain.people.address import mail_address
from readiness.domain.quiz.trainers import may_judge
from readiness.ground.errors import NotAllowed
from readiness.ground.notes import fit_note
from readiness.store import attempts, journal, people
from readiness.store.launches import require_version
from readiness.store.reporting_lines import managers_above


def reset_attempts(context: Context, *, launch: str, quiz: str, rep: str, reason: str) -> bool:
    """Earlier attempts of the rep at the quiz no longer count towards its limit; False when there were none to reset.

    A pass stands: evidence is not touched. Raises NotFound, DefinitionError without a reason, NotAllowed for anybody
    but a manager above the rep or a trainer.
    """
    by, email = context.by(), mail_address(rep)
    reason = fit_note(reason, name="reason", required=True)
    with context.database.transaction() as session:
        definition = require_version(session, launch).definition
        require_quiz(definition, quiz)
        person = people.require_person(session, email)
        if not may_judge(definition, by, email, managers_above(session, email, context.clock.today())):
            raise NotAllowed(
                f"{by} may not open a new round for {email}.", hint="Their manager, one above, or a trainer may."
            )
        attempts.lock_rep(session, person)
        before = attempts.reset_after(session, launch, quiz, person)
        last = max((one.number for one in attempts.past_attempts(session, launch, quiz, person)), default=0)
        if last <= before:
            return False
        attempts.add_reset(
            session, context.clock, launch=launch, quiz=quiz, person_id=person, after=last, by=by, reason=reason
        )
        journal.record(
            session, context.clock, actor=by, verb="opened a new round", subject=f"quiz '{quiz}' for {email}",
            launch=launch, detail={"reason": reason},
        )  # fmt: skip
    return True
