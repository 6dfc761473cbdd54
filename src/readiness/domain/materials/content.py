"""What a learner is held to: the content of a module, quiz or role-play, without the way it is laid out.

Evidence names a content fingerprint. It changes when what people are taught or asked changes, and stays when only the
template, the roles it is for, the number of attempts, or the declared change class do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from readiness.domain.definition.assessment import Item, Module, Quiz, RolePlay
from readiness.domain.definition.model import Launch
from readiness.domain.materials.assemble import role_play
from readiness.domain.materials.modules import teaching
from readiness.domain.materials.publication import CONTENT_KINDS
from readiness.domain.quiz.forms import pool
from readiness.ground.errors import NotFound
from readiness.ground.fingerprint import fingerprint
from readiness.ground.keys import did_you_mean


def content_units(launch: Launch) -> tuple[tuple[str, str], ...]:
    """Every (kind, key) that can be published: modules, quizzes, role-plays, in file order."""
    return (
        *(("module", key) for key in launch.modules),
        *(("quiz", key) for key in launch.quizzes),
        *(("role-play", key) for key in launch.role_plays),
    )


def content_fingerprint(launch: Launch, kind: str, key: str, accepted_items: Sequence[Item]) -> str:
    """The fingerprint of what the learner is taught or asked. Raises NotFound for content that does not exist."""
    content_entry(launch, kind, key)
    if kind == "module":
        module = launch.modules[key]
        return fingerprint({"kind": kind, "key": key, "title": module.title, "teaches": teaching(launch, module)})
    if kind == "role-play":
        entry = launch.role_plays[key]
        return fingerprint({"kind": kind, "key": key, "title": entry.title, "asks": role_play(launch, entry)})
    quiz = launch.quizzes[key]
    return fingerprint(
        {
            "kind": kind,
            "key": key,
            "title": quiz.title,
            "pass_fraction": quiz.pass_fraction,
            "fixed": quiz.items,
            "blueprint": quiz.blueprint,
            "questions": pool(quiz, launch, accepted_items),
        }
    )


def content_fingerprints(launch: Launch, accepted_items: Sequence[Item]) -> Mapping[tuple[str, str], str]:
    """The fingerprint of every content unit, by (kind, key)."""
    return {unit: content_fingerprint(launch, *unit, accepted_items) for unit in content_units(launch)}


def content_entry(launch: Launch, kind: str, key: str) -> Module | Quiz | RolePlay:
    """The entry of the definition. Raises NotFound, with a suggestion, for content that does not exist."""
    entries: Mapping[str, Mapping[str, Module | Quiz | RolePlay]] = {
        "module": launch.modules,
        "quiz": launch.quizzes,
        "role-play": launch.role_plays,
    }
    if kind not in entries:
        raise NotFound(f"'{kind}' is no kind of content.", hint=did_you_mean(kind, CONTENT_KINDS))
    if key not in entries[kind]:
        raise NotFound(f"launch '{launch.key}' has no {kind} '{key}'.", hint=did_you_mean(key, entries[kind]))
    return entries[kind][key]
