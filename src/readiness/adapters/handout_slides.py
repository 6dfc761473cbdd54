"""Handouts as slides: a title on each, as much below it as it holds, tables and text one below the other."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from readiness.adapters.handout_office import NEEDS, bear, below_title, packed
from readiness.adapters.markdown_blocks import Block, said
from readiness.ground.extras import extra
from readiness.ports.handouts import Handout

_LEFT, _TOP, _WIDTH, _HEIGHT = 0.7, 1.5, 11.9, 5.2
"""Inches of a slide of 13.33 by 7.5 that hold what it says."""
_LETTERS: Final = 96
"""Letters in a line of text over the whole width, at 18 points."""
_LINE, _HEAD_LINE, _GAP = 0.32, 0.4, 0.1
"""Inches of a line of text, a line of a heading, and what follows a paragraph."""
_ROW, _ROW_LINE, _CELL_LETTERS = 0.16, 0.24, 104
"""Inches around a row and of a line in it; letters in a line over the whole width, at 14 points."""
_INK, _ACCENT, _SOFT, _BAND = "1A212B", "0B5C5E", "545F6D", "E3F0EE"
"""Of the pages' own colours."""


@dataclass(frozen=True, slots=True)
class _Placed:
    """Blocks that stand in one box, or one table, `top` inches from where a slide's content begins."""

    top: float
    height: float
    blocks: tuple[Block, ...]


def pptx(handout: Handout) -> bytes:
    """The handout as slides: one for each second-level heading, and further ones where it does not fit.

    Raises OutsideFailure without the extra `documents`.
    """
    with extra("documents", NEEDS):
        import pptx as powerpoint  # noqa: PLC0415 - 0.3 s, for whoever writes one
        from pptx.util import Inches  # noqa: PLC0415
    show: Any = powerpoint.Presentation()
    show.slide_width, show.slide_height = Inches(13.333), Inches(7.5)
    bear(show.core_properties, handout)
    front = show.slides.add_slide(show.slide_layouts[0])
    front.shapes.title.text = handout.title
    front.placeholders[1].text = "\n".join(filter(None, (handout.kicker, handout.note)))
    _place(front.shapes.title, _LEFT, 2.2, _WIDTH, 1.6)
    _place(front.placeholders[1], _LEFT, 4.1, _WIDTH, 2.0)
    _write(front.shapes.title, 40, _ACCENT, bold=True)
    _write(front.placeholders[1], 22, _SOFT)
    _bar(front, 3.9)
    for title, content in _slides(handout):
        _add_slide(show, title, content)
    return packed(show)


def _slides(handout: Handout) -> Iterator[tuple[str, list[_Placed]]]:
    """Title and content of each slide: of a chapter as much as it holds, and what is left on further ones."""
    for title, content in _chapters(handout):
        for number, placed in enumerate(_pages(content), start=1):
            yield (title if number == 1 else f"{title} ({number})"), placed


def _chapters(handout: Handout) -> Iterator[tuple[str, list[Block]]]:
    title, content = handout.title, list[Block]()
    for block in below_title(handout):
        if block.kind == "heading" and block.level <= 2:
            if content:
                yield title, content
            title, content = block.text, []
        else:
            content.append(block)
    if content:
        yield title, content


def _pages(content: list[Block]) -> Iterator[list[_Placed]]:
    """What stands on each slide, from top to bottom; a heading is never the last on one."""
    page, top = list[_Placed](), 0.0
    for group in _held_together(content):
        need = sum(_height(block) for block in group)
        if page and top + need > _HEIGHT and (need <= _HEIGHT or top > _HEIGHT / 2):
            yield page
            page, top = [], 0.0
        for block in group:
            for part in _parts(block, _HEIGHT - top):
                height = _height(part)
                if page and top + height > _HEIGHT:
                    yield page
                    page, top = [], 0.0
                _put(page, part, top, height)
                top += height
    if page:
        yield page


def _held_together(content: list[Block]) -> Iterator[list[Block]]:
    """Headings with what they are the headings of."""
    group: list[Block] = []
    for block in content:
        group.append(block)
        if block.kind != "heading":
            yield group
            group = []
    if group:
        yield group


def _put(page: list[_Placed], block: Block, top: float, height: float) -> None:
    last = page[-1] if page else None
    if last is None or block.kind == "table" or last.blocks[0].kind == "table":
        page.append(_Placed(top, height, (block,)))
    else:
        page[-1] = _Placed(last.top, last.height + height, (*last.blocks, block))


def _height(block: Block) -> float:
    if block.kind == "table":
        return sum(_row_height(block, row) for row in range(len(block.rows))) + 2 * _GAP
    lines = max(1, math.ceil(len(block.text) / _LETTERS))
    return lines * (_HEAD_LINE if block.kind == "heading" else _LINE) + _GAP


def _row_height(table: Block, row: int) -> float:
    shares = _shares(table)
    cells = table.rows[row]
    lines = max(
        math.ceil(len(said(runs)) / max(4.0, share * _CELL_LETTERS - 3))
        for runs, share in zip(cells, shares, strict=False)
    )
    return _ROW + max(1, lines) * _ROW_LINE


