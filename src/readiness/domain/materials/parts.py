"""A module taken apart: each entry of the message that it teaches is a part, so that two versions can be compared.

Together the parts are what `teaching` says, nothing more and nothing less: two versions of a module have the same
content fingerprint exactly when they have the same parts in the same order (a test holds the two to each other).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from readiness.domain.definition.assessment import Module
from readiness.domain.definition.model import Launch
from readiness.domain.materials.modules import selection, teaching

HEADINGS: Final[Mapping[str, str]] = {
    "module": "This module",
    "product": "What it is",
    "requirements": "The customer’s problem",
    "facts": "What holds",
    "personas": "Who it is for",
    "value_propositions": "What we say",
    "proof_points": "Proof to know",
    "decision_process": "What changes for the buyer",
    "capabilities": "How we differ",
    "competitors": "Against the others",
    "objections": "What you will hear, and what to answer",
    "body": "More to know",
    "practice": "Practise",
    "sources": "Sources",
}
"""Section of a part → the heading under which it stands; their order is the order of the module."""

_LABELS: Final[Mapping[str, str]] = {
    "says": "The buyer says",
    "response acknowledge": "Acknowledge",
    "response reframe": "Reframe",
    "response concede": "What is true in it",
    "response ask": "Ask next",
    "response proof": "What shows it",
    "headline": "Headline",
    "requirement problem": "Their problem",
    "requirement cost_of_inaction": "If nothing changes",
    "cost_of_inaction": "If nothing changes",
    "insight": "What they may not see",
    "outcome": "What comes of it",
    "capabilities": "What we do about it",
    "proven": "Shown by proof that may be told outside",
    "outside": "May be told outside",
    "undervalued": "Worth more than customers think",
    "value perceived": "Worth before they know it, of 5",
    "value actual": "Worth after, of 5",
    "value why": "Why the two differ",
    "compared": "How we stand",
    "better_at": "Where they are better",
    "changes": "What changes with us",
    "decides": "What is decided",
    "supports": "Supports",
    "shows_this": "Shows what is promised",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a part says. `is_markdown`: the author's own Markdown, not plain text."""

    label: str
    text: str
    is_markdown: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """`name` is a claim (`objections.dear`) where the part is one, else unique in the module (`body`, `sources.…`).

    `shown` is exactly what the module shows of it: two parts are the same when it is.
    """

    name: str
    title: str
    shown: Any
    fields: tuple[Field, ...]

    @property
    def section(self) -> str:
        return self.name.partition(".")[0]

    @property
    def heading(self) -> str:
        return HEADINGS[self.section]


def parts_of(launch: Launch, module: Module) -> tuple[Part, ...]:
    """Every part of the module, in the order of its sections and then as it is taught; names are unique."""
    return tuple(sorted(_parts(launch, module), key=lambda part: _ORDER[part.section]))


_ORDER: Final = {name: place for place, name in enumerate(HEADINGS)}


def _parts(launch: Launch, module: Module) -> Iterator[Part]:
    of, taught = selection(launch, module), teaching(launch, module)
    about = {"title": module.title, "minutes": taught["minutes"], "towards this conversation": taught["conversation"]}
    yield _part("module", module.title, about)
    yield _part("product", launch.product.name, taught["product"])
    for section, keys, shown, title in (
        ("requirements", of.problems, taught["problems"], "problem"),
        ("facts", of.facts, taught["facts"], "statement"),
        ("personas", of.personas, taught["personas"], "name"),
        ("value_propositions", of.propositions, taught["propositions"], "headline"),
        ("proof_points", of.proof, taught["proof"], "statement"),
        ("decision_process", of.steps, taught["steps"], "name"),
        ("capabilities", of.capabilities, taught["capabilities"], "name"),
        ("competitors", of.rivals, taught["rivals"], "name"),
        ("objections", of.objections, taught["objections"], "says"),
    ):
        for key, view in zip(keys, shown, strict=True):
            yield _part(f"{section}.{key}", str(view[title]), view)
    for section in ("body", "practice"):
        if taught[section]:
            yield Part(section, HEADINGS[section], taught[section], (Field("", taught[section], is_markdown=True),))
    for entry in taught["sources"]:
        yield _part(f"sources.{entry['source']}", entry["source"], {"supports": entry["supports"]})


def _part(name: str, title: str, view: Mapping[str, Any]) -> Part:
    return Part(name, title, view, tuple(_fields(view)))


def _fields(view: Mapping[str, Any], path: str = "") -> Iterator[Field]:
    """Every leaf of a view as label and text, in its order; what is empty has no field."""
    for key, value in view.items():
        here = f"{path} {key}".strip()
        if isinstance(value, Mapping):
            yield from _fields(value, here)
        elif text := _text(value):
            yield Field(_LABELS.get(here) or _LABELS.get(key) or here.replace("_", " ").capitalize(), text)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(filter(None, map(_text, _told(value))))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "; ".join(filter(None, map(_text, value)))
    return str(value)


def _told(view: Mapping[str, Any]) -> Iterator[Any]:
    """What an entry inside an entry says of itself in a line: not every yes and no of it."""
    return (value for value in view.values() if not isinstance(value, bool))
