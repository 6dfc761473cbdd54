"""An attempt that was handed in comes to its mark: at once, or with the last of the essays that people mark.

Until then nothing follows from it: no evidence, no cool-down, no try used up for good, and nothing is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session

from readiness.actions.assign_graders import assign_one
from readiness.context import Context
from readiness.domain.definition.assessment import Grading, Item
from readiness.domain.definition.model import Launch
from readiness.domain.evidence.record import Evidence
from readiness.domain.quiz.attempts import Attempt
from readiness.domain.quiz.feedback import withheld
from readiness.domain.quiz.grading import NO_MARKS, Grade, Marked
from readiness.domain.quiz.regrading import regraded
from readiness.domain.quiz.rulings import Rulings
from readiness.domain.role_play.assignment import is_double, seed_of
from readiness.domain.role_play.essays import essay_rubric, parts_of, subject_of, to_mark
from readiness.domain.role_play.work import Work
from readiness.ground.fingerprint import fingerprint, plain
from readiness.store import attempts, evidence, journal, role_play_marks, rubrics, submissions
from readiness.store.attempts import Sitting
from readiness.store.launches import require_version
from readiness.store.people import require_person
from readiness.store.rulings import rulings_of

LATE = "Handed in after its time; what was saved in time counts."
NEEDED_NO_MORE = "a trainer decided how the question counts"


def rulings_at(session: Session, attempt: Attempt) -> tuple[Rulings, Sequence[Item]]:
    """What was decided at the quiz since, and the items that the attempt asks."""
    keys = {shown.key for shown in attempt.form.items}
    return rulings_of(session, attempt.launch, attempt.quiz), [one for one in attempt.items if one.key in keys]


def ask_for_marks(
    session: Session, context: Context, attempt: Attempt, essays: Sequence[Item], answers: Mapping[str, Any], *, by: str
) -> None:
    """Each of these essays is handed to graders, who are chosen at once; one without any waits for a trainer to see."""
    definition: Launch = require_version(session, attempt.launch).definition
    quiz = definition.quizzes.get(attempt.quiz)
    grading = (quiz.grading if quiz else None) or Grading()
    person = require_person(session, attempt.rep)
    for item in essays:
        subject = subject_of(attempt.quiz, item.key)
        rubric = essay_rubric(subject, item, attempt.form.pass_fraction)
        seed = seed_of(launch=attempt.launch, role_play=subject, rep=attempt.rep, number=attempt.number)
        made = submissions.add(
            session, context.clock, launch=attempt.launch, role_play=subject, person_id=person, number=attempt.number,
            content=attempt.fingerprint, by=by, work=Work(text=str(answers[item.key]).strip()), attempt=attempt.id,
            rubric=rubrics.freeze(session, context.clock, launch=attempt.launch, rubric=rubric, by=by),
            graders=2 if is_double(seed, grading.double_share) else 1,
        )  # fmt: skip
        assign_one(session, context, definition, submissions.require(session, made))


def settle(session: Session, context: Context, sitting: Sitting) -> Grade | None:
    """The attempt gets its mark when nothing in it waits any more; None = it still awaits one, or did not.

    Essays that were credited or dropped meanwhile are asked of nobody any more.
    """
    attempt, waits = sitting.attempt, sitting.awaits
    if waits is None:
        return None
    ruled, asked = rulings_at(session, attempt)
    wanted = {item.key for item in to_mark(attempt, waits.answers, ruled.counts_for(asked))}
    marks: dict[str, Marked] = {}
    is_waiting = False
    for one in submissions.of_attempt(session, attempt.id):
        item = (parts_of(one.role_play) or ("", ""))[1]
        if one.ended is None and item in wanted:
            is_waiting = True
        elif one.ended is None:
            _ask_no_more(session, context, one.id)
        elif one.ended.kind == "marked":
            marks[item] = Marked(one.ended.fraction or 0.0, bool(one.ended.passed))
    if is_waiting:
        return None
    return record_grade(
        session, context, attempt, waits.answers, after=sitting.last, marks=marks, late=waits.late, source=waits.source
    )


def record_grade(
    session: Session, context: Context, attempt: Attempt, given: Mapping[str, Any], *, after: int, late: bool,
    source: str, marks: Mapping[str, Marked] = NO_MARKS,
) -> Grade:  # fmt: skip
    """The grade, its evidence and the journal's line; `after` is the number of the attempt's last step.

    Practice is graded and is no evidence.
    """
    by, now = context.by(), context.clock.now()
    graded, mended = _graded(session, attempt, given, late=late, marks=marks)
    attempts.add_steps(
        session, context.clock, attempt.id, after=after, steps=[("grade", {**plain(graded), **mended})]
    )  # fmt: skip
    if attempt.is_practice:
        journal.record(
            session, context.clock, actor=by, verb="practised", subject=f"quiz '{attempt.quiz}' for {attempt.rep}",
            launch=attempt.launch, fingerprint=attempt.fingerprint, detail={"attempt": attempt.id},
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
                source=source, simulated=attempt.simulated, recorded_by=by, key=f"attempt|{attempt.id}",
                note=" ".join([f"Attempt {attempt.number}.", *([LATE] if late else []), *told.reasons]),
            )
        ],
    )  # fmt: skip
    journal.record(
        session, context.clock, actor=by, verb="passed" if graded.passed else "did not pass",
        subject=f"quiz '{attempt.quiz}' for {attempt.rep}", launch=attempt.launch, fingerprint=attempt.fingerprint,
        detail={"attempt": attempt.id, "fraction": graded.fraction, "reasons": list(told.reasons)},
    )  # fmt: skip
    return graded


def _ask_no_more(session: Session, context: Context, submission: int) -> None:
    by = context.by()
    for asked in role_play_marks.assignments(session, [submission]).get(submission, ()):
        if asked.is_open:
            role_play_marks.end_assignment(session, context.clock, asked.id, by=by, because=NEEDED_NO_MORE)
    submissions.end(session, context.clock, submission, kind="withdrawn", by=by, note=NEEDED_NO_MORE)


def _graded(
    session: Session, attempt: Attempt, given: Mapping[str, Any], *, late: bool, marks: Mapping[str, Marked]
) -> tuple[Grade, Mapping[str, Any]]:
    """The grade, and what its step says beside it when a key was put right meanwhile."""
    ruled, asked = rulings_at(session, attempt)
    fixes = ruled.keys_for(attempt.id, asked)
    told = regraded(
        attempt.form, attempt.items, given, fixes, late=late, counts=ruled.counts_for(asked), marks=marks
    )  # fmt: skip
    if not fixes:
        return told.grade, {}
    pool = fingerprint(told.pool)
    attempts.keep_pool(session, pool, told.pool)
    return told.grade, {"regrade": {"items": list(fixes), "pool": pool, "form": plain(told.form)}}
