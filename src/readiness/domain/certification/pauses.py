"""Leave stops the clock of a certification: the day on which so many days are over, leave not counted, within a limit.

What is paused: the day by which a requirement is due, and the end of a certification (and with it the first day of the
warning and of the renewal window). Leave counts when its first day, or the clock's own first day, is not after the day
reached so far; leave that begins the day after the end came too late.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

Leaves = tuple[tuple[date, date | None], ...]
"""(first day, last day or None for leave without an end yet); in any order, and they may overlap."""


def ends_on(start: date, days: int, leaves: Iterable[tuple[date, date | None]], *, at_most: int) -> date:
    """`days` after `start`, moved by every day of leave after `start` and up to the day itself, at most `at_most`."""
    end = start + timedelta(days=days)
    left = at_most
    if not left:
        return end
    for first, last in _merged(leaves):
        begins = max(first, start + timedelta(days=1))
        if not left or begins > end:
            break
        if last is not None and last < begins:
            continue
        away = left if last is None else min(left, (last - begins).days + 1)
        end += timedelta(days=away)
        left -= away
    return end


def _merged(leaves: Iterable[tuple[date, date | None]]) -> list[tuple[date, date | None]]:
    """The same days, by first day, each once."""
    found: list[tuple[date, date | None]] = []
    for first, last in sorted(leaves, key=lambda leave: leave[0]):
        if not found:
            found.append((first, last))
            continue
        before, until = found[-1]
        if until is None or first <= until:
            both = None if until is None or last is None else max(until, last)
            found[-1] = (before, both)
        else:
            found.append((first, last))
    return found
