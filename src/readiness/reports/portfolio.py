"""All launches on one screen: where each stands, and the weeks that ask too much of reps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from readiness.context import Context
from readiness.domain.definition.model import Launch
from readiness.domain.enrolment.requirement import due_on, requirements_of
from readiness.domain.gate.verdict import Verdict
from readiness.ground.errors import DefinitionError, Problem
from readiness.reports.status import StatusLine, status_lines
from readiness.store import launches
from readiness.store.glance import LastVerdict
from readiness.store.tables.standings import StandingCountRow

HEAVY_MINUTES = 120
"""More training than this in one week is flagged. Our choice, not a law: a quarter of a working day beside selling."""

WEEKS = 26
"""How far ahead is looked."""

DECIDED = 12
"""Launches listed with today's verdict. Deciding takes some 50 ms at 10,000 reps, and nothing while nothing changed."""


@dataclass(frozen=True, slots=True)
class Portfolio:
    """`launches`: applied ones by launch day, then files never applied. `roles`: whoever is asked for training."""

    launches: tuple[StatusLine, ...]
    roles: tuple[RoleLoad, ...]
    weeks: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What one launch asks of a role in a week, in minutes. `untimed` counts what nobody gave a time for."""

    launch: str
    name: str
    minutes: int
    untimed: int


@dataclass(frozen=True, slots=True)
class WeekLoad:
    """One week of one role; it begins on a Monday. `asked` is by launch, never empty."""

    monday: date
    asked: tuple[Asked, ...]

    @property
    def minutes(self) -> int:
        return sum(one.minutes for one in self.asked)

    @property
    def is_heavy(self) -> bool:
        return self.minutes > HEAVY_MINUTES

    @property
    def is_clash(self) -> bool:
        """True when more than one launch wants the same people in the same week."""
        return len(self.asked) > 1

    @property
    def named(self) -> str:
        """2027-W08"""
        year, week, _ = self.monday.isocalendar()
        return f"{year}-W{week:02}"


@dataclass(frozen=True, slots=True)
class RoleLoad:
    """The training due by everybody of one roster role, week by week, as planned, whoever has taken it already.

    `regions` maps the regions in which such people are to how many they are, from the kept counts; a person of a role
    is asked the same everywhere.
    """

    role: str
    regions: Mapping[str, int]
    weeks: tuple[WeekLoad, ...]

    @property
    def people(self) -> int:
        return sum(self.regions.values())

    @property
    def flagged(self) -> tuple[WeekLoad, ...]:
        return tuple(week for week in self.weeks if week.is_heavy or week.is_clash)


def portfolio(context: Context, *, decide: Callable[[str], Verdict] | None = None) -> Portfolio:
    """Everything there is; empty when there is neither a record nor a file. Weeks before this one are left out.

    `decide` is as `launch_lines` asks it.
    """
    today = context.clock.today()
    lines = launch_lines(context, decide=decide)
    with context.database.reading() as session:
        keys = [line.key for line in lines if line.applied is not None]
        definitions = [launches.require_version(session, key).definition for key in keys]
        people = _people(session, today)
    this_week = _monday(today)
    roles = _roles(definitions, people, this_week)
    last = max((week.monday for role in roles for week in role.weeks), default=this_week)
    count = (last - this_week).days // 7 + 1 if roles else 0
    return Portfolio(lines, roles, tuple(this_week + timedelta(weeks=n) for n in range(count)))


def launch_lines(context: Context, *, decide: Callable[[str], Verdict] | None = None) -> tuple[StatusLine, ...]:
    """Every launch with its verdict and kept counts: applied ones by launch day, then files never applied.

    `decide` gives today's verdict of a launch, as its board and gate show it (`actions.verdict_today`). It is asked for
    the DECIDED launches nearest to their day; the others, and all without it, have the last one on record.
    """
    lines = _as_recorded(context)
    return lines if decide is None else _as_decided(lines, lines, decide)


def launch_page(
    context: Context, *, after: str = "", limit: int, decide: Callable[[str], Verdict]
) -> tuple[tuple[StatusLine, ...], bool]:
    """Of `launch_lines` the first `limit` after the launch `after` ("" = from the beginning), and whether more come.

    Verdicts, which are all that costs anything, are decided of the shown alone; what is on record of all launches is
    read by the same few statements whatever is shown: for two hundred launches in some 15 ms. Raises DefinitionError
    when there is no launch `after`.
    """
    lines = _as_recorded(context)
    keys = [one.key for one in lines]
    if after and after not in keys:
        gone = Problem("AP001", f"launch '{after[:80]}' is gone.", "Begin again without.")
        raise DefinitionError("the page asked for does not exist.", problems=[gone])
    start = keys.index(after) + 1 if after else 0
    shown = lines[start : start + limit]
    return _as_decided(shown, lines, decide), start + limit < len(lines)


def nearest(lines: Iterable[StatusLine], most: int) -> tuple[StatusLine, ...]:
    """Of the applied launches those nearest to their day, before or after, by launch day."""
    applied = [one for one in lines if one.days_left is not None]
    near = {one.key for one in sorted(applied, key=lambda one: abs(one.days_left or 0))[:most]}
    return tuple(one for one in applied if one.key in near)


def _as_recorded(context: Context) -> tuple[StatusLine, ...]:
    address = context.database.url.render_as_string(hide_password=False)
    return status_lines(address, files=context.launches.keys(), today=context.clock.today())


def _as_decided(
    shown: Iterable[StatusLine], lines: Iterable[StatusLine], decide: Callable[[str], Verdict]
) -> tuple[StatusLine, ...]:
    """Those shown, with today's verdict where they are among the nearest of all `lines`."""
    chosen = {one.key for one in nearest(lines, DECIDED)}
    return tuple(_decided(one, decide(one.key)) if one.key in chosen else one for one in shown)


