"""A rep takes back what they handed in, while nobody has graded it; then they may hand in something else."""

from __future__ import annotations

from readiness.context import Context
from readiness.ground.errors import Conflict
from readiness.store import journal, role_play_marks, submissions
from readiness.store.submissions import Submission


def withdraw_submission(context: Context, *, submission: int) -> Submission:
    """The submission is over, without a mark; its graders are asked no more. What was handed in is kept.

    Raises NotFound for one that is not theirs, Conflict when somebody graded it or it is over.
    """
    by = context.by()
    with context.database.transaction() as session:
        found = submissions.require(session, submission, lock=True)
        if found.rep != by:
            raise submissions.no_submission(submission)
        if found.attempt is not None:
            raise Conflict("an essay is part of what was handed in.", hint="It stands; wait for its mark.")
        if found.ended is not None:
            raise Conflict("this is over: it was marked, or taken back.", hint="Hand in again if it is asked.")
        if role_play_marks.marks_on(session, [submission]):
            raise Conflict("somebody has graded this already.", hint="Wait for the mark; then you may hand in again.")
        for one in role_play_marks.assignments(session, [submission]).get(submission, ()):
            if one.is_open:
                role_play_marks.end_assignment(session, context.clock, one.id, by=by, because="the rep took it back")
        submissions.end(session, context.clock, submission, kind="withdrawn", by=by)
        journal.record(
            session, context.clock, actor=by, verb="took back", subject=f"role-play '{found.role_play}' of {found.rep}",
            launch=found.launch, fingerprint=found.content, detail={"submission": submission},
        )  # fmt: skip
    return found
