"""What a roster row says of somebody's leave, against the leave that is known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from readiness.domain.people.movement import Known, LeaveChanged
from readiness.domain.people.person import Leave


def leave_changes(known: Known | None, said: Leave | None, on: date) -> Iterator[LeaveChanged]:
    """After these, the one leave not over by `on` is `said`. Leave that is over stays as it was.

    `said` None (the cells are blank): they are back, so running leave ended the day before, and leave to come is off.
    """
    leaves = known.leaves if known else ()
    running = [leave for leave in leaves if leave.ends_on is None or leave.ends_on >= on]
    if said is not None and said not in leaves:
        alike = [leave for leave in leaves if leave.starts_on == said.starts_on]
        replaced = next(iter(running or alike), None)
        yield LeaveChanged(replaced, said)
        running = [leave for leave in running if leave is not replaced]
    for leave in running:
        if leave == said:
            continue
        over = Leave(leave.email, leave.starts_on, on - timedelta(days=1)) if leave.starts_on < on else None
        yield LeaveChanged(leave, over)
