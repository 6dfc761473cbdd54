"""Reminders on record: what was said, what was held back, what went out along which channel."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import SelectBase, Table, func, select
from sqlalchemy import insert as plain_insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from readiness.domain.reminders.round import Heard, HeldBack, Message
from readiness.ground.clock import Clock
from readiness.store.tables.reminders import ReminderDeliveryRow, ReminderHoldRow, ReminderItemRow, ReminderRow

_REMINDER = cast("Table", ReminderRow.__table__)  # type: ignore[attr-defined]
_ITEM = cast("Table", ReminderItemRow.__table__)  # type: ignore[attr-defined]
_HOLD = cast("Table", ReminderHoldRow.__table__)  # type: ignore[attr-defined]
_DELIVERY = cast("Table", ReminderDeliveryRow.__table__)  # type: ignore[attr-defined]
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Reminder:
    """A message on record. `made_at` is when it was decided, not when it went out."""

    id: int
    email: str
    on: date
    subject: str
    says: str
    made_at: datetime
    simulated: bool


@dataclass(frozen=True, slots=True)
class SaidItem:
    """One thing that a message on record said. `role` is what its reader is to `owner`: owner, manager or leader."""

    reminder_id: int
    launch: str
    kind: str
    subject: str
    title: str
    owner: str
    role: str
    rung: str
    due_on: date
    says: str


@dataclass(frozen=True, slots=True)
class Hold:
    """What somebody did not hear on a day of theirs; `items` counts what it would have said."""

    email: str
    on: date
    because: str
    until: datetime | None
    items: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """How far a message is along a channel: "begun" = it was handed over and nothing was heard since."""

    reminder_id: int
    channel: str
    attempt: int
    state: str
    at: datetime
    detail: str


def heard_since(session: Session, since: date) -> Heard:
    """Every rung that was ever said, and the days since then on which people heard anything."""
    keys = {(email, key) for email, key in session.execute(select(_ITEM.c.email, _ITEM.c.key))}
    days: dict[str, list[date]] = defaultdict(list)
    for email, on in session.execute(
        select(_REMINDER.c.email, _REMINDER.c.on_day).where(_REMINDER.c.on_day >= since).order_by(_REMINDER.c.on_day)
    ):
        days[email].append(on)
    return Heard(keys=keys, days={email: tuple(found) for email, found in days.items()})


def record_messages(
    session: Session, clock: Clock, messages: Sequence[tuple[Message, str, str]], says: Mapping[str, str]
) -> tuple[str, ...]:
    """Messages with their subject and text are on record; returns whose are new, by address.

    Who has one of that day already gets none: another round was there first. `says`: item key → what it says.
    """
    if not messages:
        return ()
    insert = _insert(session, _REMINDER).on_conflict_do_nothing(index_elements=["email", "on_day"])
    rows = [
        {
            "email": message.to.email, "on_day": message.on, "subject": subject, "says": text,
            "made_at": clock.now(), "simulated": clock.simulated,
        }
        for message, subject, text in messages
    ]  # fmt: skip
    before = session.execute(select(func.max(_REMINDER.c.id))).scalar() or 0
    for start in range(0, len(rows), _AT_ONCE):
        session.execute(insert.values(rows[start : start + _AT_ONCE]))
    made = {
        (email, on): number
        for number, email, on in session.execute(
            select(_REMINDER.c.id, _REMINDER.c.email, _REMINDER.c.on_day).where(_REMINDER.c.id > before)
        )
    }
    items = [
        {
            "reminder_id": made[message.to.email, message.on], "email": message.to.email, "key": item.key,
            "launch": item.due.launch, "kind": item.due.kind, "subject": item.due.subject, "title": item.due.title,
            "owner": item.due.owner, "role": item.role, "rung": item.rung.name, "due_on": item.due.due_on,
            "says": says[item.key],
        }
        for message, _, _ in messages
        if (message.to.email, message.on) in made
        for item in message.items
    ]  # fmt: skip
    if items:
        session.execute(plain_insert(_ITEM), items)
    return tuple(message.to.email for message, _, _ in messages if (message.to.email, message.on) in made)


def record_holds(session: Session, clock: Clock, held: Iterable[HeldBack]) -> int:
    """What was held back is on record, once a day and reason; returns how much of it is new."""
    rows = [
        {
            "email": one.message.to.email, "on_day": one.message.on, "because": one.held.because,
            "until": one.held.until, "items": len(one.message.items), "at": clock.now(), "simulated": clock.simulated,
        }
        for one in held
    ]  # fmt: skip
    if not rows:
        return 0
    before = session.execute(select(func.count()).select_from(_HOLD)).scalar_one()
    insert = _insert(session, _HOLD).on_conflict_do_nothing(index_elements=["email", "on_day", "because"])
    for start in range(0, len(rows), _AT_ONCE):
        session.execute(insert.values(rows[start : start + _AT_ONCE]))
    return int(session.execute(select(func.count()).select_from(_HOLD)).scalar_one()) - int(before)


def undelivered(session: Session, channel: str, *, since: date, attempts: int, again: bool) -> tuple[Reminder, ...]:
    """Messages since that day that did not go out along the channel and may be tried: fewer than `attempts` failed.

    One that was begun and never heard of again is among them only with `again`: for channels on which twice is once.
    """
    failed: dict[int, int] = defaultdict(int)
    open_: dict[int, int] = defaultdict(int)
    sent: set[int] = set()
    for number, state in session.execute(
        select(_DELIVERY.c.reminder_id, _DELIVERY.c.state)
        .join(_REMINDER, _REMINDER.c.id == _DELIVERY.c.reminder_id)
        .where(_DELIVERY.c.channel == channel, _REMINDER.c.on_day >= since)
    ):
        if state == "sent":
            sent.add(number)
        elif state == "failed":
            failed[number] += 1
        else:
            open_[number] += 1
    rows = session.execute(select(_REMINDER).where(_REMINDER.c.on_day >= since).order_by(_REMINDER.c.id))
    found = (_reminder(row) for row in rows)
    return tuple(
        one
        for one in found
        if one.id not in sent
        and not one.simulated
        and max(open_[one.id], failed[one.id]) < attempts
        and (again or open_[one.id] == failed[one.id])
    )


def begin_delivery(session: Session, clock: Clock, reminder: int, channel: str) -> int | None:
    """Whoever gets a number takes the message along the channel; None = somebody else is at it."""
    attempt = (
        1
        + session.execute(
            select(func.count()).where(
                _DELIVERY.c.reminder_id == reminder, _DELIVERY.c.channel == channel, _DELIVERY.c.state == "begun"
            )
        ).scalar_one()
    )
    row = {
        "reminder_id": reminder, "channel": channel, "attempt": attempt, "state": "begun", "at": clock.now(),
        "detail": "",
    }  # fmt: skip
    insert = _insert(session, _DELIVERY).on_conflict_do_nothing().values(row).returning(_DELIVERY.c.id)
    return attempt if session.execute(insert).scalar_one_or_none() is not None else None


def end_delivery(
    session: Session, clock: Clock, *, reminder: int, channel: str, attempt: int, state: str, detail: str = ""
) -> None:
    """What became of it: sent, or failed and why."""
    session.execute(
        plain_insert(_DELIVERY),
        {
            "reminder_id": reminder, "channel": channel, "attempt": attempt, "state": state, "at": clock.now(),
            "detail": detail[:500],
        },
    )  # fmt: skip


def reminders(
    session: Session, *, email: str = "", before: int = 0, limit: int = 100, among: SelectBase | None = None
) -> tuple[Reminder, ...]:
    """Messages on record, newest first; of one person, of those whose addresses `among` selects (None = everybody), or
    older than the message `before`.
    """
    query = select(_REMINDER).order_by(_REMINDER.c.id.desc()).limit(limit)
    if email:
        query = query.where(_REMINDER.c.email == email)
    if among is not None:
        query = query.where(_REMINDER.c.email.in_(among))
    if before:
        query = query.where(_REMINDER.c.id < before)
    return tuple(_reminder(row) for row in session.execute(query))


def items_of(session: Session, reminder_ids: Sequence[int]) -> Mapping[int, tuple[SaidItem, ...]]:
    """What these messages said, in the order in which they said it."""
    found: dict[int, list[SaidItem]] = defaultdict(list)
    for start in range(0, len(reminder_ids), _AT_ONCE):
        i = _ITEM.c
        said: list[Any] = [i[name] for name in SaidItem.__dataclass_fields__]
        rows = session.execute(
            select(*said)
            .where(i.reminder_id.in_(reminder_ids[start : start + _AT_ONCE]))
            .order_by(i.id)
        )  # fmt: skip
        for row in rows:
            found[row[0]].append(SaidItem(*row))
    return {number: tuple(items) for number, items in found.items()}


def deliveries_of(session: Session, reminder_ids: Sequence[int]) -> Mapping[int, tuple[Delivery, ...]]:
    """The last word on each channel for each of these messages."""
    last: dict[tuple[int, str], Delivery] = {}
    for start in range(0, len(reminder_ids), _AT_ONCE):
        d = _DELIVERY.c
        told: list[Any] = [d[name] for name in Delivery.__dataclass_fields__]
        rows = session.execute(
            select(*told).where(d.reminder_id.in_(reminder_ids[start : start + _AT_ONCE])).order_by(d.id)
        )
        for row in rows:
            last[row[0], row[1]] = Delivery(*row)
    found: dict[int, list[Delivery]] = defaultdict(list)
    for (number, _), delivery in sorted(last.items()):
        found[number].append(delivery)
    return {number: tuple(told) for number, told in found.items()}


def holds(
    session: Session, *, since: date, email: str = "", limit: int = 100, among: SelectBase | None = None
) -> tuple[Hold, ...]:
    """What was held back since that day, newest first; `email` and `among` as for `reminders`."""
    h = _HOLD.c
    query = select(h.email, h.on_day, h.because, h.until, h["items"], h.at).where(h.on_day >= since)
    if email:
        query = query.where(h.email == email)
    if among is not None:
        query = query.where(h.email.in_(among))
    return tuple(Hold(*row) for row in session.execute(query.order_by(h.id.desc()).limit(limit)))


WEEK = timedelta(days=7)
"""How far back a frequency cap looks."""


def _insert(session: Session, table: Table) -> Any:
    return (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert(table)


def _reminder(row: Any) -> Reminder:
    return Reminder(row.id, row.email, row.on_day, row.subject, row.says, row.made_at, row.simulated)
