"""The filters that training templates have besides Jinja's own. Each returns Markdown that is already safe."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from markupsafe import Markup

from readiness.adapters import markdown_text
from readiness.adapters.markdown_text import escape_text
from readiness.ground.percent import percent

_PATH = re.compile(r"(?:[a-z0-9.#-]+/)*[a-z0-9.#-]+")


def markdown(text: str, top: int = 3) -> Markup:
    """The author's own Markdown, its allowed parts only; headings begin at level `top`."""
    return _safe(markdown_text.allowed_markdown(str(text), top=int(top)))


def paragraphs(text: str) -> Markup:
    """Plain text whose blank lines go on separating paragraphs."""
    return _safe(markdown_text.paragraphs(str(text)))


def label(text: str) -> Markup:
    """A small label: `parity`, `internal`."""
    return _safe(markdown_text.code(str(text)))


def linked(text: str) -> Markup:
    """A source: an address becomes a link to itself, anything else stays text."""
    return _safe(markdown_text.link(str(text), str(text).strip()))


def to(text: str, path: str) -> Markup:
    """A link to another page of ours, by a relative path made of keys; any other path is left out."""
    return _safe(f"[{_escaped(text)}](<{path}>)" if _PATH.fullmatch(str(path)) else _escaped(text))


def quoted(text: str) -> Markup:
    """In quotation marks, unless it brings its own."""
    inner = str(text).strip().strip('“”"').strip()
    return _safe(f"“{_escaped(_same(text, inner))}”")


def sentence(text: str) -> Markup:
    """Ends with a full stop, unless it ends with a mark of its own."""
    stripped = str(text).strip()
    return _safe(_escaped(_same(text, stripped)) + ("" if stripped[-1:] in ".!?…:" else "."))


def listed(items: Iterable[str], last: str = "and") -> Markup:
    """One, two and three."""
    texts = [_escaped(item) for item in items]
    if len(texts) > 1:
        texts = [", ".join(texts[:-1]) + f" {last} {texts[-1]}"]
    return _safe("".join(texts))


def day(iso: str) -> str:
    """2018-03-22 as 22 March 2018."""
    on = date.fromisoformat(iso)
    return f"{on.day} {on:%B %Y}"


def times(count: float, one: str, many: str = "") -> str:
    """1 minute, 2 minutes."""
    return f"{count:g} {one if count == 1 else many or one + 's'}"


def _escaped(text: str) -> str:
    return text if isinstance(text, Markup) else escape_text(str(text))


def _same(like: str, text: str) -> str:
    return Markup(text) if isinstance(like, Markup) else text  # noqa: S704 - it was safe before it was stripped


def _safe(markdown_source: str) -> Markup:
    return Markup(markdown_source)  # noqa: S704 - made of escaped parts by every caller in this module


FILTERS = {
    "markdown": markdown, "paragraphs": paragraphs, "label": label, "linked": linked, "to": to, "quoted": quoted,
    "sentence": sentence, "listed": listed, "day": day, "percent": percent, "times": times,
}  # fmt: skip
