"""A round of reminders: everybody who should hear something now has it on record, and it is on its way to them.

First what is said and what is held back is recorded, in one transaction; then each message is taken along each channel,
each step recorded before and after. Run twice, or killed in between, nobody is told anything twice: a message and each
rung in it are unique in the record, and a mail that was begun is not sent again (docs/decisions).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from readiness.actions.gather_reminders import Gathered, gather_reminders
from readiness.context import Context
from readiness.domain.reminders.digest import subject_of, text_of
from readiness.domain.reminders.hours import held
from readiness.domain.reminders.round import Round, plan_round
from readiness.ground.errors import OutsideFailure
from readiness.ports.reminding import Channel, Note
from readiness.store import journal, launches, reminders, requirement_progress, standings
from readiness.store.reminders import Reminder

ATTEMPTS: Final = 5
_TRIED: Final = timedelta(days=2)
"""A message that could not be brought for so long is history; it stands in the application all the same."""


@dataclass(frozen=True, slots=True)
class Sent:
    """`messages` and `held` are new on record; `delivered` and `failed` count by channel."""

    messages: int
    held: int
    delivered: dict[str, int]
    failed: dict[str, int]


def send_reminders(context: Context, *, address: str = "") -> Sent:
    """What people should hear at this moment is on record and on its way. `address`: of the web application, for links.

    The second time at the same moment says nothing. In a rehearsal everything is recorded and nothing leaves the
    application.
    """
    now = context.clock.now()
    with context.database.transaction() as session:
        for entry in launches.applied_launches(session):
            standings.lock(session, entry.key)
            standings.bring_up_to_date(session, entry.key)
            requirement_progress.bring_up_to_date(session, entry.key)
        found = gather_reminders(context, session, on=now.date())
        planned = plan_round(found.dues, found.policies, found.listening, found.heard, now=now)
        told = [(one, subject_of(one), text_of(one, address=address)) for one in planned.messages]
        says = {item.key: item.due.says for one in planned.messages for item in one.items}
        new = reminders.record_messages(session, context.clock, told, says)
        waiting = reminders.record_holds(session, context.clock, planned.held)
        if new or waiting:
            journal.record(
                session, context.clock, actor=context.actor or "engine", verb="reminded",
                subject=f"{len(new)} {'person' if len(new) == 1 else 'people'}",
                detail={"messages": len(new), "held back": waiting, **_counts(planned, frozenset(new))},
            )  # fmt: skip
    delivered: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    if not context.clock.simulated:
        for channel in context.channels:
            _deliver(context, channel, found, delivered, failed)
    return Sent(len(new), waiting, dict(delivered), dict(failed))


def _counts(planned: Round, new: frozenset[str]) -> dict[str, int]:
    items = Counter(item.role for one in planned.messages if one.to.email in new for item in one.items)
    return {f"to {role}s": count for role, count in sorted(items.items())}


def _deliver(
    context: Context, channel: Channel, found: Gathered, delivered: Counter[str], failed: Counter[str]
) -> None:
    """Every message that is still to go out along the channel, and whose reader may hear something now."""
    now = context.clock.now()
    with context.database.reading() as session:
        waiting = reminders.undelivered(
            session, channel.name, since=(now - _TRIED).date(), attempts=ATTEMPTS, again=channel.twice_is_once
        )
        items = reminders.items_of(session, [one.id for one in waiting])
    for one in waiting:
        said = items.get(one.id, ())
        concerned = {item.launch for item in said if item.launch in found.policies}
        if concerned and held(found.listening(one.email, concerned).hours, now):
            continue
        note = Note(
            id=f"reminder_{one.id}_{one.on}", to=one.email, on=one.on, subject=one.subject, text=one.says,
            items=tuple(
                {
                    "launch": item.launch, "kind": item.kind, "subject": item.subject, "title": item.title,
                    "owner": item.owner, "role": item.role, "rung": item.rung, "due_on": item.due_on.isoformat(),
                }
                for item in said
            ),
        )  # fmt: skip
        state = _carried(context, channel, one, note)
        if state:
            (delivered if state == "sent" else failed)[channel.name] += 1


def _carried(context: Context, channel: Channel, one: Reminder, note: Note) -> str:
    """Begun, then sent or failed, each in a transaction of its own; "" = another round is at it."""
    with context.database.transaction() as session:
        attempt = reminders.begin_delivery(session, context.clock, one.id, channel.name)
    if attempt is None:
        return ""
    state, detail = "sent", ""
    try:
        channel.carry(note)
    except OutsideFailure as error:
        state, detail = "failed", error.message
    with context.database.transaction() as session:
        reminders.end_delivery(
            session, context.clock, reminder=one.id, channel=channel.name, attempt=attempt, state=state, detail=detail
        )
    return state
