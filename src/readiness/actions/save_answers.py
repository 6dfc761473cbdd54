"""Answers given so far are kept, so that nothing is lost when the terminal closes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from readiness.context import Context
from readiness.domain.definition.model import Launch
from readiness.domain.quiz.answers import answer_problems
from readiness.domain.quiz.attempts import Attempt
from readiness.domain.quiz.trainers import may_sit
from readiness.ground.errors import Conflict, DefinitionError, NotAllowed
from readiness.store import attempts
from readiness.store.launches import require_version


def save_answers(context: Context, *, attempt_id: int, answers: Mapping[str, Any]) -> Mapping[str, Any]:
    """These answers are kept with the open attempt, in place of earlier ones to the same items; returns all of them.

    Saving what is saved already writes nothing. Raises NotFound, NotAllowed, DefinitionError for what is no answer, and
    Conflict when the attempt was handed in.
    """
    by = context.by()
    with context.database.transaction() as session:
        attempt = attempts.require(session, attempt_id, lock=True)
        require_own(require_version(session, attempt.launch).definition, attempt, by)
        if attempts.handed_in(session, attempt_id) is not None:
            raise Conflict(f"attempt {attempt_id} was handed in already.", hint="Its answers stand.")
        if problems := answer_problems(attempt.form, attempt.items, answers):
            raise DefinitionError("these answers cannot be kept.", problems=problems)
        new = {key: answer for key, answer in answers.items() if (key, answer) not in attempt.saved.items()}
        if new:
            attempts.add_step(session, context.clock, attempt_id, "save", {"answers": new})
    return {**attempt.saved, **answers}


def require_own(definition: Launch, attempt: Attempt, by: str) -> None:
    """Raises NotAllowed unless `by` is the rep of the attempt, or a trainer."""
    if not may_sit(definition, by, attempt.rep):
        raise NotAllowed(f"attempt {attempt.id} is not {by}'s.", hint="Only the rep or a trainer may answer it.")
