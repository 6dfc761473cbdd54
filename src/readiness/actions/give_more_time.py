"""A rep is given more time on quizzes, or what was given is taken back; by a manager above them or a trainer."""

from __future__ import annotations

from datetime import date
from typing import Final, cast

from readiness.context import Context
from readiness.domain.people.address import mail_address
from readiness.domain.quiz.accommodation import Accommodation, AccommodationKind, accommodation_problems
from readiness.ground.errors import DefinitionError
from readiness.ground.notes import fit_note
from readiness.store import accommodations, journal
from readiness.store.judges import require_judge

MAY_NOT: Final = "see or change the time that {rep} has"


def give_more_time(
    context: Context,
    *,
    launch: str,
    rep: str,
    kind: str,
    reason: str,
    until: date | None = None,
    factor: float | None = None,
    minutes: int | None = None,
) -> Accommodation:
    """Attempts of the rep that begin from now on through `until` have this time; `kind` "none" takes it back.

    Said again as it stands, it changes nothing. The reason is kept where only those who may give it see it; the journal
    says that it was given, by whom and until when. Raises NotFound, DefinitionError without a reason or for what cannot
    be given, NotAllowed for anybody but a manager above the rep or a trainer.
    """
    by, email = context.by(), mail_address(rep)
    reason = fit_note(reason, name="reason", required=True)
    today = context.clock.today()
    last_day = until or today
    if problems := accommodation_problems(kind, factor=factor, minutes=minutes, until=last_day, today=today):
        raise DefinitionError("this is no time that can be given.", problems=problems)
    given = Accommodation(
        kind=cast("AccommodationKind", kind), factor=factor, minutes=minutes, until=last_day, reason=reason, by=by,
        at=context.clock.now(),
    )  # fmt: skip
    with context.database.transaction() as session:
        person = require_judge(session, launch=launch, rep=email, actor=by, on=today, what=MAY_NOT.format(rep=email))
        last = accommodations.last_given(session, launch, person)
        if last is None and kind == "none":
            return given
        if last is not None and _says(last) == _says(given):
            return last
        accommodations.give(session, context.clock, launch=launch, person_id=person, given=given)
        journal.record(
            session, context.clock, actor=by, verb="took back the time given" if kind == "none" else "gave more time",
            subject=f"quizzes for {email}", launch=launch,
            detail={} if kind == "none" else {"until": last_day.isoformat()},
        )  # fmt: skip
    return given


def _says(given: Accommodation) -> tuple[object, ...]:
    if given.kind == "none":
        return ("none",)
    return given.kind, given.factor, given.minutes, given.until, given.reason
