"""Handouts in every form: what they say, that nothing in them is markup, and that the same one is the same file."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import docx
import pptx
import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.adapters.handout_files import HandoutFiles
from readiness.adapters.markdown_blocks import blocks, said
from readiness.adapters.markdown_text import escape_text
from readiness.adapters.pages import HtmlPages
from readiness.ports.handouts import FORMS, Form, Handout

FILES = HandoutFiles(HtmlPages())
HOSTILE = "Hall & <script>alert(1)</script> *Söhne* #set page(fill: red) \\[x\\] ="
MARKDOWN = f"""\
# Not shown again

First words with **bold** ones.

> Somebody says so.

## The table

| Who | What |
| --- | --- |
| {escape_text(HOSTILE).replace("|", "")} | 12 |

## The list

- **One:** this
- Two
  - and inside
"""
HANDOUT = Handout(title=HOSTILE, kicker="For Hall", note="The end.", markdown=MARKDOWN, on=date(2018, 3, 12))


def text_of(form: Form, content: bytes) -> str:
    if form == "docx":
        made = docx.Document(io.BytesIO(content))
        cells = (cell.text for table in made.tables for row in table.rows for cell in row.cells)
        return "\n".join([*(one.text for one in made.paragraphs), *cells])
    if form == "pptx":
        shapes = (shape for slide in pptx.Presentation(io.BytesIO(content)).slides for shape in slide.shapes)
        return "\n".join(
            "\n".join(cell.text for row in shape.table.rows for cell in row.cells) if shape.has_table else shape.text
            for shape in shapes
        )
    if form == "pdf":
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    return content.decode()


@pytest.mark.parametrize("form", FORMS)
def test_every_form_says_the_same_and_nothing_in_it_is_markup(form: Form) -> None:
    content = FILES.write(HANDOUT, form)
    told = " ".join(text_of(form, content).split())
    for words in (
        "First words with",
        "Somebody says so.",
        "The table",
        "The list",
        "and inside",
        "The end.",
        "For Hall",
    ):
        assert words in told, (form, words)
    assert "Not shown again" not in told
    if form in {"docx", "pptx"}:
        assert HOSTILE in told
    if form in {"html", "md"}:
        assert "<script>" not in told.replace("\\<script", "")


@pytest.mark.parametrize("form", FORMS)
def test_the_same_handout_is_the_same_file_and_another_day_is_another(form: Form) -> None:
    once = HandoutFiles(HtmlPages()).write(HANDOUT, form)
    assert FILES.write(HANDOUT, form) == once


def test_slides_have_titles_of_their_own_and_a_long_text_goes_on() -> None:
    long = "## Much\n\n" + "\n\n".join(f"Paragraph {i} " + "word " * 60 for i in range(12))
    made = pptx.Presentation(
        io.BytesIO(FILES.write(Handout(title="T", kicker="", note="", markdown=long, on=date(2018, 1, 1)), "pptx"))
    )
    titles = [slide.shapes.title.text for slide in made.slides]
    assert titles[:3] == ["T", "Much", "Much (2)"]
    assert all(titles)
    assert len(set(titles)) == len(titles)


def test_a_heading_stands_with_what_it_is_of_and_a_table_with_the_words_around_it() -> None:
    rows = "\n".join(f"| Figure {number} | {number} |" for number in range(4))
    text = f"## Worth\n\nBefore.\n\n### Figures\n\n| What | How much |\n| --- | --- |\n{rows}\n\nAfter."
    made = pptx.Presentation(
        io.BytesIO(FILES.write(Handout(title="T", kicker="", note="", markdown=text, on=date(2018, 1, 1)), "pptx"))
    )
    _, slide = made.slides
    tops = [(shape.top, shape.has_table or shape.text) for shape in slide.shapes if shape.has_table or shape.text]
    assert [told for _, told in sorted(tops)] == ["Worth", "Before.\nFigures", True, "After."]


def test_a_long_table_goes_on_with_its_head_and_nothing_stands_below_the_slide() -> None:
    rows = "\n".join(f"| Row {number} | {'word ' * (number % 30)} |" for number in range(60))
    text = f"## Rows\n\n{'Words. ' * 90}\n\n### Table\n\n| No | What |\n| --- | --- |\n{rows}"
    made = pptx.Presentation(
        io.BytesIO(FILES.write(Handout(title="T", kicker="", note="", markdown=text, on=date(2018, 1, 1)), "pptx"))
    )
    tables = [shape.table for slide in made.slides for shape in slide.shapes if shape.has_table]
    assert len(tables) > 1
    assert {table.cell(0, 0).text for table in tables} == {"No"}
    assert sum(len(table.rows) - 1 for table in tables) == 60
    assert all(shape.top + shape.height <= made.slide_height for slide in made.slides for shape in slide.shapes)


def test_packed_parts_bear_no_time() -> None:
    with zipfile.ZipFile(io.BytesIO(FILES.write(HANDOUT, "docx"))) as file:
        assert {part.date_time for part in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_letters_that_our_fonts_do_not_have_are_no_reason_to_refuse_a_pdf() -> None:
    handout = Handout(title="𓀀 \ue000 Ltd", kicker="", note="", markdown="Text.", on=date(2018, 1, 1))
    assert FILES.write(handout, "pdf").startswith(b"%PDF")


@given(st.text(max_size=80))
def test_escaped_text_comes_out_as_it_went_in(text: str) -> None:
    shown = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    found = blocks(f"Before {escape_text(shown)} after")
    assert " ".join("".join(said(block.runs) for block in found).split()) == f"Before {shown} after".replace("  ", " ")
