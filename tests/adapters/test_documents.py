"""Documents are read as passages with their places; those that would hurt are refused, and nothing crashes."""

from __future__ import annotations

import io

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.adapters.documents import limits
from readiness.adapters.documents.reading import DocumentFiles
from readiness.adapters.documents.word_size import cut_to_size
from readiness.domain.conformance.document import Document
from readiness.ground.errors import Problem, Unusable
from tests.document_files import deck, packed, pdf, repacked, word
from tests.watchdog import no_hang

READ = DocumentFiles().read
ROWS = (("Region", "Reps"), ("Europe", "24"), ("Total", "24"))


@pytest.fixture(scope="module")
def slides() -> bytes:
    return deck(
        ("Builds wait", "Teams lose hours.", "Nobody sees them."),
        ("What we do", "One pipeline."),
        notes="Say it slowly.",
        table=ROWS,
    )


@pytest.fixture(scope="module")
def letter() -> bytes:
    return word("# Builds wait", "Teams lose hours.", "Nobody sees them.", table=ROWS)


@pytest.fixture(scope="module")
def printed() -> bytes:
    return pdf("= Builds wait\nTeams lose hours every week, and nobody counts them anywhere in the plan of a quarter, which is why "
               "it goes on as it is.\n\nNobody sees them.", "The second page.")  # fmt: skip


def told(document: Document) -> list[tuple[str, str, str]]:
    return [(str(one.place), one.kind, one.text) for one in document.passages]


def refused(name: str, data: bytes) -> str:
    with pytest.raises(Unusable) as error:
        READ(name, data)
    (problem,) = error.value.problems
    assert problem.message
    assert problem.fix
    return problem.code


def read_or_refused(name: str, data: bytes) -> tuple[Document, tuple[Problem, ...]]:
    """The document and nothing; or an empty one, and why it is not read."""
    try:
        return READ(name, data), ()
    except Unusable as error:
        return Document(name=name, form="text", passages=()), error.problems


def noticed(document: Document) -> list[str]:
    return [problem.code for problem in document.told]


def test_slides_are_read_with_titles_tables_and_notes(slides: bytes) -> None:
    document = READ("deck.pptx", slides)
    assert told(document) == [
        ("slide 1", "heading", "Builds wait"), ("slide 1", "text", "Teams lose hours."), ("slide 1", "text", "Nobody sees them."),
        ("slide 2", "heading", "What we do"), ("slide 2", "text", "One pipeline."), ("slide 2", "row", "Region · Reps"),
        ("slide 2", "row", "Europe · 24"), ("slide 2", "row", "Total · 24"), ("slide 2", "note", "Say it slowly."),
    ]  # fmt: skip
    assert (document.pages, [table.rows for table in document.tables]) == (2, [ROWS])


def test_a_word_document_of_more_parts_than_are_read_is_cut_between_blocks_and_stays_sound() -> None:
    long = word(*(f"Paragraph {n}." for n in range(40)), table=ROWS)
    assert cut_to_size(long, 10_000) == (long, 0)
    cut, kept = cut_to_size(long, 60)
    shown = [one.text for one in READ("long.docx", cut).passages]
    assert 10 < kept < 40
    assert shown == [f"Paragraph {n}." for n in range(kept)]


def test_more_paragraphs_than_are_judged_are_told() -> None:
    many = READ("many.txt", b"A.\n\n" * (limits.MOST_PASSAGES + 2))
    assert len(many.passages) == limits.MOST_PASSAGES
    assert "20,000 paragraphs and rows" in many.told[-1].message


def test_word_is_read_by_paragraph(letter: bytes) -> None:
    document = READ("letter.docx", letter)
    assert told(document) == [
        ("paragraph 1", "heading", "Builds wait"), ("paragraph 2", "text", "Teams lose hours."),
        ("paragraph 3", "text", "Nobody sees them."), ("paragraph 4", "row", "Region · Reps"),
        ("paragraph 5", "row", "Europe · 24"), ("paragraph 6", "row", "Total · 24"),
    ]  # fmt: skip
    assert [table.rows for table in document.tables] == [ROWS]


