"""What is on record of a rep in a launch."""

from __future__ import annotations

from dataclasses import replace

from readiness.context import Context
from readiness.domain.access.roles import Viewer
from readiness.domain.people.address import mail_address
from readiness.reports.person_page import require_person_seen, told_note
from readiness.store import evidence, people
from readiness.store.evidence import Recorded
from readiness.store.launches import require_version


def evidence_of(context: Context, *, launch: str, rep: str) -> tuple[Recorded, ...]:
    """All evidence of one rep, as it happened. Raises NotFound for a launch not applied and a person nobody knows."""
    with context.database.reading() as session:
        require_version(session, launch)
        people.require_person(session, rep)
        return evidence.of_person(session, launch, rep)


def evidence_for(context: Context, *, viewer: Viewer, launch: str, rep: str) -> tuple[Recorded, ...]:
    """The same as this viewer may read it. Raises NotAllowed for a person whom they may not see."""
    require_person_seen(context, viewer, email=rep)
    is_self = mail_address(rep) == viewer.email
    with context.database.reading() as session:
        definition = require_version(session, launch).definition
    return tuple(
        replace(one, evidence=replace(one.evidence, note=told_note(definition, one.evidence.note, is_self=is_self)))
        for one in evidence_of(context, launch=launch, rep=rep)
    )
