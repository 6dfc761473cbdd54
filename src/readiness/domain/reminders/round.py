"""One round of reminders: everything that is due, gathered into at most one message for each person.

A person is told each rung of each thing once (`key`); what they may not hear now is held, with why and until when, and
is said in a later round because it was not said in this one. Nothing compulsory can be opted out of; instead nobody
hears more than once a day, nor more often in seven days than the launches they are in allow.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from readiness.domain.definition.frame import Reminders
from readiness.domain.reminders.hours import Held, Hours, held, local_day, opens, why_closed
from readiness.domain.reminders.ladder import Due, Rung, leader_rung, manager_rung, own_rung

Role = Literal["owner", "manager", "leader"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """Somebody who may have to hear something. `managers` are those above them, nearest first.

    `leaders` are the sales leaders of their region, or of all; empty = there is none.
    """

    email: str
    name: str
    hours: Hours
    managers: tuple[str, ...] = ()
    leaders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a message says. `role` is what the listener is to its owner."""

    due: Due
    role: Role
    rung: Rung

    @property
    def key(self) -> str:
        """What is never said twice to one person."""
        d = self.due
        return f"{d.launch}|{d.kind}|{d.subject}|{d.owner}|{d.counted_from}|{self.rung.name}"


@dataclass(frozen=True, slots=True)
class Message:
    """What one person hears on one day of theirs. `items` is never empty: own things first, the oldest first."""

    to: Listener
    on: date
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class HeldBack:
    """What somebody would have heard, had they not been left alone."""

    message: Message
    held: Held


@dataclass(frozen=True, slots=True)
class Round:
    """`messages` go out now, `held` wait; by mail address."""

    messages: tuple[Message, ...] = ()
    held: tuple[HeldBack, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What people heard before: (address, key of an item), and the days on which they heard anything, of the last
    seven and later.
    """

    keys: Collection[tuple[str, str]] = frozenset()
    days: Mapping[str, tuple[date, ...]] = field(default_factory=dict)


Listening = Callable[[str, Collection[str]], Listener]
"""Mail address and the launches that it is about → who that is."""


def plan_round(
    dues: Iterable[Due],
    policies: Mapping[str, Reminders],
    listening: Listening,
    heard: Heard,
    *,
    now: datetime | None = None,
    on: date | None = None,
) -> Round:
    """Who hears what at `now`, or would on the day `on` of their own; one of the two is given.

    `policies` are by launch. Raises ValueError when neither or both are given.
    """
    if (now is None) is (on is None):
        raise ValueError("say either the moment or the day")
    told: dict[str, list[Item]] = defaultdict(list)
    for due in dues:
        policy = policies[due.launch]
        if not policy.off:
            for email, item in _items(due, policy, listening, now, on):
                if (email, item.key) not in heard.keys:
                    told[email].append(item)
    messages, waiting = [], []
    for email in sorted(told):
        launches = sorted({item.due.launch for item in told[email]})
        listener = listening(email, launches)
        day = on or local_day(listener.hours, now)  # type: ignore[arg-type]
        message = Message(listener, day, tuple(sorted(told[email], key=_order)))
        most = min(policies[key].most_a_week for key in launches)
        why = _why_held(listener, heard.days.get(email, ()), day, most=most, now=now)
        if why is None:
            messages.append(message)
        else:
            waiting.append(HeldBack(message, why))
    return Round(tuple(messages), tuple(waiting))


def _items(
    due: Due, policy: Reminders, listening: Listening, now: datetime | None, on: date | None
) -> Iterable[tuple[str, Item]]:
    """Who hears of one thing today: its owner, and those above once it is long overdue and the owner is there."""
    owner = listening(due.owner, (due.launch,))
    day = on or local_day(owner.hours, now)  # type: ignore[arg-type]
    if rung := own_rung(policy, due, day):
        yield due.owner, Item(due, "owner", rung)
    if _is_on_leave(owner, day):
        return
    managers = owner.managers if due.managers is None else due.managers
    if rung := manager_rung(policy, due, day):
        manager = next((one for one in managers if not _is_on_leave(listening(one, (due.launch,)), day)), None)
        if manager is not None:
            yield manager, Item(due, "manager", rung)
    if rung := leader_rung(policy, due, day):
        for leader in owner.leaders if due.leaders is None else due.leaders:
            if leader != due.owner:
                yield leader, Item(due, "leader", rung)


def _is_on_leave(listener: Listener, day: date) -> bool:
    return any(starts <= day and (ends is None or day <= ends) for starts, ends in listener.hours.leaves)


def _why_held(listener: Listener, days: tuple[date, ...], day: date, *, most: int, now: datetime | None) -> Held | None:
    hours = listener.hours
    if now is not None:
        why = held(hours, now)
    else:
        closed = why_closed(hours, day)
        why = Held(closed, opens(hours, day + timedelta(days=1))) if closed else None
    if why is not None:
        return why
    week = sorted(one for one in days if day - timedelta(days=6) <= one <= day)
    if day in week:
        return Held("one message a day, and today's is out", opens(hours, day + timedelta(days=1)))
    if len(week) >= most:
        free = week[-most] + timedelta(days=7)
        return Held(f"{most} messages in seven days are enough", opens(hours, free))
    return None


def _order(item: Item) -> tuple[int, date, str, str, str]:
    due = item.due
    return ("owner", "manager", "leader").index(item.role), due.due_on, due.launch, due.subject, due.owner
