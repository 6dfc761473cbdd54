"""Figures as people write them: "1,234.5", "1.234,5", "15x", "8 min", "$19", "80 %", "50k".

Which mark is the decimal one: when both `.` and `,` stand in a number, the last of them; a lone comma followed by
exactly three digits groups thousands ("1,234" = 1234) unless the number begins with 0 ("0,125" = 0.125), any other
lone comma is a decimal comma ("1,5" = 1.5); a lone point is always the decimal point ("1.234"); repeated marks group.
Spaces and apostrophes group. Groups are of three digits, or the text is not a figure.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction

from readiness.domain.quiz.folding import fold
from readiness.ground.frozen import frozen

LONGEST = 80
"""A longer text is no figure."""

_FIGURE = re.compile(
    r"^(?P<sign>[+-]?)\s*(?P<currency>[$€£¥]?)\s*(?P<digits>\.\d+|\d+(?:[ .,'_]\d+)*)"
    r"(?P<power>e[+-]?\d{1,2}(?![0-9a-z]))?\s*(?P<unit>[^\d+~<>]*)$",
    re.IGNORECASE | re.ASCII,
)
_CURRENCIES = {"$": "usd", "€": "eur", "£": "gbp", "¥": "jpy"}
_SCALES = {"k": 10**3, "thousand": 10**3, "mn": 10**6, "million": 10**6, "bn": 10**9, "billion": 10**9}
_UNITS = {
    alias: unit
    for unit, aliases in {
        "x": ("x", "×", "times", "fold"),
        "%": ("%", "percent", "per cent", "pct"),
        "second": ("s", "sec", "secs", "second", "seconds"),
        "minute": ("min", "mins", "minute", "minutes"),
        "hour": ("h", "hr", "hrs", "hour", "hours"),
        "day": ("d", "day", "days"),
        "week": ("wk", "week", "weeks"),
        "month": ("mo", "month", "months"),
        "year": ("y", "yr", "year", "years"),
        "user": ("user", "users"),
        "usd": ("usd", "dollar", "dollars", "$", "us$"),
        "eur": ("eur", "euro", "euros", "€"),
        "gbp": ("gbp", "pound", "pounds", "£"),
        "jpy": ("jpy", "yen", "¥"),
    }.items()
    for alias in aliases
}


@frozen
class Figure:
    """A number, exactly, and the unit written beside it ("" = none). A scale word ("50k", "2 million") is worked in."""

    number: Fraction
    unit: str


def parse_figure(text: str) -> Figure | None:
    """The figure that `text` is, or None when it is not one: ranges, dates, "6 of 10" and "1000+" are not."""
    readings = _readings(text)
    return readings[-1] if readings else None


def exact(number: float) -> Fraction:
    """The number a person wrote, not its nearest binary neighbour: 0.8 is 4/5."""
    return Fraction(Decimal(repr(float(number))))


def is_within(text: str, *, number: float, tolerance: float, unit: str) -> bool:
    """True when `text` is a figure no further than `tolerance` from `number`, in `unit` or in none.

    When the item names no unit, any unit may be written. When it names one, another unit is wrong: 8 h is not 8 min.
    The unit may be cut short after any of its parts: "19 USD" is "19 USD/user/month".
    """
    return any(
        abs(figure.number - exact(number)) <= exact(tolerance) and _unit_fits(figure.unit, unit)
        for figure in _readings(text)
        if not (unit == "" and _scale_of(figure.unit))
    )


def _readings(text: str) -> tuple[Figure, ...]:
    """As written, and with a scale word worked in when there is one: "15k" is 15 of unit k, or 15,000."""
    if len(text) > LONGEST:
        return ()
    plain = unicodedata.normalize("NFKC", text).strip().replace("−", "-").replace("’", "'")
    found = _FIGURE.match(plain)
    number = _number(found["digits"]) if found else None
    if found is None or number is None:
        return ()
    if found["power"]:
        number *= Fraction(10) ** int(found["power"][1:])
    if found["sign"] == "-":
        number = -number
    unit = found["unit"].strip()
    currency = _CURRENCIES.get(found["currency"], "")
    written = [Figure(number, _joined(currency, unit))]
    if scale := _scale_of(unit):
        rest = unit.split(maxsplit=1)[1] if " " in unit else ""
        written.append(Figure(number * scale, _joined(currency, rest)))
    return tuple(written)


def _joined(currency: str, unit: str) -> str:
    return f"{currency}{unit}" if unit.startswith("/") else f"{currency} {unit}".strip()


def _scale_of(unit: str) -> int:
    first = unit.casefold().split(maxsplit=1)
    return _SCALES.get(first[0], 0) if first else 0


def _number(digits: str) -> Fraction | None:
    bare, decimals = digits, ""
    marks = [mark for mark in digits if mark in ".,"]
    if marks and _last_is_decimal(digits, marks):
        bare, _, decimals = digits.rpartition(marks[-1])
        if marks[-1] in bare:
            return None
    groups = re.split(r"[ .,'_]", bare)
    separators = set(re.findall(r"[ .,'_]", bare))
    if len(groups) > 1 and (
        len(separators) > 1 or not 1 <= len(groups[0]) <= 3 or any(len(g) != 3 for g in groups[1:])
    ):
        return None
    if not decimals.isdigit() and decimals:
        return None
    return Fraction(Decimal("".join(groups) or "0")) + (Fraction(int(decimals), 10 ** len(decimals)) if decimals else 0)


def _last_is_decimal(digits: str, marks: list[str]) -> bool:
    if len(set(marks)) == 2:
        return True
    if len(marks) > 1:
        return False
    if marks[0] == ".":
        return True
    before, _, after = digits.partition(",")
    return len(after) != 3 or before.startswith("0")


def _unit_fits(written: str, wanted: str) -> bool:
    if not wanted or not written:
        return True
    left, right = _parts(written), _parts(wanted)
    return left == right[: len(left)]


def _parts(unit: str) -> list[str]:
    bare = fold(unit).rstrip(".")
    if bare in _UNITS:
        return [_UNITS[bare]]
    parts = [part.strip() for part in re.split(r"/| per | an? ", bare)]
    return [_UNITS.get(part, part) for part in parts if part]
