"""Parts of a whole in words: “six of the ten stages”, “18 of 24”, which are one figure and not two small numbers; and
all figures of a text, each once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from readiness.domain.wording.figures import Figure, figures
from readiness.domain.wording.shares import shares

_WORDS: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
_NUMBER: Final = rf"\d{{1,6}}|{'|'.join(_WORDS)}"
_PART: Final = re.compile(
    rf"(?<![\w.,])(?P<part>{_NUMBER}|all|none) (?:out )?of (?:the |its |our |these |those )?"
    rf"(?P<whole>{_NUMBER})(?![\w]|[.,]\d)",
    re.IGNORECASE,
)


def parts_of(text: str) -> Iterator[Figure]:
    """Every one, from the beginning: the value is the part, the unit `of 10` its whole."""
    for found in _PART.finditer(text):
        whole = _number(found["whole"])
        part = {"all": whole, "none": 0}.get(found["part"].lower()) if found["part"].isalpha() else None
        part = _number(found["part"]) if part is None else part
        if part <= whole and whole > 1:
            yield Figure(Decimal(part), f"of {whole}", found[0], found.start())


def figures_of(text: str) -> Iterator[Figure]:
    """Every figure of a text, in digits or in words: parts of a whole first, then shares, then all others."""
    covered: list[tuple[int, int]] = []
    for found in (parts_of(text), shares(text), figures(text)):
        new = [one for one in found if not any(start <= one.start < end for start, end in covered)]
        yield from new
        covered += [(one.start, one.start + len(one.text)) for one in new]


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _WORDS.index(word.lower())
