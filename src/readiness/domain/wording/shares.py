"""Shares as people say them: “two thirds of the calls”, “one in four”, “a quarter fewer”, “cut in half”.

Each is a figure in percent, said roughly: who says “a third” may mean 35 %. Places where the same words are no share
(the second half, a third option, a quarter of an hour, every second week) are left out. English alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Final

from readiness.domain.wording.figures import Figure

_FEW: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_MANY: Final = {"twenty": 20, "fifty": 50, "hundred": 100, "a hundred": 100, "thousand": 1000, "a thousand": 1000}
_NUMBERS: Final = {word: number for number, word in enumerate(_FEW, start=1)} | _MANY
_PARTS: Final = {
    "half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10,
}  # fmt: skip
_NEAR: Final = Decimal(8)
"""An eighth of what is said: “a third” of 30 to 37 %, “one in ten” of 9 to 11 %; our own judgement."""
_MOST_APART: Final = Decimal(4)
"""Percentage points: “nine in ten” of 86 to 94 %."""
_MORE: Final = (
    r"(?:fewer|less|more|lower|higher|faster|quicker|slower|cheaper|shorter|longer|smaller|larger|better"
    r"|as (?:many|much|long|often|fast|high|low|large))"
)
_IDLE: Final = "(?:battle|fun|story|truth)"
_TIME: Final = r"(?:second|minute|hour|day|week|month|quarter|year|night|season|term|semester)s?"


def shares(text: str) -> Iterator[Figure]:
    """Every share that is said in words, from the beginning; the value is in percent."""
    low = text.lower()
    if not _begins().search(low):
        return
    end = 0
    for found in _pattern().finditer(low):
        value = _value(found)
        if value is not None and found.start() >= end:
            end = found.end()
            yield Figure(value, "%", text[found.start() : end].rstrip(), found.start(), is_rough=True)


def is_near(rough: Decimal, exact: Decimal) -> bool:
    """What somebody who says `rough` in words may mean, both in percent."""
    return abs(rough - exact) <= min(_MOST_APART, rough / _NEAR)


def _value(found: re.Match[str]) -> Decimal | None:
    if found["halved"] or found["half"]:
        return Decimal(50)
    if found["nth"]:
        return Decimal(100) / _PARTS.get(found["nth"], 2)
    if part := found["parts"] or found["part"] or found["by"]:
        count = _NUMBERS[found["count"]] if found["count"] else 1
        return Decimal(100) * count / _PARTS[part] if count < _PARTS[part] else None
    few, many = (_NUMBERS[one] if one in _NUMBERS else int(one) for one in (found["few"], found["many"]))
    return Decimal(100) * few / many if few < many and not 1900 <= many <= 2100 else None


@cache
def _begins() -> re.Pattern[str]:
    """Quicker to look for, and in every share."""
    return re.compile(
        r"\bhal(?:f|v)|\b(?:third|quarter|fourth|fifth|sixth|seventh|eighth|ninth|tenth)|every second|\b(?:in|of) "
    )


@cache
def _pattern() -> re.Pattern[str]:
    parts = "|".join(one for one in _PARTS if one != "half")
    few, many = "|".join(_FEW), "|".join(sorted((*_NUMBERS, r"\d{1,6}"), key=len, reverse=True))
    counts = "|".join(_FEW[1:9])
    of = rf" of (?!an? |{_TIME}\b|may\b|june\b)"
    half_of = rf" of (?!an? |it\b|that\b|this\b|{_TIME}\b|the (?:{_IDLE}|{_TIME})\b)"
    half_the = rf" the (?!{_IDLE}|{_TIME}\b)| (?:our|your|their|its|all) (?!{_TIME}\b|time\b)"
    no_whole = "steps?|places?|ways?|stages?|rooms?|languages?|countries|cities|regions?"
    return re.compile(
        # two thirds, three-quarters
        rf"\b(?P<count>{counts})[ -](?P<parts>{parts})s\b"
        # a third of, a quarter fewer; by a fifth
        rf"|\b(?:an?|one)[ -](?P<part>{parts})(?={of}| {_MORE}\b)"
        rf"|(?<=\bby )(?:an?|one)[ -](?P<by>{parts})\b(?!-| (?:party|option|time|{_TIME})\b)"
        # half of, half the, half as many; cut in half, by half
        r"|(?<!and a )(?<!first )(?<!second )(?<!last )(?<!other )(?<!better )(?<!top )(?<!bottom )(?<!\w)"
        rf"(?P<half>half)(?:(?={half_of}|{half_the}| {_MORE}\b)|(?:(?<=\bby half)|(?<=\bin half))(?!-|\w))"
        r"|\b(?P<halved>halved|halves|halving|halve)\b"
        # one in four, one tube in 400, 9 out of 10
        rf"|(?<![\w.,])(?P<few>(?:one|1)(?= [a-z]{{3,14}} in )|{few}|\d|10)"
        rf"(?:(?<=one) [a-z]{{3,14}}|(?<=1) [a-z]{{3,14}})? (?:in|out of)(?: every)? (?P<many>{many})\b"
        rf"(?![.,]\d|[-%]| ?%| {_TIME}\b| (?:{no_whole})\b)"
        # every third call
        rf"|\bevery (?P<nth>second|third|fourth|fifth|tenth) (?=[a-z]{{3}})(?!{_TIME}\b|time\b|counts?\b|matters?\b"
        r"|and\b|that\b|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
    )
