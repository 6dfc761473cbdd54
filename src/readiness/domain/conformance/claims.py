"""Which sentences claim something for the product: by its name, as “we”, or as what the reader gains."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

LEAST_WORDS: Final = 4
SUBJECT_WITHIN: Final = 12
"""A name within so many characters of the beginning is what the sentence is about."""

_DOES: Final = (
    r"(?:help|let|enable|allow|save|reduce|cut|lower|increase|improve|boost|raise|double|triple|halve|automate|support"
    r"|include|provide|deliver|offer|eliminate|remove|speed|accelerate|shorten|simplify|guarantee|ensure|protect|detect"
    r"|prevent|replace|manage|track|connect|integrate|predict|monitor|optimi[sz]e|analy[sz]e|generate|translate|encrypt"
    r"|give|make|run|work|keep|show|find|store|scan|test|deploy|build|unif(?:y|ie)|bring|take|turn|mean|win|grow|learn"
    r"|recommend|schedule|schedules|sync|synchroni[sz]e|stream|write|draft|record|train|coach|certif(?:y|ie))"
)
_OURSELVES: Final = re.compile(r"^\W*(?:[\w-]+,? ){0,3}(?:we|our)\b", re.IGNORECASE)
_DOING: Final = re.compile(
    rf"\b{_DOES}(?:e?s|ed|d|ing)?\b|\b(?:comes? with|has|have|is|are|can|will|costs?)\b", re.IGNORECASE
)
_A_WORD: Final = re.compile(r"(?<!\w)[a-z]{2,}")
"""Names, days and numbers alone (the date line of a letter) claim nothing."""
_GAIN: Final = re.compile(
    r"\b(?:you|your \w+(?: \w+)?) (?:can|get|gets|will|save|saves|cut|cuts|win|wins|need no|no longer|never have to)\b"
    rf"|^\W*(?:it )?{_DOES}(?:e?s)\b",
    re.IGNORECASE,
)


def claims_something(sentence: str, us: Sequence[str]) -> bool:
    """True for what is said for the product, by its name, as “we” or as the reader's gain; never for a question."""
    if sentence.rstrip(" \"'”’)").endswith("?") or len(sentence.split()) < LEAST_WORDS:
        return False
    if not _A_WORD.search(sentence):
        return False
    if _GAIN.search(sentence):
        return True
    if _OURSELVES.search(sentence):
        return True
    named = _names(tuple(us)).search(sentence)
    return named is not None and (named.start() <= SUBJECT_WITHIN or bool(_DOING.search(sentence)))


@lru_cache(maxsize=64)
def _names(us: tuple[str, ...]) -> re.Pattern[str]:
    names = "|".join(re.escape(name) for name in us if name)
    return re.compile(rf"(?<!\w)(?:{names})(?!\w)" if names else r"(?!)", re.IGNORECASE)
