"""A question as the formats of other products have it, and what a file of them turned out to hold.

Marks are in percent, -100 to 100, as all these formats write them. Figures are decimal text, so that nothing is rounded
on the way. Texts are plain, without space around them; lines end in LF.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Literal

from readiness.ground.errors import Problem, Where

Format = Literal["gift", "aiken", "moodle-xml"]
ExchangeKind = Literal["choice", "multiple", "true-false", "short-text", "numeric", "matching", "essay"]

MOST_QUESTIONS = 2000
"""In one file; a reader stops behind them."""

ANY = "*"
"""As a figure: any other number. In short text an unescaped `*` stands for any characters."""

WHOLE = Decimal(100)
NOTHING = Decimal(0)
_BANK = re.compile(r"^(\$[a-z0-9]+\$|top)(/|$)")
_LONGEST_FIGURE = 40
_LARGEST_EXPONENT = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An option, an accepted text or a figure; `percent` of the mark it earns, -100 to 100.

    `tolerance` is for figures, both ends included.
    """

    text: str
    percent: Decimal = NOTHING
    feedback: str = ""
    tolerance: str = "0"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeItem:
    """One question. Which of answers, truth and pairs it has follows from its kind.

    `category` is a path (`sales/objections`), "" = none. `pairs` with an empty left side are right sides that fit
    nothing. `when_right` and `when_wrong` are what is said to the two answers of a true/false. `line` is where it
    begins in its file, 0 = it comes from none; it makes no difference to equality. The last fields but `line` are of
    essays: words None = no limit, `response_lines` 0 = not said.
    """

    kind: ExchangeKind
    stem: str
    name: str = ""
    idnumber: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()
    truth: bool | None = None
    when_right: str = ""
    when_wrong: str = ""
    pairs: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    case_sensitive: bool = False
    weight: Decimal = Decimal(1)
    feedback: str = ""
    grader_notes: str = ""
    response_template: str = ""
    response_lines: int = 0
    min_words: int | None = None
    max_words: int | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Lost:
    """Something of a question that was not carried. `whole`: the question itself. `line` 0 = it comes from no file."""

    question: str
    what: str
    line: int = 0
    whole: bool = False


@dataclass(frozen=True, slots=True)
class FileRead:
    """What a file holds. With problems nothing of it may be imported; `items` are then those that could be read."""

    format: Format
    items: tuple[ExchangeItem, ...]
    lost: tuple[Lost, ...]
    problems: tuple[Problem, ...]


def too_many(name: str, line: int) -> Problem:
    """Said of the first question that is one too many."""
    return Problem("IX001", f"the file has more than {MOST_QUESTIONS:,} questions.", "Split it.", Where(name, line))


def label(item: ExchangeItem) -> str:
    """What people call the question: its name, its number, else the beginning of its text."""
    said = item.name or item.idnumber or item.stem
    said = " ".join(said.split())
    return said if len(said) <= 60 else said[:57] + "…"


def figure(text: str) -> str | None:
    """The canonical decimal text of a figure (`8.50` → `8.5`, `1e3` → `1000`); None when it is none."""
    text = text.strip()
    if not text or len(text) > _LONGEST_FIGURE or not text.isascii() or "_" in text:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    if not value.is_finite() or abs(value.adjusted()) > _LARGEST_EXPONENT:
        return None
    return decimal_text(value)


def percent(text: str) -> Decimal | None:
    """A share of the mark in percent; None when it is none or not from -100 to 100."""
    found = figure(text)
    if found is None or not -WHOLE <= Decimal(found) <= WHOLE:
        return None
    return Decimal(found)


def decimal_text(value: Decimal) -> str:
    """Without exponent and needless noughts."""
    if value == 0:
        return "0"
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def category_path(text: str) -> str:
    """A category without what Moodle says of where the question bank was: `$course$/top/Sales` is `Sales`."""
    path, before = " ".join(text.split()), ""
    while path != before:
        before = path
        path = _BANK.sub("", path).strip().strip("/")
    return path


def tidy(text: str) -> str:
    """`text` as these questions hold it: line ends LF, no space around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
