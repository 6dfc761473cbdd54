"""Passages as they are gathered: white space folded, empty ones left out, and no more than may be judged."""

from __future__ import annotations

import re
from typing import Final

from readiness.adapters.documents.limits import MOST_CHARACTERS, MOST_PASSAGES
from readiness.adapters.documents.told import note
from readiness.domain.conformance.document import Document, Format, Kind, Passage, Place, Table, Unit
from readiness.ground.errors import Problem

_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)
_SPACE: Final = re.compile(r"\s+")


class Gathered:
    """The passages of one document, in reading order."""

    def __init__(self, name: str, form: Format, unit: Unit) -> None:
        self.name = name
        self.form: Format = form
        self.unit: Unit = unit
        self.told: list[Problem] = []
        self._passages: list[Passage] = []
        self._tables: list[Table] = []
        self._left = MOST_CHARACTERS
        self._cut_at: Place | None = None

    @property
    def is_full(self) -> bool:
        return self._cut_at is not None

    def add(self, text: str, number: int, kind: Kind = "text") -> int | None:
        """The number of the passage; None when there is nothing in it, or no room for it."""
        clean = _SPACE.sub(" ", _UNSEEN.sub("", text)).strip()
        if not clean or self._cut_at is not None:
            return None
        place = Place(self.unit, max(number, 1))
        if len(clean) > self._left or len(self._passages) >= MOST_PASSAGES:
            self._cut_at = place
            return None
        self._left -= len(clean)
        self._passages.append(Passage(clean, place, kind))
        return len(self._passages) - 1

    def add_table(self, rows: list[tuple[int, list[str]]]) -> None:
        """Rows with their places; each is a passage too."""
        kept: list[tuple[str, ...]] = []
        numbers: list[int] = []
        for place, cells in rows:
            clean = tuple(_SPACE.sub(" ", _UNSEEN.sub("", cell)).strip() for cell in cells)
            number = self.add(" · ".join(filter(None, clean)), place, "row")
            if number is not None:
                kept.append(clean)
                numbers.append(number)
        if kept:
            self._tables.append(Table(tuple(kept), tuple(numbers)))

    def document(self, pages: int = 0) -> Document:
        """What was gathered, with a word about what was left out."""
        if self._cut_at is not None:
            many = len(self._passages) >= MOST_PASSAGES
            full = f"{MOST_PASSAGES:,} paragraphs and rows" if many else f"{MOST_CHARACTERS:,} characters"
            said = f"only the first {full} are judged; from {self._cut_at} on nothing is."
            self.told.append(note("CF008", self.name, said, "Check the rest as a file of its own."))
        elif not self._passages:
            self.told.append(note("CF008", self.name, "there is no text in it.", "Pictures of text are not read."))
        return Document(
            name=self.name, form=self.form, passages=tuple(self._passages), tables=tuple(self._tables), pages=pages,
            told=tuple(self.told),
        )  # fmt: skip
