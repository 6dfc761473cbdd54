"""One piece of material before it is text: what it is called, what it is made of, and the fingerprint of that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from readiness.ground.fingerprint import fingerprint

MaterialKind = Literal[
    "value-proposition-sheet", "objection-cards", "battlecard", "calculator", "module", "role-play", "quiz"
]

KINDS: tuple[MaterialKind, ...] = (
    "value-proposition-sheet", "objection-cards", "battlecard", "calculator", "module", "role-play", "quiz",
)  # fmt: skip
"""Every kind of piece, in the order in which a launch makes them."""

KIND_NAMES: Mapping[str, str] = {
    "value-proposition-sheet": "Value proposition sheet",
    "objection-cards": "Objection cards",
    "battlecard": "Battlecard",
    "calculator": "Value calculator",
    "module": "Training module",
    "role-play": "Role-play",
    "quiz": "Quiz, reviewers’ sheet",
}

REVIEWERS_ONLY = frozenset({"quiz"})
"""Kinds that hold answers: their files go into a folder of their own, and no page for reps links to them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialSpec:
    """One piece. `context` is plain JSON and holds exactly what the piece shows; `fingerprint` covers it and the
    template with everything that the template is made of.
    """

    kind: MaterialKind
    key: str
    title: str
    template: str
    context: Mapping[str, Any]
    fingerprint: str

    @property
    def name(self) -> str:
        """`battlecard/jenkins`: what people call the piece."""
        return f"{self.kind}/{self.key}"


def material(  # noqa: PLR0917 - one per part of a spec
    kind: MaterialKind, key: str, title: str, template: str, context: Mapping[str, Any], template_fingerprint: str
) -> MaterialSpec:
    """The spec of a piece, fingerprint included."""
    whole = {"title": title, **context}
    made_of = {"template": template_fingerprint, "context": whole}
    return MaterialSpec(
        kind=kind, key=key, title=title, template=template, context=whole, fingerprint=fingerprint(made_of)
    )


def file_name(kind: str, key: str, ending: str) -> str:
    """Where a piece's file stands inside its launch's folder: `battlecard/jenkins.html`, `reviewers/quiz/core.md`."""
    folder = f"reviewers/{kind}" if kind in REVIEWERS_ONLY else kind
    return f"{folder}/{key}.{ending}"
