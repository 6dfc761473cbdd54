"""How long each of the people of a launch counts and is certified: what a share over time is worked out from."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple, cast

from sqlalchemy import Table, func, select
from sqlmodel import Session

from readiness.domain.definition.gating import Population
from readiness.store.people_standings import Asking, within
from readiness.store.tables.standings import StandingRow

_STANDING = cast("Table", StandingRow.__table__)  # type: ignore[attr-defined]


class Stretch(NamedTuple):
    """So many people who are alike in one certification over the days [valid_from, valid_to)."""

    certification: str
    valid_from: date
    valid_to: date
    certified_on: date | None
    holds_through: date
    exempt_through: date
    on_leave: bool
    new_until: date
    people: int

    def counts(self, on: date, population: Population) -> bool:
        """Whether they are in the share on that day, as `people_standings` has it."""
        there = self.valid_from <= on < self.valid_to
        left_out = (population.exclude_on_leave and self.on_leave) or (
            population.exclude_hired_within_days > 0 and self.new_until > on
        )
        return there and not left_out and (self.is_certified(on) or self.exempt_through < on)

    def is_certified(self, on: date) -> bool:
        return self.certified_on is not None and self.certified_on <= on <= self.holds_through


def stretches(session: Session, asking: Asking, *, most: int) -> list[Stretch] | None:
    """What stands now of everybody asked about, for all days up to today; None when it is more than `most` rows.

    The people are those of today. Somebody who was certified twice is certified from the second time on: what is kept
    is what holds, not what held.
    """
    row = _STANDING.c
    columns = (
        row.certification, row.valid_from, row.valid_to, row.certified_on, row.holds_through, row.exempt_through,
        row.on_leave, row.new_until,
    )  # fmt: skip
    today = select(row.person_id).where(within(asking))
    query = (
        select(*columns, func.count())
        .where(row.launch == asking.launch, row.valid_from <= asking.on, row.person_id.in_(today))
        .group_by(*columns)
        .limit(most + 1)
    )
    found = [Stretch._make(one) for one in session.connection().execute(query)]
    return found if len(found) <= most else None
