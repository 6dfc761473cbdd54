"""The geometry of the training load of one role: a column a week, the line above which a week is heavy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from readiness.reports.portfolio import HEAVY_MINUTES, RoleLoad, WeekLoad

_STEP: Final = 40
_WIDE: Final = 26
HEIGHT: Final = 52
FOOT: Final = 20


@dataclass(frozen=True, slots=True)
class Column:
    """One week. `tone` is warn for a heavy week, clash for two launches at once, else plain."""

    x: float
    y: float
    height: float
    tone: str
    label: str
    says: str


@dataclass(frozen=True, slots=True)
class LoadChart:
    width: int
    columns: tuple[Column, ...]
    line_y: float


def draw_load(role: RoleLoad, weeks: tuple[date, ...]) -> LoadChart:
    """`weeks` are the Mondays from the first to the last shown, the same for every role."""
    by_monday = {week.monday: week for week in role.weeks}
    most = max([HEAVY_MINUTES * 1.25, *(week.minutes for week in role.weeks)])
    columns = []
    for place, monday in enumerate(weeks):
        week = by_monday.get(monday)
        height = round((week.minutes if week else 0) / most * HEIGHT, 1)
        columns.append(
            Column(
                x=place * _STEP + (_STEP - _WIDE) / 2,
                y=round(HEIGHT - height, 1),
                height=height,
                tone=_tone(week),
                label=f"W{monday.isocalendar().week:02}",
                says=f"{week.named}: {week.minutes} minutes" if week else "",
            )
        )
    return LoadChart(max(len(weeks), 4) * _STEP, tuple(columns), round(HEIGHT - HEAVY_MINUTES / most * HEIGHT, 1))


def _tone(week: WeekLoad | None) -> str:
    if week is None:
        return "plain"
    if week.is_heavy:
        return "heavy"
    return "clash" if week.is_clash else "plain"
