"""A grader marks a submission on its rubric; with the last mark it needs, the final one is evidence.

Of an essay it is the attempt that becomes evidence, with the last of its essays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from readiness.actions.assign_graders import assign_one
from readiness.actions.mark_attempt import settle
from readiness.context import Context
from readiness.domain.definition.model import Launch
from readiness.domain.evidence.record import Evidence
from readiness.domain.quiz.grading import Grade
from readiness.domain.quiz.trainers import trainer_of
from readiness.domain.role_play.exercise import exercise_of
from readiness.domain.role_play.graders import uncertified
from readiness.domain.role_play.marks import RolePlayMark, mark_on
from readiness.domain.role_play.outcome import Outcome, disagreement, outcome_of
from readiness.domain.role_play.rubric import Rubric
from readiness.ground.errors import Conflict, DefinitionError, NotAllowed, Problem
from readiness.ground.keys import did_you_mean
from readiness.ground.notes import fit_note, note_problems
from readiness.store import attempts, evidence, graders, journal, role_play_marks, submissions
from readiness.store.launches import require_version
from readiness.store.role_play_marks import GivenMark
from readiness.store.submissions import Submission

SOURCE = "graders"


@dataclass(frozen=True, slots=True)
class Graded:
    """The grader's own mark. `final` None = it waits for somebody else's; `waits`: why, in a sentence.

    Of an essay `attempt` is the grade of the whole attempt, once its last essay has its mark; until then `waits` says
    so.
    """

    mark: RolePlayMark
    final: Outcome | None
    waits: str = ""
    attempt: Grade | None = None


def grade_submission(
    context: Context, *, submission: int, levels: Mapping[str, float], comments: Mapping[str, str] | None = None,
    note: str = "",
) -> Graded:  # fmt: skip
    """The marks of whoever acts are on record, once; the last one that is needed makes the final mark and the evidence.

    Raises NotFound for a submission that is not theirs to grade, NotAllowed for a manager who is not certified
    and for whoever lost the calibration that the file asks for,
    DefinitionError with every category that does not fit, Conflict when they graded it already or it is over.
    """
    by = context.by()
    note, said = fit_note(note), dict(comments or {})
    with context.database.transaction() as session:
        found = submissions.require(session, submission)
        sitting = None
        if found.attempt is not None:  # before the submission, as whoever decides on the quiz's questions does
            sitting = attempts.sitting(session, found.attempt, lock=True)
        found = submissions.require(session, submission, lock=True)
        definition = require_version(session, found.launch).definition
        asked = _asked(session, found, by)
        _require_certified(session, context, definition, by)
        if lacks := graders.calibration_wanting(session, definition, found.role_play, by, context.clock.today()):
            raise NotAllowed("you may not grade this until your calibration holds.", hint=lacks)
        rubric = found.rubric.rubric
        said = fit_comments(rubric, said)
        mark = mark_on(rubric, levels)
        role_play_marks.add_mark(
            session, context.clock, launch=found.launch, role_play=found.role_play, person_id=found.person_id,
            grader=by, rubric_id=found.rubric.id, levels={one.key: one.given for one in mark.categories},
            comments=said, note=note, fraction=mark.fraction, passed=mark.passed, submission=found.id, assignment=asked,
        )  # fmt: skip
        role_play_marks.end_assignment(session, context.clock, asked, by=by, because="marked")
        journal.record(
            session, context.clock, actor=by, verb="graded", subject=f"{found.called} of {found.rep}",
            launch=found.launch, fingerprint=rubric.fingerprint,
            detail={"submission": found.id, "fraction": mark.fraction, "passed": mark.passed},
        )  # fmt: skip
        final, waits = _conclude(session, context, definition, found)
        attempt = settle(session, context, sitting) if sitting is not None and final is not None else None
        if final is not None and found.attempt is not None and attempt is None:
            waits = "another essay of the same attempt waits for its mark; then the attempt has its own."
    return Graded(mark, final, waits, attempt)


def fit_comments(rubric: Rubric, comments: Mapping[str, str]) -> dict[str, str]:
    """Comments by category, without the empty ones. Raises DefinitionError for one that cannot go on record."""
    keys = [one.key for one in rubric.categories]
    problems = [
        Problem("RP011", f"'{key[:60]}' is not in the rubric.", did_you_mean(key, keys), path=key)
        for key in comments
        if key not in keys
    ]
    for key, text in comments.items():
        problems += note_problems(text, name=f"comment on '{key[:60]}'")
    if problems:
        raise DefinitionError("the comments cannot go on record.", problems=problems)
    return {key: text.strip() for key, text in comments.items() if text.strip()}


def _asked(session: Session, found: Submission, by: str) -> int:
    """The assignment by which they grade."""
    told = role_play_marks.assignments(session, [found.id]).get(found.id, ())
    mine = [one for one in told if one.grader == by]
    if any(one.ended_because == "marked" for one in mine):
        raise Conflict("you have graded this already.", hint="Marks stand; a trainer can see them compared.")
    if found.ended is not None:
        raise Conflict("this is over: it was marked, or taken back.", hint="See your queue.")
    open_one = next((one for one in mine if one.is_open), None)
    if open_one is None:
        raise submissions.no_submission(found.id)
    return open_one.id


def _require_certified(session: Session, context: Context, definition: Launch, by: str) -> None:
    wanting = graders.wanting_of(session, definition, by, context.clock.today())
    if wanting and trainer_of(definition, by) is None:
        raise NotAllowed("you may not grade yet.", hint=uncertified(wanting))


def _conclude(session: Session, context: Context, definition: Launch, found: Submission) -> tuple[Outcome | None, str]:
    marks = role_play_marks.marks_on(session, [found.id])[found.id]
    if len(marks) < found.graders:
        return None, "another grader has not marked it yet; neither of you sees the other's marks before."
    if len(marks) == 2:
        play = exercise_of(definition, found.role_play)
        apart = play.grading.apart if play else 1.0
        differ = disagreement(found.rubric.rubric, marks[0].levels, marks[1].levels, apart)
        if differ:
            done = assign_one(session, context, definition, found)
            third = "a third grader was asked" if done.made else "no third grader was found; a trainer sees it"
            return None, f"{differ} {third[0].upper()}{third[1:]}."
    final = outcome_of(found.rubric.rubric, [one.levels for one in marks])
    _record(session, context, found, final, marks)
    return final, ""


def _record(
    session: Session, context: Context, found: Submission, final: Outcome, marks: tuple[GivenMark, ...]
) -> None:
    """The end of the submission and, of a role-play, the evidence, in the same transaction as the last mark."""
    by, mark = context.by(), final.mark
    told = ", ".join(f"{one.key} {one.given:g}" for one in mark.categories) if len(marks) == 1 else final.rule
    key = f"role-play|{found.role_play}|{found.rep}|submission {found.id}"
    if found.attempt is not None:
        key = f"attempt|{found.attempt}"
    else:
        one = Evidence(
            launch=found.launch, person=found.rep, kind="role-play", subject=found.role_play,
            fingerprint=found.content, fraction=mark.fraction, passed=mark.passed, happened_at=context.clock.now(),
            source=SOURCE, recorded_by=by, key=key, note=f"{told}.",
            simulated=context.clock.simulated or found.simulated,
        )  # fmt: skip
        evidence.add(session, context.clock, [one])
    submissions.end(
        session, context.clock, found.id, kind="marked", by=by, rule=final.rule, fraction=mark.fraction,
        passed=mark.passed, evidence=key,
    )  # fmt: skip
    journal.record(
        session, context.clock, actor=by, verb="marked", subject=f"{found.called} of {found.rep}",
        launch=found.launch, fingerprint=found.content,
        detail={
            "submission": found.id, "rule": final.rule, "fraction": mark.fraction, "passed": mark.passed,
            "rubric": found.rubric.number, "graders": [one.grader for one in marks],
        },
    )  # fmt: skip
