"""How sure people said they were of the answers they handed in, and whether those were right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from sqlalchemy import Table, and_, select
from sqlmodel import Session

from readiness.domain.quiz.confidence import SureAnswer
from readiness.store.latest_grade import is_latest_grade
from readiness.store.tables.quizzes import AttemptRow, AttemptStepRow

_ATTEMPT = cast("Table", AttemptRow.__table__)  # type: ignore[attr-defined]
_STEP = cast("Table", AttemptStepRow.__table__)  # type: ignore[attr-defined]
_AT_ONCE = 2_000


def sure_answers(session: Session, launch: str, quiz: str) -> Iterator[SureAnswer]:
    """Every answer that somebody said how sure they were of, in their first attempt at the quiz, once handed in.

    Only the first attempt: later ones were taken by people who had been told what they missed. `person` is a number.
    """
    submitted, graded = _STEP.alias("submitted"), _STEP.alias("graded")
    query = (
        select(_ATTEMPT.c.person_id, submitted.c.body.label("submitted"), graded.c.body.label("graded"))
        .join(submitted, and_(submitted.c.attempt_id == _ATTEMPT.c.id, submitted.c.kind == "submit"))
        .join(graded, and_(graded.c.attempt_id == _ATTEMPT.c.id, is_latest_grade(graded)))
        .where(_ATTEMPT.c.launch == launch, _ATTEMPT.c.quiz == quiz, _ATTEMPT.c.number == 1)
        .order_by(_ATTEMPT.c.id)
    )
    for row in session.connection().execute(query.execution_options(yield_per=_AT_ONCE)):
        levels = row.submitted.get("confidence")
        for one in row.graded["items"] if levels else ():
            level = levels.get(one["key"])
            if level is not None and one["answered"] and "counts" not in one:  # credited or dropped: it says nothing
                yield SureAnswer(level, one["fraction"] == 1, one["key"], tuple(one["claims"]), str(row.person_id))
