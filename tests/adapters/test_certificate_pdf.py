"""Certificates as PDF: any name prints, the bytes are the same each time, and a letter without a font is told.

The fonts are those of the packages that the set-up installs; what was set is read back out of the file by the
`ToUnicode` tables that PDF/UA asks for, here by decompressing the streams.
"""

from __future__ import annotations

import re
import shutil
import zlib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from readiness.adapters.certificate_pdf import TypstCertificates
from readiness.adapters.resources import builtin
from readiness.domain.certification.sheet import CertificateSheet, sheet_file
from readiness.ground.errors import DefinitionError, Problem

SHEET = CertificateSheet(
    name="Ann Lee", supplier="Tallybird", certification="Account executive", launch="CI/CD for GitHub",
    certified_on=date(2018, 1, 22), valid_through=date(2018, 7, 23), code="7H2K-AAAA-BBBB-CCCC-DDDD-EEEE",
    address="https://ready.example.com/verify/7H2K-AAAA-BBBB-CCCC-DDDD-EEEE", is_simulated=False,
)  # fmt: skip
NAMES = {
    "Polish": "Zofia Żółć",
    "Chinese": "李小龍",
    "Japanese": "山田 はなこ",
    "Korean": "김연아",
    "Arabic, from right to left": "محمد بن سلمان",
    "Hebrew": "שלום עולם",
    "Hindi": "हिन्दी नाम",
    "Thai": "สมชาย ใจดี",
    "Greek": "Ελένη",
    "emoji": "Ann 🎉👩🏽‍🚀",
    "Typst's markup": r"#[]$*_@\ <b> `raw` // /* $x^2$ #panic(1) = -",
    "many words": "Maximiliana-Theodora " * 12,
    "one word without end": "W" * 200,
}


@pytest.fixture(scope="module")
def printer(tmp_path_factory: pytest.TempPathFactory) -> TypstCertificates:
    return TypstCertificates(tmp_path_factory.mktemp("workspace"))


def streams(pdf: bytes) -> str:
    """Everything in the file that is text, its compressed streams opened."""
    found = [pdf.decode("latin-1")]
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(packed).decode("latin-1"))
        except zlib.error:
            continue
    return "\n".join(found)


def letters(pdf: bytes) -> set[str]:
    """The characters that the file's fonts say they show."""
    found: set[str] = set()
    for told in re.findall(r"begin(?:bfchar|bfrange)(.*?)end", streams(pdf), re.DOTALL):
        for line in told.strip().splitlines():
            codes = re.findall(r"<([0-9A-Fa-f]+)>", line)
            if codes:
                found.update(bytes.fromhex(codes[-1]).decode("utf-16-be", "replace"))
    return found


def pages(pdf: bytes) -> int:
    return len(re.findall(r"/Type\s*/Page\b(?!s)", streams(pdf)))


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_any_name_prints_with_every_letter_on_one_page(printer: TypstCertificates, name: str) -> None:
    made = printer.pdf(replace(SHEET, name=name))
    assert made.startswith(b"%PDF-1.7")
    assert pages(made) == 1
    shaped = {"محمد بن سلمان"}  # letters joined to others are told as the ligature's own
    wanted = {letter for letter in name if letter.isalnum()} - {"‍"}
    if name not in shaped:
        assert wanted <= letters(made), wanted - letters(made)


def test_the_same_certificate_is_the_same_bytes_whoever_prints_it(printer: TypstCertificates, tmp_path: Path) -> None:
    first = printer.pdf(SHEET)
    assert printer.pdf(replace(SHEET, name="Somebody Else")) != first
    assert printer.pdf(SHEET) == first
    assert TypstCertificates(tmp_path).pdf(SHEET) == first


def test_it_says_that_it_is_for_archives_and_for_screen_readers_and_when_it_was_made(
    printer: TypstCertificates,
) -> None:
    said = streams(printer.pdf(SHEET))
    assert "<pdfuaid:part>1</pdfuaid:part>" in said
    assert "<pdfaid:part>2</pdfaid:part>" in said
    assert "2018-01-22T00:00:00Z" in said
    assert "Account executive: Ann Lee" in said


def test_a_letter_that_no_font_has_is_told_with_the_font_to_install_and_nothing_is_printed(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError) as told:
        TypstCertificates(tmp_path).pdf(replace(SHEET, name="a\U000323b0"))
    assert [one.code for one in told.value.problems] == ["CT001"]
    with pytest.raises(DefinitionError) as told:
        TypstCertificates(tmp_path).pdf(replace(SHEET, name="a\ue000"))
    assert "private use" in told.value.problems[0].message


def test_many_come_in_their_order_each_the_bytes_it_is_alone_and_a_fault_in_its_place(
    printer: TypstCertificates,
) -> None:
    sheets = [replace(SHEET, name=f"Ann {number}" if number != 4 else "a\ue000") for number in range(9)]
    made = list(printer.pdfs(iter(sheets)))
    assert [one.code for one in made if isinstance(one, Problem)] == ["CT001"]
    assert isinstance(made[4], Problem)
    assert [made[number] for number in (0, 8)] == [printer.pdf(sheets[number]) for number in (0, 8)]


def test_of_many_no_more_are_asked_for_than_are_soon_printed(printer: TypstCertificates) -> None:
    asked: list[int] = []
    some = printer.pdfs(asked.append(number) or SHEET for number in range(1_000))
    assert next(some) == printer.pdf(SHEET)
    some.close()
    assert len(asked) < 1_000


def test_the_workspace_s_own_template_is_used_and_its_faults_are_told(tmp_path: Path) -> None:
    own = tmp_path / "training_templates" / "certificates"
    own.mkdir(parents=True)
    shutil.copy(builtin("training_templates") / "certificates" / "certificate.typ", own / "certificate.typ")
    printer = TypstCertificates(tmp_path)
    before, made_with = printer.pdf(SHEET), printer.made_with()
    template = own / "certificate.typ"
    template.write_text(template.read_text().replace("upper(it.words.certificate)", '"AWARD"'))
    assert printer.pdf(SHEET) != before
    assert printer.made_with() != made_with
    template.write_text(template.read_text() + "\n#nonsense(1)")
    with pytest.raises(DefinitionError, match="unknown variable: nonsense") as told:
        printer.pdf(SHEET)
    assert told.value.problems[0].code == "CT002"
    with pytest.raises(DefinitionError, match="unknown variable: nonsense"):
        list(printer.pdfs([SHEET, SHEET]))
    template.write_text('#read("/etc/passwd")')
    with pytest.raises(DefinitionError, match="not found"):
        printer.pdf(SHEET)


def test_without_an_address_it_carries_the_code_alone(printer: TypstCertificates) -> None:
    made = printer.pdf(replace(SHEET, address=""))
    assert "/URI" not in streams(made)
    assert "/URI" in streams(printer.pdf(SHEET))


@pytest.mark.parametrize(
    "email", ["../../etc/passwd@x", "李@例え.jp", "A" * 300 + "@x.example", "", "con@nul", "a b/c\\d"]
)
def test_the_name_of_a_file_is_safe_and_nobody_else_s(email: str) -> None:
    name = sheet_file("field", email, date(2018, 1, 22))
    assert re.fullmatch(r"field\.[a-z0-9-]+\.[0-9a-f]{8}\.2018-01-22\.pdf", name)
    assert len(name) < 120
    assert name != sheet_file("field", email + "x", date(2018, 1, 22))
