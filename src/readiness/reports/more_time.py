"""The time that a rep has been given on quizzes, for whoever may give it; nobody else learns of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from readiness.context import Context
from readiness.domain.people.address import mail_address
from readiness.domain.quiz.accommodation import Accommodation
from readiness.store import accommodations, people
from readiness.store.judges import require_judge
from readiness.store.launches import require_version


@dataclass(frozen=True, slots=True)
class MoreTime:
    """`holds`: what counts for an attempt that begins today, None = the usual time. `log`: all of it, newest first."""

    launch: str
    launch_name: str
    rep: str
    name: str
    today: date
    holds: Accommodation | None
    log: tuple[Accommodation, ...]


def more_time(context: Context, *, launch: str, rep: str) -> MoreTime:
    """Raises NotFound, NotAllowed for anybody but a manager above the rep or a trainer of the launch."""
    context.by()
    email, today = mail_address(rep), context.clock.today()
    with context.database.reading() as session:
        what = f"see or change the time that {email} has"
        person = require_judge(session, launch=launch, rep=email, actor=context.actor, on=today, what=what)
        log = accommodations.all_given(session, launch, person)
        known, _ = people.known(session, email)
        definition = require_version(session, launch).definition
    holds = log[0] if log and log[0].holds_on(today) else None
    return MoreTime(launch, definition.product.name, email, known.person.name, today, holds, log)
