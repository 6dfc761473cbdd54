"""Whom a changed rule of a certification would move, before it is applied: everybody is told by both definitions.

As slow as a recount, twice; so only when one of `FOLLOWED` reads otherwise.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from sqlmodel import Session

from readiness.domain.definition.model import Launch
from readiness.domain.plan.changes import RuleChange
from readiness.store.recount import standings_as_of
from readiness.store.standing_upkeep import cycles_uncollected

FOLLOWED: Final = ("renewal", "test_outs", "equivalent_to", "leave_pause_days")
"""The fields of a certification of which a plan says whom a change would move."""

_Key = tuple[int, str]


def rule_changes(session: Session, before: Launch, after: Launch, *, on: date) -> tuple[RuleChange, ...]:
    """One for each certification of both definitions whose rules changed, in the order of the new one."""
    changed = {
        key: names
        for key, one in after.certifications.items()
        if key in before.certifications
        if (names := tuple(n for n in FOLLOWED if getattr(one, n) != getattr(before.certifications[key], n)))
    }
    if not changed:
        return ()
    with cycles_uncollected():
        was, becomes = (_held(session, definition, frozenset(changed), on) for definition in (before, after))
    return tuple(_change(key, names, was, becomes) for key, names in changed.items())


def _held(session: Session, definition: Launch, keys: frozenset[str], on: date) -> dict[_Key, date]:
    """The last day of what holds on `on`, by person and certification."""
    found = {}
    for seen in standings_as_of(session, definition.key, on, definition=definition):
        through = seen.standing.holds_through
        if seen.standing.certification in keys and through is not None and through >= on:
            found[seen.person_id, seen.standing.certification] = through
    return found


def _change(key: str, names: tuple[str, ...], was: dict[_Key, date], becomes: dict[_Key, date]) -> RuleChange:
    before = {person: day for (person, of), day in was.items() if of == key}
    after = {person: day for (person, of), day in becomes.items() if of == key}
    both = before.keys() & after.keys()
    return RuleChange(
        key, names, gain=len(after.keys() - before.keys()), lose=len(before.keys() - after.keys()),
        later=sum(after[one] > before[one] for one in both), earlier=sum(after[one] < before[one] for one in both),
    )  # fmt: skip
