"""Sums, shares and multiples that a text works out in front of the reader, and the totals of simple tables.

A result is right when it lies within what rounding of the figures that are shown can explain: half a unit of their last
digit. Whole numbers that are added must fit exactly, unless the text says “about”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, DivisionByZero, InvalidOperation
from typing import Final

from readiness.domain.wording.figures import NUMBER_WORDS

MOST_TERMS: Final = 40


@dataclass(frozen=True, slots=True)
class WrongSum:
    """`text` is what stands there, from `start`; `right` is what comes out."""

    text: str
    start: int
    right: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class WrongTotal:
    """Of a table: row and column of the total (from 0), what it says, and what its rows make."""

    row: int
    column: int
    says: str
    right: str


AMOUNT: Final = r"(?:[$€£¥] ?)?\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?:[$€£¥] ?)?\d+(?:\.\d+)?"
_UNIT: Final = r"(?: ?%|(?: (?!and\b|or\b|of\b|is\b|x\b)[A-Za-z]{1,12}){0,2})"
_TERM: Final = rf"(?:{AMOUNT}){_UNIT}"
_SIGN: Final = r"\s*(?:[+×*÷]|(?<=\s)[-–−/x](?=\s)|\bplus\b|\bminus\b|\btimes\b)\s*"
_CHAIN: Final = re.compile(
    rf"(?<![\w.,/=])(?:(?P<left>{AMOUNT})(?P<left_unit>{_UNIT})\s*=\s*(?P<sum>{_TERM}(?:{_SIGN}{_TERM}){{1,{MOST_TERMS}}})"
    rf"|(?P<sum2>{_TERM}(?:{_SIGN}{_TERM}){{1,{MOST_TERMS}}})\s*=\s*(?P<right>{AMOUNT})(?P<right_unit>{_UNIT}))"
    rf"(?!\s*[=+×*÷]|[\d])"
)
_SHARE: Final = re.compile(
    rf"(?<![\w.,])(?P<share>\d+(?:\.\d+)?) ?(?:%|per ?cent) of (?:the |all |our |your |their |those |these )?"
    rf"(?P<whole>{AMOUNT})(?: [A-Za-z]+){{0,2}}?"
    rf"(?: is| are| =|, or| or| makes?| comes? to| equals?|, that is|, i\.e\.) "
    rf"(?:only |just )?(?P<part>{AMOUNT})(?![\d,.]*\d| ?%)"
)
_PART: Final = re.compile(
    rf"(?<![\w.,])(?P<part>{AMOUNT})(?: [A-Za-z]+)?,? (?:out )?of (?:the |all |our |your |their |those |these )?"
    rf"(?P<whole>{AMOUNT})"
    r"(?: [A-Za-z-]+){0,3}? ?(?:\(|, or |, that is |, i\.e\. |= ?)(?P<share>\d+(?:\.\d+)?) ?(?:%|per ?cent)"
)
_OF_PART: Final = re.compile(
    rf"\bof (?:the |all |our |your |their |those |these )?(?P<whole>{AMOUNT})(?: [a-z][\w-]*){{1,3}},?"
    rf" (?:only |just )?(?P<part>{AMOUNT})"
    r"(?: [a-z][\w-]*){0,6}? ?(?:\(|, or |, that is |, i\.e\. |= ?|: )(?P<share>\d+(?:\.\d+)?) ?(?:%|per ?cent)",
    re.IGNORECASE,
)
_CHANGE: Final = re.compile(
    rf"\bfrom (?:over |about |more than )?(?P<before>{AMOUNT})(?P<unit>(?: ?%| [A-Za-z]+)?) to (?P<after>{AMOUNT})"
    rf"(?P<unit2>(?: ?%| [A-Za-z]+)?)(?:,| \(|:| –| —)\s*"
    r"(?:a |an |that is |which is |i\.e\. |or |by |up |down |[+−–-])*"
    r"(?P<how>\d+(?:\.\d+)?) ?(?P<kind>%|per ?cent|times|x\b|×|-?fold)",
    re.IGNORECASE,
)
_ROUGHLY: Final = re.compile(
    r"\b(?:about|around|roughly|nearly|almost|some|circa|ca\.|rounded|approximately|over|more than)\b|[≈~]"
)
_NUMBER: Final = re.compile(AMOUNT)
_WORDS: Final = "|".join(NUMBER_WORDS)
_COUNT: Final = re.compile(rf"(?<![\w.,$€£¥])(?:\d{{1,3}}(?:,\d{{3}})+|\d+|{_WORDS})(?![\w]|[.,]\d)", re.IGNORECASE)
_CODE: Final = "(?:USD|EUR|GBP|CHF)"
_MAKES: Final = r"(?:is|are|=|makes?|comes? to|costs?|totals?|that is|that makes|or)"
_EACH: Final = rf"(?P<each_of>(?:{_CODE} )?(?P<each>{AMOUNT})(?: {_CODE})?)"
_ALL: Final = rf"(?P<all_of>(?:{_CODE} )?(?P<all>{AMOUNT})(?: {_CODE})?)(?![\d,.]*\d| ?%|[km]\b)"
_AT: Final = re.compile(
    rf"(?<![\w.,])(?P<count>\d{{1,3}}(?:,\d{{3}})+|\d+|{_WORDS}) [a-z][a-z -]{{1,30}}? at {_EACH}(?:[a-z /]{{0,30}}?),?"
    rf" {_MAKES} {_ALL}",
    re.IGNORECASE,
)
_TIMES_EACH: Final = re.compile(
    rf"(?<![\w.,-])(?P<count>\d+|{_WORDS}) (?!(?:out|in)\b)[a-z-]+ (?:of|with) (?P<each_of>(?P<each>{AMOUNT}))"
    rf" (?P<what>[a-z]+)s(?: each)?,? {_MAKES} (?P<all_of>(?P<all>{AMOUNT})) (?P=what)s\b",
    re.IGNORECASE,
)
_SPAN: Final = re.compile(
    r"\b(?:minute|hour|day|week|month|quarter|year|annual|monthly|yearly|term)\w*\b", re.IGNORECASE
)
_PERIODS: Final = (1, 2, 3, 4, 5, 7, 12, 24, 36, 48, 52, 60, 250, 365)
"""What a price a month may be multiplied by where the result is said of another time."""
_NOT_MEANT: Final = 2
"""What is more than so many times off is made of something else."""


def wrong_sums(text: str) -> Iterator[WrongSum]:
    """Every sum, share or multiple in a text that is not what its figures make, from its beginning."""
    found = [
        *_chains(text),
        *_shares(text),
        *_parts(text),
        *_changes(text),
        *(WrongSum(one.text, one.start, number_told(one.right)) for one in _multiples(text) if one.is_wrong),
    ]
    yield from sorted(found, key=lambda one: one.start)


def worked_out_in(text: str) -> tuple[tuple[int, int], ...]:
    """Where a text works something out: figures there are made of others, and have no source of their own."""
    return tuple(
        found.span()
        for pattern in (_CHAIN, _SHARE, _PART, _OF_PART, _AT, _TIMES_EACH)
        for found in pattern.finditer(text)
    )


def rightly_made(text: str) -> Iterator[Decimal]:
    """What a text works out rightly: the results of its sums, and of so many at so much."""
    wrong = {one.start for one in _chains(text)}
    for found in _CHAIN.finditer(text):
        if found.start() not in wrong:
            yield decimal_of(found["left"] or found["right"])
    for many in _multiples(text):
        if many.is_right:
            yield many.all


def right_totals(rows: Sequence[Sequence[str]]) -> Iterator[Decimal]:
    """The totals of a table that are the sum of their rows."""
    if len(rows) < 3 or not rows[-1] or not TOTAL.match(rows[-1][0].strip()):
        return
    wrong = {one.column for one in wrong_totals(rows)}
    for column, cell in enumerate(rows[-1]):
        found = CELL.match(cell)
        if column and column not in wrong and found is not None:
            yield decimal_of(found["number"])


@dataclass(frozen=True, slots=True)
class _Multiple:
    """So many at so much, and what is said to come of it; `is_rough` = “about”; a time may multiply it."""

    text: str
    start: int
    right: Decimal
    all: Decimal
    is_rough: bool
    slack: Decimal
    spans_time: bool

    @property
    def is_right(self) -> bool:
        factors = _PERIODS if self.spans_time else (1,)
        near = max(self.slack, self.right / 20) if self.is_rough else self.slack
        return any(abs(self.right * factor - self.all) <= near * factor for factor in factors)

    @property
    def is_wrong(self) -> bool:
        return not self.is_right and self.right / _NOT_MEANT <= self.all <= self.right * _NOT_MEANT


def _multiples(text: str) -> Iterator[_Multiple]:
    """“Three turbines at EUR 3,900 each are EUR 11,700”, “four racks of 96 tubes are 384 tubes”."""
    for pattern in (_AT, _TIMES_EACH) if " at " in text or " of " in text else ():
        for found in pattern.finditer(text):
            count, each, whole = _number_of(found["count"]), decimal_of(found["each"]), decimal_of(found["all"])
            if count < 2 or not each or _money_of(found["each_of"]) != _money_of(found["all_of"]):
                continue
            slack = half_of(found["each"]) * count if "." in found["each"] and "." not in found["all"] else Decimal(0)
            yield _Multiple(
                found[0].strip(), found.start(), count * each, whole, _is_rough(text, found.start(), found.end()),
                slack + (half_of(found["all"]) if slack else 0), bool(_SPAN.search(text, found.start("each"))),
            )  # fmt: skip


def counts_in(text: str) -> Iterator[Decimal]:
    """Every plain number of a text, in digits or words."""
    for found in _COUNT.finditer(text):
        yield _number_of(found[0])


def _number_of(text: str) -> Decimal:
    low = text.lower()
    return Decimal(NUMBER_WORDS[low]) if low in NUMBER_WORDS else decimal_of(text)


def _money_of(text: str) -> str:
    """The currency that stands around an amount; "" for none."""
    found = re.search(r"[$€£¥]|USD|EUR|GBP|CHF", text, re.IGNORECASE)
    return {"$": "USD", "€": "EUR", "£": "GBP"}.get(found[0], found[0].upper()) if found else ""


def _chains(text: str) -> Iterator[WrongSum]:
    if "=" not in text:
        return
    for found in _CHAIN.finditer(text):
        result, unit = (found["left"], found["left_unit"]) if found["left"] else (found["right"], found["right_unit"])
        chain = found["sum"] or found["sum2"]
        worked = _worked_out(chain)
        if worked is None:
            continue
        right, slack = worked
        said = decimal_of(result)
        if "%" in chain or "%" in (unit or ""):
            if not _all_shares(chain, unit or ""):
                continue
            slack += Decimal("0.5") * len(_NUMBER.findall(chain))
        slack += half_of(result) if slack or "." in result else Decimal(0)
        if _is_rough(text, found.start(), found.end()):
            slack = max(slack, abs(right) / 20)
        if abs(right - said) > slack:
            yield WrongSum(found[0].strip(), found.start(), number_told(right))


def _all_shares(chain: str, unit: str) -> bool:
    """True when every figure of the sum is a share; shares of different things are not added here."""
    return "%" in unit and chain.count("%") == len(_NUMBER.findall(chain))


def _worked_out(chain: str) -> tuple[Decimal, Decimal] | None:
    """The value of `a + b × c`, with products first, and what rounding of its terms can explain; None = no value."""
    numbers = _NUMBER.findall(chain)
    signs = [one.strip() for one in re.findall(_SIGN, chain)]
    if len(signs) != len(numbers) - 1:
        return None
    terms = [decimal_of(numbers[0])]
    slack = half_of(numbers[0]) if "." in numbers[0] else Decimal(0)
    for sign, number in zip(signs, numbers[1:], strict=True):
        value = decimal_of(number)
        if sign in {"×", "*", "x", "times"}:
            slack = slack * abs(value) + (half_of(number) * abs(terms[-1]) if "." in number else Decimal(0))
            terms[-1] *= value
        elif sign in {"÷", "/"}:
            try:
                terms[-1] /= value
            except (DivisionByZero, InvalidOperation):
                return None
            slack += Decimal("0.5")
        else:
            terms.append(-value if sign in {"-", "–", "−", "minus"} else value)
            slack += half_of(number) if "." in number else Decimal(0)
    return sum(terms, Decimal(0)), slack


def _shares(text: str) -> Iterator[WrongSum]:
    for found in _SHARE.finditer(text):
        yield from _judged_share(text, found, found["share"], found["whole"], found["part"], tells_part=True)


def _parts(text: str) -> Iterator[WrongSum]:
    for found in (*_PART.finditer(text), *_OF_PART.finditer(text)):
        yield from _judged_share(text, found, found["share"], found["whole"], found["part"], tells_part=False)


def _judged_share(
    text: str, found: re.Match[str], share: str, whole: str, part: str, *, tells_part: bool
) -> Iterator[WrongSum]:
    of, some, percent = decimal_of(whole), decimal_of(part), decimal_of(share)
    if not of:
        return
    rough = _is_rough(text, found.start(), found.end())
    if tells_part:
        right = of * percent / 100
        slack = half_of(part) + of * half_of(share) / 100
        wrong = abs(right - some) > (max(slack, right / 20) if rough else slack)
    else:
        right = some / of * 100
        slack = half_of(share) + (Decimal(2) if rough else Decimal(0))
        wrong = abs(right - percent) > slack
    if wrong:
        yield WrongSum(found[0].strip(), found.start(), number_told(right) + ("" if tells_part else " %"))


def _changes(text: str) -> Iterator[WrongSum]:
    """From A to B, so many percent or times: up or down, whichever fits."""
    for found in _CHANGE.finditer(text):
        one, other = found["unit"].strip().lower().rstrip("s"), found["unit2"].strip().lower().rstrip("s")
        if one and other and one != other:
            continue
        before, after, how = decimal_of(found["before"]), decimal_of(found["after"]), decimal_of(found["how"])
        if not before or not after:
            continue
        is_share = found["kind"].startswith(("%", "per"))
        change = abs(after - before) / before * 100 if is_share else max(before, after) / min(before, after)
        points = abs(after - before) if is_share and "%" in one + other else change
        slack = max(half_of(found["how"]), change / 20 if _is_rough(text, found.start(), found.end()) else Decimal(0))
        if not is_share and how == change.to_integral_value():
            continue
        if abs(change - how) > slack and abs(points - how) > slack:
            yield WrongSum(found[0].strip(), found.start(), number_told(change) + (" %" if is_share else " times"))


TOTAL: Final = re.compile(r"^(?:grand |overall )?(?:total|sum|all|altogether|together|in all)s?\b", re.IGNORECASE)
_NO_SUM: Final = re.compile(
    r"average|mean|median|\brate\b|\bper\b|share|unit price|price each|ratio|score|rank|year|date|\bno\.|number|%"
    r"|percent",
    re.IGNORECASE,
)
CELL: Final = re.compile(rf"^\s*[-−–]?\s*(?:{_CODE}\s)?(?P<number>{AMOUNT})\s*(?:[A-Za-z€$£¥]{{0,12}}|%)\s*$")


def wrong_totals(rows: Sequence[Sequence[str]]) -> Iterator[WrongTotal]:
    """Every total of a table that is not the sum of the rows above it.

    Looked at are tables whose last row is called a total, column by column; a column of averages, rates or shares is
    left out (but for shares that are said to make 100 %), and so is a table with subtotals.
    """
    if len(rows) < 3 or not rows[-1] or not TOTAL.match(rows[-1][0].strip()):
        return
    if any(row and re.search(r"total|sum\b", row[0], re.IGNORECASE) for row in rows[1:-1]):
        return
    head, body, last = rows[0], rows[1:-1], rows[-1]
    begins = 0 if head[1:] and all(CELL.match(cell) for cell in head[1:]) else 1
    for column in range(1, len(last)):
        said = CELL.match(last[column])
        above = [row[column] if column < len(row) else "" for row in (body if begins else (head, *body))]
        found = [one for cell in above if (one := CELL.match(cell))]
        name = head[column] if begins and column < len(head) else ""
        if said is None or len(found) < 2 or len(found) < len([cell for cell in above if cell.strip(" -–—")]):
            continue
        are_shares = last[column].strip().replace(" ", "") == "100%" and all("%" in one[0] for one in found)
        if not are_shares and (_NO_SUM.search(name) or "%" in last[column]):
            continue
        right = sum((_signed(one) for one in found), Decimal(0))
        rounded = (*found, said) if are_shares else (one for one in (*found, said) if "." in one["number"])
        slack = sum((half_of(one["number"]) for one in rounded), Decimal(0))
        if abs(right - _signed(said)) > slack:
            yield WrongTotal(len(rows) - 1, column, last[column].strip(), number_told(right))


def _signed(cell: re.Match[str]) -> Decimal:
    value = decimal_of(cell["number"])
    return -value if cell[0].strip()[:1] in "-−–" else value


def decimal_of(number: str) -> Decimal:
    """Of a number as it stands in a text, with its sign of money and its commas."""
    return Decimal(re.sub(r"[^\d.]", "", number))


def half_of(number: str) -> Decimal:
    """Half a unit of the last digit that is shown."""
    _, _, digits = number.partition(".")
    return Decimal(5).scaleb(-len(digits) - 1)


def _is_rough(text: str, start: int, end: int) -> bool:
    return bool(_ROUGHLY.search(text, max(start - 20, 0), end))


def number_told(value: Decimal) -> str:
    """As a reader writes it: thousands apart, at most two decimals."""
    rounded = value.quantize(Decimal("0.01")) if value != value.to_integral_value() else value.to_integral_value()
    text = f"{rounded:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
