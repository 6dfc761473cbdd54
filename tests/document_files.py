"""Documents as people send them, made here: slides, Word, PDF; and those that nobody should send."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

import docx
import pptx
import typst


def deck(*slides: Sequence[str], notes: str = "", table: Sequence[Sequence[str]] = ()) -> bytes:
    """A slide for each: its title, then its bullets. `notes` are those of the last slide, which also has the table."""
    made = pptx.Presentation()
    slide = None
    for title, *bullets in slides:
        slide = made.slides.add_slide(made.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = "\n".join(bullets)
    if slide is not None and notes:
        slide.notes_slide.notes_text_frame.text = notes
    if slide is not None and table:
        shape = slide.shapes.add_table(len(table), len(table[0]), 0, 0, pptx.util.Cm(10), pptx.util.Cm(5))
        for row, cells in zip(shape.table.rows, table, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    return _saved(made)


def word(*paragraphs: str, table: Sequence[Sequence[str]] = ()) -> bytes:
    """Paragraphs that begin with `# ` are headings."""
    made = docx.Document()
    for text in paragraphs:
        if text.startswith("# "):
            made.add_heading(text[2:], 1)
        else:
            made.add_paragraph(text)
    if table:
        placed = made.add_table(len(table), len(table[0]))
        for row, cells in zip(placed.rows, table, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    return _saved(made)


def pdf(*pages: str) -> bytes:
    """A page for each text, set by Typst with the fonts it carries."""
    body = "\n#pagebreak()\n".join(page.replace("@", "\\@").replace("$", "\\$").replace("#", "\\#") for page in pages)
    return bytes(typst.compile(body.encode(), ignore_system_fonts=True))


def packed(parts: Mapping[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return held.getvalue()


def repacked(data: bytes, changed: Mapping[str, bytes]) -> bytes:
    """The same package with some parts changed or added."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    return packed({**parts, **changed})


def _saved(made: object) -> bytes:
    held = io.BytesIO()
    made.save(held)  # type: ignore[attr-defined]
    return held.getvalue()
