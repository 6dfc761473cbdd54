"""Text that people wrote, made safe to stand inside Markdown.

A launch file is never trusted: every value that a template prints is escaped here, so that it reads as the author typed
it and can neither begin a heading, a list, a table cell or a link, nor carry HTML. The two fields that are Markdown on
purpose (a module's `practice` and `body`) are parsed and written again from the parts that are allowed: paragraphs,
headings, lists, quotes, tables, code, emphasis and links to http, https and mailto. Nothing else survives.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

RULES = 1
"""Counts up when the same launch text would read differently; part of every template's fingerprint."""

_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u2028-\u202e\u2060-\u2069\ufeff]")
_SPACE = re.compile(r"\s+")
_ANYWHERE = re.compile(r"[\\`*\[\]|~]|<(?=[A-Za-z/!?]|$)|&(?=#|[A-Za-z])|(?<![^\W_])_|_(?![^\W_])")
_AT_START = re.compile(r"^(\s*)(?:(#{1,6})(?=\s|$)|([-+])(?=\s|$)|(\d{1,9})([.)])(?=\s|$)|([>=:]|-{2,}|-$))")
_SAFE_URL = re.compile(r"(?:https?://[^\s<>\"\\^`{|}]+|mailto:[^\s<>\"\\^`{|}]+)", re.IGNORECASE)
_BLANK = re.compile(r"\n\s*\n")
_ALLOWED = MarkdownIt("commonmark", {"html": False}).enable("table")


class Text(str):
    """A launch file's text inside a template: printing or joining it escapes it."""

    __slots__ = ()

    def __html__(self) -> str:
        return escape_text(self)


def escape_text(text: str) -> str:
    """One line of Markdown that reads as `text`; white space runs become one space."""
    return _escape(_folded(text))


def paragraphs(text: str) -> str:
    """As `escape_text`, but blank lines in `text` go on separating paragraphs."""
    return "\n\n".join(filter(None, map(escape_text, _BLANK.split(text))))


def is_safe_url(url: str) -> bool:
    """True for an http, https or mailto address without anything that could end it early."""
    return bool(_SAFE_URL.fullmatch(url))


def link(label: str, url: str) -> str:
    """A Markdown link, or just the label when the address is none that may be followed."""
    return f"[{escape_text(label)}](<{url}>)" if is_safe_url(url) else escape_text(label)


def code(text: str) -> str:
    """A label: a code span of one line, without pipes, so that it may stand in a table."""
    return "`" + _folded(text.replace("`", "'").replace("|", "/")) + "`"


def allowed_markdown(text: str, *, top: int) -> str:
    """`text` written again from its allowed parts; its headings begin at level `top` and never skip one."""
    tree = SyntaxTreeNode(_ALLOWED.parse(_UNSEEN.sub("", text)))
    return _Writer(top).blocks(tree.children)


def _folded(text: str) -> str:
    return _SPACE.sub(" ", _UNSEEN.sub("", _SPACE.sub(" ", text))).strip()


def _escape(text: str) -> str:
    escaped = _ANYWHERE.sub(lambda found: "\\" + found.group(), text)
    return _AT_START.sub(_escape_start, escaped)


def _escape_start(found: re.Match[str]) -> str:
    space, heading, bullet, number, point, other = found.groups()
    if number:
        return f"{space}{number}\\{point}"
    return f"{space}\\{heading or bullet or other}"


class _Writer:
    """Writes a parsed tree as Markdown, block by block."""

    def __init__(self, top: int) -> None:
        self.top = top
        self.last = top - 1
        self.shift: int | None = None

    def blocks(self, nodes: list[SyntaxTreeNode], *, tight: bool = False) -> str:
        written = [text for node in nodes if (text := self.block(node))]
        return ("\n" if tight else "\n\n").join(written)

    def block(self, node: SyntaxTreeNode) -> str:  # noqa: PLR0911 - one line per kind of block
        match node.type:
            case "paragraph":
                return self.inline(node)
            case "heading":
                return self.heading(node)
            case "bullet_list":
                return self.items(node, lambda _: "- ")
            case "ordered_list":
                first = int(node.attrs.get("start", 1))
                return self.items(node, lambda i: f"{first + i}. ")
            case "blockquote":
                return "\n".join(f"> {line}".rstrip() for line in self.blocks(node.children).split("\n"))
            case "fence" | "code_block":
                return _fence(node)
            case "hr":
                return "* * *"
            case "table":
                return self.table(node)
        return ""

    def heading(self, node: SyntaxTreeNode) -> str:
        text = self.inline(node)
        if not text:
            return ""
        asked = int(node.tag[1])
        if self.shift is None:
            self.shift = self.top - asked
        level = max(self.top, min(asked + self.shift, self.last + 1, 6))
        self.last = level
        return f"{'#' * level} {text}"

    def items(self, node: SyntaxTreeNode, marker: object) -> str:
        assert callable(marker)
        lines: list[str] = []
        tight = all(child.hidden for item in node.children for child in item.children if child.type == "paragraph")
        for i, item in enumerate(node.children):
            lead = marker(i)
            body = self.blocks(item.children, tight=tight).split("\n")
            indent = " " * len(lead)
            lines.append("\n".join([f"{lead}{body[0]}".rstrip(), *(f"{indent}{line}".rstrip() for line in body[1:])]))
        return ("\n" if tight else "\n\n").join(lines)

    def table(self, node: SyntaxTreeNode) -> str:
        rows = [row for part in node.children for row in part.children]
        cells = [[self.inline(cell).replace("\n", " ") or " " for cell in row.children] for row in rows]
        if not cells:
            return ""
        rule = "| " + " | ".join("---" for _ in cells[0]) + " |"
        lines = ["| " + " | ".join(row) + " |" for row in cells]
        return "\n".join([lines[0], rule, *lines[1:]])

    def inline(self, node: SyntaxTreeNode) -> str:
        return "".join(self.span(child) for part in node.children for child in part.children).strip()

    def span(self, node: SyntaxTreeNode) -> str:  # noqa: PLR0911 - one line per kind of span
        inner = "".join(self.span(child) for child in node.children or ())
        match node.type:
            case "text":
                return _escape(node.content)
            case "softbreak":
                return " "
            case "hardbreak":
                return "\\\n"
            case "em":
                return f"*{inner}*" if inner.strip() == inner and inner else inner
            case "strong":
                return f"**{inner}**" if inner.strip() == inner and inner else inner
            case "code_inline":
                return code(node.content)
            case "link":
                url = str(node.attrs.get("href", ""))
                return f"[{inner}](<{url}>)" if is_safe_url(url) and inner.strip() else inner
            case "image":
                return _escape(node.content)
        return ""


def _fence(node: SyntaxTreeNode) -> str:
    content = node.content.rstrip("\n")
    longest = max((len(run) for run in re.findall(r"`+", content)), default=0)
    marks = "`" * max(3, longest + 1)
    info = re.sub(r"[^A-Za-z0-9+-].*", "", node.info)
    return f"{marks}{info}\n{content}\n{marks}"