def test_pdf_is_read_by_page_and_lines_are_put_together(printed: bytes) -> None:
    first, sentence, last, second = told(READ("paper.pdf", printed))
    assert first == ("page 1", "heading", "Builds wait")
    assert sentence[2].startswith("Teams lose hours every week, and nobody counts")
    assert sentence[2].endswith("it goes on as it is.")
    assert (last[2], second) == ("Nobody sees them.", ("page 2", "text", "The second page."))


def test_markdown_is_read_by_line_without_its_marks() -> None:
    text = "---\ntitle: x\n---\n# A *head*\n\nOne [link](http://a.example)\nand `code`.\n\n- item\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n<p>In HTML</p>\n\n```\nno prose\n```\n"
    assert told(READ("a.md", text.encode())) == [
        ("line 4", "heading", "A head"), ("line 6", "text", "One link and code."), ("line 9", "text", "item"),
        ("line 11", "row", "a · b"), ("line 13", "row", "1 · 2"), ("line 15", "text", "In HTML"),
    ]  # fmt: skip


def test_html_is_read_by_block_and_what_is_not_shown_is_left_out() -> None:
    text = (
        "<!doctype html><title>Top</title>\n<script>if (a < b) alert('best')</script><style>p{}</style><!-- hidden -->\n"
        "<h1>Head</h1><p>One &amp; <b>two</b>\nlines</p><table><tr><th>a<th>b<tr><td>1<td>2</table><div>after"
    )
    assert told(READ("a.html", text.encode())) == [
        ("line 1", "heading", "Top"), ("line 3", "heading", "Head"), ("line 3", "text", "One & two lines"),
        ("line 4", "row", "a · b"), ("line 4", "row", "1 · 2"), ("line 4", "text", "after"),
    ]  # fmt: skip


def test_text_is_read_by_paragraph_and_item() -> None:
    assert told(READ("a.txt", b"Title\n\nOne\nline.\n\n- first\n- second\n")) == [
        ("line 1", "heading", "Title"), ("line 3", "text", "One line."), ("line 6", "text", "first"), ("line 7", "text", "second"),
    ]  # fmt: skip


def test_a_file_is_what_it_begins_with_whatever_its_name(slides: bytes, printed: bytes) -> None:
    assert (READ("a.pdf", slides).form, noticed(READ("a.pdf", slides))) == ("pptx", ["CF010"])
    assert (READ("a.docx", printed).form, noticed(READ("a.docx", printed))) == ("pdf", ["CF010"])
    assert READ("a.pdf", b"Plain words.").form == "text"


@pytest.mark.parametrize(
    ("encoded", "codes"),
    [
        ("Grüße – “so”".encode(), []), ("Grüße – “so”".encode("cp1252"), ["CF009"]),
        ("Grüße – “so”".encode("utf-16"), []), ("Grüße – “so”".encode("utf-8-sig"), []),
    ],
    ids=["utf-8", "windows-1252", "utf-16", "with a mark"],
)  # fmt: skip
def test_encodings_of_others_are_read_and_told(encoded: bytes, codes: list[str]) -> None:
    document = READ("a.txt", encoded)
    assert (document.passages[0].text, noticed(document)) == ("Grüße – “so”", codes)


