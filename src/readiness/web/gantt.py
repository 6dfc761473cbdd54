"""The geometry of a timeline: days become points along a line, tasks become bars. No colours, no HTML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, pairwise
from typing import Final

from readiness.reports.timeline import Bar, Timeline

ROW: Final = 36
"""Points a row is high; the names beside the drawing are as high."""
HEAD: Final = 52
_WANTED_WIDTH: Final = 1080
_NARROWEST_DAY, _WIDEST_DAY = 3.0, 24.0
_SMALLEST_BAR: Final = 6.0
_MONTH_WIDE: Final = 62
_NAME_WIDE: Final = 70
_NAME_HIGH: Final = 14


@dataclass(frozen=True, slots=True)
class Stretch:
    """Something that takes days, from `x` and so wide. `kind` is a class, `says` what it is in words."""

    x: float
    width: float
    kind: str
    says: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A day with a name: today, the launch, the release; or the beginning of a month or week. `row` staggers names."""

    x: float
    kind: str
    says: str
    row: int = 0
    to_left: bool = False


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """One row. A task without work of its own is a diamond around `x`; `slack_width` 0 = no tail."""

    bar: Bar
    y: int
    x: float
    width: float
    is_moment: bool
    slack_width: float
    says: str


@dataclass(frozen=True, slots=True)
class Link:
    """From the end of a critical task to the beginning of the next, as the points of an SVG path."""

    path: str


@dataclass(frozen=True, slots=True)
class Group:
    """A stage and its rows, from `y` on; with its heading it is `height` high."""

    stage: str
    bars: tuple[DrawnBar, ...]
    y: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gantt:
    width: float
    height: int
    groups: tuple[Group, ...]
    closed: tuple[Stretch, ...]
    ticks: tuple[Mark, ...]
    months: tuple[Mark, ...]
    marks: tuple[Mark, ...]
    links: tuple[Link, ...]
    heads: tuple[tuple[str, int], ...]
    """The heading row of each stage: its name and its top."""


def draw(timeline: Timeline) -> Gantt:
    """The whole drawing; a launch without tasks has a scale and its marks."""
    scale = _Scale.of(timeline)
    groups: list[Group] = []
    heads: list[tuple[str, int]] = []
    y = HEAD
    for stage in dict.fromkeys(bar.line.stage for bar in timeline.bars):
        heads.append((stage, y))
        top = y
        y += ROW
        rows = []
        for bar in timeline.bars:
            if bar.line.stage == stage:
                rows.append(_drawn(bar, scale, y))
                y += ROW
        groups.append(Group(stage, tuple(rows), top, y - top))
    drawn = {one.bar.line.key: one for group in groups for one in group.bars}
    marks = tuple(_marks(timeline, scale))
    return Gantt(
        width=round(scale.width, 1),
        height=y + 10 + _NAME_HIGH * (1 + max((mark.row for mark in marks), default=0)),
        groups=tuple(groups),
        closed=tuple(
            Stretch(scale.at(c.starts_on), scale.days((c.ends_on - c.starts_on).days + 1), c.kind, c.why)
            for c in timeline.closed
        ),
        ticks=tuple(_weeks(timeline, scale)),
        months=tuple(_months(timeline, scale)),
        marks=marks,
        links=tuple(_links([drawn[key] for key in timeline.critical_path if key in drawn])),
        heads=tuple(heads),
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    first: date
    last: date
    day: float

    @classmethod
    def of(cls, timeline: Timeline) -> _Scale:
        count = (timeline.last_on - timeline.first_on).days + 1
        day = min(max(_WANTED_WIDTH / count, _NARROWEST_DAY), _WIDEST_DAY)
        return cls(timeline.first_on, timeline.last_on, round(day, 2))

    @property
    def width(self) -> float:
        return self.days((self.last - self.first).days + 1)

    def at(self, day: date) -> float:
        return self.days((day - self.first).days)

    def days(self, count: int) -> float:
        return round(count * self.day, 1)


def _drawn(bar: Bar, scale: _Scale, y: int) -> DrawnBar:
    line = bar.line
    x, end = scale.at(line.start_on), scale.at(line.due_on + timedelta(days=1))
    slack = scale.at(bar.slack_until + timedelta(days=1)) - end if bar.slack_until else 0.0
    said = [line.title, f"{line.start_on:%d %b} to {line.due_on:%d %b %Y}", line.state.replace("-", " ")]
    if line.critical:
        said.append("on the critical path")
    if bar.slack_until:
        said.append(f"may wait until {bar.slack_until:%d %b}")
    if line.overdue_days:
        said.append(f"{line.overdue_days} days late")
    is_moment = line.days == 0
    return DrawnBar(
        bar=bar,
        y=y,
        x=round((x + end) / 2, 1) if is_moment else x,
        width=round(max(end - x, _SMALLEST_BAR), 1),
        is_moment=is_moment,
        slack_width=round(max(slack, 0.0), 1),
        says=" · ".join(said),
    )


def _weeks(timeline: Timeline, scale: _Scale) -> Iterator[Mark]:
    """Every Monday; with its day where there is room."""
    step = 1 if scale.day * 7 >= 30 else 2 if scale.day * 14 >= 30 else 4
    day = timeline.first_on + timedelta(days=-timeline.first_on.weekday() % 7)
    number = 0
    while day <= timeline.last_on:
        yield Mark(scale.at(day), "week", str(day.day) if number % step == 0 else "")
        day += timedelta(weeks=1)
        number += 1


def _months(timeline: Timeline, scale: _Scale) -> Iterator[Mark]:
    """The name of every month at its first day shown; of two too near each other the later one is named."""
    day, firsts = timeline.first_on, []
    while day <= timeline.last_on:
        firsts.append(day)
        day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    ends = scale.width + _MONTH_WIDE
    for first in reversed(firsts):
        if ends - scale.at(first) >= _MONTH_WIDE:
            ends = scale.at(first)
            yield Mark(ends, "month", f"{first:%b %Y}")


def _marks(timeline: Timeline, scale: _Scale) -> Iterator[Mark]:
    """Today, launch and release; one near the right edge says its name on the left. No two names lie on each other."""
    named = [("today", "Today", timeline.today), ("launch", "Launch", timeline.launch_on)]
    if timeline.release_on is not None:
        named.append(("release", "Release", timeline.release_on))
    shown = sorted((day, kind, says) for kind, says, day in named if timeline.first_on <= day <= timeline.last_on)
    taken: list[tuple[int, float, float]] = []
    for day, kind, says in shown:
        x = round(scale.at(day) + (scale.day / 2 if kind == "today" else 0), 1)
        to_left = x > scale.width - _NAME_WIDE
        begins, ends = (x - _NAME_WIDE, x) if to_left else (x, x + _NAME_WIDE)
        row = next(n for n in count() if all(n != m or ends <= a or begins >= b for m, a, b in taken))
        taken.append((row, begins, ends))
        yield Mark(x, kind, says, row, to_left)


def _links(chain: list[DrawnBar]) -> Iterator[Link]:
    """Down from the end of one to the middle of the next."""
    for one, other in pairwise(chain):
        end = one.x if one.is_moment else one.x + one.width
        begin = other.x
        y1, y2 = one.y + ROW // 2, other.y + ROW // 2
        turn = max(end, begin - 6) if begin >= end else end + 5
        yield Link(f"M{end:.1f} {y1}H{turn:.1f}V{y2}H{begin:.1f}")
