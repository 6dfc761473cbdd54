"""A whole and its parts, told in a sentence: “64 pumps, 24 in mines, 20 in mills and 18 in plants”, “motor 45 %, …”.

A list is held to its whole only where it plainly is all of it: parts in the same words, no rest, and nearly the whole
already. Whoever counts the same thing under two names is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from readiness.domain.conformance.sums import AMOUNT, WrongSum, decimal_of, half_of, number_told

_NEARLY: Final = Decimal("0.3")
"""By what part of the whole the parts may miss it and still be meant to be all of it; our own judgement."""
_MOST: Final = 60
"""Words between a whole and its parts, in characters."""

_NOT_ALL: Final = re.compile(
    r"\b(?:rest|remaining|others?|among|includ\w+|such as|at least|at most|up to|some|about|around|roughly|nearly"
    r"|almost|more than|over|under|mainly|mostly|both|either|as well|also|e\.g)\b|[~≈…]",
    re.IGNORECASE,
)
_MADE_OF: Final = re.compile(
    rf"(?<![\w.,])(?P<whole>{AMOUNT}) [^.;:!?\d]{{1,{_MOST}}}? (?:is|are|was|were)? ?(?:made up of|consists? of"
    r"|composed of|comprises?|(?:split|divided|broken down) into) (?P<parts>[^.;:!?]+(?:\.\d[^.;:!?]*)*)",
    re.IGNORECASE,
)
_LISTED: Final = re.compile(
    rf"(?<![\w.,])(?P<of>of (?:the |our |these |those |its |their )?)?(?P<whole>{AMOUNT}) "
    rf"(?P<what>[a-z][^.;:!?,()\d]{{1,{_MOST}}}?)"
    r"(?P<link>: ?|, | \(| [–—-] )(?P<parts>\d[^.;:!?()]*(?:\.\d[^.;:!?()]*)*)",
    re.IGNORECASE,
)
_TOGETHER: Final = re.compile(
    rf"(?<![\w.,])(?P<parts>(?:{AMOUNT}) [^.;:!?=]{{1,200}}? and (?:{AMOUNT})[^.;:!?=\d]{{1,{_MOST}}}?)"
    r",? (?:(?:which |that |they |and )?(?:makes?|making|adds? up to|adding up to|comes? to|totals?|totalling)"
    rf"(?: a total of)?|a total of|together|altogether|in all) (?P<whole>{AMOUNT})(?![\d,.]*\d| ?%)",
    re.IGNORECASE,
)
_PART: Final = re.compile(rf"^(?:with )?(?P<number>{AMOUNT})(?P<what>(?: [A-Za-z][\w'’/&-]*){{1,6}})$")
_WHERE: Final = re.compile(
    r"^(?:in|at|by|from|on|with|for|via|through|under|to|outside|inside|within|between)\b", re.IGNORECASE
)
_TIME: Final = re.compile(r"^(?:second|minute|hour|day|week|month|quarter|year)s?\b", re.IGNORECASE)
_BETWEEN: Final = re.compile(r",? and (?=[$€£¥]? ?\d)|, (?=[$€£¥]? ?\d)")

_SHARED_OUT: Final = re.compile(
    r"\b(?:by [a-z]+|split|shares?|mix|break(?:s|ing)? ?down|breakdown|distribut\w+|divid\w+|composition|made up"
    r"|consists?|goes to|spent on|comes? from)\b[^:;.]*$",
    re.IGNORECASE,
)
_SHARES: Final = re.compile(
    r"(?P<intro>[^:.;!?%]{3,80}): ?"
    r"(?P<parts>(?:[^.;:!?%]|\.\d){0,60}%(?:(?:[^.;:!?%]|\.\d){0,60}%){2,12}[^.;:!?%]{0,60})"
)
_SHARE: Final = re.compile(r"(?P<number>\d+(?:\.\d+)?) ?%")
_ELSE: Final = re.compile(r"\b(?:others?|rest|elsewhere|miscellaneous)\b", re.IGNORECASE)
_COMPARED: Final = re.compile(
    r"\b(?:faster|slower|fewer|less|more|lower|higher|cheaper|better|smaller|larger|shorter|longer|growth|increase|decrease"
    r"|reduction|saved|savings|up|down|of)\b",
    re.IGNORECASE,
)


def wrong_breakdowns(text: str) -> Iterator[WrongSum]:
    """Every whole of a sentence that its parts do not make, from its beginning; one finding a whole."""
    if text.count("%") >= 3:
        yield from _shared_out(text)
    if sum(one.isdigit() for one in text) < 3:
        return
    told: set[int] = set()
    for pattern in (_MADE_OF, _LISTED, _TOGETHER):
        for found in pattern.finditer(text):
            if found.start("whole") not in told and (right := _misses(found)) is not None:
                told.add(found.start("whole"))
                yield WrongSum(found[0].strip(), found.start(), number_told(right))


def _misses(found: re.Match[str]) -> Decimal | None:
    """What the parts make when they are meant to be the whole and are not; None = they are, or are not meant to be."""
    if _NOT_ALL.search(found[0]) or "%" in found[0]:
        return None
    parts = [_PART.match(one.strip(" ,")) for one in _BETWEEN.split(found["parts"])]
    known = [one for one in parts if one is not None]
    if len(known) != len(parts) or len(known) < 2:
        return None
    whole, values = decimal_of(found["whole"]), [decimal_of(one["number"]) for one in known]
    right = sum(values, Decimal(0))
    if max(values) >= whole or abs(right - whole) > whole * _NEARLY:
        return None
    if found.re is _LISTED and not _is_all(found, [one["what"].strip() for one in known], right > whole):
        return None
    exact = not any("." in one["number"] for one in known)
    slack = Decimal(0) if exact else sum((half_of(one["number"]) for one in known), half_of(found["whole"]))
    return right if abs(right - whole) > slack else None


def _is_all(found: re.Match[str], parts: list[str], is_more: bool) -> bool:  # noqa: FBT001  (a fact of the list)
    """Whether a list behind a whole tells all of it: every part but the first says where, or in one word what kind."""
    if _TIME.match(found["what"]) or " and " not in found["parts"]:
        return False
    say_where = all(_WHERE.match(one) for one in parts[1:])
    if found["of"]:
        return say_where and is_more
    if found["link"].strip() == ",":
        return say_where and bool(_WHERE.match(parts[0]))
    return say_where or (len(parts) >= 3 and all(" " not in one for one in parts))


def _shared_out(text: str) -> Iterator[WrongSum]:
    """Shares of one whole that do not make 100 %, where a list says that it shares something out."""
    for found in _SHARES.finditer(text):
        parts = found["parts"]
        if not (_SHARED_OUT.search(found["intro"]) or _ELSE.search(parts)) or _COMPARED.search(parts):
            continue
        shares = [one["number"] for one in _SHARE.finditer(parts)]
        right = sum(map(decimal_of, shares), Decimal(0))
        if abs(right - 100) > sum(map(half_of, shares), Decimal(0)) and abs(right - 100) <= 100 * _NEARLY:
            start = found.start("parts") + len(parts) - len(parts.lstrip())
            yield WrongSum(parts.strip(), start, f"{number_told(right)} %, not 100 %")