def test_empty_old_and_foreign_files_are_refused_with_what_to_do() -> None:
    assert refused("a.md", b" \n ") == "CF001"
    assert refused("a.txt", b"x" * (limits.MOST_TEXT_BYTES + 1)) == "CF001"
    assert refused("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600) == "CF002"
    assert refused("a.rtf", b"{\\rtf1 hello}") == "CF002"
    assert refused("a.odt", packed({"mimetype": b"application/vnd.oasis.opendocument.text"})) == "CF002"
    assert refused("a.png", b"\x89PNG\r\n\x1a\n\0\0\0") == "CF002"
    encrypted = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    assert refused("a.docx", encrypted) == "CF003"


def test_a_pdf_with_a_password_is_refused_and_one_without_to_read_is_read(printed: bytes) -> None:
    def locked(user: str) -> bytes:
        made = pypdf.PdfWriter(clone_from=io.BytesIO(printed))
        made.encrypt(user, "owner", algorithm="AES-256")
        held = io.BytesIO()
        made.write(held)
        return held.getvalue()

    assert refused("a.pdf", locked("secret")) == "CF003"
    assert READ("a.pdf", locked("")).pages == 2


def test_bombs_are_refused_before_they_are_unpacked(letter: bytes) -> None:
    assert refused("a.docx", repacked(letter, {"word/media/image1.png": b"\0" * 3_000_000})) == "CF004"
    assert refused("a.docx", repacked(letter, {"word/document.xml": b" " * (limits.MOST_XML_PART + 1)})) == "CF004"
    assert refused("a.docx", repacked(letter, {f"word/x{n}.bin": b"" for n in range(limits.MOST_PARTS + 1)})) == "CF004"


def test_document_types_are_refused_in_any_encoding(letter: bytes, slides: bytes) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "best"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
    assert refused("a.docx", repacked(letter, {"word/document.xml": bomb.encode()})) == "CF005"
    assert refused("a.docx", repacked(letter, {"word/styles.xml": bomb.encode("utf-16")})) == "CF005"
    outside = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
    assert refused("a.pptx", repacked(slides, {"ppt/presentation.xml": outside.encode()})) == "CF005"


def test_macros_are_told_and_not_run(slides: bytes) -> None:
    document = READ("a.pptm", repacked(slides, {"ppt/vbaProject.bin": b"Sub AutoOpen()"}))
    assert (noticed(document), len(document.passages)) == (["CF007"], 9)


def test_more_pages_than_are_read_are_told() -> None:
    blank = pypdf.PdfWriter()
    for _ in range(limits.MOST_PAGES + 20):
        blank.add_blank_page(100, 100)
    held = io.BytesIO()
    blank.write(held)
    document = READ("a.pdf", held.getvalue())
    assert document.pages == limits.MOST_PAGES + 20
    assert f"only the first {limits.MOST_PAGES} of {limits.MOST_PAGES + 20} pages are read." in [
        p.message for p in document.told
    ]


def test_more_text_than_is_judged_is_told() -> None:
    document = READ("a.txt", ("word " * 200 + ".\n\n").encode() * 2_200)
    assert noticed(document) == ["CF008"]
    assert sum(len(one.text) for one in document.passages) <= limits.MOST_CHARACTERS


@pytest.mark.parametrize(
    "data",
    [
        b"<a " * 300_000, b"<!--" * 300_000, b"<" * 900_000, b"<div>" * 200_000, b"<p '>" * 200_000, b"<table><tr><td>" * 60_000,
        b"<script>" * 200_000, b"&lt;" * 200_000, b"</" * 400_000, b'<b x="' * 200_000 + b"'>",
    ],
    ids=["tags", "comments", "signs", "deep", "quotes", "tables", "scripts", "entities", "ends", "mixed quotes"],
)  # fmt: skip
def test_no_page_is_read_without_end(data: bytes) -> None:
    with no_hang():
        assert READ("a.html", b"<p>Begins</p>" + data).passages[0].text == "Begins"


@pytest.mark.parametrize("data", [b"> " * 50_000, b"[" * 50_000, b"*a " * 40_000, b"|a" * 50_000, b"- " * 30_000], ids=["quotes", "links", "stars", "cells", "items"])  # fmt: skip
def test_no_markdown_is_read_without_end(data: bytes) -> None:
    with no_hang():
        assert READ("a.md", b"Begins\n\n" + data).passages[0].text == "Begins"


@pytest.mark.parametrize("kind", ["slides", "letter", "printed"])
@given(data=st.data())
@settings(max_examples=25)
def test_damaged_files_are_read_or_refused_and_never_crash(
    kind: str, data: st.DataObject, slides: bytes, letter: bytes, printed: bytes
) -> None:
    whole = {"slides": slides, "letter": letter, "printed": printed}[kind]
    damaged = bytearray(whole[: data.draw(st.integers(8, len(whole)))])
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=40)):
        if place < len(damaged):
            damaged[place] = data.draw(st.integers(0, 255))
    document, problems = read_or_refused("damaged", bytes(damaged))
    assert problems or all(passage.text for passage in document.passages)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for start in (b"", b"%PDF-1.7\n", b"PK\x03\x04", b"<html>"):
        document, problems = read_or_refused("any.md", start + data)
        assert document.name == "any.md" if not problems else problems[0].fix
