"""When two figures say the same: other units, other words, rounded, bounded, or worked out of each other.

“Three months” and 90 days, “92 %” and 44 of 48, “nine in ten” and 91.7 %, “more than a third” and 35 %, “a quarter of
what it was” and 310 instead of 1,240. What is the same thing is for `figures_against` to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Final

from readiness.domain.wording.figures import Figure
from readiness.domain.wording.shares import is_near

OTHER_UNITS: Final = Decimal("0.09")
"""How far the same length of time in two units may differ: a month is 28 to 31 days, four weeks or 30 days."""

_AT_LEAST: Final = re.compile(r"\b(?:more than|over|above|at least|upwards of|beyond|not less than) ?$", re.IGNORECASE)
_AT_MOST: Final = re.compile(
    r"\b(?:less than|fewer than|under|below|up to|at most|within|not more than) ?$", re.IGNORECASE
)
_ABOUT: Final = re.compile(
    r"(?:\b(?:about|around|roughly|nearly|almost|some|circa|ca\.|approximately) ?|[~≈] ?)$", re.IGNORECASE
)
_TO: Final = re.compile(r"^(?: [a-z-]+){0,3},? to (?:about |around |only |just |under |over )?$", re.IGNORECASE)
_INSTEAD: Final = re.compile(
    r"^(?: [a-z-]+){0,3},? (?:instead of|rather than|down from|up from|from|where it (?:was|took|had been))"
    r" (?:about |around |over )?$",
    re.IGNORECASE,
)
_LENGTH: Final = re.compile(r"(second|sec|minute|min|hour|hr|h|day|week|month|year)s?$", re.IGNORECASE)


def says_the_same(figure: Figure, own: Figure) -> bool:
    """The same value; or the same length of time in another unit."""
    if figure.same_as(own):
        return True
    if figure.unit != "s" or own.unit != "s" or _length_in(figure) == _length_in(own):
        return False
    return abs(figure.value - own.value) <= OTHER_UNITS * min(figure.value, own.value)


def is_within_bound(figure: Figure, own: Figure, sentence: str) -> bool:
    """“More than”, “up to” and “about” a number that is near the source's own, within twice or a tenth of it."""
    if figure.unit != own.unit or figure.unit == "day" or not figure.is_telling:
        return False
    before = sentence[max(figure.start - 20, 0) : figure.start]
    if _AT_LEAST.search(before):
        return figure.value <= own.value <= figure.value * 2
    if _AT_MOST.search(before):
        return own.value <= figure.value <= own.value * 2
    return bool(_ABOUT.search(before)) and abs(figure.value - own.value) <= own.value / 10


def share_of(figure: Figure) -> Figure | None:
    """“19 of 24” in percent; a share as it is; None for all else."""
    if figure.unit == "%":
        return figure
    whole = figure.unit.removeprefix("of ")
    if whole == figure.unit or not whole.isdigit() or not int(whole):
        return None
    return Figure(figure.value * 100 / int(whole), "%", figure.text, figure.start)


def is_share(figure: Figure, share: Figure) -> bool:
    """True for a share in percent that says `share`: in words nearly, in digits rounded as it is written."""
    if figure.unit != "%" or share.unit != "%":
        return False
    if figure.is_rough or share.is_rough:
        rough, exact = (figure, share) if figure.is_rough else (share, figure)
        return is_near(rough.value, exact.value)
    return _rounds_to(share.value, figure.value)


def changes(figures: tuple[Figure, ...], text: str) -> Iterator[Figure]:
    """What a text's “from A to B” and “B instead of A” make: how much percent less or more, and what part is left."""
    for one, other in pairwise(sorted(figures, key=lambda figure: figure.start)):
        between = text[one.start + len(one.text) : other.start]
        if one.unit != other.unit or one.unit == "day" or not one.value or not other.value:
            continue
        if _TO.match(between):
            before, after = one, other
        elif _INSTEAD.match(between):
            before, after = other, one
        else:
            continue
        told = text[one.start : other.start + len(other.text)]
        yield Figure(abs(before.value - after.value) * 100 / before.value, "%", told, one.start)
        if after.value < before.value:
            yield Figure(after.value * 100 / before.value, "%", told, one.start)


def with_their_units(figures: tuple[Figure, ...], text: str) -> Iterator[Figure]:
    """Of “2 minutes instead of 25” and “from 25 to 2 minutes” the 25 minutes: a bare number beside one with a unit."""
    for one, other in pairwise(sorted(figures, key=lambda figure: figure.start)):
        between = text[one.start + len(one.text) : other.start]
        bare, whole = (one, other) if not one.unit else (other, one)
        if bare.unit or whole.unit not in {"s", "%"} or not (_TO.match(between) or _INSTEAD.match(between)):
            continue
        number = re.match(r"\d+(?:\.\d+)?", whole.text)
        if number and Decimal(number[0]):
            yield Figure(bare.value * whole.value / Decimal(number[0]), whole.unit, bare.text, bare.start)


def _rounds_to(exact: Decimal, written: Decimal) -> bool:
    return round(exact, max(-int(written.as_tuple().exponent), 0)) == written


def _length_in(figure: Figure) -> str:
    found = _LENGTH.search(figure.text)
    return found[1].lower()[:1] if found else figure.text
