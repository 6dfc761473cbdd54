"""Figures in a text: how much money, what share, how many times, how long, which day, how many of what.

Written in digits (`1,200`, `2.5 million`, `12k`; money also as the continent does, `3.900 €` and `4,50 EUR`) or, with
a unit, in words (`eight minutes`, `half a day`). What has two readings (`04/12/2027`, `3.900 EUR`) has both. English.
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
NUMBER_WORDS: Final = {word: number for number, word in enumerate(_WORDS)} | _TENS
_MILLION: Final = ("million", "mn", "mio", "mln")
_SCALE: Final = {
    "k": 1_000, "thousand": 1_000, "m": 1_000_000, **dict.fromkeys(_MILLION, 1_000_000), "bn": 10**9, "billion": 10**9,
}  # fmt: skip
_MONEY: Final = {
    "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "dollar": "USD", "us dollar": "USD", "euro": "EUR", "pound": "GBP",
    "us$": "USD", "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD",
    "nz$": "NZD", "hk$": "HKD", "s$": "SGD", "r$": "BRL",
}  # fmt: skip
_CURRENCIES: Final = (
    "USD", "EUR", "GBP", "JPY", "CHF", "CAD", "AUD", "NZD", "HKD", "SGD", "INR", "BRL", "CNY", "SEK", "NOK", "DKK",
    "PLN",
)  # fmt: skip
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
    r"|\b(?:[Oo]ffer|[Oo]rder|[Qq]uot(?:e|ation)|[Ii]nvoice|[Tt]icket|[Cc]ontract|[Cc]ase|PO|[Rr]ef\.?|[Nn]o\.?|#)"
    r" ?[\w/]*\d[-/]"
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

    `also`: what it may mean as well (a day written 04/12/2027, working days as calendar days). `is_rough`: said in
    words that are used of what is near it (two thirds, one in four).
    """

    value: Decimal
    unit: str
    text: str
    start: int
    also: tuple[Decimal, ...] = ()
    is_rough: bool = False

    @property
    def is_telling(self) -> bool:
        """False for what is no claim of its own: counts below a hundred, years, and once."""
        if self.unit:
            return not (self.unit == "times" and self.value == 1)
        return self.value >= 100 and not (1900 <= self.value <= 2100 and self.value == int(self.value))

    def same_as(self, other: Figure) -> bool:
        """The same unit, and a reading that both have."""
        return self.unit == other.unit and not {self.value, *self.also}.isdisjoint((other.value, *other.also))


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
        is_date = found["iso"] or found["named"] or found["other"] or found["short"]
        made = _date(found) if is_date else _length(found) if found["half"] else _amount(found)
        if is_date or made is not None:
            place = found.end()
        if made is not None:
            value, unit, *also = made
            yield Figure(value, unit, text[found.start() : found.end()].rstrip(), found.start(), tuple(also))


