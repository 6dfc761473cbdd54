"""The heat map of a readiness board: groups of people × what is asked of them, and how many of them have met it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from readiness.domain.certification.states import HOLDING
from readiness.domain.definition.certifying import Certification
from readiness.domain.definition.model import Launch
from readiness.domain.definition.titles import title_of
from readiness.domain.enrolment.requirement import Requirement, requirements_of
from readiness.store.people_standings import ALL, WANTING, Row

By = Literal["region", "team"]

ROWS_SHOWN = 24
"""The other rows are said in number."""


@dataclass(frozen=True, slots=True)
class Column:
    """A requirement, as a column of the heat map."""

    kind: str
    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Cell:
    """`met` of `asked` people who count; None in its place = nobody there is asked that."""

    met: int
    asked: int

    @property
    def percent(self) -> int:
        """Whole percent, never rounded up: 100 only when all have met it."""
        return self.met * 100 // self.asked

    @property
    def band(self) -> str:
        """all, most (from 80 %), half (from 50 %) or few: what the cell is coloured by."""
        steps = ((100, "all"), (80, "most"), (50, "half"))
        return next((band for least, band in steps if self.percent >= least), "few")


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A region, or a team of one; both "" for those who have none."""

    region: str
    team: str
    people: int
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Heat:
    """Groups × requirements, those with most to do first; `hidden` groups are not shown, `groups` in all."""

    by: By
    columns: tuple[Column, ...]
    rows: tuple[HeatRow, ...]
    hidden: int


def heat_of(definition: Launch, rows: Iterable[Row], by: By) -> Heat:
    met: Counter[tuple[str, str, Requirement]] = Counter()
    asked: Counter[tuple[str, str, Requirement]] = Counter()
    sizes: Counter[tuple[str, str]] = Counter()
    columns = columns_of(definition)
    for row in rows:
        if not is_in_share(definition, row):
            continue
        place = (row.region, row.team if by == "team" else "")
        sizes[place] += row.people
        for requirement, is_met in ticked(definition.certifications[row.certification], row.state, row.ticks):
            asked[*place, requirement] += row.people
            if is_met:
                met[*place, requirement] += row.people
    open_in = Counter(dict.fromkeys(sizes, 0))
    for (region, team, requirement), people in asked.items():
        open_in[region, team] += people - met[region, team, requirement]
    ordered = sorted(sizes, key=lambda place: (-open_in[place], place))
    used = [one for one in columns if any(asked[*place, one] for place in sizes)]
    return Heat(
        by=by,
        columns=tuple(Column(one.kind, one.key, title_of(definition, one.kind, one.key)) for one in used),
        rows=tuple(
            HeatRow(
                *place,
                sizes[place],
                tuple(Cell(met[*place, one], asked[*place, one]) if asked[*place, one] else None for one in used),
            )
            for place in ordered[:ROWS_SHOWN]
        ),
        hidden=max(0, len(ordered) - ROWS_SHOWN),
    )


def is_in_share(definition: Launch, row: Row) -> bool:
    """Whether these people are in the denominator."""
    population = definition.gate.population
    if population.exclude_on_leave and row.away.startswith("leave"):
        return False
    if population.exclude_hired_within_days and row.away.endswith("new"):
        return False
    return row.state in HOLDING or row.state in WANTING


def columns_of(definition: Launch) -> tuple[Requirement, ...]:
    """Everything that any certification asks: modules, quizzes, role-plays, attestations, as the file has them."""
    found = dict.fromkeys(
        requirement for one in definition.certifications.values() for requirement in requirements_of(one)
    )
    kinds = ("module", "quiz", "role-play", "attestation")
    places = {
        (kind, key): number
        for kind, section in (
            ("module", definition.modules), ("quiz", definition.quizzes), ("role-play", definition.role_plays),
        )
        for number, key in enumerate(section)
    }  # fmt: skip
    return tuple(sorted(found, key=lambda one: (kinds.index(one.kind), places.get((one.kind, one.key), 0), one.key)))


def ticked(certification: Certification, state: str, ticks: str) -> Iterable[tuple[Requirement, bool]]:
    """Each requirement, and whether it is met; nothing is once the certification has ended."""
    for place, requirement in enumerate(requirements_of(certification)):
        yield requirement, state != "expired" and (ticks == ALL or ticks[place : place + 1] == "1")
