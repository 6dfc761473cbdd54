"""Handouts as Word and PowerPoint files: real headings, lists and tables, each slide with a title of its own.

The same handout is the same file, byte by byte: it bears the handout's day, and its parts are packed without the time.
"""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from typing import Any, Final

from readiness.adapters.markdown_blocks import Block, Run, Runs, blocks, said
from readiness.ground.extras import extra
from readiness.ports.handouts import Handout

_NEEDS: Final = "slides and Word files need"
_PACKED_ON: Final = (1980, 1, 1, 0, 0, 0)
_LINES: Final = 15
"""Lines of text that one slide holds at 16 points."""
_LETTERS: Final = 96
"""Letters in such a line."""
_ROWS: Final = 9


def docx(handout: Handout) -> bytes:
    """The handout as a Word file. Raises OutsideFailure without the extra `documents`."""
    with extra("documents", _NEEDS):
        import docx as word  # noqa: PLC0415 - 0.2 s, for whoever writes one
    document: Any = word.Document()
    _bear(document.core_properties, handout)
    if handout.kicker:
        _add(document.add_paragraph(), (Run(handout.kicker, italic=True),))
    _add(document.add_heading(level=0), (Run(handout.title),))
    for block in _below_title(handout):
        _add_to_word(document, block)
    if handout.note:
        _add(document.add_paragraph(), (Run(handout.note, italic=True),))
    return _packed(document)


def pptx(handout: Handout) -> bytes:
    """The handout as slides: one for each second-level heading, and further ones where it does not fit.

    Raises OutsideFailure without the extra `documents`.
    """
    with extra("documents", _NEEDS):
        import pptx as powerpoint  # noqa: PLC0415 - 0.3 s, for whoever writes one
        from pptx.util import Inches  # noqa: PLC0415
    show: Any = powerpoint.Presentation()
    show.slide_width, show.slide_height = Inches(13.333), Inches(7.5)
    _bear(show.core_properties, handout)
    front = show.slides.add_slide(show.slide_layouts[0])
    front.shapes.title.text = handout.title
    front.placeholders[1].text = "\n".join(filter(None, (handout.kicker, handout.note)))
    _place(front.shapes.title, 0.7, 2.2, 11.9, 1.6)
    _place(front.placeholders[1], 0.7, 4.0, 11.9, 2.0)
    for title, content in _slides(handout):
        _add_slide(show, title, content)
    return _packed(show)


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
    columns = max(len(row) for row in block.rows)
    table = document.add_table(rows=0, cols=columns, style="Light Grid Accent 1")
    for row in block.rows:
        cells = table.add_row().cells
        for cell, runs in zip(cells, row, strict=False):
            _add(cell.paragraphs[0], runs)


def _add(paragraph: Any, runs: Runs) -> None:
    for run in runs:
        made = paragraph.add_run(run.text)
        made.bold, made.italic = run.bold or None, run.italic or None


def _below_title(handout: Handout) -> Iterator[Block]:
    """Everything but a first heading that says the title again."""
    found = blocks(handout.markdown)
    repeats = found and found[0].kind == "heading" and found[0].level == 1
    yield from found[1:] if repeats else found


def _slides(handout: Handout) -> Iterator[tuple[str, list[Block]]]:
    """Title and content of each slide, as much on one as it holds."""
    title, content, lines, number = handout.title, list[Block](), 0, 1
    for block in _below_title(handout):
        begins = block.kind == "heading" and block.level <= 2
        cost = _lines_of(block)
        full = lines + cost > _LINES or (block.kind == "heading" and lines > _LINES - 5)
        if content and (begins or full or block.kind == "table" or content[-1].kind == "table"):
            yield (title if number == 1 else f"{title} ({number})"), content
            content, lines, number = [], 0, number + 1
        if begins:
            title, number = block.text, 1
            continue
        if block.kind == "table":
            for part in _parts(block):
                if content:
                    yield (title if number == 1 else f"{title} ({number})"), content
                    number += 1
                content = [part]
            lines = _LINES
            continue
        content.append(block)
        lines += cost
    if content:
        yield (title if number == 1 else f"{title} ({number})"), content


def _lines_of(block: Block) -> int:
    return max(1, math.ceil(len(block.text) / _LETTERS)) + (1 if block.kind == "heading" else 0)


def _parts(table: Block) -> Iterator[Block]:
    """A long table in pieces, the head on each."""
    head, rows = table.rows[0], table.rows[1:]
    for start in range(0, max(1, len(rows)), _ROWS):
        yield Block("table", rows=(head, *rows[start : start + _ROWS]))


def _add_slide(show: Any, title: str, content: list[Block]) -> None:
    from pptx.util import Inches, Pt  # noqa: PLC0415

    slide = show.slides.add_slide(show.slide_layouts[5])
    slide.shapes.title.text = title
    _place(slide.shapes.title, 0.6, 0.35, 12.1, 1.0)
    slide.shapes.title.text_frame.paragraphs[0].runs[0].font.size = Pt(28 if len(title) < 60 else 22)
    if content[0].kind == "table":
        _add_slide_table(slide, content[0])
        return
    frame = slide.shapes.add_textbox(Inches(0.6), Inches(1.5), Inches(12.1), Inches(5.6)).text_frame
    frame.word_wrap = True
    for place, block in enumerate(content):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(6)
        if block.kind == "entry":
            paragraph.add_run().text = "   " * block.level + "•  "
        for run in block.runs:
            made = paragraph.add_run()
            made.text = run.text
            made.font.bold = run.bold or block.kind == "heading"
            made.font.italic = run.italic or block.kind == "quote"
        for made in paragraph.runs:
            made.font.size = Pt(18 if block.kind == "heading" else 16)


def _add_slide_table(slide: Any, block: Block) -> None:
    from pptx.util import Inches, Pt  # noqa: PLC0415

    columns = max(len(row) for row in block.rows)
    shape = slide.shapes.add_table(len(block.rows), columns, Inches(0.6), Inches(1.5), Inches(12.1), Inches(0.4))
    widest = [max(6, *(min(60, len(said(row[i]))) for row in block.rows if i < len(row))) for i in range(columns)]
    for i, width in enumerate(widest):
        shape.table.columns[i].width = Inches(12.1 * width / sum(widest))
    for cells, row in zip(shape.table.rows, block.rows, strict=True):
        for cell, runs in zip(cells.cells, row, strict=False):
            cell.text = said(runs)
            for paragraph in cell.text_frame.paragraphs:
                for run in paragraph.runs:
                    run.font.size = Pt(12)


def _place(shape: Any, *inches: float) -> None:
    from pptx.util import Inches  # noqa: PLC0415

    shape.left, shape.top, shape.width, shape.height = map(Inches, inches)


def _bear(properties: Any, handout: Handout) -> None:
    """The file says what it is, and bears the handout's day."""
    on = datetime.combine(handout.on, time(), UTC).replace(tzinfo=None)
    properties.title, properties.author, properties.last_modified_by = handout.title[:250], "", ""
    properties.subject, properties.comments, properties.language = handout.kicker[:250], "", "en"
    properties.created = properties.modified = on
    properties.revision = 1


def _packed(made: Any) -> bytes:
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
