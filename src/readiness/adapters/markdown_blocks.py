"""Our own Markdown taken apart for files that are not HTML: headings, paragraphs, lists, quotes, tables of plain runs.

Read by the same rules as pages (CommonMark with tables, raw HTML as text), so a file says what the page says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

_CALLOUT: Final = re.compile(r"^\[!(?:NOTE|WARNING|IMPORTANT)\]\s*")
_NO_XML: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one look."""

    text: str
    bold: bool = False
    italic: bool = False


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """`level` is of a heading (1 to 6) or of a list's entry (0 = outermost). `rows` are a table's, its head first."""

    kind: Literal["heading", "paragraph", "entry", "quote", "table"]
    runs: Runs = ()
    level: int = 0
    rows: tuple[tuple[Runs, ...], ...] = ()

    @property
    def text(self) -> str:
        return said(self.runs)


@dataclass(slots=True)
class _Reading:
    """In how many lists, quotes, headings, cells the reader is; `row` and `rows` are a table's so far."""

    lists: int = 0
    blockquote: int = 0
    heading: int = 0
    cell: int = 0
    level: int = 0
    is_entry: bool = False
    rows: list[tuple[Runs, ...]] = field(default_factory=list)
    row: list[Runs] = field(default_factory=list)


def said(runs: Runs) -> str:
    """The words alone."""
    return "".join(run.text for run in runs)


def blocks(markdown: str) -> tuple[Block, ...]:
    """Everything the Markdown says, in its order; characters that XML cannot hold are left out."""
    return tuple(_blocks(_parser().parse(markdown)))


def _blocks(tokens: list[Token]) -> Iterator[Block]:
    at = _Reading()
    for token in tokens:
        kind, _, edge = token.type.rpartition("_")
        within = _WITHIN.get(kind)
        if within:
            setattr(at, within, getattr(at, within) + (1 if edge == "open" else -1))
        if token.type == "inline":
            yield from _inline(token, at)
        elif token.type == "list_item_open":
            at.is_entry = True
        elif token.type == "tr_close":
            at.rows.append(tuple(at.row))
            at.row = []
        elif token.type == "table_close":
            yield Block("table", rows=tuple(at.rows))
            at.rows = []
        elif token.type in {"fence", "code_block", "html_block"}:
            yield Block("paragraph", (Run(_clean(token.content.rstrip())),))
        elif token.type == "heading_open":
            at.level = int(token.tag[1:])


def _inline(token: Token, at: _Reading) -> Iterator[Block]:
    runs = tuple(_runs(token.children or []))
    if at.cell:
        at.row.append(runs)
    elif not said(runs).strip():
        return
    elif at.heading:
        yield Block("heading", runs, at.level)
    elif at.blockquote:
        yield Block("quote", runs)
    elif at.lists and at.is_entry:
        at.is_entry = False
        yield Block("entry", runs, at.lists - 1)
    else:
        yield Block("paragraph", runs)


_WITHIN: Final = {
    "bullet_list": "lists", "ordered_list": "lists", "blockquote": "blockquote", "heading": "heading", "th": "cell",
    "td": "cell",
}  # fmt: skip


def _runs(children: list[Token]) -> Iterator[Run]:
    bold = italic = 0
    first = True
    for child in children:
        match child.type:
            case "strong_open":
                bold += 1
            case "strong_close":
                bold -= 1
            case "em_open":
                italic += 1
            case "em_close":
                italic -= 1
            case "softbreak" | "hardbreak":
                yield Run(" ")
            case "text" | "code_inline" | "html_inline":
                text = _CALLOUT.sub("", child.content) if first else child.content
                first = False
                shown = f"[{text}]" if child.type == "code_inline" else text
                if shown:
                    yield Run(_clean(shown), bold > 0, italic > 0)


def _clean(text: str) -> str:
    return _NO_XML.sub("", text)


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")
