"""What somebody knows of a module already: the version that they may start from."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from sqlmodel import Session

from readiness.domain.certification.catching_up import CatchingUp, catching_up
from readiness.domain.definition.model import Launch
from readiness.store import evidence, materials, people
from readiness.store.person_rules import rules_for


def catching_up_of(session: Session, definition: Launch, *, module: str, email: str, on: date) -> CatchingUp | None:
    """From which version to which they catch up, in the role they have on `on`; None = the whole is theirs to read."""
    log = [one for one in materials.publications(session, definition.key) if (one.kind, one.key) == ("module", module)]
    if len(log) < 2:
        return None
    posting = people.posting_on(session, email, on)
    role = posting.role if posting else ""
    told = [one.evidence for one in evidence.of_person(session, definition.key, email)]
    if not told:
        return None
    known = rules_for(
        session, definition, people.require_person(session, email),
        until=datetime.combine(on, time.max, UTC), until_day=on,
    )  # fmt: skip
    return catching_up(
        materials.publications(session, definition.key), told, kind="module", key=module,
        rules=[rule for rule in known.rules.values() if rule.certification.role == role], life=known.life,
    )  # fmt: skip
