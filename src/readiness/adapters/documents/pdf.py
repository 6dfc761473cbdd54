"""PDF, page by page. Lines are put together again to paragraphs, as far as a page shows where those end."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from typing import Any, Final

from readiness.adapters.documents.limits import MOST_PAGES, MOST_PDF_CONTENT
from readiness.adapters.documents.passages import Gathered
from readiness.adapters.documents.told import BROKEN, note, numbers, refuse
from readiness.domain.conformance.document import Document, Kind
from readiness.ground.extras import extra

_LIMITS: Final[dict[str, Any]] = {
    "zlib_maximum_output_length": 20_000_000,
    "lzw_maximum_output_length": 20_000_000,
    "run_length_maximum_output_length": 20_000_000,
    "array_based_stream_maximum_output_length": 20_000_000,
    "jbig2_maximum_output_length": 1_000_000,
    "stream_decoding_work_maximum_length": 60_000_000,
    "stream_parsing_work_maximum_count": 400_000,
    "xform_maximum_invocations_per_extraction": 200,
    "page_tree_maximum_entries": 20_000,
    "page_tree_maximum_page_entries": 400_000,
    "jbig2dec_binary": None,
}
"""Of pypdf, tighter than its own: nobody here waits for a picture."""
_ITEM: Final = re.compile(r"^\s*(?:[•▪◦‣–·*-]|\d{1,2}[.)])\s+")
_ENDS: Final = re.compile(r"[.!?:;…][\"'”’)]*\s*$")


def read_pdf(data: bytes, name: str) -> Document:
    """Raises Unusable (CF003 with a password, CF006 for no sound PDF), OutsideFailure without the extra `documents`."""
    with extra("documents", "PDF needs"):
        import pypdf  # noqa: PLC0415
        from pypdf.errors import DependencyError, PyPdfError  # noqa: PLC0415
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it notices is told as findings
    broken = (*BROKEN, PyPdfError, DependencyError)
    with pypdf.apply_configuration(**_LIMITS):
        try:
            reader = pypdf.PdfReader(io.BytesIO(data))
            if reader.is_encrypted and not reader.decrypt(""):
                raise refuse("CF003", name, "it asks for a password.", "Save it without one.")
            pages = len(reader.pages)
        except broken as error:
            raise refuse("CF006", name, "it is no sound PDF.", "Export it again where it was made.") from error
        return _read(reader, pages, name, broken)


def _read(reader: Any, pages: int, name: str, broken: tuple[type[Exception], ...]) -> Document:
    gathered = Gathered(name, "pdf", "page")
    unread: list[int] = []
    empty: list[int] = []
    drawn = 0
    for number in range(1, pages + 1):
        if number > MOST_PAGES or drawn > MOST_PDF_CONTENT or gathered.is_full:
            said = f"only the first {number - 1} of {pages:,} pages are read."
            gathered.told.append(note("CF008", name, said, "Check the rest as a file of its own."))
            break
        try:
            page = reader.pages[number - 1]
            content = page.get_contents()
            drawn += len(content.get_data()) if content is not None else 0
            text = page.extract_text()
        except broken:
            unread.append(number)
            continue
        before = len(text.split())
        for paragraph, kind in _paragraphs(text):
            gathered.add(paragraph, number, kind)
        if not before:
            empty.append(number)
    if unread:
        said = f"page {numbers(unread)} cannot be read."
        gathered.told.append(note("CF008", name, said, "Export it again where it was made."))
    if empty:
        said = f"page {numbers(empty)} has no text that can be read; pictures of text are not."
        gathered.told.append(note("CF008", name, said, "Export it with its text.", level="note"))
    return gathered.document(pages)


def _paragraphs(text: str) -> Iterator[tuple[str, Kind]]:
    """The lines of a page put together; an item, a blank line or a line that ends early begins another paragraph."""
    lines = [line.rstrip() for line in text.split("\n")]
    full = max((len(line) for line in lines), default=0) * 0.75
    held = ""
    for number, line in enumerate(lines):
        if not line.strip() or _ITEM.match(line):
            yield from _made(held)
            held = ""
        held = _joined(held, _ITEM.sub("", line))
        follows = lines[number + 1].lstrip() if number + 1 < len(lines) else ""
        if len(line) < full and (_ENDS.search(line) or not follows[:1].islower()):
            yield from _made(held)
            held = ""
    yield from _made(held)


def _made(text: str) -> Iterator[tuple[str, Kind]]:
    if text.strip():
        yield text, "text" if _ENDS.search(text) or len(text) > 90 else "heading"


def _joined(held: str, line: str) -> str:
    if held.endswith("-") and line[:1].islower() and held[-2:-1].isalpha():
        return held[:-1] + line.lstrip()
    return f"{held} {line.strip()}".strip()
