"""Which certifications count for which, for how many people today, and who of those one may see stands by it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, Table, func, select
from sqlmodel import Session, col

from readiness.context import Context
from readiness.domain.access.scope import EVERYBODY, Scope
from readiness.domain.definition.vocabulary import place_of
from readiness.store import launches
from readiness.store.reporting_trees import addresses_in
from readiness.store.tables.people import PersonRow
from readiness.store.tables.standings import StandingRow

_STANDING = cast("Table", StandingRow.__table__)  # type: ignore[attr-defined]

NAMED: Final = 100
"""People who are named under one equivalence; the rest are counted."""


@dataclass(frozen=True, slots=True)
class StandsBy:
    """Somebody who is certified by a certification that counts for theirs; `through` is the last day it holds, None =
    without end.
    """

    email: str
    name: str
    through: date | None


@dataclass(frozen=True, slots=True)
class Equivalence:
    """`counts` (a key, or launch/key) counts for `certification`. `people` on the roster hold it by that today.

    `is_known` False = no such certification was applied, so nothing counts and `counts_name` and `launch_name` are "".
    `who`: those of them whom one may see, NAMED at most, by mail address; `seen` is how many these are of all.
    """

    certification: str
    counts: str
    launch: str
    key: str
    is_known: bool
    people: int
    certification_name: str = ""
    counts_name: str = ""
    launch_name: str = ""
    seen: int = 0
    who: tuple[StandsBy, ...] = ()


@dataclass(frozen=True, slots=True)
class EquivalencesPage:
    """The equivalences of a launch, in the order of its file; empty when it has none."""

    launch: str
    name: str
    on: date
    found: tuple[Equivalence, ...]


def equivalences(context: Context, *, launch: str, scopes: Collection[Scope] = (EVERYBODY,)) -> tuple[Equivalence, ...]:
    """In the order of the launch file, with the people in `scopes`. Raises NotFound for a launch not applied."""
    return equivalences_page(context, launch=launch, scopes=scopes).found


def equivalences_page(context: Context, *, launch: str, scopes: Collection[Scope] = (EVERYBODY,)) -> EquivalencesPage:
    """The same with the launch's name and the day. Raises NotFound for a launch that was not applied."""
    on = context.clock.today()
    with context.database.reading() as session:
        definition = launches.require_version(session, launch).definition
        mine = _in(scopes, on)
        people = _count(session, *_holding(launch, on))
        seen = _count(session, *_holding(launch, on), *mine) if mine else people
        found = []
        for key, certification in definition.certifications.items():
            for name in certification.equivalent_to:
                where, other = place_of(launch, name)
                version = launches.current_version(session, where)
                counted = version.definition.certifications.get(other) if version else None
                this = (_STANDING.c.certification == key, _STANDING.c.counts == name)
                who = _who(session, *_holding(launch, on), *mine, *this) if seen.get((key, name)) else ()
                found.append(
                    Equivalence(
                        key, name, where, other, counted is not None, people.get((key, name), 0), certification.name,
                        counted.name if counted else "", version.definition.product.name if counted and version else "",
                        seen.get((key, name), 0), who,
                    )
                )  # fmt: skip
    return EquivalencesPage(launch, definition.product.name, on, tuple(found))


def _holding(launch: str, on: date) -> tuple[ColumnElement[bool], ...]:
    row = _STANDING.c
    return (
        row.launch == launch, row.counts != "", row.holds_through >= on, row.valid_from <= on, row.valid_to > on,
    )  # fmt: skip


def _in(scopes: Collection[Scope], on: date) -> tuple[ColumnElement[bool], ...]:
    """That a person is in one of the scopes; nothing is asked for everybody."""
    if EVERYBODY in scopes:
        return ()
    mine = select(col(PersonRow.id)).where(col(PersonRow.email).in_(addresses_in(scopes, on)))
    return (_STANDING.c.person_id.in_(mine),)


def _count(session: Session, *rules: ColumnElement[bool]) -> dict[tuple[str, str], int]:
    row = _STANDING.c
    query = select(row.certification, row.counts, func.count()).where(*rules).group_by(row.certification, row.counts)
    return {(one[0], one[1]): one[2] for one in session.execute(query)}


def _who(session: Session, *rules: ColumnElement[bool]) -> tuple[StandsBy, ...]:
    row: Any = _STANDING.c
    query = (
        select(col(PersonRow.email), col(PersonRow.name), row.expires_on)
        .join(_STANDING, row.person_id == col(PersonRow.id))
        .where(*rules)
        .order_by(col(PersonRow.email))
        .limit(NAMED)
    )
    return tuple(StandsBy(*one) for one in session.execute(query))
