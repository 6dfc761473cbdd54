"""A Word document cut to what can be read in bounded time: every element costs, however little it says."""

from __future__ import annotations

import io
import zipfile
from typing import Any, Final

from readiness.adapters.documents.limits import MOST_WORD_ELEMENTS
from readiness.adapters.documents.packages import WORD

_PARTS: Final = tuple(b"<w:" + name + end for name in (b"p", b"r", b"t", b"tc", b"tr") for end in (b">", b" ", b"/"))


def cut_to_size(data: bytes, most: int = MOST_WORD_ELEMENTS) -> tuple[bytes, int]:
    """The package, and how many blocks (paragraphs and tables) of its body are kept; 0 = all, and nothing is changed.

    A paragraph or table that is beyond the bound by itself is left out with all that follows it. Raises what lxml and
    zipfile raise on what is broken.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        body = package.read(WORD)
        if _elements(body) <= most:
            return data, 0
        others = [(part, package.read(part)) for part in package.infolist() if part.filename != WORD]
    cut, kept = _cut(body, most)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as made:
        for part, content in others:
            made.writestr(part.filename, content)
        made.writestr(WORD, cut)
    return held.getvalue(), kept


def _elements(xml: bytes) -> int:
    """Paragraphs, runs, texts and cells, counted without parsing."""
    return sum(xml.count(part) for part in _PARTS)


def _cut(xml: bytes, most: int) -> tuple[bytes, int]:
    from lxml import etree  # noqa: PLC0415 - it comes with python-docx, for documents that are this large

    root: Any = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
    body = root.find("{*}body")
    blocks = list(body) if body is not None else []
    kept, left = 0, most
    for block in blocks:
        left -= sum(1 for _ in block.iter())
        if left < 0:
            break
        kept += 1
    for block in blocks[kept:]:
        body.remove(block)
    return etree.tostring(root), max(kept, 1)
