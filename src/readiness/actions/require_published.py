"""What a rep is held to must be published, and still read as it was published."""

from __future__ import annotations

from sqlmodel import Session

from readiness.domain.definition.model import Launch
from readiness.domain.materials.content import content_fingerprint
from readiness.domain.materials.publication import Publication, latest_publication
from readiness.ground.errors import Conflict
from readiness.store import materials, quizzes


def require_published(session: Session, definition: Launch, kind: str, key: str) -> Publication:
    """The publication that stands. Raises Conflict when there is none, or when the content has changed since.

    Else evidence would name content that nobody was shown: what is asked is built from the definition as it stands.
    """
    published = latest_publication(materials.publications(session, definition.key), kind, key)
    if published is None:
        raise Conflict(
            f"{kind} '{key}' is not published yet.",
            hint=f"A trainer publishes it: readiness module publish {definition.key} {key} --kind {kind}",
        )
    accepted = quizzes.accepted_items(session, definition.key, definition)
    if content_fingerprint(definition, kind, key, accepted) != published.fingerprint:
        raise Conflict(
            f"{kind} '{key}' has changed since version {published.version} was published.",
            hint="A trainer publishes it as it now reads, or takes the change back.",
        )
    return published
