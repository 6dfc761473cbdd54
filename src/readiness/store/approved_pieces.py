"""Which pieces of a launch are approved exactly as they now read: what may be put before a buyer.

Stricter than what reps may read (`domain.materials.shown`): an earlier text that was approved is not enough, for what
is assembled anew is assembled from the definition as it now is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from sqlmodel import Session

from readiness.domain.definition.model import Launch
from readiness.domain.materials.approval import latest_decisions
from readiness.domain.materials.assemble import materials_for
from readiness.domain.materials.shown import approvers
from readiness.domain.materials.spec import MaterialSpec
from readiness.store import approvals, materials


@dataclass(frozen=True, slots=True)
class PieceStanding:
    """A piece, and what it lacks to be put before a buyer, in words for a sentence; "" = nothing."""

    spec: MaterialSpec
    lacking: str


def approved_pieces(
    session: Session, definition: Launch, template_fingerprints: Callable[[str], str], kinds: Collection[str]
) -> Mapping[tuple[str, str], PieceStanding]:
    """Every piece of these kinds by (kind, key), in order. Raises DefinitionError for templates that are unsound."""
    standing = materials.current_fingerprints(session, definition.key)
    made = approvals.approvals(session, definition.key)
    found: dict[tuple[str, str], PieceStanding] = {}
    for spec in materials_for(definition, (), template_fingerprints, kinds):
        latest = latest_decisions(made, spec.kind, spec.key, spec.fingerprint)
        rejected = sorted(function for function, one in latest.items() if one.decision == "rejected")
        asked = [function for function in approvers(definition, spec.kind) if function not in latest]
        if standing.get((spec.kind, spec.key)) != spec.fingerprint:
            lacking = "not rendered as it now is"
        elif rejected:
            lacking = f"rejected by {', '.join(rejected)}"
        elif asked:
            lacking = f"not approved yet by {', '.join(asked)}"
        else:
            lacking = "" if latest else "not approved by anybody yet"
        found[spec.kind, spec.key] = PieceStanding(spec, lacking)
    return found
