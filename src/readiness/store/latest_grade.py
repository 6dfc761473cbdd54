"""Which of an attempt's grades counts: the one it was handed in to, or the last time that it was graded again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, and_, or_, select

from readiness.domain.quiz.grading import Grade
from readiness.ground.restore import restore
from readiness.store.tables.quizzes import AttemptStepRow

_STEP = cast("Table", AttemptStepRow.__table__)  # type: ignore[attr-defined]
_LATER = _STEP.alias("graded_later")

IS_LATEST_SQL = (
    "graded.kind IN ('grade', 'regrade') AND NOT EXISTS (SELECT 1 FROM attempt_step AS later"
    " WHERE later.attempt_id = graded.attempt_id AND later.kind = 'regrade' AND later.seq > graded.seq)"
)
"""The same for SQL text that calls the step `graded`."""


def is_latest_grade(step: Any) -> ColumnElement[bool]:
    """True of the step (the table, or an alias of it) that holds an attempt's grade as it now is."""
    again = select(_LATER.c.id).where(
        _LATER.c.attempt_id == step.c.attempt_id, _LATER.c.kind == "regrade", _LATER.c.seq > step.c.seq
    )
    return and_(or_(step.c.kind == "grade", step.c.kind == "regrade"), ~again.exists())


def grade_in(body: Mapping[str, Any]) -> Grade:
    """The grade that a `grade` or `regrade` step holds."""
    return restore(Grade, {name: value for name, value in body.items() if name != "regrade"})


def regrade_in(body: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What a step says beside the grade: `pool` and `form` as put right, and of a `regrade` step `by` and `note`.

    None of a `grade` with the keys that were asked.
    """
    return body.get("regrade")
