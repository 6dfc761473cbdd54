"""A line over time as coordinates for an SVG: a share by day, the line it is held to, the day of the launch.

It goes in steps: a share stands until the next day that is known. A ramp would show days that nobody counted.
Pure arithmetic; the template draws, the stylesheet colours, and the same figures stand in a table beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

WIDTH: Final = 720
HEIGHT: Final = 250
LEFT: Final = 46
RIGHT: Final = 14
TOP: Final = 22
BOTTOM: Final = 28
_WORDS_HIGH: Final = 16
_MOST_DOTS: Final = 120
_APART: Final = 150
"""Units between two dates under the axis; nearer ones would overlap."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on an axis and what stands beside it."""

    at: float
    says: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class LineChart:
    """All in units of the view box. `line_y` None = no threshold; `launch_x` None = the launch is not in the picture.

    `path` is empty when there is one point only; `dots` are the days to be marked, `last` is the last point.
    """

    path: str
    area: str
    dots: tuple[tuple[float, float], ...]
    last: tuple[float, float]
    last_says: str
    last_anchor: str
    last_y: float
    line_y: float | None
    line_says: str
    launch_x: float | None
    levels: tuple[Mark, ...]
    days: tuple[Mark, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM


def line_chart(
    points: Sequence[tuple[date, float]], *, at_least: float | None, launch_on: date, says: str, line_says: str,
    marked: Collection[date] | None = None,
) -> LineChart:  # fmt: skip
    """`points` are (day, share 0..1), oldest first, at least one; `says` stands beside the last of them.

    `marked` are the days with a dot beside the last one's, None = all.
    """
    first, last = points[0][0], max(points[-1][0], launch_on)
    span = max(1, (last - first).days)

    def x(day: date) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (day - first).days / span, 1)

    def y(share: float) -> float:
        return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - share), 1)

    places = tuple((x(day), y(share)) for day, share in points)
    turns = [(b[0], a[1]) for a, b in pairwise(places)]
    corners = (place for pair in zip(turns, places[1:], strict=True) for place in pair)
    drawn = " ".join(f"{a},{b}" for a, b in (places[0], *corners))
    dots = tuple(place for (day, _), place in zip(points, places, strict=True) if marked is None or day in marked)
    if len(dots) > _MOST_DOTS:
        dots = ()
    floor = HEIGHT - BOTTOM
    return LineChart(
        path=drawn if len(places) > 1 else "",
        area=f"{places[0][0]},{floor} {drawn} {places[-1][0]},{floor}" if len(places) > 1 else "",
        dots=(*(dot for dot in dots if dot != places[-1]), places[-1]),
        last=places[-1], last_says=says, last_anchor="end" if places[-1][0] > WIDTH - 90 else "start",
        last_y=_beside(places[-1][1], y(at_least) if at_least is not None else None),
        line_y=y(at_least) if at_least is not None else None, line_says=line_says,
        launch_x=x(launch_on) if launch_on >= first else None,
        levels=tuple(Mark(y(share / 4), f"{share * 25} %") for share in range(5)),
        days=_days(first, points[-1][0], launch_on, x),
    )  # fmt: skip


def _beside(at: float, line: float | None) -> float:
    """The base line of the last point's words: above it, or below where the threshold or the top would cross them."""
    above, below = at - 10, at + 22
    crossed = line is not None and above - _WORDS_HIGH <= line <= above + 4
    return round(below if above - _WORDS_HIGH < 0 or crossed else above, 1)


def _days(first: date, today: date, launch_on: date, x: Callable[[date], float]) -> tuple[Mark, ...]:
    """The launch, today and the first day, as far as they have room, in that order of importance."""
    kept: list[Mark] = []
    for day, word in ((launch_on, "launch "), (today, "today "), (first, "")):
        at = x(day)
        if at < LEFT - 1 or any(abs(at - other.at) < _APART for other in kept):
            continue
        anchor = "start" if at < LEFT + 40 else "end" if at > WIDTH - 80 else "middle"
        kept.append(Mark(at, f"{word}{day.day} {day:%b}", anchor))
    return tuple(sorted(kept, key=lambda mark: mark.at))
