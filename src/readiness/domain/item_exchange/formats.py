"""The three formats as one: which a file is, what it holds, and how questions are written in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, get_args

from readiness.domain.item_exchange.aiken import fit_aiken, read_aiken, write_aiken
from readiness.domain.item_exchange.exchange_item import ExchangeItem, FileRead, Format, Lost, label
from readiness.domain.item_exchange.gift_reading import read_gift
from readiness.domain.item_exchange.gift_writing import fit_gift, write_gift
from readiness.domain.item_exchange.moodle_xml_reading import read_moodle_xml
from readiness.domain.item_exchange.moodle_xml_writing import fit_moodle_xml, write_moodle_xml
from readiness.domain.item_exchange.text_file import text_of
from readiness.ground.errors import Problem, Where

FORMATS: Final[tuple[Format, ...]] = get_args(Format)
ENDINGS: Final[Mapping[Format, str]] = MappingProxyType({"gift": "gift", "aiken": "txt", "moodle-xml": "xml"})
"""How files of each format are called."""

_READERS: Mapping[Format, Callable[[str, str], FileRead]] = {
    "gift": read_gift, "aiken": read_aiken, "moodle-xml": read_moodle_xml,
}  # fmt: skip
_FITS: Mapping[Format, Callable[[ExchangeItem], tuple[ExchangeItem | None, tuple[str, ...]]]] = {
    "gift": fit_gift, "aiken": fit_aiken, "moodle-xml": fit_moodle_xml,
}  # fmt: skip
_WRITERS: Mapping[Format, Callable[[Iterable[ExchangeItem]], str]] = {
    "gift": write_gift, "aiken": write_aiken, "moodle-xml": write_moodle_xml,
}  # fmt: skip
_AIKEN = re.compile(r"^ANSWER:\s*[A-Za-z]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Written:
    """A file's text, how many questions it holds, and what of them it cannot hold."""

    text: str
    count: int
    lost: tuple[Lost, ...]


def read_questions(data: bytes, name: str, form: Format | None = None) -> FileRead:
    """What the bytes of a file hold. `form` None = told by its name and its beginning.

    Problems, each with its line: IX001 to IX003 (no text), IX004 (not of the format), IX005 (two of one name), IX006
    (a question that lacks something). With any of them nothing may be imported.
    """
    text, problems = text_of(data, name)
    chosen = form or format_of(name, text)
    if problems:
        return FileRead(chosen, (), (), problems)
    read = _READERS[chosen](text, name)
    found = (*read.problems, *_twice(read.items, name))
    if not found and not read.items and not read.lost:
        found = (Problem("IX004", f"there is no question in this {chosen} file.", _OTHER, Where(name, 1)),)
    return replace(read, problems=tuple(sorted(found, key=lambda one: one.where or Where(name))))


def write_questions(items: Iterable[ExchangeItem], form: Format) -> Written:
    """The questions as a file of that format, which reads back as what it holds of them; what it cannot is `lost`."""
    kept: list[ExchangeItem] = []
    lost: list[Lost] = []
    for item in items:
        fitted, told = _FITS[form](item)
        lost += [Lost(label(item), what, item.line, whole=fitted is None) for what in told]
        if fitted is not None:
            kept.append(fitted)
    return Written(_WRITERS[form](kept), len(kept), tuple(lost))


def fit(item: ExchangeItem, form: Format) -> tuple[ExchangeItem | None, tuple[str, ...]]:
    """The question as the format holds it (None = not at all), and what it cannot hold."""
    return _FITS[form](item)


def format_of(name: str, text: str) -> Format:
    """By the file's ending where it says it, else by what the text looks like."""
    ending = name.rpartition(".")[2].lower()
    if ending == "xml" or text.lstrip()[:200].lstrip("\ufeff").startswith("<"):
        return "moodle-xml"
    if ending in ("gift", "aiken"):
        return "gift" if ending == "gift" else "aiken"
    return "aiken" if _AIKEN.search(text) and "{" not in text else "gift"


_OTHER = "Choose the format that the file has: gift, aiken or moodle-xml."


def _twice(items: Iterable[ExchangeItem], name: str) -> Iterator[Problem]:
    """Names and numbers that two questions have."""
    for what in ("idnumber", "name"):
        first: dict[str, ExchangeItem] = {}
        for item in items:
            said = getattr(item, what).casefold()
            if not said or first.setdefault(said, item) is item:
                continue
            called = "number" if what == "idnumber" else "name"
            told = f"the {called} '{getattr(item, what)[:60]}' stands on line {first[said].line} already."
            yield Problem("IX005", told, "Name one of them otherwise.", Where(name, item.line))
