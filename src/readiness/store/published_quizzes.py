"""A quiz as it is published: its pool, ready to ask from.

What a quiz asks is built from the definition as it stands, so that must still read as it was published. To see that,
the whole pool is fingerprinted, which takes milliseconds; it is done once for each definition, publication and set of
accepted items, and every rep after the first finds it ready.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from readiness.domain.definition.assessment import Item
from readiness.domain.materials.content import content_fingerprint
from readiness.domain.materials.publication import Publication, latest_publication
from readiness.domain.quiz.forms import pool
from readiness.ground.errors import Conflict
from readiness.ground.fingerprint import fingerprint
from readiness.ground.kept import Kept
from readiness.store import materials, quizzes
from readiness.store.launches import LaunchVersion


@dataclass(frozen=True, slots=True)
class Pool:
    """The items that a form may ask, and their fingerprint together; `content` is what is published of the quiz."""

    content: str
    items: tuple[Item, ...]
    fingerprint: str


_POOLS: Kept[tuple[str, str, frozenset[tuple[str, str]]], Pool] = Kept(128)


def require_published_quiz(session: Session, version: LaunchVersion, quiz: str, log: Sequence[Publication]) -> Pool:
    """The pool of the quiz as published. Raises Conflict when it never was, or reads otherwise since."""
    published = latest_publication(log, "quiz", quiz)
    if published is None:
        raise not_published(version.launch, "quiz", quiz)
    found = _pool(session, version, quiz)
    if found.content != published.fingerprint:
        raise changed_since("quiz", quiz, published)
    return found


def published_keys(session: Session, version: LaunchVersion, keys: Iterable[str]) -> frozenset[str]:
    """The items that these quizzes may ask as they are published; none of a quiz that never was, or changed since."""
    log = materials.publications(session, version.launch)
    found: set[str] = set()
    for quiz in keys:
        published = latest_publication(log, "quiz", quiz)
        if published is not None and (made := _pool(session, version, quiz)).content == published.fingerprint:
            found.update(item.key for item in made.items)
    return frozenset(found)


def not_published(launch: str, kind: str, key: str) -> Conflict:
    return Conflict(
        f"{kind} '{key}' is not published yet.",
        hint=f"A trainer publishes it: readiness module publish {launch} {key} --kind {kind}",
    )


def changed_since(kind: str, key: str, published: Publication) -> Conflict:
    return Conflict(
        f"{kind} '{key}' has changed since version {published.version} was published.",
        hint="A trainer publishes it as it now reads, or takes the change back.",
    )


def _pool(session: Session, version: LaunchVersion, quiz: str) -> Pool:
    definition = version.definition
    told = definition.quizzes[quiz]
    prints = quizzes.accepted_prints(session, version.launch) if told.drafted else frozenset()
    key = (version.fingerprint, quiz, prints)
    found = _POOLS.of(key)
    if found is None:
        accepted = quizzes.accepted_of(definition, prints)
        items = pool(told, definition, accepted)
        content = content_fingerprint(definition, "quiz", quiz, accepted)
        found = _POOLS.keep(key, Pool(content, items, fingerprint(items)))
    return found
