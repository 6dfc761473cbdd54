"""Handouts as Word files, with real headings, lists and tables; and what they have in common with slides.

The same handout is the same file, byte by byte: it bears the handout's day, and its parts are packed without the time.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from typing import Any, Final

from readiness.adapters.markdown_blocks import Block, Run, Runs, blocks
from readiness.ground.extras import extra
from readiness.ports.handouts import Handout

NEEDS: Final = "slides and Word files need"
_PACKED_ON: Final = (1980, 1, 1, 0, 0, 0)


def docx(handout: Handout) -> bytes:
    """The handout as a Word file. Raises OutsideFailure without the extra `documents`."""
    with extra("documents", NEEDS):
        import docx as word  # noqa: PLC0415 - 0.2 s, for whoever writes one
    document: Any = word.Document()
    bear(document.core_properties, handout)
    if handout.kicker:
        _add(document.add_paragraph(), (Run(handout.kicker, italic=True),))
    _add(document.add_heading(level=0), (Run(handout.title),))
    for block in below_title(handout):
        _add_to_word(document, block)
    if handout.note:
        _add(document.add_paragraph(), (Run(handout.note, italic=True),))
    return packed(document)


def _add_to_word(document: Any, block: Block) -> None:
    if block.kind == "table":
        _add_word_table(document, block)
        return
    if block.kind == "heading":
        paragraph = document.add_heading(level=min(block.level, 9))
    else:
        style = {"entry": "List Bullet", "quote": "Intense Quote"}.get(block.kind)
        if block.kind == "entry" and block.level:
            style = "List Bullet 2"
        paragraph = document.add_paragraph(style=style)
    _add(paragraph, block.runs)


def _add_word_table(document: Any, block: Block) -> None:
    from docx.oxml import OxmlElement  # noqa: PLC0415

    columns = max(len(row) for row in block.rows)
    table = document.add_table(rows=0, cols=columns, style="Light Grid Accent 1")
    for row in block.rows:
        line = table.add_row()
        line._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 - no row goes over two pages
        cells = line.cells
        for cell, runs in zip(cells, row, strict=False):
            _add(cell.paragraphs[0], runs)


def _add(paragraph: Any, runs: Runs) -> None:
    for run in runs:
        made = paragraph.add_run(run.text)
        made.bold, made.italic = run.bold or None, run.italic or None


def below_title(handout: Handout) -> Iterator[Block]:
    """Everything but a first heading that says the title again."""
    found = blocks(handout.markdown)
    repeats = found and found[0].kind == "heading" and found[0].level == 1
    yield from found[1:] if repeats else found


def bear(properties: Any, handout: Handout) -> None:
    """The file says what it is, and bears the handout's day."""
    on = datetime.combine(handout.on, time(), UTC).replace(tzinfo=None)
    properties.title, properties.author, properties.last_modified_by = handout.title[:250], "", ""
    properties.subject, properties.comments, properties.language = handout.kicker[:250], "", "en"
    properties.created = properties.modified = on
    properties.revision = 1


def packed(made: Any) -> bytes:
    """The file with its parts in order, none bearing the time at which it was packed."""
    raw = io.BytesIO()
    made.save(raw)
    whole = io.BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as target:
        for name in _in_order(source.namelist()):
            part = zipfile.ZipInfo(name, _PACKED_ON)
            part.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(part, source.read(name))
    return whole.getvalue()


def _in_order(names: Iterable[str]) -> list[str]:
    """Sorted, what says the types first: readers look for it there."""
    return sorted(names, key=lambda name: (name != "[Content_Types].xml", name))


def born(on: date) -> int:
    """The day as seconds since 1970, for formats that count so."""
    return int(datetime.combine(on, time(), UTC).timestamp())
