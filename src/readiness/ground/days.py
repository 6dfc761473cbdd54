"""Days that people write: one spelling, and one span of years in which a day is a day and no slip of the pen."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

EARLIEST: Final = date(1950, 1, 1)
LATEST: Final = date(2100, 12, 31)

_ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def read_day(text: str) -> date:
    """The day. Raises ValueError, with what is wrong and what to write, for anything else than 2018-03-22, for a day
    that the calendar has not, and for one outside `EARLIEST` to `LATEST`.
    """
    if not _ISO.fullmatch(text):
        raise ValueError(f"{text[:40]!a} is not a day. Write 2018-03-22.")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"there is no day '{text}' in the calendar.") from None
    return near(day)


def near(day: date) -> date:
    """The same day. Raises ValueError outside `EARLIEST` to `LATEST`."""
    if not EARLIEST <= day <= LATEST:
        raise ValueError(f"{day} is too far away. Name a day from {EARLIEST} to {LATEST}.")
    return day
