"""A text cut into its sentences, each with its place. English alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Said:
    """`text` without space around it, `start` its place in the whole (characters from 0)."""

    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


_ENDS: Final = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s)|\n{2,}")
_GOES_ON: Final = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|st|no|nos|vs|approx|ca|fig|vol|p|pp|min|max|est|dept|jan|feb|apr|aug|sept?|oct|nov|dec)"
    r"|e\.g|i\.e|\b[a-z])\.$",
    re.IGNORECASE,
)
"""What ends with a point and is followed by more of its sentence."""
_MAY_END: Final = re.compile(r"(?:\b(?:inc|ltd|co|corp|etc)|u\.s|a\.m|p\.m)\.$", re.IGNORECASE)
"""What ends with a point, and ends a sentence only before a capital."""


def sentences(text: str) -> Iterator[Said]:
    """Every sentence, from the beginning; together they are the text without the white space between them."""
    start = 0
    for end in _ENDS.finditer(text):
        if end[0].startswith(".") and len(end[0]) == 1 and _goes_on(text, end.start(), end.end()):
            continue
        yield from _made(text, start, end.end())
        start = end.end()
    yield from _made(text, start, len(text))


def _goes_on(text: str, point: int, after: int) -> bool:
    """True for the point of an abbreviation after which the sentence goes on."""
    near = max(point - 8, 0)
    if _GOES_ON.search(text, near, point + 1):
        return True
    return bool(_MAY_END.search(text, near, point + 1)) and text[after : after + 40].lstrip()[:1].islower()


def _made(text: str, start: int, end: int) -> Iterator[Said]:
    cut = text[start:end]
    inner = cut.strip()
    if inner:
        yield Said(inner, start + len(cut) - len(cut.lstrip()))
