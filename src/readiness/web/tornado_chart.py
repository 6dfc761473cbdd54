"""Bars around a line, the longest first: how far a result moves with each figure. Coordinates for an SVG.

Pure arithmetic; the template draws, the stylesheet colours, and the same figures stand in a table beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 560
LEFT: Final = 236
RIGHT: Final = 16
ROW: Final = 34
TOP: Final = 26
BAR: Final = 16
_LETTERS: Final = 36


@dataclass(frozen=True, slots=True)
class Bar:
    """`low` and `high` are where the result is with the figure at its lowest and at its highest; `y` is the middle.

    `name` is cut to what has room; the whole is in the table.
    """

    name: str
    y: float
    low: float
    high: float

    @property
    def left(self) -> float:
        return min(self.low, self.high)

    @property
    def width(self) -> float:
        return round(max(2.0, abs(self.high - self.low)), 1)

    @property
    def falls(self) -> bool:
        """True when more of the figure is less of the result."""
        return self.high < self.low


@dataclass(frozen=True, slots=True)
class Tornado:
    """All in units of the view box. `line` is where the result is as the figures are."""

    bars: tuple[Bar, ...]
    line: float
    height: int
    width: int = WIDTH
    left: int = LEFT
    top: int = TOP
    thick: int = BAR


def tornado(bars: Sequence[tuple[str, float, float]], value: float) -> Tornado:
    """`bars` are name, result at the lowest and at the highest, in the order in which they stand; at least one."""
    ends = [value, *(end for _, low, high in bars for end in (low, high))]
    least, span = min(ends), (max(ends) - min(ends)) or 1.0

    def x(result: float) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (result - least) / span, 1)

    return Tornado(
        tuple(Bar(_cut(name), TOP + ROW * (i + 0.5), x(low), x(high)) for i, (name, low, high) in enumerate(bars)),
        x(value),
        TOP + ROW * len(bars) + 8,
    )


def _cut(name: str) -> str:
    return name if len(name) <= _LETTERS else f"{name[: _LETTERS - 1].rstrip()}…"
