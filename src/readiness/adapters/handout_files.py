"""Handouts as files in every form: Markdown and HTML always, PDF, Word and slides with their extras."""

from __future__ import annotations

import importlib.util
import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from readiness.adapters import handout_office, handout_slides
from readiness.adapters.markdown_blocks import blocks
from readiness.adapters.markdown_text import escape_text
from readiness.ground.errors import OutsideFailure
from readiness.ground.extras import extra
from readiness.ports import Pages
from readiness.ports.handouts import Form, Handout

_TEMPLATE: Final = Path(__file__).parent / "page" / "handout.typ"
_FONTS: Final = ("manimgx_fonts", "manimgx_fonts_cjk")
_NEEDS: Final = "handouts as PDF need"
_FIRST_HEADING: Final = re.compile(r"\A# [^\n]*\n")


class HandoutFiles:
    """Writes handouts; HTML in the design of `pages`. Nothing is loaded before the first one that needs it."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self._compilers: dict[bool, Any] = {}
        self._turn = threading.Lock()

    def write(self, handout: Handout, form: Form) -> bytes:
        """As the port says."""
        made: Mapping[Form, Callable[[Handout], bytes]] = {
            "md": _markdown,
            "html": self._html,
            "pdf": self._pdf,
            "docx": handout_office.docx,
            "pptx": handout_slides.pptx,
        }
        return made[form](handout)

    def _html(self, handout: Handout) -> bytes:
        return self.pages.page(_body(handout), title=handout.title, kicker=handout.kicker, note=handout.note).encode()

    def _pdf(self, handout: Handout) -> bytes:
        """Tagged for screen readers where the fonts have every letter; else with the letters that there are."""
        told = {
            "title": handout.title, "kicker": handout.kicker, "note": handout.note,
            "on": [handout.on.year, handout.on.month, handout.on.day],
            "blocks": [asdict(block) for block in blocks(_body(handout))],
        }  # fmt: skip
        files = {
            "main": _TEMPLATE.read_bytes(),
            "handout.json": json.dumps(told, ensure_ascii=False).encode("utf-8", "replace"),
        }
        born = handout_office.born(handout.on)
        for system, standards in ((False, ["ua-1"]), (True, ["ua-1"]), (True, [])):
            try:
                with self._turn:
                    made: bytes = self._compiler(files, system=system).compile(
                        input=dict(files), format="pdf", timestamp=born, pdf_standards=standards
                    )
            except self._typst.TypstError as error:
                wrong = error
            else:
                return made
        raise OutsideFailure(f"Typst cannot set '{handout.title[:80]}': {str(wrong)[:300]}")

    def _compiler(self, files: Mapping[str, bytes], *, system: bool) -> Any:
        if system not in self._compilers:
            self._compilers[system] = self._typst.Compiler(
                dict(files),
                root=str(_TEMPLATE.parent),
                font_paths=list(_font_folders()),
                ignore_system_fonts=not system,
            )
        return self._compilers[system]

    @cached_property
    def _typst(self) -> Any:
        with extra("certificates", _NEEDS):
            import typst  # noqa: PLC0415 - 0.2 s, for whoever prints
        return typst


def _body(handout: Handout) -> str:
    """Without a first heading: the title stands above."""
    return _FIRST_HEADING.sub("", handout.markdown, count=1)


def _markdown(handout: Handout) -> bytes:
    above = f"{escape_text(handout.kicker)}\n\n" if handout.kicker else ""
    below = f"\n{escape_text(handout.note)}\n" if handout.note else ""
    return f"{above}# {escape_text(handout.title)}\n\n{_body(handout).strip()}\n{below}".encode("utf-8", "replace")


def _font_folders() -> Iterator[str]:
    for package in _FONTS:
        spec = importlib.util.find_spec(package)
        yield from (spec.submodule_search_locations if spec else None) or ()
