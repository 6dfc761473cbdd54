"""Word documents, by way of the HTML that mammoth makes of them: headings, paragraphs, lists and tables; no pictures.

A place is the number of the paragraph (or row) from the beginning: where pages end is known to Word alone.
"""

from __future__ import annotations

import io
from typing import Any
from xml.parsers.expat import ExpatError

from readiness.adapters.documents.html_text import gather_html
from readiness.adapters.documents.limits import MOST_WORD_ELEMENTS
from readiness.adapters.documents.passages import Gathered
from readiness.adapters.documents.told import BROKEN, note, refuse
from readiness.adapters.documents.word_size import cut_to_size
from readiness.domain.conformance.document import Document
from readiness.ground.errors import Problem
from readiness.ground.extras import extra


def read_word(data: bytes, name: str, told: tuple[Problem, ...]) -> Document:
    """Raises Unusable with CF006 for what is no document, OutsideFailure without the extra `documents`."""
    with extra("documents", "Word documents need"):
        import mammoth  # noqa: PLC0415
    try:
        small, kept = cut_to_size(data)
        made = mammoth.convert_to_html(io.BytesIO(small), convert_image=mammoth.images.img_element(_no_picture))
    except (*BROKEN, ExpatError) as error:
        raise refuse("CF006", name, "it is no sound document.", "Open it in Word, and save it again.") from error
    gathered = Gathered(name, "docx", "paragraph")
    gathered.told += told
    if kept:
        said = f"only its first {kept:,} paragraphs and tables are read: it has more than {MOST_WORD_ELEMENTS:,} parts."
        gathered.told.append(note("CF008", name, said, "Check the rest as a file of its own."))
    gather_html(made.value, gathered, by_block=True)
    if "<img" in made.value:
        said = f"{made.value.count('<img')} pictures are not read."
        gathered.told.append(note("CF008", name, said, "Look at them yourself.", level="note"))
    return gathered.document()


def _no_picture(_image: Any) -> dict[str, str]:
    return {}
