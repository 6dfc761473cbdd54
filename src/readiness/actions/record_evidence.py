"""What happened is recorded; standings and counts follow from it in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from readiness.context import Context
from readiness.domain.certification.authority import may_attest
from readiness.domain.definition.model import Launch
from readiness.domain.evidence.record import Evidence, evidence_problems, graded
from readiness.domain.people.address import mail_address
from readiness.ground.errors import DefinitionError, NotAllowed, Problem
from readiness.store import evidence as kept
from readiness.store import journal, launches, people


@dataclass(frozen=True, slots=True)
class RecordedEvidence:
    """`added` is new; `known` bore a natural key that was recorded already and changed nothing."""

    added: int
    known: int

    def __str__(self) -> str:
        again = f"; {self.known} known already" if self.known else ""
        return f"{self.added} recorded{again}"


def record_evidence(context: Context, *, evidence: Sequence[Evidence]) -> RecordedEvidence:
    """All of it is recorded, or none. A mark without a verdict is graded by the pass mark that now stands.

    `recorded_by` becomes whoever acts. Raises NotFound for a launch that was not applied and for people nobody knows,
    DefinitionError with everything unsound about it, NotAllowed for an attestation by somebody who may not give it.
    """
    by = context.by()
    with context.database.transaction() as session:
        definitions = {
            key: launches.require_version(session, key).definition for key in sorted({one.launch for one in evidence})
        }
        sound = [replace(graded(one, definitions[one.launch]), recorded_by=by) for one in evidence]
        _require_sound(context, sound, definitions)
        _require_vouched(session, sound, definitions, by)
        added = kept.add(session, context.clock, sound)
        for key in definitions if added else ():
            journal.record(
                session, context.clock, actor=by, verb="recorded", subject="evidence", launch=key,
                detail={"pieces": sum(one.launch == key for one in sound), "new": added},
            )  # fmt: skip
    return RecordedEvidence(added, len(evidence) - added)


def _require_sound(context: Context, evidence: Sequence[Evidence], definitions: Mapping[str, Launch]) -> None:
    problems: list[Problem] = []
    for key, definition in definitions.items():
        problems += evidence_problems([one for one in evidence if one.launch == key], definition, context.clock.now())
    if problems:
        raise DefinitionError("the evidence is unsound; nothing was recorded.", problems=problems)


def _require_vouched(
    session: Session, evidence: Sequence[Evidence], definitions: Mapping[str, Launch], by: str
) -> None:
    attested = [one for one in evidence if one.kind == "attestation"]
    known = people.person_ids(session, {one.person for one in attested})
    problems = []
    for one in attested:
        if mail_address(one.person) not in known:
            continue  # told, with all the others nobody knows, when it is added
        posting = people.posting_on(session, one.person, one.happened_at.date())
        manager = posting.manager_email if posting else None
        if not may_attest(definitions[one.launch], by=by, person=mail_address(one.person), manager=manager):
            vouching = manager or "nobody: they have no manager"
            problems.append(
                Problem("EV013", f"{by} cannot attest for {one.person}.", f"Their manager that day is {vouching}.")
            )
    if problems:
        raise NotAllowed(
            "an attestation is given by the manager, or brought in by the launch's team.", problems=problems
        )
