"""Phrases as somebody wrote them down, found in a text as others write them: any capitals, any white space."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from readiness.ground.frozen import frozen


@frozen
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
    likely = (one for one in wanted if one.strip() and _may_hold(text, one))
    found = (Phrase(one, hit[0], hit.start()) for one in likely for hit in _pattern(one).finditer(text))
    yield from sorted(found, key=lambda one: (one.start, -len(one.text)))


def _may_hold(text: str, phrase: str) -> bool:
    """False when some word of it is not in the text at all, which is quicker to see than to make a pattern; of letters
    beyond ASCII only the pattern knows which are the same.
    """
    return not text.isascii() or not phrase.isascii() or all(word in text.lower() for word in phrase.lower().split())


@cache
def _pattern(phrase: str) -> re.Pattern[str]:
    words = r"\s+".join(re.escape(word) for word in phrase.split())
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)
