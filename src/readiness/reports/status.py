"""Every launch of the workspace on one screen: applied ones from the record, others from their folders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Literal

from readiness.store.glance import Glance, glances

_UNKNOWN: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class StatusLine:
    """One launch. `applied` None = there is a file, and it was never applied. `days_left` is negative after the
    launch. `file` is "missing" for an applied launch without a file, and "differs" when it is unsound or does not say
    what was applied.
    """

    key: str
    applied: Glance | None
    days_left: int | None
    file: Literal["", "missing", "differs"] = ""

    @property
    def is_of_earlier(self) -> bool:
        """The verdict speaks about a day before the one on which it is looked at."""
        if self.applied is None or self.applied.verdict is None or self.days_left is None:
            return False
        return self.applied.verdict.as_of < self.applied.launch_on - timedelta(days=self.days_left)


def status_lines(
    url: str, *, files: tuple[str, ...], today: date, prints: Mapping[str, str] = _UNKNOWN
) -> tuple[StatusLine, ...]:
    """Applied launches by launch date, then files that were never applied, by key; empty = nothing there.

    `files` are the keys of launches that have a file, `prints` the fingerprint of what it says, if known.
    """
    applied = glances(url, today)
    known = {glance.key for glance in applied}
    return (
        *(
            StatusLine(glance.key, glance, (glance.launch_on - today).days, _file(glance, files, prints))
            for glance in applied
        ),
        *(StatusLine(key, None, None) for key in files if key not in known),
    )


def _file(glance: Glance, files: tuple[str, ...], prints: Mapping[str, str]) -> Literal["", "missing", "differs"]:
    if glance.key not in files:
        return "missing"
    return "differs" if prints.get(glance.key, glance.fingerprint) != glance.fingerprint else ""
