"""The kinds of change an import may bring to one person, and what is known of people before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from readiness.domain.people.person import Leave, Person, Posting


class Place(NamedTuple):
    """What makes a posting this one and not another; blank texts where the roster says nothing."""

    role: str
    manager: str | None
    team: str
    region: str
    territory: str


@dataclass(frozen=True, slots=True)
class Known:
    """What the roster holds of one person: the postings that hold a day, in order of days; every leave, in order."""

    person: Person
    postings: tuple[Posting, ...] = ()
    leaves: tuple[Leave, ...] = ()

    def live(self, day: date) -> tuple[Posting, ...]:
        """The postings that hold on `day` or begin after it."""
        return tuple(p for p in self.postings if p.valid_to is None or p.valid_to > day)


Roster = Mapping[str, Known]
"""Everybody who ever was on the roster, by mail address."""


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody comes onto the roster, or comes back. `posting` None: they left before we saw them."""

    person: Person
    posting: Posting | None
    returns: bool = False

    @property
    def email(self) -> str:
        return self.person.email


@dataclass(frozen=True, slots=True)
class Moved:
    """`before` holds no longer from `closes_on`, `after` opens. Closed on its own first day, `before` held no day."""

    before: Posting
    after: Posting
    closes_on: date

    @property
    def email(self) -> str:
        return self.after.email

    @property
    def fields(self) -> tuple[tuple[str, str, str], ...]:
        """(what, before, after) for each part of the place that differs; else the first day."""
        places = zip(Place._fields, place_of(self.before), place_of(self.after), strict=True)
        found = tuple((name, old or "", new or "") for name, old, new in places if old != new)
        return found or (("first day", str(self.before.valid_from), str(self.after.valid_from)),)


@dataclass(frozen=True, slots=True)
class Left:
    """`before` is closed on `on`: the first day on which this person no longer counts."""

    before: Posting
    on: date

    @property
    def email(self) -> str:
        return self.before.email


@dataclass(frozen=True, slots=True)
class Stayed:
    """`before` was to end on a day still to come, and now ends on `until`, which is later; None = it is open again."""

    before: Posting
    until: date | None

    @property
    def email(self) -> str:
        return self.before.email


@dataclass(frozen=True, slots=True)
class Changed:
    """What is said of the person themself: name, hired_on, left_on, languages."""

    before: Person
    after: Person

    @property
    def email(self) -> str:
        return self.after.email

    @property
    def fields(self) -> tuple[tuple[str, str, str], ...]:
        """(what, before, after) for each that differs."""
        names = ("name", "hired_on", "left_on", "languages")
        values = ((name, getattr(self.before, name), getattr(self.after, name)) for name in names)
        return tuple((name, _text(old), _text(new)) for name, old, new in values if old != new)


@dataclass(frozen=True, slots=True)
class LeaveChanged:
    """Leave added (`before` None), taken back (`after` None) or given other days."""

    before: Leave | None
    after: Leave | None

    @property
    def email(self) -> str:
        found = self.after or self.before
        assert found is not None
        return found.email


def place_of(posting: Posting) -> Place:
    """Where this posting is."""
    return Place(posting.role, posting.manager_email, posting.team, posting.region, posting.territory)


def posting_at(email: str, place: Place, valid_from: date, valid_to: date | None, note: str = "") -> Posting:
    """A posting out of the roster file."""
    return Posting(
        email,
        place.role,
        place.manager,
        place.team,
        place.region,
        place.territory,
        valid_from,
        valid_to,
        "roster",
        note,
    )


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return " ".join(map(str, value))
    return "" if value is None else str(value)
