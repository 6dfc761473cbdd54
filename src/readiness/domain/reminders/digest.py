"""The words of a message: one for all launches, own things first, then each group of people one looks after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from readiness.domain.reminders.ladder import NEWS
from readiness.domain.reminders.round import Item, Message

SHOWN: Final = 20
"""People named under one heading; the rest are counted, and the pages have them all."""

_HEADS: Final = {
    "owner": "Yours",
    "manager": "Of people you look after",
    "leader": "Long overdue, in what you lead",
}


def subject_of(message: Message) -> str:
    """`2 things are due, 1 result is in, 5 of your people are behind`."""
    own = sum(item.role == "owner" and item.due.kind not in NEWS for item in message.items)
    news = sum(item.due.kind in NEWS for item in message.items)
    people = len({item.due.owner for item in message.items if item.role != "owner"})
    told = []
    if own:
        told.append("1 thing is due" if own == 1 else f"{own} things are due")
    if news:
        told.append("1 result is in" if news == 1 else f"{news} results are in")
    if people:
        told.append("1 of your people is behind" if people == 1 else f"{people} of your people are behind")
    return ", ".join(told).capitalize()


def text_of(message: Message, *, address: str = "") -> str:
    """Plain text, ending with why it came. `address`: of the web application, "" = there is none."""
    lines = [f"{message.to.name},", ""]
    for role, head in _HEADS.items():
        items = [item for item in message.items if item.role == role]
        if items:
            lines += [f"{head}:", *_lines(items, address), ""]
    lines += ["You hear of each step once, in one message a day, in working hours where you are."]
    if address:
        lines += [f"All of it: {address}/reminders"]
    return "\n".join(lines) + "\n"


def _lines(items: Sequence[Item], address: str) -> Iterator[str]:
    for item in items[:SHOWN]:
        due = item.due
        who = "" if item.role == "owner" else f"{due.owner}: "
        where = f" {address}{due.path}" if address and due.path and item.role == "owner" else ""
        when = ":" if due.kind in NEWS else f", due on {due.due_on};"
        yield f"- {who}{due.title} ({due.launch_name}) {item.rung.says}{when} {due.says}.{where}"
    if len(items) > SHOWN:
        yield f"- and {len(items) - SHOWN} more"
