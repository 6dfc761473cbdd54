"""A submission is taken from one grader and given to another, for a reason that is kept."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

from readiness.actions.assign_graders import Assigned, assign_one, due_day
from readiness.context import Context
from readiness.domain.definition.model import Launch
from readiness.domain.people.address import mail_address
from readiness.domain.quiz.trainers import trainer_of
from readiness.domain.role_play.exercise import Exercise, exercise_of
from readiness.domain.role_play.graders import why_not
from readiness.ground.errors import Conflict, NotAllowed, NotFound
from readiness.ground.keys import did_you_mean
from readiness.ground.notes import fit_note
from readiness.store import exemplars, journal, role_play_marks, submissions
from readiness.store.graders import graders_of
from readiness.store.launches import require_version
from readiness.store.submissions import Submission


def reassign_grader(context: Context, *, submission: int, grader: str, reason: str, to: str = "") -> Assigned:
    """`grader` is not asked any more; `to` is, or whoever is next when nobody is named.

    By a trainer of the launch, or by the grader themselves without naming anybody. Raises NotFound, NotAllowed,
    DefinitionError for a reason that is missing, Conflict when `grader` is not asked or `to` may not grade it.
    """
    by, before, after = context.by(), mail_address(grader), mail_address(to)
    reason = fit_note(reason, name="reason", required=True)
    with context.database.transaction() as session:
        found = submissions.require(session, submission, lock=True)
        definition = require_version(session, found.launch).definition
        is_trainer = trainer_of(definition, by) is not None
        if not is_trainer and not role_play_marks.was_asked(session, submission, by):
            raise submissions.no_submission(submission)
        if not is_trainer and (by != before or after):
            raise NotAllowed(
                f"{by} may only hand back their own.", hint="A trainer of the launch names another grader."
            )
        told = role_play_marks.assignments(session, [submission]).get(submission, ())
        asked = next((one for one in told if one.is_open and one.grader == before), None)
        if asked is None or found.ended is not None:
            raise Conflict(f"{before} is not asked to grade submission {submission}.", hint="See who is in the queue.")
        due_on = context.clock.today()
        if after:
            grading = _exercise(definition, found).grading
            due_on = due_day(session, context, definition, found.rep, grading)
            _require_fit(session, context, definition, found, email=after, due_on=due_on)
            if any(one.grader == after and (one.is_open or one.ended_because == "marked") for one in told):
                raise Conflict(f"{after} grades it already.", hint="Two different people grade one submission.")
        role_play_marks.end_assignment(session, context.clock, asked.id, by=by, because=reason)
        journal.record(
            session, context.clock, actor=by, verb="reassigned", launch=found.launch,
            subject=f"{found.called} of {found.rep}", fingerprint=found.rubric.rubric.fingerprint,
            detail={"submission": submission, "from": before, "to": after, "reason": reason},
        )  # fmt: skip
        if after:
            role_play_marks.assign(
                session, context.clock, submission=submission, place=asked.place, grader=after, by=by, due_on=due_on
            )
            return Assigned(1, 1, ())
        done = assign_one(session, context, definition, found)
    return Assigned(done.made, done.taken + 1, done.lacking)


def _require_fit(
    session: Session, context: Context, definition: Launch, found: Submission, *, email: str, due_on: date
) -> None:
    today, play = context.clock.today(), _exercise(definition, found)
    people = graders_of(session, definition, play.key, rep=found.rep, today=today, through=due_on)
    one = next((grader for grader in people if grader.email == email), None)
    if one is None:
        hint = did_you_mean(email, [grader.email for grader in people])
        raise NotFound(f"{email} neither leads people nor trains for this launch.", hint=hint)
    live = len(exemplars.of_launch(session, definition.key, play.key))
    if because := why_not(one, rep=found.rep, grading=play.grading, today=today, exemplars=live):
        raise Conflict(f"{email} may not grade this: {because}")


def _exercise(definition: Launch, found: Submission) -> Exercise:
    exercise = exercise_of(definition, found.role_play)
    if exercise is None:
        raise Conflict("the role-play is not in the file any more.", hint="Put it back, or leave it as it is.")
    return exercise
