"""Slides: titles, texts, tables and speaker's notes, in the order in which shapes lie on each other."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from readiness.adapters.documents.limits import MOST_SHAPES, MOST_SLIDES
from readiness.adapters.documents.passages import Gathered
from readiness.adapters.documents.told import BROKEN, note, numbers, refuse
from readiness.domain.conformance.document import Document
from readiness.ground.errors import Problem
from readiness.ground.extras import extra


def read_slides(data: bytes, name: str, told: tuple[Problem, ...]) -> Document:
    """Raises Unusable with CF006 for what is no presentation, OutsideFailure without the extra `documents`."""
    with extra("documents", "slides need"):
        import pptx  # noqa: PLC0415
    try:
        return _read(pptx.Presentation(io.BytesIO(data)), name, told)
    except BROKEN as error:
        raise refuse(
            "CF006", name, "it is no sound presentation.", "Open it in PowerPoint, and save it again."
        ) from error


def _read(deck: Any, name: str, told: tuple[Problem, ...]) -> Document:
    gathered = Gathered(name, "pptx", "slide")
    gathered.told += told
    left, pages = MOST_SHAPES, len(deck.slides)
    unseen: dict[str, list[int]] = {}
    for number, slide in enumerate(deck.slides, start=1):
        if number > MOST_SLIDES or left <= 0 or gathered.is_full:
            said = f"from slide {number} on nothing is read; {MOST_SLIDES:,} slides are the most."
            gathered.told.append(note("CF008", name, said, "Check the rest as a file of its own."))
            break
        title = slide.shapes.title
        if title is not None and title.has_text_frame:
            gathered.add(title.text_frame.text, number, "heading")
        for shape in _shapes(slide.shapes):
            left -= 1
            if left <= 0:
                break
            if title is not None and shape.shape_id == title.shape_id:
                continue
            _shape(shape, number, gathered, unseen)
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
            for one in slide.notes_slide.notes_text_frame.paragraphs:
                gathered.add(one.text, number, "note")
    for what, found in unseen.items():
        said = f"{what} are not read (slide {numbers(sorted(set(found)))})."
        gathered.told.append(note("CF008", name, said, "Look at them yourself.", level="note"))
    return gathered.document(pages)


def _shapes(shapes: Any) -> Iterator[Any]:
    """Every shape, those within groups in their place."""
    waiting = [iter(shapes)]
    while waiting:
        shape = next(waiting[-1], None)
        if shape is None:
            waiting.pop()
        elif hasattr(shape, "shapes"):
            waiting.append(iter(shape.shapes))
        else:
            yield shape


def _shape(shape: Any, number: int, gathered: Gathered, unseen: dict[str, list[int]]) -> None:
    if shape.has_text_frame:
        for paragraph in shape.text_frame.paragraphs:
            gathered.add(paragraph.text.replace("\v", " "), number)
    elif getattr(shape, "has_table", False):
        gathered.add_table([(number, [cell.text for cell in row.cells]) for row in shape.table.rows])
    elif getattr(shape, "has_chart", False):
        unseen.setdefault("charts", []).append(number)
    elif hasattr(shape, "image"):
        unseen.setdefault("pictures", []).append(number)
