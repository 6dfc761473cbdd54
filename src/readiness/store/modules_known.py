"""What somebody knows of a module already: the version that they may start from."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

from readiness.domain.certification.catching_up import CatchingUp, catching_up
from readiness.domain.definition.model import Launch
from readiness.store import evidence, materials, people


def catching_up_of(session: Session, definition: Launch, *, module: str, email: str, on: date) -> CatchingUp | None:
    """From which version to which they catch up, in the role they have on `on`; None = the whole is theirs to read."""
    log = [one for one in materials.publications(session, definition.key) if (one.kind, one.key) == ("module", module)]
    if len(log) < 2:
        return None
    posting = people.posting_on(session, email, on)
    role = posting.role if posting else ""
    told = [one.evidence for one in evidence.of_person(session, definition.key, email)]
    return catching_up(
        materials.publications(session, definition.key), told, kind="module", key=module,
        certifications=[one for one in definition.certifications.values() if one.role == role],
    )  # fmt: skip
