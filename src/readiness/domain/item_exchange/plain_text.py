"""HTML of another product as plain text, which is what questions are here; and what was lost on the way."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from readiness.domain.item_exchange.exchange_item import tidy

_BREAKS = frozenset({"p", "div", "br", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "hr",
                     "blockquote", "dd", "dt", "dl", "section", "article"})  # fmt: skip
_SILENT = frozenset({"script", "style", "head", "title", "template", "noscript", "iframe", "object"})
_PLAIN = frozenset({"span", "a", "html", "body", "tbody", "thead", "td", "th", "wbr", "font", "label"}) | _BREAKS
_EMBEDDED = frozenset({"img", "audio", "video", "source", "embed", "iframe", "object", "svg", "math", "canvas"})
_TAG = re.compile(r"<(?:/?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]*)?/?|!--)>?|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]{2,8});")


def looks_like_html(text: str) -> bool:
    """True when there are tags or entities in it."""
    return _TAG.search(text) is not None


def plain_text(html: str) -> tuple[str, tuple[str, ...]]:
    """The text of `html` and what of it is not carried, each thing once; paragraphs become lines, lists dashes."""
    cleaner = _Cleaner()
    cleaner.feed(html)
    cleaner.close()
    lines = [" ".join(line.replace("\xa0", " ").split()) for line in "".join(cleaner.parts).split("\n")]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines))
    return tidy(text), tuple(dict.fromkeys(cleaner.lost))


class _Cleaner(HTMLParser):
    """Collects text; tells of what cannot be text. A tag that is not closed does no harm, save for silent ones."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.lost: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: C901
        told = dict(attrs)
        if tag in _EMBEDDED:
            source = (told.get("src") or told.get("data") or "").removeprefix("@@PLUGINFILE@@/")
            name = "inside the text" if source.startswith("data:") else f"'{source[:80]}'" if source else ""
            self.lost.append(f"{tag} {name}".strip())
            if told.get("alt"):
                self.parts.append(f"[{told['alt']}]")
        if tag in _SILENT:
            self._silent += 1
            if tag not in _EMBEDDED:
                self.lost.append(f"<{tag}> with what is in it")
        elif tag == "a" and told.get("href"):
            self.lost.append(f"the link to {str(told['href'])[:120]}")
        elif tag in ("td", "th"):
            self.parts.append(" ")
        elif tag == "table":
            self.lost.append("the table's form; its cells are kept")
        elif tag not in _PLAIN and tag not in _EMBEDDED:
            self.lost.append(f"<{tag}>, the text in it is kept")
        if tag in _BREAKS:
            self.parts.append("\n")
        if tag == "li":
            self.parts.append("- ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag in _SILENT:
            self._silent -= 1

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT and self._silent:
            self._silent -= 1
        elif tag in _BREAKS and tag not in ("br", "hr"):
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data.replace("\n", " "))

    def handle_comment(self, data: str) -> None:
        self.lost.append(f"a comment ({len(data)} characters)")
