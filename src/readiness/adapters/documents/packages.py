"""Packages of Office (ZIP), looked at before anything of them is unpacked: bombs, passwords, macros, document types."""

from __future__ import annotations

import io
import zipfile
from typing import Final

from readiness.adapters.documents.limits import (
    MOST_PARTS,
    MOST_RATIO,
    MOST_UNPACKED,
    MOST_XML,
    MOST_XML_PART,
    RATIO_FROM,
)
from readiness.adapters.documents.told import BROKEN, note, refuse
from readiness.ground.errors import Problem

WORD: Final = "word/document.xml"
SLIDES: Final = "ppt/presentation.xml"
_SMALLER: Final = "Save it again, or cut it into smaller files."


def look_into(data: bytes, name: str) -> tuple[frozenset[str], tuple[Problem, ...]]:
    """The names of its parts, and what is told of them. Raises Unusable for what must not, or cannot, be unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            _require_small(parts, name)
            if any(part.flag_bits & 1 for part in parts):
                raise refuse("CF003", name, "it asks for a password.", "Save it without one.")
            _require_plain_xml(package, parts, name)
    except BROKEN as error:
        raise refuse(
            "CF006", name, "the package is damaged.", "Open it where it was made, and save it again."
        ) from error
    names = frozenset(part.filename for part in parts)
    told = []
    if any(one.lower().endswith("vbaproject.bin") for one in names):
        said = "it carries macros, which are neither run nor looked at."
        told.append(note("CF007", name, said, "Save it without macros (.docx, .pptx) before you send it out."))
    return names, tuple(told)


def _require_small(parts: list[zipfile.ZipInfo], name: str) -> None:
    """Sizes are what the package says of itself; reading a part gives no more bytes than that."""
    unpacked = sum(part.file_size for part in parts)
    xml = [part.file_size for part in parts if _is_xml(part.filename)]
    if len(parts) > MOST_PARTS:
        raise refuse("CF004", name, f"it has {len(parts):,} parts; {MOST_PARTS:,} is the most.", _SMALLER)
    if unpacked > MOST_UNPACKED or sum(xml) > MOST_XML or max(xml, default=0) > MOST_XML_PART:
        said = f"it is {unpacked / 1e6:,.0f} MB when it is unpacked, {sum(xml) / 1e6:,.0f} MB of it text."
        raise refuse("CF004", name, said, _SMALLER)
    for part in parts:
        if part.file_size > RATIO_FROM and part.file_size > MOST_RATIO * max(part.compress_size, 1):
            said = f"a part is {part.file_size // max(part.compress_size, 1):,} times larger than it is packed."
            raise refuse("CF004", name, said, _SMALLER)


def _require_plain_xml(package: zipfile.ZipFile, parts: list[zipfile.ZipInfo], name: str) -> None:
    """Office writes no document types; whoever does defines entities that grow, or that point elsewhere."""
    for part in parts:
        if not _is_xml(part.filename):
            continue
        plain = package.read(part).replace(b"\0", b"")
        if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
            raise refuse("CF005", name, f"{part.filename[:80]} has a document type.", "Save it again with Office.")


def _is_xml(part: str) -> bool:
    return part.lower().endswith((".xml", ".rels"))
