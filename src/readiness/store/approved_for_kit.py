"""What the materials of a kit lack, by name: read for whoever makes one and whoever looks at it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlmodel import Session

from readiness.domain.definition.model import Launch
from readiness.domain.kit.request import KitRequest
from readiness.store.approved_pieces import approved_pieces


def lacking_for(
    session: Session, definition: Launch, request: KitRequest, template_fingerprints: Callable[[str], str]
) -> Mapping[str, str]:
    """Material → what it lacks to be put before a buyer; "" = nothing."""
    kinds = ["value-proposition-sheet", "objection-cards"]
    kinds += ["battlecard"] if request.competitor else []
    kinds += ["calculator"] if request.calculator else []
    found = approved_pieces(session, definition, template_fingerprints, kinds)
    return {f"{kind}/{key}": one.lacking for (kind, key), one in found.items()}
