"""An attempt is handed in: graded and evidence from then on, or waiting for the marks of its essays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from readiness.actions.mark_attempt import LATE, ask_for_marks, record_grade, rulings_at
from readiness.actions.save_answers import Answers, Sure, given_to, require_own, still_to_give, sure_of
from readiness.context import Context
from readiness.domain.quiz.answers import answer_problems, length_problems
from readiness.domain.quiz.attempts import Attempt, is_late
from readiness.domain.quiz.grading import Grade
from readiness.domain.role_play.essays import places_of, to_mark
from readiness.ground.errors import DefinitionError
from readiness.store import attempts, journal
from readiness.store.launches import require_version

__all__ = ["LATE", "AwaitsMarks", "submit_attempt"]


@dataclass(frozen=True, slots=True)
class AwaitsMarks:
    """It is handed in and has no mark yet: people mark the answers to these `questions`, by number, first."""

    attempt: int
    questions: tuple[int, ...]


def submit_attempt(
    context: Context, *, attempt_id: int, answers: Answers, source: str = "terminal", sure: Sure | None = None
) -> Grade | AwaitsMarks:
    """The attempt is graded on its saved answers and these (which win), once; the second time gives the first grade.

    Where essays were answered, it waits for the marks of their graders, who are chosen here, and is graded with the
    last of them (see `mark_attempt`). It is marked as a trainer has decided since it began (see `regrade_quiz`), else
    with the keys that were asked. After the time limit and its grace it is graded on what was saved in time, and
    `answers` count no more. Hand-in, grade, evidence and the rep's standing are one transaction. Practice is graded
    and is no evidence. Raises NotFound, NotAllowed, DefinitionError telling everything that is no answer, and every
    essay that is too short or too long, in which case it stays open.
    """
    by = context.by()

    def hand_in(session: Session) -> Grade | AwaitsMarks:
        sitting = attempts.sitting(session, attempt_id, lock=True)
        attempt = sitting.attempt
        sent = given_to(attempt, answers)
        if by != attempt.rep:
            require_own(require_version(session, attempt.launch).definition, attempt, by)
        if sitting.handed_in is not None:
            return sitting.handed_in.grade
        if sitting.awaits is not None:
            return _awaits(session, attempt, sitting.awaits.answers)
        now = context.clock.now()
        late = is_late(attempt.started_at, attempt.limit, now)
        given = {**attempt.saved, **({} if late else still_to_give(attempt, sent))}
        levels = {**attempt.sure, **({} if late else sure_of(attempt, sure))}
        if problems := answer_problems(attempt.form, attempt.items, given):
            raise DefinitionError(f"these are not answers to quiz '{attempt.quiz}'.", problems=problems)
        if not late and (problems := length_problems(attempt.form, attempt.items, given)):
            raise DefinitionError("an essay is not as long as it has to be.", problems=problems)
        body = {
            "answers": given, "by": by, "source": source, **({"confidence": levels} if levels else {}),
            **({"late": True} if late else {}),
        }  # fmt: skip
        attempts.add_steps(session, context.clock, attempt_id, after=sitting.last, steps=[("submit", body)])
        ruled, asked = rulings_at(session, attempt)
        essays = to_mark(attempt, given, ruled.counts_for(asked))
        if not essays:
            return record_grade(
                session, context, attempt, given, after=sitting.last + 1, late=late, source=source
            )  # fmt: skip
        ask_for_marks(session, context, attempt, essays, given, by=by)
        journal.record(
            session, context.clock, actor=by, verb="handed in", subject=f"quiz '{attempt.quiz}' for {attempt.rep}",
            launch=attempt.launch, fingerprint=attempt.fingerprint,
            detail={"attempt": attempt_id, "essays to mark": [item.key for item in essays]},
        )  # fmt: skip
        return AwaitsMarks(attempt_id, places_of(attempt, essays))

    return context.database.together(hand_in)


def _awaits(session: Session, attempt: Attempt, given: Mapping[str, Any]) -> AwaitsMarks:
    ruled, asked = rulings_at(session, attempt)
    return AwaitsMarks(attempt.id, places_of(attempt, to_mark(attempt, given, ruled.counts_for(asked))))
