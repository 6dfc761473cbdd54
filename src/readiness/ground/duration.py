"""How long something lasts, as people say it."""

from __future__ import annotations

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


def lasting(seconds: int) -> str:
    """The two largest units, the rest cut: `40 s`, `12 min`, `2 h 5 min`, `2 days 3 h`; up to two hours in minutes."""
    if seconds < _MINUTE:
        return f"{max(0, seconds)} s"
    if seconds < 2 * _HOUR:
        return f"{seconds // _MINUTE} min"
    if seconds < 2 * _DAY:
        minutes = seconds % _HOUR // _MINUTE
        return f"{seconds // _HOUR} h" + (f" {minutes} min" if minutes else "")
    hours = seconds % _DAY // _HOUR
    return f"{seconds // _DAY} days" + (f" {hours} h" if hours else "")
