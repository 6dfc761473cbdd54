"""What one person's standing in a launch follows from besides the evidence in it: the rules, the rest of their life.

For whoever tells one person's standing from the evidence itself, by the very rules that the kept standings follow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from readiness.domain.certification.rule import NOBODY, Life, Rule, looked_at
from readiness.domain.definition.model import Launch
from readiness.store.recount import rules_until
from readiness.store.standing_facts import Run, lives_of


@dataclass(frozen=True, slots=True)
class PersonRules:
    """The rules by key of certification, and what else may be looked at of the person."""

    rules: Mapping[str, Rule]
    life: Life


def rules_for_people(
    session: Session, definition: Launch, person_ids: Sequence[int], *, until: datetime
) -> tuple[Mapping[str, Rule], Mapping[int, Life]]:
    """The rules by key of certification, and what else they look at of these people, by person; see `rules_for`."""
    rules = {rule.certification.key: rule for rule in rules_until(session, definition.key, definition, until)}
    if not any(rule.needs_life for rule in rules.values()):
        return rules, {}
    elsewhere = looked_at(definition.key, definition.certifications.values())
    return rules, lives_of(session, Run(ids=tuple(person_ids)), elsewhere)


def rules_for(
    session: Session, definition: Launch, person_id: int, *, until: datetime, until_day: date | None = None
) -> PersonRules:
    """What holds with everything published by `until`, for what happened up to the end of `until_day` (None = all)."""
    rules = {rule.certification.key: rule for rule in rules_until(session, definition.key, definition, until)}
    life = NOBODY
    if any(rule.needs_life for rule in rules.values()):
        elsewhere = looked_at(definition.key, definition.certifications.values())
        found = lives_of(session, Run(ids=(person_id,)), elsewhere, until_day=until_day)
        life = found.get(person_id, NOBODY)
    return PersonRules(rules, life)
