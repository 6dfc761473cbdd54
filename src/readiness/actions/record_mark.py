"""A role-play is marked by a manager or a trainer, category by category."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from readiness.actions.require_published import require_published
from readiness.context import Context
from readiness.domain.evidence.record import Evidence
from readiness.domain.people.address import mail_address
from readiness.domain.quiz.trainers import may_judge, trainer_of
from readiness.domain.role_play.graders import uncertified
from readiness.domain.role_play.marks import RolePlayMark, mark_on
from readiness.domain.role_play.rubric import rubric_of
from readiness.ground.errors import NotAllowed, NotFound
from readiness.ground.fingerprint import fingerprint
from readiness.ground.keys import did_you_mean
from readiness.ground.notes import fit_note
from readiness.store import evidence, graders, journal, people, role_play_marks, rubrics, submissions
from readiness.store.launches import require_version
from readiness.store.reporting_lines import managers_above


@dataclass(frozen=True, slots=True)
class MarkRecorded:
    """The mark, the evidence of it, and whether this call recorded it.

    `waits`: the submission of theirs at the same role-play that waits for its own mark all the same; None = none does.
    """

    mark: RolePlayMark
    evidence: Evidence
    changed: bool
    waits: int | None = None

    @property
    def waits_says(self) -> str:
        """What becomes of it, in a sentence; "" = nothing waits."""
        if self.waits is None:
            return ""
        return f"What they handed in (submission {self.waits}) still waits for its mark; they may take it back."


def record_mark(
    context: Context, *, launch: str, role_play: str, rep: str, marks: Mapping[str, float], note: str = ""
) -> MarkRecorded:
    """The rep's role-play is marked on the rubric that is published now. The same marks by the same person on one day
    are one mark; other marks are another one.

    Raises NotFound, DefinitionError telling every category that does not fit, NotAllowed for anybody but a manager
    above the rep who is certified themselves or a trainer (never the rep), Conflict when the role-play is not
    published, or has changed since.
    """
    by, email = context.by(), mail_address(rep)
    note = fit_note(note)
    with context.database.transaction() as session:
        definition = require_version(session, launch).definition
        if role_play not in definition.role_plays:
            raise NotFound(
                f"launch '{launch}' has no role-play '{role_play}'.",
                hint=did_you_mean(role_play, definition.role_plays),
            )
        person = people.require_person(session, email)
        if not may_judge(definition, by, email, managers_above(session, email, context.clock.today())):
            raise NotAllowed(
                f"{by} may not mark {email}.",
                hint="Their manager, one above, or a trainer may; nobody marks themselves.",
            )
        wanting = graders.wanting_of(session, definition, by, context.clock.today())
        if wanting and trainer_of(definition, by) is None:
            raise NotAllowed("you may not grade yet.", hint=uncertified(wanting))
        published = require_published(session, definition, "role-play", role_play)
        rubric = rubric_of(definition.role_plays[role_play])
        mark = mark_on(rubric, marks)
        given = {one.key: one.given for one in mark.categories}
        told = ", ".join(f"{key} {value:g}" for key, value in given.items())
        one = Evidence(
            launch=launch, person=email, kind="role-play", subject=role_play, fingerprint=published.fingerprint,
            fraction=mark.fraction, passed=mark.passed, happened_at=context.clock.now(), source="manager",
            recorded_by=by, note=f"{told}. {note}".strip() if note else f"{told}.",
            key=f"role-play|{role_play}|{email}|{by}|{context.clock.today()}|{fingerprint(given)}",
            simulated=context.clock.simulated,
        )  # fmt: skip
        changed = bool(evidence.add(session, context.clock, [one]))
        if changed:
            kept = rubrics.freeze(session, context.clock, launch=launch, rubric=rubric, by=by)
            role_play_marks.add_mark(
                session, context.clock, launch=launch, role_play=role_play, person_id=person, grader=by,
                rubric_id=kept.id, levels=given, comments={}, note=note, fraction=mark.fraction, passed=mark.passed,
            )  # fmt: skip
            journal.record(
                session, context.clock, actor=by, verb="marked", subject=f"role-play '{role_play}' of {email}",
                launch=launch, fingerprint=published.fingerprint,
                detail={"marks": given, "fraction": mark.fraction, "passed": mark.passed, "rubric": kept.number},
            )  # fmt: skip
        handed_in = submissions.of_person(session, launch, role_play, person)
        waits = next((found.id for found in handed_in if found.ended is None), None)
    return MarkRecorded(mark, one, changed, waits)
