"""The text of an HTML page, block by block, with the line on which each begins.

A tokenizer of our own, because the standard library's takes quadratic time on tags that never end. It looks at every
character once, knows no nesting, and so neither deep nor broken pages trouble it.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from readiness.adapters.documents.passages import Gathered
from readiness.domain.conformance.document import Document, Kind

_BLOCK_NAMES: Final = (
    "address article aside blockquote body br button caption center dd details dialog div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 head header hr html legend li main menu nav ol optgroup option p pre section "
    "select summary table tbody td tfoot th thead title tr ul"
)
_BLOCKS: Final = frozenset(_BLOCK_NAMES.split())
_OF_TABLES: Final = frozenset(("table", "tr", "td", "th", "caption"))
_HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "title"))
_SKIPPED: Final = ("script", "style", "template", "noscript", "svg", "math", "iframe", "object", "textarea")
_NAME: Final = re.compile(r"</?([a-zA-Z][a-zA-Z0-9:-]*)")
_QUOTED: Final = re.compile(r"[^>\"']*+(?:(?:\"[^\"]*+\"|'[^']*+')[^>\"']*+)*+>")
_MOST_STRAY_QUOTES: Final = 50


@dataclass(frozen=True, slots=True)
class _Piece:
    """`tag` "" = text; `tag` "/p" = the end of one. `at` is its place in the page."""

    tag: str
    text: str
    at: int


def read_html(text: str, name: str) -> Document:
    """Every block of a page as a passage; what a browser runs or draws is left out."""
    gathered = Gathered(name, "html", "line")
    gather_html(text, gathered)
    return gathered.document()


def gather_html(text: str, gathered: Gathered, *, by_block: bool = False) -> None:
    """The same into what is gathered already; `by_block`: places count blocks instead of lines."""
    lines = [found.end() for found in re.finditer("\n", text)]
    blocks = _Blocks(gathered, None if by_block else lines)
    for piece in _pieces(text):
        if piece.tag:
            blocks.tag(piece)
        else:
            blocks.text(piece)
    blocks.end()


class _Blocks:
    """Puts pieces together to blocks. A table within a table is read as cells of the outer one."""

    def __init__(self, gathered: Gathered, lines: list[int] | None) -> None:
        self._gathered = gathered
        self._lines = lines
        self._blocks = 0
        self._held: list[str] = []
        self._is_blank = True
        self._began = 0
        self._kind: Kind = "text"
        self._tables = 0
        self._rows: list[tuple[int, list[str]]] = []
        self._cells: list[str] = []
        self._row_began = 0

    def text(self, piece: _Piece) -> None:
        if self._is_blank and piece.text.strip():
            self._is_blank = False
            self._began = piece.at + len(piece.text) - len(piece.text.lstrip())
        self._held.append(piece.text)

    def tag(self, piece: _Piece) -> None:
        name, opens = piece.tag.removeprefix("/"), not piece.tag.startswith("/")
        if name not in _BLOCKS:
            return
        if self._tables and name not in _OF_TABLES:
            self._held.append(" ")
            return
        if self._tables and name in {"tr", "table"}:
            self._end_row()
            self._row_began = piece.at
        else:
            self._flush()
        if name == "table":
            self._tables = max(self._tables + (1 if opens else -1), 0)
            if not self._tables:
                self._end_table()
        self._kind = "heading" if opens and name in _HEADINGS else "text"

    def end(self) -> None:
        if self._tables:
            self._end_row()
            self._end_table()
        self._flush()

    def _flush(self) -> None:
        said, self._held = html.unescape("".join(self._held)), []
        is_cell, self._is_blank = self._tables > 0, True
        if is_cell:
            if said.strip():
                self._cells.append(said)
        elif said.strip():
            self._blocks += 1
            self._gathered.add(said, self._place(self._began), self._kind)

    def _end_row(self) -> None:
        self._flush()
        if self._cells:
            self._blocks += 1
            self._rows.append((self._place(self._row_began), self._cells))
        self._cells = []

    def _end_table(self) -> None:
        self._gathered.add_table(self._rows)
        self._rows = []

    def _place(self, at: int) -> int:
        return self._blocks if self._lines is None else bisect_right(self._lines, at) + 1


def _pieces(text: str) -> Iterator[_Piece]:
    """Text and tags of a page, from its beginning; comments, declarations and what is skipped are left out."""
    place, stray = 0, 0
    while place < len(text):
        begin = text.find("<", place)
        if begin < 0:
            yield _Piece("", text[place:], place)
            return
        if begin > place:
            yield _Piece("", text[place:begin], place)
        if text.startswith("<!--", begin):
            end = text.find("-->", begin + 4)
            place = len(text) if end < 0 else end + 3
            continue
        if text.startswith(("<!", "<?"), begin):
            end = text.find(">", begin)
            place = len(text) if end < 0 else end + 1
            continue
        name = _NAME.match(text, begin)
        if name is None:
            yield _Piece("", "<", begin)
            place = begin + 1
            continue
        whole = _QUOTED.match(text, name.end()) if stray < _MOST_STRAY_QUOTES else None
        if whole is None:
            stray += 1
            end = text.find(">", name.end())
            if end < 0:
                return
            place = end + 1
        else:
            place = whole.end()
        tag = name[1].lower()
        is_end = text[begin + 1] == "/"
        if tag in _SKIPPED and not is_end and text[place - 2] != "/":
            place = _behind(text, tag, place)
            continue
        yield _Piece(f"/{tag}" if is_end else tag, "", begin)


def _behind(text: str, tag: str, place: int) -> int:
    """Where what is not shown ends; a page in which it never does has nothing more to show."""
    found = re.compile(rf"</{tag}\s*>", re.IGNORECASE).search(text, place)
    return found.end() if found else len(text)
