"""What a rep is held to must be published, and still read as it was published."""

from __future__ import annotations

from sqlmodel import Session

from readiness.domain.definition.model import Launch
from readiness.domain.materials.content import content_fingerprint
from readiness.domain.materials.publication import Publication, latest_publication
from readiness.store import materials, quizzes
from readiness.store.published_quizzes import changed_since, not_published


def require_published(session: Session, definition: Launch, kind: str, key: str) -> Publication:
    """The publication that stands. Raises Conflict when there is none, or when the content has changed since.

    Else evidence would name content that nobody was shown: what is asked is built from the definition as it stands.
    """
    published = latest_publication(materials.publications(session, definition.key), kind, key)
    if published is None:
        raise not_published(definition.key, kind, key)
    accepted = quizzes.accepted_items(session, definition.key, definition)
    if content_fingerprint(definition, kind, key, accepted) != published.fingerprint:
        raise changed_since(kind, key, published)
    return published
