"""Reminders on record: one's own, and for whoever looks after people what they were told and what was held back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from sqlmodel import Session

from readiness.context import Context
from readiness.domain.access.roles import Viewer
from readiness.domain.access.scope import scopes_of
from readiness.domain.reminders.round import Message, Round
from readiness.reports.seen_people import SeenPeople, seen_people
from readiness.store import launches, reminders
from readiness.store.reminder_sources import addresses_after, leaders_by_region, named_in
from readiness.store.reminders import Delivery, Hold, Reminder, SaidItem
from readiness.store.reporting_trees import seen_addresses

_HOLDS: Final = timedelta(days=30)
_AT_MOST: Final = 10_000
"""People looked through at once; when more are needed for a page, everybody is."""


@dataclass(frozen=True, slots=True)
class SentReminder:
    """A message, what it said, and the last word on each channel. No deliveries = it stands in the application."""

    reminder: Reminder
    items: tuple[SaidItem, ...]
    deliveries: tuple[Delivery, ...]

    @property
    def escalated(self) -> bool:
        """True when it tells of somebody else's things."""
        return any(item.role != "owner" for item in self.items)

    @property
    def is_unknown(self) -> bool:
        """Begun and never heard of again: whether it arrived nobody knows."""
        return any(one.state == "begun" for one in self.deliveries)


@dataclass(frozen=True, slots=True)
class SentReminders:
    """Newest first; `before` is the number to go on from, 0 = that is all. `holds` are of the last 30 days."""

    messages: tuple[SentReminder, ...]
    holds: tuple[Hold, ...]
    before: int = 0


def my_reminders(context: Context) -> SentReminders:
    """What the actor was told, newest first, at most a hundred; empty when nothing was."""
    return sent_reminders(context, email=context.actor or "nobody", limit=100)


def sent_reminders(
    context: Context, *, email: str = "", before: int = 0, limit: int = 50, viewer: Viewer | None = None
) -> SentReminders:
    """To everybody or one person. With a viewer, only to people whom they may see, and in what was said only those."""
    today = context.clock.today()
    among = None if viewer is None else seen_addresses(scopes_of(viewer), viewer.email, today)
    with context.database.reading() as session:
        found = reminders.reminders(session, email=email, before=before, limit=limit, among=among)
        items = reminders.items_of(session, [one.id for one in found])
        ways = reminders.deliveries_of(session, [one.id for one in found])
        holds = reminders.holds(session, since=today - _HOLDS, email=email, limit=limit, among=among)
        messages: Sequence[SentReminder] = [
            SentReminder(one, items.get(one.id, ()), ways.get(one.id, ())) for one in found
        ]
        if viewer is not None:
            seen = seen_people(session, viewer, {item.owner for one in messages for item in one.items}, today)
            messages = [_as_seen(one, seen) for one in messages]
    return SentReminders(tuple(messages), holds, found[-1].id if len(found) == limit else 0)


@dataclass(frozen=True, slots=True)
class AheadItem:
    """One thing that somebody would hear. `says` is the rung in words."""

    launch: str
    kind: str
    title: str
    owner: str
    role: str
    rung: str
    says: str
    due_on: date


@dataclass(frozen=True, slots=True)
class AheadLine:
    """What one person would hear on `on`. `because` "" = it would go out; else why not, and `until` when it may."""

    email: str
    name: str
    on: date
    items: tuple[AheadItem, ...]
    because: str = ""
    until: datetime | None = None


def round_for(context: Context, found: Round, viewer: Viewer) -> Round:
    """A round that was looked at, as far as this viewer may see the people in it."""
    messages = (*found.messages, *(one.message for one in found.held))
    named = {one.to.email for one in messages} | {item.due.owner for one in messages for item in one.items}
    with context.database.reading() as session:
        seen = seen_people(session, viewer, named, context.clock.today())

    def told(message: Message) -> Message | None:
        items = tuple(item for item in message.items if seen.sees(item.due.owner))
        return replace(message, items=items) if items and seen.sees(message.to.email) else None

    return Round(
        tuple(one for message in found.messages if (one := told(message))),
        tuple(replace(held, message=one) for held in found.held if (one := told(held.message))),
    )


def ahead_for(context: Context, found: Round, viewer: Viewer) -> tuple[AheadLine, ...]:
    """A round that was looked at, as far as this viewer may see the people in it; what goes out comes first."""
    theirs = round_for(context, found, viewer)
    lines = [_line(one) for one in theirs.messages]
    lines += [replace(_line(one.message), because=one.held.because, until=one.held.until) for one in theirs.held]
    return tuple(lines)


def ahead_page(
    context: Context, viewer: Viewer, preview: Callable[[Collection[str] | None], Round], *, after: str, limit: int
) -> tuple[tuple[AheadLine, ...], bool]:
    """Of `ahead_for` of everybody the first `limit` after this address, by address, and whether more come.

    `preview` works out what some people would hear (`actions.preview_reminders`), None = everybody. It is asked for a
    few people at a time whom the viewer may see, from the first address on, and for more at a time while few of them
    hear anything.
    """
    found: list[AheadLine] = []
    size, last, is_whole = max(100, 2 * limit), after, False
    today = context.clock.today()
    among = seen_addresses(scopes_of(viewer), viewer.email, today)
    with context.database.reading() as session:
        others = _beside_the_roster(session)
        seen = seen_people(session, viewer, others, today)
    others = frozenset(one for one in others if seen.sees(one))
    while len(found) <= limit and not is_whole:
        with context.database.reading() as session:
            emails = addresses_after(session, last, size, among) if size <= _AT_MOST else ()
        is_whole = len(emails) < size
        beside = [one for one in others if one > last and (is_whole or one <= emails[-1])]
        hearers = frozenset((*emails, *beside)) if size <= _AT_MOST else None
        told = ahead_for(context, preview(hearers), viewer) if hearers is None or hearers else ()
        found += sorted((one for one in told if one.email > last), key=lambda one: one.email)
        size, last = size * 4, emails[-1] if emails else last
    return tuple(found[:limit]), len(found) > limit


def _beside_the_roster(session: Session) -> frozenset[str]:
    """Addresses that may hear something, whether or not they ever were on the roster: teams, leaders, graders."""
    found = {one for several in leaders_by_region(session).values() for one in several}
    applied = (launches.require_version(session, one.key).definition for one in launches.applied_launches(session))
    return frozenset(found.union(*(named_in(session, one) for one in applied)))


def _line(message: Message) -> AheadLine:
    items = tuple(
        AheadItem(
            i.due.launch, i.due.kind, i.due.title, i.due.owner, i.role, i.rung.name, i.rung.says, i.due.due_on
        )
        for i in message.items
    )  # fmt: skip
    return AheadLine(message.to.email, message.to.name, message.on, items)


def _as_seen(one: SentReminder, seen: SeenPeople) -> SentReminder:
    """Without the people whom the viewer may not see, and then without the text, which names them."""
    items = tuple(item for item in one.items if seen.sees(item.owner))
    if len(items) == len(one.items):
        return one
    return SentReminder(replace(one.reminder, says=""), items, one.deliveries)
