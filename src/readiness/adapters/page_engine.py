"""The making of a page: Markdown tokens are grouped into sections and cards, rendered, sanitised, and put in the frame.

What the Markdown can say, and how it shows: a second-level heading begins a section, a third-level one a card; a list
in which every entry begins with bold words shows them in a column; a quote that begins with `[!NOTE]`, `[!WARNING]` or
`[!IMPORTANT]` is a call-out; a code span that is one of the words in LABELS is a coloured label.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import nh3
from jinja2 import Environment, StrictUndefined
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup, escape

LABELS = {
    "unique": "good", "stronger": "good", "parity": "plain", "weaker": "bad", "not known": "plain",
    "public": "good", "approved": "good", "internal": "warn", "no permission": "bad", "not available": "bad",
    "must pass": "key", "right": "good", "published": "good", "rejected": "bad", "waiting": "warn",
}  # fmt: skip
"""Words that show as a label, and its tone."""

_CALLOUT = re.compile(r"^\[!(NOTE|WARNING|IMPORTANT)\]\s*")
_TAGS = {
    "a", "article", "aside", "blockquote", "br", "code", "div", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li",
    "ol", "p", "pre", "s", "section", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href"}, "ol": {"start"}, "div": {"tabindex", "role", "aria-label"}, "aside": {"role"}, "th": {"scope"},
    "section": {"aria-labelledby"}, **{f"h{level}": {"id"} for level in range(1, 7)},
}  # fmt: skip
_CLASSES = {
    "div": {"table"},
    "ul": {"said"},
    "aside": {"note", "warning", "important"},
    "code": {"chip", *LABELS.values()},
}


class PageEngine:
    """Makes pages in the frame `frame` (Jinja2, autoescaped) with the style sheet `css`."""

    def __init__(self, frame: str, css: str) -> None:
        environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
        self.frame = environment.from_string(frame)
        self.css = Markup(css)  # noqa: S704 - our own file
        self.markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
        self.markdown.add_render_rule("code_inline", _code)
        self.markdown.add_render_rule("th_open", _heading_cell)

    def page(self, markdown: str, *, title: str, kicker: str, note: str, mark: str) -> str:
        heading, contents, body = self.parts(markdown)
        return self.frame.render(
            title=title,
            kicker=kicker,
            note=note,
            mark=mark,
            css=self.css,
            heading=heading or title,
            contents=contents if len(contents) > 2 else [],
            body=body,
        )

    def parts(self, markdown: str) -> tuple[Markup, list[tuple[str, str]], Markup]:
        """What is in the frame: the leading h1 (empty = none), the second-level headings, and all below the h1."""
        return _parts(self, markdown)

    def read_parts(self, markdown: str) -> tuple[Markup, list[tuple[str, str]], Markup]:
        heading, contents, tokens = self._read(markdown)
        return self._clean([heading] if heading else []), contents, self._clean(_grouped(tokens))

    def fragment(self, markdown: str) -> str:
        """What stands between heading and foot: safe HTML to put into another page. A leading h1 is left out."""
        return self._clean(_grouped(self._read(markdown)[2]))

    def sections(self, markdown: str) -> list[tuple[str, str, str]]:
        """The fragment cut at its second-level headings: id and text of the heading, and the HTML with it.

        What comes before the first heading stands in its section, above the heading.
        """
        _, contents, tokens = self._read(markdown)
        starts = [i for i, t in enumerate(tokens) if t.type == "heading_open" and t.tag == "h2" and t.level == 0]
        if not starts:
            return [("s-all", "All of it", self._clean(_grouped(tokens)))]
        before = self._clean(tokens[: starts[0]])
        ends = [*starts[1:], len(tokens)]
        names = {str(tokens[start].attrGet("id")) for start in starts}
        headings = [heading for heading in contents if heading[0] in names]
        cut = [self._clean(_grouped(tokens[start:end])) for start, end in zip(starts, ends, strict=True)]
        return [
            (name, text, before + html if place == 0 else html)
            for place, ((name, text), html) in enumerate(zip(headings, cut, strict=True))
        ]

    def _read(self, markdown: str) -> tuple[Token | None, list[tuple[str, str]], list[Token]]:
        """The leading h1, the second-level headings, and everything below the h1."""
        heading, tokens = _take_heading(self.markdown.parse(markdown))
        contents = _name_headings(tokens)
        _mark_callouts(tokens)
        _mark_said(tokens)
        return heading, contents, tokens

    def _clean(self, tokens: Sequence[Token]) -> Markup:
        html = self.markdown.renderer.render(tokens, self.markdown.options, {})
        safe = nh3.clean(
            html, tags=_TAGS, attributes=_ATTRIBUTES, allowed_classes=_CLASSES, url_schemes={"http", "https", "mailto"}
        )
        return Markup(safe)  # noqa: S704 - sanitised on the line above


@lru_cache(maxsize=100)
def _parts(engine: PageEngine, markdown: str) -> tuple[Markup, list[tuple[str, str]], Markup]:
    """An apply reads the pages of a launch, some forty, before it may write them."""
    return engine.read_parts(markdown)


def _take_heading(tokens: list[Token]) -> tuple[Token | None, list[Token]]:
    """The text of a leading h1, and what comes after it."""
    if tokens and tokens[0].type == "heading_open" and tokens[0].tag == "h1":
        return tokens[1], tokens[3:]
    return None, tokens


def _name_headings(tokens: list[Token]) -> list[tuple[str, str]]:
    """Every heading below the first level has an id; returns those of the second level, with their text."""
    seen: dict[str, int] = {}
    contents: list[tuple[str, str]] = []
    for i, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        text = "".join(part.content for part in tokens[i + 1].children or () if part.type in {"text", "code_inline"})
        slug = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "section"
        seen[slug] = seen.get(slug, 0) + 1
        name = f"s-{slug}" if seen[slug] == 1 else f"s-{slug}-{seen[slug]}"
        token.attrSet("id", name)
        if token.tag == "h2":
            contents.append((name, text))
    return contents


def _mark_callouts(tokens: list[Token]) -> None:
    for i, token in enumerate(tokens[:-2]):
        if token.type != "blockquote_open" or tokens[i + 2].type != "inline":
            continue
        words = tokens[i + 2].children or []
        found = _CALLOUT.match(words[0].content) if words and words[0].type == "text" else None
        if not found:
            continue
        words[0].content = words[0].content[found.end() :]
        if not words[0].content and len(words) > 1 and words[1].type == "softbreak":
            del words[:2]
        closing = next(t for t in tokens[i:] if t.type == "blockquote_close" and t.level == token.level)
        token.tag = closing.tag = "aside"
        token.attrSet("class", found[1].lower())
        token.attrSet("role", "note")


def _mark_said(tokens: list[Token]) -> None:
    for i, token in enumerate(tokens):
        entries = _entries(tokens, i) if token.type == "bullet_list_open" else []
        if entries and all(map(_begins_bold, entries)):
            token.attrSet("class", "said")
            for entry in entries:
                _drop_colon(entry)


def _entries(tokens: list[Token], start: int) -> list[Token | None]:
    """The first line of text of each entry of the list that opens at `start`; None when an entry has other things."""
    level = tokens[start].level
    found: list[Token | None] = []
    for i in range(start + 1, len(tokens)):
        if tokens[i].type == "bullet_list_close" and tokens[i].level == level:
            break
        if tokens[i].type == "list_item_open" and tokens[i].level == level + 1:
            plain = tokens[i + 1].type == "paragraph_open" and tokens[i + 1].hidden
            found.append(tokens[i + 2] if plain and tokens[i + 2].type == "inline" else None)
    return found


def _begins_bold(token: Token | None) -> bool:
    words = [t for t in (token.children or ()) if t.type != "text" or t.content] if token else []
    return bool(words) and words[0].type == "strong_open" and len(words) > 3


def _drop_colon(entry: Token | None) -> None:
    """The bold words stand in a column of their own, where a colon is in the way."""
    for word in (entry.children or ()) if entry else ():
        if word.type == "text" and word.content:
            word.content = word.content.removesuffix(":")
            return


def _grouped(tokens: list[Token]) -> list[Token]:
    """Sections around second-level headings, cards around third-level ones, and a frame that scrolls around tables."""
    made: list[Token] = []
    section = card = False
    for i, token in enumerate(tokens):
        if token.type == "heading_open" and token.level == 0 and token.tag in {"h2", "h3"}:
            if card:
                made.append(_html("</article>"))
            card = token.tag == "h3"
            if token.tag == "h2":
                made += [_html("</section>")] if section else []
                section = True
                made.append(_html(f'<section aria-labelledby="{escape(str(token.attrGet("id")))}">'))
            else:
                made.append(_html("<article>"))
        if token.type == "table_open":
            made.append(_html(f'<div class="table" tabindex="0" role="region" aria-label="{_columns(tokens, i)}">'))
        made.append(token)
        if token.type == "table_close":
            made.append(_html("</div>"))
    made += [_html("</article>")] if card else []
    made += [_html("</section>")] if section else []
    return made


def _columns(tokens: list[Token], start: int) -> str:
    """What a table is called when it is read out: the names of its columns."""
    names: list[str] = []
    for i in range(start, len(tokens)):
        if tokens[i].type == "thead_close":
            break
        if tokens[i].type == "th_open":
            names.append(tokens[i + 1].content)
    return str(escape("Table: " + ", ".join(filter(None, names))))


def _html(text: str) -> Token:
    return Token("html_block", "", 0, content=text + "\n")


def _code(self: RendererHTML, tokens: Sequence[Token], i: int, options: OptionsDict, env: EnvType) -> str:  # noqa: ARG001
    text = tokens[i].content
    tone = LABELS.get(text)
    return f'<code class="chip {tone}">{escape(text)}</code>' if tone else f"<code>{escape(text)}</code>"


def _heading_cell(self: RendererHTML, tokens: Sequence[Token], i: int, options: OptionsDict, env: EnvType) -> str:  # noqa: ARG001
    return '<th scope="col">'
