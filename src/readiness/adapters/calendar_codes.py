"""Which holiday calendars there are, without loading the library that has them: `check` has no time for that.

`calendar_codes.json` is the library's own list; a test says that it is current. To write it anew:
`python -m readiness.adapters.calendar_codes`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from readiness.ground.errors import NotFound
from readiness.ground.keys import did_you_mean

FILE = Path(__file__).parent / "calendar_codes.json"


@cache
def known_calendars() -> Mapping[str, Sequence[str]]:
    """Country code → the codes of its parts that have holidays of their own."""
    found: dict[str, list[str]] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def no_such_calendar(code: str, known: Mapping[str, Sequence[str]]) -> NotFound | None:
    """Why there is no calendar `code`, with the nearest one that there is; None when there is one."""
    country, dash, part = code.partition("-")
    if country in known:
        if not dash or part in known[country]:
            return None
        hint = did_you_mean(code, [f"{country}-{name}" for name in known[country]])
        return NotFound(f"calendar '{code}': {country} has no part '{part}'.", hint=hint or f"Write {country}.")
    if country.upper() in known:
        return NotFound(f"no holiday calendar '{code}'.", hint=f"Did you mean '{code.upper()}'?")
    hint = did_you_mean(country, known) + " Codes are ISO 3166: US, GB, DE-BY."
    return NotFound(f"no holiday calendar '{code}'.", hint=hint)


def _library_list() -> dict[str, list[str]]:
    import holidays  # noqa: PLC0415 - half a second, to write the file only

    found: dict[str, list[str]] = holidays.list_supported_countries(include_aliases=True)
    return found


if __name__ == "__main__":
    FILE.write_text(json.dumps(_library_list(), sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
