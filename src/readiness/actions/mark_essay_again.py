"""An essay that has its mark is marked once more, by a trainer: on record beside the first, and corrected evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from readiness.actions.grade_submission import fit_comments
from readiness.context import Context
from readiness.domain.evidence.corrections import corrected, next_correction
from readiness.domain.quiz.grading import Grade, Marked, marks_in
from readiness.domain.quiz.regrading import regraded
from readiness.domain.quiz.trainers import trainer_of
from readiness.domain.role_play.essays import parts_of
from readiness.domain.role_play.marks import RolePlayMark, mark_on
from readiness.ground.errors import Conflict, NotAllowed
from readiness.ground.fingerprint import fingerprint, plain
from readiness.ground.notes import fit_note
from readiness.store import attempts, evidence, journal, role_play_marks, standings, submissions
from readiness.store.attempts import HandedIn, Sitting
from readiness.store.launches import require_version
from readiness.store.regrades import SOURCE
from readiness.store.submissions import Submission


@dataclass(frozen=True, slots=True)
class MarkedAgain:
    """The essay's new mark, and the grade of its attempt before and after."""

    mark: RolePlayMark
    was: Grade
    becomes: Grade


def mark_essay_again(
    context: Context, *, submission: int, levels: Mapping[str, float], comments: Mapping[str, str] | None = None,
    note: str,
) -> MarkedAgain:  # fmt: skip
    """The new mark counts from here on: mark, step, correction of the evidence, standing and journal, in one
    transaction. What was given before stays on record. Everything else of the attempt is graded as it was.

    Raises NotFound, NotAllowed for anybody but a trainer of the launch, and for the rep, DefinitionError with every
    category that does not fit and without a note, Conflict for a role-play, and before the attempt has its mark.
    """
    by = context.by()
    note = fit_note(note, name="note", required=True)
    with context.database.transaction() as session:
        found = submissions.require(session, submission)
        definition = require_version(session, found.launch).definition
        if trainer_of(definition, by) is None or by == found.rep:
            raise NotAllowed(
                f"{by} may not mark it again.", hint="A trainer of the launch may; nobody marks themselves."
            )
        if found.attempt is None:
            raise Conflict("a role-play is not marked again like this.", hint="Record another mark of it by hand.")
        sitting = attempts.sitting(session, found.attempt, lock=True)
        handed, item = sitting.handed_in, (parts_of(found.role_play) or ("", ""))[1]
        if handed is None or item not in (known := marks_in(handed.grade)):
            raise Conflict("it has no mark yet.", hint="Whoever was asked marks it first, and the attempt is graded.")
        rubric = found.rubric.rubric
        said, mark = fit_comments(rubric, dict(comments or {})), mark_on(rubric, levels)
        standings.lock(session, found.launch)
        role_play_marks.add_mark(
            session, context.clock, launch=found.launch, role_play=found.role_play, person_id=found.person_id,
            grader=by, rubric_id=found.rubric.id, levels={one.key: one.given for one in mark.categories},
            comments=said, note=note, fraction=mark.fraction, passed=mark.passed, submission=found.id,
        )  # fmt: skip
        becomes = _regrade(
            session, context, sitting, handed, {**known, item: Marked(mark.fraction, mark.passed)}, item=item, note=note
        )  # fmt: skip
        _correct(session, context, found, sitting, becomes, note=note)
        journal.record(
            session, context.clock, actor=by, verb="marked again", subject=f"{found.called} of {found.rep}",
            launch=found.launch, fingerprint=rubric.fingerprint,
            detail={
                "submission": found.id, "attempt": found.attempt, "note": note, "fraction": mark.fraction,
                "was": handed.grade.fraction, "becomes": becomes.fraction, "passed": becomes.passed,
            },
        )  # fmt: skip
    return MarkedAgain(mark, handed.grade, becomes)


def _regrade(
    session: Session, context: Context, sitting: Sitting, handed: HandedIn, marks: Mapping[str, Marked], *,
    item: str, note: str,
) -> Grade:  # fmt: skip
    """The same answers by the same keys and decisions, with the new mark."""
    attempt = sitting.attempt
    counts = {one.key: one.counts for one in handed.grade.items if one.counts != "by-key"}
    told = regraded(attempt.form, attempt.items, handed.answers, {}, late=handed.grade.late, counts=counts, marks=marks)
    pool = fingerprint(told.pool)
    attempts.keep_pool(session, pool, told.pool)
    body = {
        **plain(told.grade),
        "regrade": {
            "by": context.by(), "note": note, "items": [item], "seen": "", "pool": pool, "form": plain(told.form),
        },
    }  # fmt: skip
    attempts.add_steps(session, context.clock, attempt.id, after=sitting.last, steps=[("regrade", body)])
    return told.grade


def _correct(
    session: Session, context: Context, found: Submission, sitting: Sitting, becomes: Grade, *, note: str
) -> None:
    """A correction of the attempt's evidence, also when its mark stays: that it was looked at again is evidence too."""
    key = f"attempt|{sitting.attempt.id}"
    known = list(evidence.under_keys(session, found.launch, [key]))
    first = next((one for one in known if one.corrects is None), None)
    if first is not None:
        one = corrected(
            first, number=next_correction(known, key), fraction=becomes.fraction, passed=becomes.passed,
            by=context.by(), note=f"Attempt {sitting.attempt.number}, an essay marked again: {note}", source=SOURCE,
        )  # fmt: skip
        evidence.add(session, context.clock, [one])
