"""A grader marks an exemplar, and is told how far they are from the marks that were agreed on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from readiness.actions.grade_submission import fit_comments
from readiness.context import Context
from readiness.domain.role_play.calibration import Off, off_from
from readiness.domain.role_play.graders import calibration_lacks
from readiness.domain.role_play.marks import RolePlayMark, mark_on
from readiness.domain.role_play.rubric import grading_of
from readiness.ground.errors import Conflict, NotAllowed
from readiness.ground.percent import percent
from readiness.store import exemplars, journal
from readiness.store.exemplars import Exemplar
from readiness.store.graders import calibrations_of, trainers_of
from readiness.store.launches import require_version
from readiness.store.reporting_lines import team_sizes


@dataclass(frozen=True, slots=True)
class CalibrationDone:
    """The grader's marks beside the agreed ones. `lacks`: why their calibration does not hold yet; "" = it does."""

    exemplar: Exemplar
    mark: RolePlayMark
    agreed: RolePlayMark
    off: Off
    lacks: str

    @property
    def says(self) -> str:
        """What came of it, in a sentence."""
        missed = f" You differ on whether {', '.join(self.off.must_pass)} is passed." if self.off.must_pass else ""
        return f"You are {percent(self.off.off)} from the agreed marks.{missed}"


def calibrate_grader(
    context: Context, *, exemplar: int, levels: Mapping[str, float], comments: Mapping[str, str] | None = None
) -> CalibrationDone:
    """One more try of whoever acts is on record; the last one at each exemplar counts.

    Raises NotFound, NotAllowed for somebody who neither leads people nor trains for the launch, DefinitionError for
    marks that do not fit, Conflict for an exemplar that was retired.
    """
    by = context.by()
    with context.database.transaction() as session:
        found = exemplars.require(session, exemplar)
        definition = require_version(session, found.launch).definition
        if by not in trainers_of(definition) and not team_sizes(session, (by,), context.clock.today()):
            raise NotAllowed(f"{by} does not grade here.", hint="Calibration is for managers and trainers.")
        if found.retired_at is not None:
            raise Conflict(f"exemplar {exemplar} was retired on {found.retired_at.date()}.", hint="Take another one.")
        rubric = found.rubric.rubric
        mark, said = mark_on(rubric, levels), fit_comments(rubric, comments or {})
        off = off_from(rubric, found.levels, levels)
        exemplars.add_try(
            session, context.clock, exemplar=exemplar, grader=by, comments=said, fraction=mark.fraction, off=off.off,
            levels={one.key: one.given for one in mark.categories},
        )  # fmt: skip
        journal.record(
            session, context.clock, actor=by, verb="calibrated", subject=f"on exemplar {exemplar}",
            launch=found.launch, fingerprint=rubric.fingerprint, detail={"off": off.off, "fraction": mark.fraction},
        )  # fmt: skip
        play = definition.role_plays.get(found.role_play)
        live = len(exemplars.of_launch(session, found.launch, found.role_play))
        mine = calibrations_of(session, found.launch, found.role_play).get(by)
        today = context.clock.today()
        lacks = calibration_lacks(mine, grading_of(play), today, live) if play else ""
    return CalibrationDone(found, mark, mark_on(rubric, found.levels), off, lacks)
