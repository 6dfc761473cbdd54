"""Figures in a text: how much money, what share, how many times, how long, which day, how many of what.

Written in digits (`1,200`, `2.5 million`, `12k`) or, with a unit, in words (`eight minutes`). English alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final

from readiness.ground.frozen import frozen

_WORDS: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS: Final = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "hundred": 100,
}  # fmt: skip
_IN_WORDS: Final = {word: number for number, word in enumerate(_WORDS)} | _TENS
_SCALE: Final = {"k": 1_000, "thousand": 1_000, "m": 1_000_000, "million": 1_000_000, "bn": 10**9, "billion": 10**9}
_MONEY: Final = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "dollar": "USD", "euro": "EUR", "pound": "GBP"}
_CURRENCIES: Final = ("USD", "EUR", "GBP", "JPY", "CHF", "CAD", "AUD", "INR", "BRL", "CNY", "SEK", "NOK", "DKK", "PLN")
_SECONDS: Final = {
    "second": 1, "sec": 1, "minute": 60, "min": 60, "hour": 3_600, "h": 3_600, "hr": 3_600, "day": 86_400,
    "week": 604_800, "month": 2_629_800, "year": 31_557_600,
}  # fmt: skip
"""A month is a twelfth of a year of 365.25 days: what matters is that the same words are the same figure."""
_LENGTHS: Final = r"(?:day|week|month|year|hour|minute)s?\b"
_NUMBERED: Final = re.compile(
    r"(?:\b(?:ISO|IEC|EN|DIN|IEEE|RFC|ANSI|ASTM|NIST|ASME|SAE|UL|CFR)(?:[/ -](?:IEC|EN|ISO|TS|TR))*[ -]?"
    r"|\b(?:[Oo]rder|[Aa]rticle|[Pp]art|[Ii]tem|[Ss]erial|[Mm]odel|[Cc]atalogue|[Rr]ef(?:erence)?|[Ii]nvoice|[Tt]icket|"
    r"[Cc]ontract|[Pp]olicy|[Cc]ase|[Pp]roduct|[Mm]aterial)[ -](?:code|number|no\.?|id|ID|nr\.?)(?: is|:)? "
    r"|\b(?:[Pp]hone|[Tt]el\.?|[Ff]ax|[Rr]oom|[Ee]xt(?:ension|\.)|[Pp]ostcode|[Pp]ort):? )$"
)
"""What stands before a number that is a name: a standard, an order code, a telephone."""
_PHONE: Final = re.compile(r"\+\d{1,3}(?:[ ()/-]{1,2}\d{2,}){2,}")
_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip


@frozen
class Figure:
    """`value` in `unit`: a currency code, "%", "times", "s" (a length of time, in seconds), "day" (a date, as its
    ordinal) or "" (a count). `text` is what stands there, `start` its place in the text (characters from 0).
    """

    value: Decimal
    unit: str
    text: str
    start: int

    @property
    def is_telling(self) -> bool:
        """False for what is no claim of its own: counts below a hundred, years, and once."""
        if self.unit:
            return not (self.unit == "times" and self.value == 1)
        return self.value >= 100 and not (1900 <= self.value <= 2100 and self.value == int(self.value))

    def same_as(self, other: Figure) -> bool:
        return (self.value, self.unit) == (other.value, other.unit)


def figures(text: str) -> Iterator[Figure]:
    """Every figure in a text, from its beginning. Parts of names and versions (`10.6.1`, `H2`) are none."""
    low = text.translate(_LOWER)
    place = 0
    while (begin := _begins().search(low, place)) is not None:
        found = _pattern().match(low, begin.start())
        place = begin.end()
        if found is None:
            continue
        phone = _PHONE.match(text, max(begin.start() - 1, 0))
        if phone or (found["number"] and _NUMBERED.search(text, max(begin.start() - 40, 0), begin.start())):
            place = phone.end() if phone else found.end()
            continue
        is_date = found["iso"] or found["named"] or found["other"]
        made = _date(found) if is_date else _amount(found)
        if is_date or made is not None:
            place = found.end()
        if made is not None:
            yield Figure(*made, text[found.start() : found.end()].rstrip(), found.start())


_LOWER: Final = str.maketrans({letter: letter.lower() for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"})
"""English letters alone: lower case of others may be longer, and places would no longer fit."""


def _date(found: re.Match[str]) -> tuple[Decimal, str] | None:
    if found["iso"]:
        year, month, day = (int(part) for part in found["iso"].split("-"))
    else:
        name = (found["month"] or found["month2"]).lower()
        month = next(n for n, one in enumerate(_MONTHS, 1) if one.startswith(name[:3]))
        day, year = int(found["dom"] or found["dom2"]), int(found["year"] or found["year2"])
    try:
        return Decimal(date(year, month, day).toordinal()), "day"
    except ValueError:
        return None


def _amount(found: re.Match[str]) -> tuple[Decimal, str] | None:
    number = found["number"] or found["spelled"]
    sign, unit = found["sign"], (found["unit"] or "").lower()
    value = Decimal(_IN_WORDS[number.lower()]) if found["spelled"] else Decimal(number.replace(",", ""))
    scale = found["scale"] or found["letter"] or found["letter2"]
    if scale:
        value *= _SCALE[scale]
    if sign or found["code"]:
        return value, _MONEY.get(sign or "", "") or found["code"].upper()
    if unit in {"%", "percent", "per cent"}:
        return value, "%"
    if unit in {"x", "×", "times", "fold", "-fold"}:
        return value, "times"
    stem = unit.removesuffix("s")
    if unit.upper() in _CURRENCIES or stem in _MONEY:
        return value, _MONEY.get(stem) or unit.upper()
    if stem in _SECONDS:
        return value * _SECONDS[stem], "s"
    return None if found["spelled"] else (value, "")


@cache
def _pattern() -> re.Pattern[str]:
    months = "|".join(f"{one[:3]}(?:{one[3:]})?" for one in _MONTHS)
    codes = _codes()
    units = (
        rf"%|percent\b|per cent\b|times\b|x\b(?! ?\d)|×(?! ?\d)|-?fold\b|{codes}\b|(?:dollar|euro|pound)s?\b"
        rf"|(?:{'|'.join(sorted(_SECONDS, key=len, reverse=True))})s?\b"
    )
    return re.compile(
        r"(?P<iso>\b\d{4}-\d{2}-\d{2}\b)"
        rf"|(?P<named>\b(?P<dom>\d{{1,2}})(?:st|nd|rd|th)? (?P<month>{months})\.?,? (?P<year>\d{{4}})\b)"
        rf"|(?P<other>\b(?P<month2>{months})\.? (?P<dom2>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year2>\d{{4}})\b)"
        rf"|(?:(?P<sign>[$€£¥]) ?|\b(?P<code>{codes}) )?"
        r"(?:(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?![.,]?\d|\w*[._]\d)"
        rf"|\b(?P<spelled>{'|'.join(_IN_WORDS)})\b(?=[ -]))"
        # A letter is a number's size where it touches it, or where it is money: “25 m” are metres.
        r"(?:[ -]?(?P<scale>thousand|million|billion|bn)\b|(?P<letter>[km])\b|(?(sign) (?P<letter2>[km])\b|(?!)))?"
        rf"(?:[ \u00a0-]?(?:(?:working|business|calendar|full|consecutive) (?={_LENGTHS}))?(?P<unit>{units}))?",
    )


@cache
def _begins() -> re.Pattern[str]:
    """Where a figure may begin; looking for that first takes a tenth of the time."""
    months = "|".join(one[:3] for one in _MONTHS)
    return re.compile(rf"[$€£¥]|(?<![\w.,])(?<![a-z]-)\d|\b(?:{_codes()}|{months}|{'|'.join(_IN_WORDS)})")


def _codes() -> str:
    return "|".join(_CURRENCIES).lower()
