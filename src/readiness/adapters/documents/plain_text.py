"""Text and Markdown, with the line on which each passage begins."""

from __future__ import annotations

import codecs
import re
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from readiness.adapters.documents.html_text import gather_html
from readiness.adapters.documents.passages import Gathered
from readiness.adapters.documents.told import note, refuse
from readiness.domain.conformance.document import Document, Kind
from readiness.ground.errors import Problem

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_FRONT: Final = re.compile(r"\A---\n.*?\n(?:---|\.\.\.)(?=\n|\Z)", re.DOTALL)
_MARKDOWN: Final = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
_BLANK: Final = re.compile(r"\n[ \t]*\n")
_ROOM: Final = 0.7
"""What part of the longest line a line that goes on would fill."""
_ITEM: Final = re.compile(r"^\s*(?:[-*•–]|\d{1,3}[.)])\s+")


def text_of(data: bytes, name: str, told: list[Problem]) -> str:
    """The bytes as text with line ends LF. What is not UTF-8 is read as Windows-1252, and told (CF009).

    Raises Unusable with CF002 for what is no text at all.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _lines(data.decode(encoding, "replace"))
    if b"\0" in data[:10_000]:
        raise refuse("CF002", name, "this is no text and no document that is read.", "Save it as PDF, DOCX or PPTX.")
    try:
        return _lines(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        said = f"it is not UTF-8 (line {line}); it is read as Windows-1252."
        told.append(note("CF009", name, said, "Save it as UTF-8."))
        return _lines(data.decode("cp1252", "replace"))


def read_text(text: str, name: str) -> Document:
    """Paragraphs between blank lines; a list's items each their own; a short line without an end is a heading."""
    gathered = Gathered(name, "text", "line")
    width = max((len(one) for one in text.split("\n")), default=0)
    line, start = 1, 0
    for blank in [*_BLANK.finditer(text), None]:
        end = blank.start() if blank else len(text)
        _paragraph(text[start:end], line, width, gathered)
        if blank:
            line += text.count("\n", start, blank.end() - 1)
            start = blank.end() - 1
    return gathered.document()


def _paragraph(text: str, line: int, width: int, gathered: Gathered) -> None:
    held: list[str] = []
    began = line
    lines = text.split("\n")
    for number, one in enumerate(lines, start=line):
        if held and (_ITEM.match(one) or _ends_here(lines[number - line - 1], one, width)):
            gathered.add(" ".join(held), began)
            held = []
        if one.strip():
            began = number if not held else began
            held.append(_ITEM.sub("", one))
    joined = " ".join(held)
    is_heading = len(held) == 1 and len(joined) < 70 and not re.search(r"[.!?:;,]\s*$", joined)
    gathered.add(joined, began, "heading" if is_heading and len(lines) <= 2 else "text")


def _ends_here(line: str, following: str, width: int) -> bool:
    """True for a line that its writer ended, as in the head of a mail and in an address: the next word begins anew, and
    would have had room. `width`: of the longest line of the text.
    """
    word = following.split(maxsplit=1)[:1]
    if not line.strip() or not word or not (word[0][0].isupper() or word[0][0].isdigit() or word[0][0] in "+©"):
        return False
    return len(line) + 1 + len(word[0]) <= _ROOM * width


def read_markdown(text: str, name: str) -> Document:
    """Every paragraph, heading, item and row; HTML in it by its text, code blocks and front matter not at all."""
    gathered = Gathered(name, "markdown", "line")
    front = _FRONT.match(text)
    if front:
        text = "\n" * front[0].count("\n") + text[front.end() :]
    reading = _Markdown(gathered)
    for token in _MARKDOWN.parse(text):
        reading.token(token)
    return gathered.document()


class _Markdown:
    """Takes the tokens of a Markdown text one after the other."""

    def __init__(self, gathered: Gathered) -> None:
        self._gathered = gathered
        self._line = 1
        self._kind: Kind = "text"
        self._rows: list[tuple[int, list[str]]] | None = None
        self._does = {
            "inline": self._inline,
            "html_block": self._html,
            "heading_open": lambda _: setattr(self, "_kind", "heading"),
            "heading_close": lambda _: setattr(self, "_kind", "text"),
            "table_open": lambda _: setattr(self, "_rows", []),
            "tr_open": self._row,
            "table_close": self._table,
        }

    def token(self, token: Token) -> None:
        self._line = token.map[0] + 1 if token.map else self._line
        does = self._does.get(token.type)
        if does is not None:
            does(token)

    def _inline(self, token: Token) -> None:
        if self._rows:
            self._rows[-1][1].append(_said(token))
        else:
            self._gathered.add(_said(token), self._line, self._kind)

    def _row(self, _token: Token) -> None:
        if self._rows is not None:
            self._rows.append((self._line, []))

    def _table(self, _token: Token) -> None:
        self._gathered.add_table(self._rows or [])
        self._rows = None

    def _html(self, token: Token) -> None:
        inner = Gathered(self._gathered.name, "html", "line")
        gather_html(token.content, inner)
        for passage in inner.document().passages:
            self._gathered.add(passage.text, self._line + passage.place.number - 1, passage.kind)


def _said(token: Token) -> str:
    """What a reader sees of a line: without marks, tags and addresses of links."""
    found: list[str] = []
    for child in token.children or ():
        if child.type in {"text", "code_inline", "image"}:
            found.append(child.content)
        elif child.type in {"softbreak", "hardbreak"}:
            found.append(" ")
    return "".join(found)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
