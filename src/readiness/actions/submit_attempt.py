"""An attempt is handed in: graded, and evidence from then on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from readiness.actions.save_answers import Answers, Sure, given_to, require_own, still_to_give, sure_of
from readiness.context import Context
from readiness.domain.evidence.record import Evidence
from readiness.domain.quiz.attempts import Attempt, is_late
from readiness.domain.quiz.feedback import withheld
from readiness.domain.quiz.grading import Grade
from readiness.domain.quiz.regrading import regraded
from readiness.ground.fingerprint import fingerprint, plain
from readiness.store import attempts, evidence, journal
from readiness.store.launches import require_version
from readiness.store.rulings import rulings_of

LATE = "Handed in after its time; what was saved in time counts."


def submit_attempt(
    context: Context, *, attempt_id: int, answers: Answers, source: str = "terminal", sure: Sure | None = None
) -> Grade:
    """The attempt is graded on its saved answers and these (which win), once; the second time gives the first grade.

    It is marked as a trainer has decided since it began (see `regrade_quiz`), else with the keys that were asked. After
    the time limit and its grace it is graded on what was saved in time, and `answers` count no more. Hand-in,
    grade, evidence and the rep's standing are one transaction. Practice is graded and is no evidence. Raises NotFound,
    NotAllowed, DefinitionError telling everything that is no answer.
    """
    by = context.by()

    def hand_in(session: Session) -> Grade:
        sitting = attempts.sitting(session, attempt_id, lock=True)
        attempt = sitting.attempt
        sent = given_to(attempt, answers)
        if by != attempt.rep:
            require_own(require_version(session, attempt.launch).definition, attempt, by)
        if sitting.handed_in is not None:
            return sitting.handed_in.grade
        now = context.clock.now()
        late = is_late(attempt.started_at, attempt.limit, now)
        given = {**attempt.saved, **({} if late else still_to_give(attempt, sent))}
        levels = {**attempt.sure, **({} if late else sure_of(attempt, sure))}
        graded, mended = _graded(session, attempt, given, late=late)
        attempts.add_steps(
            session, context.clock, attempt_id, after=sitting.last,
            steps=[
                ("submit", {"answers": given, "by": by, **({"confidence": levels} if levels else {})}),
                ("grade", {**plain(graded), **mended}),
            ],
        )  # fmt: skip
        if attempt.is_practice:
            journal.record(
                session, context.clock, actor=by, verb="practised", subject=f"quiz '{attempt.quiz}' for {attempt.rep}",
                launch=attempt.launch, fingerprint=attempt.fingerprint, detail={"attempt": attempt_id},
            )  # fmt: skip
            return graded
        told = withheld(graded) if attempt.feedback == "examination" else graded
        evidence.add(
            session,
            context.clock,
            [
                Evidence(
                    launch=attempt.launch, person=attempt.rep, kind="quiz-attempt", subject=attempt.quiz,
                    fingerprint=attempt.fingerprint, fraction=graded.fraction, passed=graded.passed, happened_at=now,
                    source=source, simulated=attempt.simulated, recorded_by=by, key=f"attempt|{attempt_id}",
                    note=" ".join([f"Attempt {attempt.number}.", *([LATE] if late else []), *told.reasons]),
                )
            ],
        )  # fmt: skip
        journal.record(
            session, context.clock, actor=by, verb="passed" if graded.passed else "did not pass",
            subject=f"quiz '{attempt.quiz}' for {attempt.rep}", launch=attempt.launch, fingerprint=attempt.fingerprint,
            detail={"attempt": attempt_id, "fraction": graded.fraction, "reasons": list(told.reasons)},
        )  # fmt: skip
        return graded

    return context.database.together(hand_in)


def _graded(
    session: Session, attempt: Attempt, given: Mapping[str, Any], *, late: bool
) -> tuple[Grade, Mapping[str, Any]]:
    """The grade, and what its step says beside it when a key was put right meanwhile."""
    ruled = rulings_of(session, attempt.launch, attempt.quiz)
    keys = {shown.key for shown in attempt.form.items}
    asked = [item for item in attempt.items if item.key in keys]
    fixes = ruled.keys_for(attempt.id, asked)
    told = regraded(attempt.form, attempt.items, given, fixes, late=late, counts=ruled.counts_for(asked))
    if not fixes:
        return told.grade, {}
    pool = fingerprint(told.pool)
    attempts.keep_pool(session, pool, told.pool)
    return told.grade, {"regrade": {"items": list(fixes), "pool": pool, "form": plain(told.form)}}
