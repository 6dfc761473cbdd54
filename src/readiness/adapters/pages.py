"""Markdown to a page that stands alone: nothing is fetched, everything in it is escaped or sanitised.

The page is accessible (language, landmarks, skip link, headings in order, AA contrast in both colour schemes), prints
well, and follows the reader's colour scheme. Markdown and HTML libraries are loaded when the first page is made.
"""

from __future__ import annotations

import hashlib
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from readiness.ports import PageSection

if TYPE_CHECKING:
    from readiness.adapters.page_engine import PageEngine

_FOLDER = Path(__file__).parent / "page"
_PARTS = ("page.html.j2", "page.css")
_ENGINE = Path(__file__).parent / "page_engine.py"


@lru_cache(maxsize=256)
def _sections(engine: PageEngine, markdown: str) -> tuple[PageSection, ...]:
    """Everybody reads the same few modules, and parsing one takes some milliseconds."""
    return tuple(PageSection(*section) for section in engine.sections(markdown))


class HtmlPages:
    """Makes pages of one design."""

    @cached_property
    def design(self) -> str:
        """Changes when a page of the same Markdown would look or be built differently."""
        digest = hashlib.sha256()
        for path in (*(_FOLDER / part for part in _PARTS), _ENGINE):
            digest.update(path.read_bytes())
        return "sha256:" + digest.hexdigest()

    def page(self, markdown: str, *, title: str, kicker: str = "", note: str = "", mark: str = "") -> str:
        """A whole HTML document. Its h1 is the Markdown's own first heading, or `title` when it begins with none.

        Raw HTML in `markdown` shows as text; links go to http, https, mailto or a relative path, or are text too.
        """
        return self._engine.page(markdown, title=title, kicker=kicker, note=note, mark=mark)

    def read_ahead(self, markdown: str) -> None:
        """The next page of this Markdown is made in a tenth of the time: some hundred texts are remembered as read."""
        self._engine.parts(markdown)

    def fragment(self, markdown: str) -> str:
        """Safe HTML of the Markdown, to stand inside another page; its own first heading is left out."""
        return self._engine.fragment(markdown)

    def sections(self, markdown: str) -> tuple[PageSection, ...]:
        """As `fragment`, in sections, one for each second-level heading; without any, the whole is one."""
        return _sections(self._engine, markdown)

    @cached_property
    def _engine(self) -> PageEngine:
        from readiness.adapters.page_engine import PageEngine  # noqa: PLC0415 - 0.2 s that most commands don't owe

        return PageEngine((_FOLDER / _PARTS[0]).read_text("utf-8"), (_FOLDER / _PARTS[1]).read_text("utf-8"))
