"""A rep is reminded of their training by somebody who looks after it: on record, on their home page, in their mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from readiness.context import Context
from readiness.domain.people.address import mail_address
from readiness.domain.quiz.trainers import may_judge
from readiness.ground.errors import Conflict, NotAllowed, OutsideFailure
from readiness.ground.notes import fit_note
from readiness.store import journal, nudges, people
from readiness.store.launches import require_version
from readiness.store.nudges import Nudge
from readiness.store.reporting_lines import managers_above

REST = timedelta(hours=20)
"""One reminder a day from one person about one launch; more is noise."""


@dataclass(frozen=True, slots=True)
class Nudged:
    """`mailed`: the mail went out too; a mail that fails leaves the reminder on record and on the rep's home page."""

    nudge: Nudge
    mailed: bool


def nudge_rep(context: Context, *, launch: str, rep: str, says: str) -> Nudged:
    """The rep has the reminder. By a manager above them or a trainer of the launch.

    Raises NotAllowed, NotFound, DefinitionError for an empty or endless text, Conflict when this person reminded them
    within the last 20 hours.
    """
    by, email = context.by(), mail_address(rep)
    said = fit_note(says, name="reminder", required=True)
    now = context.clock.now()
    with context.database.transaction() as session:
        definition = require_version(session, launch).definition
        person = people.require_person(session, email)
        if not may_judge(definition, by, email, managers_above(session, email, context.clock.today())):
            raise NotAllowed(f"{by} may not remind {email}.", hint="Their manager, one above, or a trainer may.")
        for earlier in nudges.nudges_of(session, person, since=now - REST):
            if earlier.by == by and earlier.launch == launch:
                raise Conflict(
                    f"you reminded {email} already, at {earlier.at:%H:%M} UTC.",
                    hint="Once a day is enough; call them instead.",
                )
        nudge = nudges.add_nudge(session, context.clock, launch=launch, person_id=person, by=by, says=said)
        journal.record(session, context.clock, actor=by, verb="reminded", subject=email, launch=launch)
    try:
        context.mail.send(email, f"About {definition.product.name}", f"{said}\n\n{by}\n")
    except OutsideFailure:
        return Nudged(nudge, mailed=False)
    return Nudged(nudge, mailed=True)
