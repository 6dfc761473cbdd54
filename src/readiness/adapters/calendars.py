"""Public holidays by calendar code, from the library `holidays`, kept as small files in the workspace's cache.

The library takes half a second to import and never changes its mind within a version, so it is asked once per code,
year and version. Names of holidays are in English where the library has them. Working weekends that some countries set
by decree, and weekends that moved in the past, are not known here: today's weekend counts throughout.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from readiness.adapters.calendar_codes import no_such_calendar
from readiness.ground.errors import NotFound
from readiness.ground.frozen import frozen

_CODE = re.compile(r"^[A-Za-z]{2,4}(?:-[A-Za-z0-9 ]{1,40})?$")


@frozen
class HolidayCalendars:
    """Calendars whose answers are kept below `cache_folder`; the folder is made when there is something to keep.

    None keeps nothing.
    """

    cache_folder: Path | None

    def holidays(self, code: str, years: tuple[int, ...]) -> Mapping[date, str]:
        """Date → name of the public holidays of `years`. Raises NotFound, with a suggestion, for an unknown code."""
        found: dict[date, str] = {}
        for year in dict.fromkeys(years):
            found |= {date.fromisoformat(day): name for day, name in self._kept(code, str(year))["holidays"].items()}
        return found

    def weekend(self, code: str) -> frozenset[int]:
        """Weekday numbers, Monday = 0. Raises NotFound as `holidays` does."""
        return frozenset(self._kept(code, "weekend")["weekend"])

    def _kept(self, code: str, what: str) -> dict[str, Any]:
        """The kept answer to `what` (a year, or "weekend"), asked of the library when there is none or it is spoilt."""
        if not _CODE.match(code):
            raise self._unknown(code)
        if self.cache_folder is None:
            return self._ask(code, what)
        file = self.cache_folder / "holidays" / _version() / f"{code}-{what}.json"
        kept = _read(file, what)
        if kept is None:
            kept = self._ask(code, what)
            _keep(file, kept)
        return kept

    def _ask(self, code: str, what: str) -> dict[str, Any]:
        library = _library()
        country, _, subdivision = code.partition("-")
        years = [] if what == "weekend" else [int(what)]
        try:
            calendar = library.country_holidays(country, subdiv=subdivision or None, years=years, language="en_US")
        except NotImplementedError as error:
            raise self._unknown(code) from error
        if what == "weekend":
            return {"weekend": sorted(calendar.weekend)}
        return {"holidays": {day.isoformat(): name for day, name in sorted(calendar.items())}}

    def _unknown(self, code: str) -> NotFound:
        known: dict[str, list[str]] = _library().list_supported_countries(include_aliases=False)
        return no_such_calendar(code, known) or NotFound(f"no holiday calendar '{code}'.")


@cache
def _version() -> str:
    from importlib.metadata import version  # noqa: PLC0415 - `check` owes it nothing when no calendar is asked

    return version("holidays")


def _library() -> ModuleType:
    import holidays  # noqa: PLC0415 - half a second that a kept answer does not owe

    return holidays


def _read(file: Path, what: str) -> dict[str, Any] | None:
    """The kept answer, or None when there is none that can be believed."""
    try:
        found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        if what == "weekend":
            return found if {int(day) for day in found["weekend"]} <= set(range(7)) else None
        days = [date.fromisoformat(day) for day in found["holidays"]]
        named = all(isinstance(name, str) for name in found["holidays"].values())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return found if named and all(str(day.year) == what for day in days) else None


def _keep(file: Path, answer: dict[str, Any]) -> None:
    """Written beside and moved into place: nobody reads half of it. A cache that cannot be written is no error."""
    import tempfile  # noqa: PLC0415 - the same

    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=file.name, suffix=".new")
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            json.dump(answer, out, ensure_ascii=False, indent=1)
        Path(name).replace(file)