_LOWER: Final = str.maketrans({letter: letter.lower() for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"})
"""English letters alone: lower case of others may be longer, and places would no longer fit."""

_Made = tuple[Decimal, str] | tuple[Decimal, str, Decimal]
"""Value and unit, and another reading of the value."""


def _date(found: re.Match[str]) -> _Made | None:
    if found["short"]:
        return _short_date(found["short"])
    if found["iso"]:
        year, month, day = (int(part) for part in found["iso"].split("-"))
    else:
        name = (found["month"] or found["month2"]).lower()
        month = next(n for n, one in enumerate(_MONTHS, 1) if one.startswith(name[:3]))
        day, year = int(found["dom"] or found["dom2"]), int(found["year"] or found["year2"])
    known = _ordinal(year, month, day)
    return None if known is None else (known, "day")


def _short_date(text: str) -> _Made | None:
    """15.8.2027 is a day of August; 04/12/2027 one of December in Europe and one of April in America."""
    day, month, year = (int(part) for part in re.split(r"[./]", text))
    read = [_ordinal(year, month, day), _ordinal(year, day, month) if "/" in text else None]
    known = list(dict.fromkeys(one for one in read if one is not None))
    return (known[0], "day", known[1]) if len(known) > 1 else (known[0], "day") if known else None


def _ordinal(year: int, month: int, day: int) -> Decimal | None:
    try:
        return Decimal(date(year, month, day).toordinal())
    except ValueError:
        return None


def _length(found: re.Match[str]) -> _Made:
    """“half a day”, “a quarter of an hour”."""
    part = Decimal("0.5") if "half" in found["half"] else Decimal("0.25")
    return part * _SECONDS[found["of"]], "s"


def _amount(found: re.Match[str]) -> _Made | None:
    number = found["number"] or found["spelled"]
    sign, unit = found["sign"], (found["unit"] or "").lower()
    stem = unit.removesuffix("s") if len(unit) > 1 else unit
    code = _MONEY.get(sign or "") or (found["code"] or "").upper() or _MONEY.get(stem, "")
    code = code or (unit.upper() if unit.upper() in _CURRENCIES else "")
    spelled = NUMBER_WORDS.get(number.lower())
    value, *also = _numbers(number, is_money=bool(code)) if spelled is None else (Decimal(spelled),)
    scale = next((found[name] for name in ("scale", "letter", "letter2", "letter3") if found[name]), None)
    if scale:
        value, also = value * _SCALE[scale], []
    if code:
        return (value, code, also[0]) if also else (value, code)
    known = _unit(value, unit, found[0].strip())
    return known or (None if spelled is not None or number.count(".") > 1 else (value, ""))


def _unit(value: Decimal, unit: str, text: str) -> _Made | None:
    """A number with a unit that is no money; None without one."""
    stem = unit.removesuffix("s") if len(unit) > 1 else unit
    if unit in {"%", "percent", "per cent"}:
        return value, "%"
    if unit in {"x", "×", "times", "fold", "-fold"}:
        return value, "times"
    if stem not in _SECONDS or (unit == "second" and value != 1 and " " in text):  # “1,240 second draws”
        return None
    value *= _SECONDS[stem]
    is_worked = stem == "day" and re.search(r"\b(?:working|business)\b", text)
    return (value, "s", value * 7 / 5) if is_worked else (value, "s")


def _numbers(text: str, *, is_money: bool) -> tuple[Decimal, ...]:
    """What digits may mean: 3.900 of money is three thousand nine hundred on the continent; 4,50 is four and a half."""
    plain = re.sub(r"[\s'’]", "", text)
    if re.fullmatch(r"\d+(?:\.\d{3})*,\d{1,2}", plain):
        return (Decimal(plain.replace(".", "").replace(",", ".")),)
    if plain.count(".") > 1:
        return (Decimal(plain.replace(".", "")),)
    value = Decimal(plain.replace(",", ""))
    thousands = is_money and re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", plain)
    return (value, Decimal(plain.replace(".", ""))) if thousands else (value,)


@cache
def _pattern() -> re.Pattern[str]:
    months = "|".join(f"{one[:3]}(?:{'t|' if one[:3] == 'sep' else ''}{one[3:]})?" for one in _MONTHS)
    codes = _codes()
    lengths = "|".join(sorted(_SECONDS, key=len, reverse=True))
    units = (
        rf"%|percent\b|per cent\b|times\b|x\b(?! ?\d)|×(?! ?\d)|-?fold\b|{codes}\b|(?:(?:us )?dollar|euro|pound)s?\b"
        rf"|(?:{lengths})s?\b|[€£$](?! ?\d)"
    )
    money = rf"(?= ?(?:{_SCALES} )?(?:[€£$]|(?:{codes})\b))"
    number = (
        r"\d{1,3}(?:,\d{3})+(?:\.\d+)?"
        r"|\d{1,3}(?:\.\d{3})+,\d{1,2}|\d{1,3}(?:\.\d{3}){2,}"
        r"|\d{1,3}(?:[\u00a0\u202f\u2009'’]\d{3})+"
        rf"|\d{{1,3}}(?: \d{{3}})+{money}"
        rf"|\d+,\d{{1,2}}(?:{money}|(?= ?(?:%|percent|per cent)))|(?(sign)\d+,\d\d(?![\d,])|(?!))"
        r"|\d+(?:\.\d+)?"
    )
    return re.compile(
        r"(?P<iso>\b\d{4}-\d{2}-\d{2}\b)"
        r"|(?P<short>\b\d{1,2}(?P<between>[./])\d{1,2}(?P=between)\d{4}\b)"
        rf"|(?P<named>\b(?P<dom>\d{{1,2}})(?:st|nd|rd|th|\.)?(?: of)? (?P<month>{months})\.?,? (?P<year>\d{{4}})\b)"
        rf"|(?P<other>\b(?P<month2>{months})\.? (?P<dom2>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year2>\d{{4}})\b)"
        r"|(?P<half>\b(?:half (?:an? )|a quarter of an? ))(?P<of>minute|hour|day|week|month|year)\b"
        rf"|(?:(?P<sign>(?:us|au?|ca?|nz|hk|s|r)?\$|[€£¥]) ?|\b(?P<code>{codes}) )?"
        rf"(?:(?P<number>{number})(?![.,]?\d|\w*[._]\d)"
        rf"|\b(?P<spelled>{'|'.join(NUMBER_WORDS)})\b(?=[ -]))"
        # A letter is a number's size where it touches it, or where it is money: “25 m” are metres.
        rf"(?:[ -]?(?P<scale>{_SCALES})\b|(?P<letter>[km])\b|(?(sign) (?P<letter2>[km])\b|(?!))"
        rf"|(?(code) (?P<letter3>[km])\b|(?!)))?"
        rf"(?:[ \u00a0-]?(?:(?:working|business|calendar|full|consecutive) (?={_LENGTHS}))?(?P<unit>{units}))?",
    )


_SCALES: Final = rf"(?:thousand|{'|'.join(_MILLION)}|billion|bn)"


@cache
def _begins() -> re.Pattern[str]:
    """Where a figure may begin; looking for that first takes a tenth of the time."""
    months = "|".join(one[:3] for one in _MONTHS)
    return re.compile(
        rf"(?<!\w)(?:au?|ca?|nz|hk|s|r)\$|[$€£¥]|(?<![\w.,])(?<![a-z]-)\d"
        rf"|\b(?:{_codes()}|{months}|{'|'.join(NUMBER_WORDS)}|half an? |a quarter of an? )"
    )


def _codes() -> str:
    return "|".join(_CURRENCIES).lower()
