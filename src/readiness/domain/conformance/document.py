"""A document as it is judged: passages in reading order, each with its place, and its tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from readiness.ground.errors import Problem

Format = Literal["markdown", "html", "text", "docx", "pptx", "pdf"]
Unit = Literal["line", "paragraph", "slide", "page"]
Kind = Literal["heading", "text", "row", "note"]

_ADDRESS: Final = re.compile(
    r"(?:https?://|www\.)[^\s<>()]+|(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{1,250}"
    r"|(?<![\w-])[\w-]{1,63}\.(?:com|org|net|io|dev)\b[^\s<>()]*"
)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a passage begins; counts from 1."""

    unit: Unit
    number: int

    def __str__(self) -> str:
        return f"{self.unit} {self.number}"


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, a heading, a row of a table with its cells joined by “ · ”, or a speaker's note."""

    text: str
    place: Place
    kind: Kind = "text"

    @property
    def judged(self) -> str:
        """The text with web and mail addresses blanked out: as long as it was, so that places fit."""
        return _ADDRESS.sub(lambda found: " " * len(found[0]), self.text)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells as text, its head included; rows may differ in length. `passages` are those of its rows."""

    rows: tuple[tuple[str, ...], ...]
    passages: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """`pages` counts pages or slides, 0 = the format has none. `told` is what was noticed while it was read."""

    name: str
    form: Format
    passages: tuple[Passage, ...]
    tables: tuple[Table, ...] = ()
    pages: int = 0
    told: tuple[Problem, ...] = ()

    @property
    def words(self) -> int:
        return sum(len(passage.text.split()) for passage in self.passages)
