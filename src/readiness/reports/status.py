"""Every launch of the workspace on one screen: applied ones from the record, others from their folders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from readiness.store.glance import Glance, glances


@dataclass(frozen=True, slots=True)
class StatusLine:
    """One launch. `applied` None = there is a file, and it was never applied. `days_left` is negative after the
    launch.
    """

    key: str
    applied: Glance | None
    days_left: int | None


def status_lines(url: str, *, files: tuple[str, ...], today: date) -> tuple[StatusLine, ...]:
    """Applied launches by launch date, then files that were never applied, by key; empty = nothing there."""
    applied = glances(url, today)
    known = {glance.key for glance in applied}
    return (
        *(StatusLine(glance.key, glance, (glance.launch_on - today).days) for glance in applied),
        *(StatusLine(key, None, None) for key in files if key not in known),
    )
