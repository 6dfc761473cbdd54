"""Which reader a file is for: told by how it begins, not by its name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath
from typing import Final

from readiness.adapters.documents.limits import MOST_BYTES, MOST_TEXT_BYTES
from readiness.adapters.documents.packages import SLIDES, WORD, look_into
from readiness.adapters.documents.pdf import read_pdf
from readiness.adapters.documents.slides import read_slides
from readiness.adapters.documents.told import note, refuse
from readiness.adapters.documents.word import read_word
from readiness.domain.conformance.document import Document, Format
from readiness.ground.errors import Problem

_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SUFFIXES: Final[dict[str, Format]] = {
    ".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html", ".xhtml": "html", ".txt": "text",
    ".text": "text", ".docx": "docx", ".docm": "docx", ".dotx": "docx", ".pptx": "pptx", ".pptm": "pptx",
    ".ppsx": "pptx", ".potx": "pptx", ".pdf": "pdf",
}  # fmt: skip
_SAVE: Final = "Save it as DOCX, PPTX, PDF, HTML, Markdown or text."


class DocumentFiles:
    """Reads what people send: PDF, slides, Word, HTML, Markdown and text."""

    largest = MOST_BYTES

    def read(self, name: str, data: bytes) -> Document:
        """The document, its passages in reading order. Raises Unusable with every reason why there is none (CF001 to
        CF006), OutsideFailure when the extra that reads this format is not installed.
        """
        if not data.strip():
            raise refuse("CF001", name, "the file is empty.", "Choose the document.")
        if len(data) > MOST_BYTES:
            said = f"it is {len(data) / 1e6:.0f} MB; {MOST_BYTES / 1e6:.0f} MB is the most."
            raise refuse("CF001", name, said, "Make its pictures smaller, or cut it into parts.")
        document = _read(name, data)
        named = _SUFFIXES.get(PurePath(name).suffix.lower())
        if named is not None and named != document.form:
            told = note(
                "CF010", name, f"its name says {named}, but it is {document.form}; it is read as that.", level="note"
            )
            document = replace(document, told=(told, *document.told))
        return document


def _read(name: str, data: bytes) -> Document:
    if b"%PDF-" in data[:1024]:
        return read_pdf(data, name)
    if data.startswith(b"PK\x03\x04"):
        parts, told = look_into(data, name)
        if WORD in parts:
            return read_word(data, name, told)
        if SLIDES in parts:
            return read_slides(data, name, told)
        raise refuse("CF002", name, "this is a package, but neither of Word nor of PowerPoint.", _SAVE)
    if data.startswith(_OLD_OFFICE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise refuse("CF003", name, "it asks for a password.", "Save it without one.")
        raise refuse("CF002", name, "this is a file of Office before 2007.", _SAVE)
    if data.startswith(b"{\\rtf"):
        raise refuse("CF002", name, "this is RTF.", _SAVE)
    return _text(name, data)


def _text(name: str, data: bytes) -> Document:
    from readiness.adapters.documents.html_text import read_html  # noqa: PLC0415
    from readiness.adapters.documents.plain_text import read_markdown, read_text, text_of  # noqa: PLC0415

    if len(data) > MOST_TEXT_BYTES:
        said = f"it is {len(data) / 1e6:.0f} MB of text; {MOST_TEXT_BYTES / 1e6:.0f} MB is the most."
        raise refuse("CF001", name, said, "Cut it into parts.")
    told: list[Problem] = []
    text = text_of(data, name, told)
    head = text[:400].lstrip().lower()
    suffix = PurePath(name).suffix.lower()
    if _SUFFIXES.get(suffix) == "html" or head.startswith(("<!doctype html", "<html")):
        document = read_html(text, name)
    elif _SUFFIXES.get(suffix) == "markdown":
        document = read_markdown(text, name)
    else:
        document = read_text(text, name)
    return replace(document, told=(*told, *document.told)) if told else document
