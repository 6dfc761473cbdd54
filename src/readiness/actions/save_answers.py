"""Answers given so far are kept, so that nothing is lost when the window closes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from readiness.context import Context
from readiness.domain.definition.model import Launch
from readiness.domain.quiz.answers import answer_problems
from readiness.domain.quiz.attempts import Attempt, is_late
from readiness.domain.quiz.confidence import confidence_problems
from readiness.domain.quiz.trainers import may_sit
from readiness.domain.role_play.essays import essays_of
from readiness.ground.errors import Conflict, DefinitionError, NotAllowed
from readiness.store import attempts
from readiness.store.launches import require_version

Answers = Mapping[str, Any] | Callable[[Attempt], Mapping[str, Any]]
"""Answers by item key, or how they are read once the attempt is known: a browser names questions by their place."""

Sure = Mapping[str, int] | Callable[[Attempt], Mapping[str, int]]
"""How sure of them, 1 to 3, by item key; read in the same way."""


@dataclass(frozen=True, slots=True)
class Saved:
    """All answers that are kept now. `saves`: in how many saves they came, `before`: how many there were until now.

    `attempt` is as it was before.
    """

    answers: Mapping[str, Any]
    saves: int
    before: int
    attempt: Attempt


def save_answers(context: Context, *, attempt_id: int, answers: Answers, sure: Sure | None = None) -> Saved:
    """These answers are kept with the open attempt, in place of earlier ones to the same items.

    `sure` is how sure the rep is of them, 1 to 3 by item key, where the quiz asks. In practice, where an answer is told
    as soon as it is given, the first one to each item stays. Saving what is saved already writes nothing.

    Raises NotFound, NotAllowed, DefinitionError for what is no answer, and Conflict when the attempt was handed in or
    its time is over.
    """
    by = context.by()

    def keep(session: Session) -> Saved:
        sitting = attempts.sitting(session, attempt_id, lock=True)
        attempt = sitting.attempt
        given = given_to(attempt, answers)
        if by != attempt.rep:
            require_own(require_version(session, attempt.launch).definition, attempt, by)
        if not sitting.is_open:
            raise Conflict("this attempt was handed in already.", hint="Its answers stand.")
        if is_late(attempt.started_at, attempt.limit, context.clock.now()):
            raise Conflict(
                "the time of this attempt is over; what was sent now was not kept.",
                hint="Hand it in: what was saved in time is graded.",
            )
        if problems := answer_problems(attempt.form, attempt.items, given):
            raise DefinitionError("these answers cannot be kept.", problems=problems)
        levels = sure_of(attempt, sure)
        given = still_to_give(attempt, given)
        new = {key: answer for key, answer in given.items() if (key, answer) not in attempt.saved.items()}
        said = {key: level for key, level in levels.items() if attempt.sure.get(key) != level}
        if new or said:
            body = {"answers": new, **({"confidence": said} if said else {})}
            attempts.add_steps(session, context.clock, attempt_id, after=sitting.last, steps=[("save", body)])
        return Saved({**attempt.saved, **given}, attempt.saves + bool(new or said), attempt.saves, attempt)

    return context.database.together(keep)


def given_to(attempt: Attempt, answers: Answers) -> Mapping[str, Any]:
    """The answers by item key."""
    return answers(attempt) if callable(answers) else answers


def sure_of(attempt: Attempt, sure: Sure | None) -> dict[str, int]:
    """How sure, by item key, less what is said of an answer that was told already, and of essays, which are neither
    right nor wrong. Raises DefinitionError.
    """
    said = sure(attempt) if callable(sure) else sure or {}
    if problems := confidence_problems(attempt.form, said, asked=attempt.asks_confidence):
        raise DefinitionError("this is not how sure somebody can be.", problems=problems)
    essays = {item.key for item in essays_of(attempt)} if said else set()
    return {key: level for key, level in said.items() if key not in essays and not _is_told(attempt, key)}


def still_to_give(attempt: Attempt, given: Mapping[str, Any]) -> dict[str, Any]:
    """The answers less those that were told already: in practice, the first answer to each item stays (not of an
    essay, of which nothing is told before the attempt is handed in).
    """
    return {key: answer for key, answer in given.items() if not _is_told(attempt, key)}


def _is_told(attempt: Attempt, key: str) -> bool:
    if not attempt.is_practice or attempt.saved.get(key) is None:
        return False
    return all(item.key != key for item in essays_of(attempt))


def require_own(definition: Launch, attempt: Attempt, by: str) -> None:
    """Raises NotAllowed unless `by` is the rep of the attempt, or a trainer."""
    if not may_sit(definition, by, attempt.rep):
        raise NotAllowed(f"attempt {attempt.id} is not {by}'s.", hint="Only the rep or a trainer may answer it.")
