"""A Word document cut to what can be read in bounded time: every element costs, however little it says."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from typing import Final
from xml.parsers import expat

from readiness.adapters.documents.limits import MOST_WORD_ELEMENTS
from readiness.adapters.documents.packages import WORD

_PARTS: Final = tuple(b"<w:" + name + end for name in (b"p", b"r", b"t", b"tc", b"tr") for end in (b">", b" ", b"/"))


def cut_to_size(data: bytes, most: int = MOST_WORD_ELEMENTS) -> tuple[bytes, int]:
    """The package, and how many blocks (paragraphs and tables) of its body are kept; 0 = all, and nothing is changed.

    A paragraph or table that is beyond the bound by itself is left out with all that follows it. Raises what expat
    and zipfile raise on what is broken.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        body = package.read(WORD)
        if _elements(body) <= most:
            return data, 0
        others = [(part, package.read(part)) for part in package.infolist() if part.filename != WORD]
    cut, kept = _cut(body, most)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as made:
        for part, content in others:
            made.writestr(part.filename, content)
        made.writestr(WORD, cut)
    return held.getvalue(), kept


def _elements(xml: bytes) -> int:
    """Paragraphs, runs, texts and cells, counted without parsing."""
    return sum(xml.count(part) for part in _PARTS)


def _cut(xml: bytes, most: int) -> tuple[bytes, int]:
    """The document with as many whole blocks of its body as have together at most so many elements.

    By places alone: to take a large table out of a parsed tree takes quadratic time.
    """
    reading, parser = _Blocks(most), expat.ParserCreate()
    parser.StartElementHandler = lambda name, _given: reading.begins(name, parser.CurrentByteIndex)
    parser.EndElementHandler = lambda _name: reading.ends(parser.CurrentByteIndex)
    with suppress(_EnoughError):
        parser.Parse(xml, True)
    end = xml.find(b">", reading.last) + 1
    closing = "".join(f"</{name}>" for name in reversed(reading.outside))
    return xml[:end] + closing.encode(), max(reading.kept, 1)


class _EnoughError(Exception):
    """Nothing more is read."""


class _Blocks:
    """Counts the elements of the blocks of a body. `last` is where the tag begins after which may be cut."""

    def __init__(self, most: int) -> None:
        self.kept = 0
        self.last = 0
        self.outside: list[str] = []
        self._left = most
        self._depth = 0

    def begins(self, name: str, at: int) -> None:
        self._depth += 1
        if self._depth <= _BLOCKS_AT:
            self.outside.append(name)
            self.last = at
            return
        self._left -= 1
        if self._left < 0:
            raise _EnoughError

    def ends(self, at: int) -> None:
        self._depth -= 1
        if self._depth == _BLOCKS_AT:
            self.kept += 1
            self.last = at
        elif self._depth < _BLOCKS_AT:
            raise _EnoughError


_BLOCKS_AT: Final = 2
"""A document, its body; then blocks."""
