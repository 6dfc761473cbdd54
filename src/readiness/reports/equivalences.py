"""Which certifications count for which, and how many people stand by it today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from sqlalchemy import Table, func, select

from readiness.context import Context
from readiness.domain.definition.vocabulary import place_of
from readiness.store import launches
from readiness.store.tables.standings import StandingRow

_STANDING = cast("Table", StandingRow.__table__)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Equivalence:
    """`counts` (a key, or launch/key) counts for `certification`. `people` on the roster hold it by that today.

    `is_known` False = no such certification was applied, so nothing counts.
    """

    certification: str
    counts: str
    launch: str
    key: str
    is_known: bool
    people: int


def equivalences(context: Context, *, launch: str) -> tuple[Equivalence, ...]:
    """In the order of the launch file. Raises NotFound for a launch that was not applied."""
    on = context.clock.today()
    with context.database.reading() as session:
        definition = launches.require_version(session, launch).definition
        row = _STANDING.c
        holding = (row.launch == launch, row.counts != "", row.holds_through >= on)
        query = (
            select(row.certification, row.counts, func.count())
            .where(*holding, row.valid_from <= on, row.valid_to > on)
            .group_by(row.certification, row.counts)
        )
        people = {(one[0], one[1]): one[2] for one in session.execute(query)}
        found = []
        for key, certification in definition.certifications.items():
            for name in certification.equivalent_to:
                where, other = place_of(launch, name)
                version = launches.current_version(session, where)
                known = version is not None and other in version.definition.certifications
                found.append(Equivalence(key, name, where, other, known, people.get((key, name), 0)))
    return tuple(found)