def _decided(line: StatusLine, verdict: Verdict) -> StatusLine:
    assert line.applied is not None
    unmet, waived = verdict.unmet(), verdict.waived()
    of_today = LastVerdict(
        outcome=verdict.outcome, as_of=verdict.as_of, met=len(verdict.criteria) - len(unmet) - len(waived),
        waived=len(waived), criteria=len(verdict.criteria),
        blocker=f"{unmet[0].key}: {unmet[0].found.says}" if unmet else "", stale=False,
    )  # fmt: skip
    return replace(line, applied=replace(line.applied, verdict=of_today))


@dataclass(slots=True)
class _Sum:
    minutes: int = 0
    untimed: int = 0


@dataclass(slots=True)
class _Role:
    regions: dict[str, int] = field(default_factory=dict)
    weeks: dict[date, dict[str, _Sum]] = field(default_factory=dict)


def _roles(
    definitions: Iterable[Launch], people: Mapping[tuple[str, str], Mapping[str, int]], this_week: date
) -> tuple[RoleLoad, ...]:
    found: dict[str, _Role] = {}
    names: dict[str, str] = {}
    horizon = this_week + timedelta(weeks=WEEKS)
    for launch in definitions:
        names[launch.key] = launch.product.name
        for certification in launch.certifications.values():
            monday = _monday(due_on(certification, launch.launch_on))
            role = found.setdefault(certification.role, _Role())
            for region, count in people.get((launch.key, certification.key), {}).items():
                role.regions[region] = max(role.regions.get(region, 0), count)
            if not this_week <= monday < horizon:
                continue
            asked = role.weeks.setdefault(monday, {}).setdefault(launch.key, _Sum())
            for requirement in requirements_of(certification):
                minutes = _minutes(launch, requirement.kind, requirement.key)
                asked.minutes += minutes or 0
                asked.untimed += minutes is None
    return tuple(
        RoleLoad(
            name,
            dict(sorted(role.regions.items())),
            tuple(
                WeekLoad(
                    monday, tuple(Asked(key, names[key], one.minutes, one.untimed) for key, one in by_launch.items())
                )
                for monday, by_launch in sorted(role.weeks.items())
            ),
        )
        for name, role in sorted(found.items())
        if role.weeks
    )


def _minutes(launch: Launch, kind: str, key: str) -> int | None:
    """None when nobody said how long it takes: role-plays, attestations, quizzes without a limit."""
    if kind == "module":
        return launch.modules[key].minutes
    return launch.quizzes[key].time_limit_minutes if kind == "quiz" else None


def _people(session: Session, today: date) -> Mapping[tuple[str, str], Mapping[str, int]]:
    """(launch, certification) → region → how many are on the roster today."""
    row = StandingCountRow
    rows = session.exec(
        select(row.launch, row.certification, row.region, func.sum(row.n))
        .where(row.level == "region", row.on_day <= today)
        .group_by(col(row.launch), col(row.certification), col(row.region))
    )
    found: dict[tuple[str, str], dict[str, int]] = {}
    for launch, certification, region, count in rows:
        if count:
            found.setdefault((launch, certification), {})[region] = int(count)
    return found


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