def _shares(table: Block) -> list[float]:
    """How wide each column is, of the whole: by its longest cell, within reason, and room for its longest word."""
    found = []
    for column in range(max(len(row) for row in table.rows)):
        cells = [said(row[column]) for row in table.rows if column < len(row)]
        longest = max((len(word) for cell in cells for word in cell.split()), default=0)
        found.append(max(min(longest, 30), *(min(42, len(cell)) for cell in cells)) + 4)
    return [width / sum(found) for width in found]


def _parts(block: Block, room: float) -> Iterator[Block]:
    """A table that is too long for the room in pieces, the head on each; whatever else in one."""
    if block.kind != "table" or _height(block) <= room:
        yield block
        return
    head, begun = block.rows[0], [block.rows[0]]
    height = used = _row_height(block, 0) + 2 * _GAP
    for number in range(1, len(block.rows)):
        need = _row_height(block, number)
        if used + need > room and len(begun) > 1:
            yield Block("table", rows=tuple(begun))
            begun, used, room = [head], height, _HEIGHT
        begun.append(block.rows[number])
        used += need
    yield Block("table", rows=tuple(begun))


def _add_slide(show: Any, title: str, content: list[_Placed]) -> None:
    slide = show.slides.add_slide(show.slide_layouts[5])
    slide.shapes.title.text = title
    _place(slide.shapes.title, _LEFT, 0.35, _WIDTH, 0.9)
    _write(slide.shapes.title, 28 if len(title) < 60 else 22, _ACCENT, bold=True)
    _bar(slide, 1.3)
    for placed in content:
        if placed.blocks[0].kind == "table":
            _add_table(slide, placed)
        else:
            _add_text(slide, placed)


def _add_text(slide: Any, placed: _Placed) -> None:
    from pptx.util import Inches, Pt  # noqa: PLC0415

    box = slide.shapes.add_textbox(*map(Inches, (_LEFT, _TOP + placed.top, _WIDTH, placed.height)))
    frame = box.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = 0
    for place, block in enumerate(placed.blocks):
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
            made.font.size = Pt(20 if block.kind == "heading" else 18)
            made.font.color.rgb = _colour(_ACCENT if block.kind == "heading" else _INK)


def _add_table(slide: Any, placed: _Placed) -> None:
    from pptx.util import Inches, Pt  # noqa: PLC0415

    (block,) = placed.blocks
    shares = _shares(block)
    height = placed.height - 2 * _GAP
    shape = slide.shapes.add_table(
        len(block.rows), len(shares), *map(Inches, (_LEFT, _TOP + placed.top + _GAP / 2, _WIDTH, height))
    )
    for column, share in zip(shape.table.columns, shares, strict=True):
        column.width = Inches(_WIDTH * share)
    for number, row in enumerate(block.rows):
        shape.table.rows[number].height = Inches(_row_height(block, number))
        for cell, runs in zip(shape.table.rows[number].cells, row, strict=False):
            cell.text = said(runs)
            cell.margin_top = cell.margin_bottom = Inches(0.04)
            cell.fill.solid()
            cell.fill.fore_color.rgb = _colour(_ACCENT if number == 0 else _BAND if number % 2 else "FFFFFF")
            for paragraph in cell.text_frame.paragraphs:
                for run in paragraph.runs:
                    run.font.size = Pt(14)
                    run.font.bold = number == 0
                    run.font.color.rgb = _colour("FFFFFF" if number == 0 else _INK)


def _bar(slide: Any, top: float) -> None:
    """A line below the title."""
    from pptx.enum.shapes import MSO_SHAPE  # noqa: PLC0415
    from pptx.util import Inches  # noqa: PLC0415

    bar = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *map(Inches, (_LEFT, top, 1.2, 0.05)))
    bar.fill.solid()
    bar.fill.fore_color.rgb = _colour(_ACCENT)
    bar.line.fill.background()
    bar.shadow.inherit = False


def _write(shape: Any, points: int, colour: str, *, bold: bool = False) -> None:
    """What stands in the shape, to the left, in this size and colour."""
    from pptx.enum.text import PP_ALIGN  # noqa: PLC0415
    from pptx.util import Pt  # noqa: PLC0415

    shape.text_frame.margin_left = 0
    for paragraph in shape.text_frame.paragraphs:
        paragraph.alignment = PP_ALIGN.LEFT
        for run in paragraph.runs:
            run.font.size, run.font.bold, run.font.color.rgb = Pt(points), bold, _colour(colour)


def _colour(code: str) -> Any:
    from pptx.dml.color import RGBColor  # noqa: PLC0415

    return RGBColor.from_string(code)  # type: ignore[no-untyped-call]


def _place(shape: Any, *inches: float) -> None:
    from pptx.util import Inches  # noqa: PLC0415

    shape.left, shape.top, shape.width, shape.height = map(Inches, inches)
