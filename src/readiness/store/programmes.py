"""The questions of each programme as they are asked now, made once for each definition and set of accepted items."""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import Session

from readiness.domain.definition.assessment import Item
from readiness.domain.definition.model import Launch
from readiness.domain.reinforcement.programme import Question, questions_of
from readiness.ground.fingerprint import fingerprint
from readiness.ground.kept import Kept
from readiness.store import quizzes

Programmes = Mapping[str, tuple[Question, ...]]
"""Certification → its questions; only certifications that have a programme."""

_MADE: Kept[tuple[str, str, str], Programmes] = Kept(64)


def programmes_of(session: Session, definition: Launch, definition_print: str) -> tuple[Programmes, str]:
    """The questions of every programme of a definition, and the fingerprint of the accepted items they follow from."""
    if not any(one.reinforcement for one in definition.certifications.values()):
        return {}, ""
    prints = quizzes.accepted_prints(session, definition.key)
    accepted = fingerprint(sorted(map(list, prints)))
    key = (definition.key, definition_print, accepted)
    found = _MADE.of(key)
    if found is None:
        items = quizzes.accepted_of(definition, prints)
        found = _MADE.keep(key, _made(definition, items))
    return found, accepted


def programmes_then(definition: Launch, accepted: tuple[Item, ...]) -> Programmes:
    """The same for a definition and the items that were accepted at some time."""
    return _made(definition, accepted)


def _made(definition: Launch, accepted: tuple[Item, ...]) -> Programmes:
    return {
        key: questions_of(definition, one, accepted)
        for key, one in definition.certifications.items()
        if one.reinforcement is not None
    }
