"""A document's text cut where findings begin and end, so that a page can mark them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from readiness.domain.conformance.document import Kind, Passage
from readiness.ground.errors import Level


class Marks(Protocol):
    """What is marked: a place in a passage, and how bad it is."""

    @property
    def passage(self) -> int: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def level(self) -> Level: ...
    @property
    def known(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Cut:
    """A piece of text; `level` "" = nothing is found in it."""

    text: str
    level: str


@dataclass(frozen=True, slots=True)
class Marked:
    """A passage with its pieces in order, and the numbers (from 1) of the findings in it."""

    place: str
    kind: Kind
    cuts: tuple[Cut, ...]
    findings: tuple[int, ...]


_WORST = ("note", "warning", "error")


def marked_passages(passages: Sequence[Passage], findings: Sequence[Marks]) -> Iterator[Marked]:
    """Every passage, in order. Where marks overlap, the worse one shows; what is known is not marked."""
    by_passage: dict[int, list[tuple[int, Marks]]] = {}
    for number, one in enumerate(findings, start=1):
        by_passage.setdefault(one.passage, []).append((number, one))
    for number, passage in enumerate(passages):
        own = by_passage.get(number, [])
        marks = [one for _, one in own if not one.known]
        yield Marked(str(passage.place), passage.kind, tuple(_cut(passage.text, marks)), tuple(n for n, _ in own))


def _cut(text: str, marks: Sequence[Marks]) -> Iterator[Cut]:
    edges = sorted({0, len(text), *(one.start for one in marks), *(min(one.end, len(text)) for one in marks)})
    for start, end in pairwise(edges):
        levels = [one.level for one in marks if one.start <= start and end <= one.end]
        yield Cut(text[start:end], max(levels, key=_WORST.index, default=""))
