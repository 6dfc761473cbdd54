"""Submissions get their graders: whoever may grade and has least to do, by a draw that anybody can repeat.

Whoever is asked and may not grade any more (they left, are on leave, their certification or calibration ended) is
replaced. Doing it twice changes nothing the second time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from readiness.context import Context
from readiness.domain.definition.assessment import Grading
from readiness.domain.definition.model import Launch
from readiness.domain.quiz.trainers import trainer_of
from readiness.domain.role_play.assignment import choose, seed_of
from readiness.domain.role_play.exercise import exercise_of
from readiness.domain.role_play.graders import Grader, why_not
from readiness.domain.tasks.calendar import joined, launch_calendars
from readiness.ground.errors import NotAllowed
from readiness.store import exemplars, journal, people, role_play_marks, submissions
from readiness.store.graders import graders_of
from readiness.store.launches import require_version
from readiness.store.role_play_marks import Assignment
from readiness.store.submissions import Submission


@dataclass(frozen=True, slots=True)
class Lacking:
    """A submission for which somebody to grade it could not be found. `because`: everybody who might, and why not."""

    submission: int
    rep: str
    role_play: str
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assigned:
    """`made` is how many were asked now, `taken` how many were replaced; `lacking` is empty when all have graders."""

    made: int
    taken: int
    lacking: tuple[Lacking, ...]


def assign_graders(context: Context, *, launch: str) -> Assigned:
    """Every open submission of the launch has its graders, as far as there are any.

    Raises NotFound, NotAllowed for anybody but a trainer of the launch.
    """
    by = context.by()
    with context.database.transaction() as session:
        definition = require_version(session, launch).definition
        if trainer_of(definition, by) is None:
            raise NotAllowed(f"{by} may not assign graders.", hint="A trainer of the launch does.")
        done = [assign_one(session, context, definition, one) for one in submissions.open_ones(session, launch)]
    return Assigned(
        sum(one.made for one in done), sum(one.taken for one in done), tuple(x for one in done for x in one.lacking)
    )


def assign_one(session: Session, context: Context, definition: Launch, submission: Submission) -> Assigned:
    """The graders of one open submission, inside the caller's transaction; a journal line when somebody was asked."""
    play = exercise_of(definition, submission.role_play)
    if play is None:
        gone = Lacking(submission.id, submission.rep, submission.role_play, ("The role-play is not in the file.",))
        return Assigned(0, 0, (gone,))
    grading, today = play.grading, context.clock.today()
    due_on = due_day(session, context, definition, submission.rep, grading)
    found = graders_of(session, definition, play.key, rep=submission.rep, today=today, through=due_on)
    live = len(exemplars.of_launch(session, definition.key, play.key))
    reasons = {
        one.email: why_not(one, rep=submission.rep, grading=grading, today=today, exemplars=live) for one in found
    }
    told = role_play_marks.assignments(session, [submission.id]).get(submission.id, ())
    taken = _take_away(session, context, told, reasons)
    asked = {one.grader for one in told}  # whoever was asked before, and handed it back, is not asked again
    lacking = [place for place in _places(session, submission) if not _is_filled(told, taken, place)]
    free = [one for one in found if not reasons[one.email]]
    seed = seed_of(launch=definition.key, role_play=play.key, rep=submission.rep, number=submission.round)
    chosen = choose(free, seed, len(lacking), taken=asked)
    actor = context.actor or "engine"
    for place, one in zip(lacking, chosen, strict=False):
        role_play_marks.assign(
            session, context.clock, submission=submission.id, place=place, grader=one.email, due_on=due_on, by=actor
        )
    if chosen:
        journal.record(
            session, context.clock, actor=actor, verb="assigned graders",
            subject=f"{submission.called} of {submission.rep}", launch=definition.key,
            fingerprint=submission.rubric.rubric.fingerprint,
            detail={"submission": submission.id, "graders": [one.email for one in chosen], "due": str(due_on)},
        )  # fmt: skip
    wanting: tuple[Lacking, ...] = ()
    if len(chosen) < len(lacking):
        wanting = (Lacking(submission.id, submission.rep, play.key, reasons_said(found, reasons, asked)),)
    return Assigned(len(chosen), len(taken), wanting)


def due_day(session: Session, context: Context, definition: Launch, rep: str, grading: Grading) -> date:
    """So many business days from today, in the market of the rep's region (in every market when it is in none)."""
    today = context.clock.today()
    posting = people.posting_on(session, rep, today)
    region = posting.region if posting else ""
    calendars = launch_calendars(definition, context.calendars, (today.year, (today + timedelta(days=366)).year))
    here = [
        calendar
        for key, calendar in calendars.items()
        if not definition.markets[key].regions or region in definition.markets[key].regions
    ]
    return joined(here or calendars.values()).forward(today, grading.due_days)


def reasons_said(found: Iterable[Grader], reasons: dict[str, str], asked: Iterable[str]) -> tuple[str, ...]:
    """Everybody who might grade and may not, in one line each; those who are asked already say so."""
    already = set(asked)
    return tuple(
        f"{one.email}: {reasons[one.email] or 'they grade or graded it already.'}"
        for one in found
        if reasons[one.email] or one.email in already
    ) or ("Nobody leads people, and nobody in the launch's team is of enablement.",)


def _take_away(session: Session, context: Context, told: Iterable[Assignment], reasons: dict[str, str]) -> set[str]:
    taken = set()
    for one in told:
        because = reasons.get(one.grader, "they neither lead people nor train for this launch any more.")
        if one.is_open and because:
            role_play_marks.end_assignment(
                session, context.clock, one.id, by=context.actor or "engine", because=because
            )
            taken.add(one.grader)
    return taken


def _places(session: Session, submission: Submission) -> tuple[int, ...]:
    """1, or 1 and 2; 3 as soon as both have graded, for then it is open only because they disagree."""
    first = tuple(range(1, submission.graders + 1))
    marks = role_play_marks.marks_on(session, [submission.id]).get(submission.id, ())
    return (*first, 3) if len(first) == 2 and len(marks) == 2 else first


def _is_filled(told: Iterable[Assignment], taken: set[str], place: int) -> bool:
    return any(
        one.place == place and (one.ended_because == "marked" or (one.is_open and one.grader not in taken))
        for one in told
    )
