"""Every launch of the workspace on one screen: applied ones from the record, others from their folders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Literal

from readiness.store.glance import Glance, glances

_UNKNOWN: Mapping[str, datetime] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class StatusLine:
    """One launch. `applied` None = there is a file, and it was never applied. `days_left` is negative after the
    launch. `file` is "missing" for an applied launch without a file, and "written-since" when a part of it was written
    after it was applied, whatever it says now.
    """

    key: str
    applied: Glance | None
    days_left: int | None
    file: Literal["", "missing", "written-since"] = ""

    @property
    def is_of_earlier(self) -> bool:
        """The verdict speaks about a day before the one on which it is looked at."""
        if self.applied is None or self.applied.verdict is None or self.days_left is None:
            return False
        return self.applied.verdict.as_of < self.applied.launch_on - timedelta(days=self.days_left)


def status_lines(
    url: str, *, files: tuple[str, ...], today: date, written_at: Mapping[str, datetime] = _UNKNOWN
) -> tuple[StatusLine, ...]:
    """Applied launches by launch date, then files that were never applied, by key; empty = nothing there.

    `files` are the keys of launches that have a file, `written_at` when it was last written, as far as that is known.
    """
    applied = glances(url, today)
    known = {glance.key for glance in applied}
    return (
        *(
            StatusLine(glance.key, glance, (glance.launch_on - today).days, _file(glance, files, written_at))
            for glance in applied
        ),
        *(StatusLine(key, None, None) for key in files if key not in known),
    )


def _file(
    glance: Glance, files: tuple[str, ...], written_at: Mapping[str, datetime]
) -> Literal["", "missing", "written-since"]:
    if glance.key not in files:
        return "missing"
    written = written_at.get(glance.key)
    if written is None or glance.applied_at is None:
        return ""
    return "written-since" if written > glance.applied_at else ""
