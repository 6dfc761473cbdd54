"""The roster on a day, and one person's whole time on it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from readiness.context import Context
from readiness.domain.access.roles import Viewer
from readiness.domain.access.scope import EVERYBODY, Scope, scopes_of
from readiness.domain.people.keepers import may_keep_roster
from readiness.domain.people.person import Leave, Posting
from readiness.store import accounts, people
from readiness.store.launches import applied_launches, require_version
from readiness.store.reporting_trees import seen_among


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One person on the roster. `leave_until` None with `on_leave` = no end given."""

    email: str
    name: str
    role: str
    manager: str
    team: str
    region: str
    territory: str
    since: date
    start_date: date | None
    on_leave: bool
    leave_until: date | None
    leaves_on: date | None
    languages: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class RosterPage:
    """Who is on the roster on `day`, by mail address; `total` counts all that one may see, filtered or not."""

    day: date
    total: int
    lines: tuple[RosterLine, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """One posting. `corrected` = it was changed on the day it began, and held no day."""

    posting: Posting
    corrected: bool


@dataclass(frozen=True, slots=True)
class PersonHistory:
    """All that the roster ever said of one person, in order of days."""

    email: str
    name: str
    start_date: date | None
    left_on: date | None
    languages: tuple[str, ...]
    stretches: tuple[Stretch, ...]
    leaves: tuple[Leave, ...]

    @property
    def notes(self) -> tuple[str, ...]:
        """What was doubtful, each sentence once: where the history file contradicted the roster."""
        return tuple(dict.fromkeys(s.posting.note for s in self.stretches if s.posting.note))


def roster_scopes(context: Context, viewer: Viewer) -> tuple[Scope, ...]:
    """Whose places on the roster are this viewer's to see, besides their own: everybody's for whoever may import it
    (before a launch is applied and somebody administers, that is anybody), else as on the readiness board. May be
    empty.
    """
    with context.database.reading() as session:
        applied = [require_version(session, one.key).definition for one in applied_launches(session)]
        keeps = may_keep_roster(applied, viewer.email) or not (applied or accounts.administrators(session))
    return (EVERYBODY,) if keeps else scopes_of(viewer)


def roster_on(
    context: Context, *, scopes: Collection[Scope] = (EVERYBODY,), on: date | None = None, role: str = "",
    region: str = "", territory: str = "", team: str = "",
) -> RosterPage:  # fmt: skip
    """The roster on `on` (today) of those in `scopes`; empty filters mean all of them.

    Whose people somebody may see is a question of today: a manager finds those who report to them now where they stood
    that day.
    """
    day = on or context.clock.today()
    with context.database.reading() as session:
        there = people.people_on(session, day)
        seen = seen_among(session, scopes, [one.person.email for one in there], context.clock.today())
    everybody = tuple(one for one in there if one.person.email in seen)
    wanted = [
        (name, value)
        for name, value in (("role", role), ("region", region), ("territory", territory), ("team", team))
        if value
    ]
    lines = tuple(_line(one) for one in everybody if all(getattr(one.posting, name) == value for name, value in wanted))
    return RosterPage(day, len(everybody), lines)


def roster_lines(
    context: Context, *, on: date | None = None, role: str = "", region: str = "", territory: str = "",
    team: str = "", after: str = "", limit: int,
) -> tuple[RosterLine, ...]:  # fmt: skip
    """Of the roster on `on` (today) the first `limit` after this mail address; empty filters mean everybody.

    Only these are read, however many there are.
    """
    asked = (("role", role), ("region", region), ("territory", territory), ("team", team))
    with context.database.reading() as session:
        found = people.page_on(
            session, on or context.clock.today(), places={name: value for name, value in asked if value},
            after=after, limit=limit,
        )  # fmt: skip
    return tuple(_line(one) for one in found)


@dataclass(frozen=True, slots=True)
class RosterSummary:
    """The roster on a day in figures. `regions`: name ("" = none) and how many, most first."""

    day: date
    total: int
    regions: tuple[tuple[str, int], ...]


def roster_summary(context: Context) -> RosterSummary:
    """Today's roster, counted by the database."""
    day = context.clock.today()
    with context.database.reading() as session:
        regions = people.count_by_region(session, day)
    return RosterSummary(day, sum(count for _, count in regions), regions)


def person_history(context: Context, *, email: str) -> PersonHistory:
    """Raises NotFound for somebody who never was on the roster."""
    with context.database.reading() as session:
        known, postings = people.known(session, email)
    person = known.person
    return PersonHistory(
        person.email,
        person.name,
        person.hired_on,
        person.left_on,
        person.languages,
        tuple(Stretch(posting, posting.is_empty) for posting in postings),
        known.leaves,
    )


def _line(one: people.OnRoster) -> RosterLine:
    person, posting, leave = one.person, one.posting, one.leave
    return RosterLine(
        email=person.email,
        name=person.name,
        role=posting.role,
        manager=posting.manager_email or "",
        team=posting.team,
        region=posting.region,
        territory=posting.territory,
        since=posting.valid_from,
        start_date=person.hired_on,
        on_leave=leave is not None,
        leave_until=leave.ends_on if leave else None,
        leaves_on=person.left_on,
        languages=person.languages,
        note=posting.note,
    )
