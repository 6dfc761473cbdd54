"""Phrases as somebody wrote them down, found in a text as others write them: any capitals, any white space."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Phrase:
    """`phrase` as it was written down, `text` as it stands, `start` its place in the text (characters from 0)."""

    phrase: str
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def phrases(text: str, wanted: Iterable[str]) -> Iterator[Phrase]:
    """Every place where one of these stands as whole words, from the beginning; an empty phrase stands nowhere."""
    found = (Phrase(one, hit[0], hit.start()) for one in wanted if one.strip() for hit in _pattern(one).finditer(text))
    yield from sorted(found, key=lambda one: (one.start, -len(one.text)))


@cache
def _pattern(phrase: str) -> re.Pattern[str]:
    words = r"\s+".join(re.escape(word) for word in phrase.split())
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)
