"""How a search is read, and which word was meant by one that nothing has: rules that both databases share.

Texts are indexed as stems (`wording.stems`), so a database only has to look up words. A facet, and who may read a text,
is a word of its own in the index (`term`), so that one look-up answers words, facets and access together.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from readiness.domain.library.asset import FRESHNESS, SOON, Facets, Freshness
from readiness.domain.wording.stems import plain_words, stem
from readiness.ground.errors import Problem
from readiness.ground.keys import did_you_mean

MOST_WORDS: Final = 12
LONGEST_SEARCH: Final = 200
LONGEST_BODY: Final = 200_000
"""Characters of a text that are indexed: about a hundred dense pages."""
LONGEST_WORD: Final = 60
"""Letters of a word that are indexed."""
INDEX: Final = "3"
"""How texts are indexed; texts that were indexed otherwise are indexed anew (`actions.refresh_library`)."""
NARROWED_BY: Final = (
    "launch",
    "kind",
    "segment",
    "market",
    "competitor",
    "requirement",
    "conversation",
    "persona",
    "freshness",
)
_NO_SPACES: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
"""Thai and Lao, Burmese, Khmer, kana and Han (Unicode's charts)."""
_UNSPACED: Final = re.compile(f"[{_NO_SPACES}]")
_PIECES: Final = re.compile(f"[{_NO_SPACES}]+|[^{_NO_SPACES}]+")
_LINK: Final = re.compile(r"/library/assets/([a-z0-9](?:[a-z0-9.-]{0,198}[a-z0-9])?)")


@dataclass(frozen=True, slots=True)
class Asked:
    """A search: words in the order typed, and facets, each with one value. `text` is what was typed, on one line."""

    text: str
    words: tuple[str, ...]
    facets: Mapping[str, str]


def asked_for(text: str, facets: Mapping[str, str]) -> tuple[Asked, tuple[Problem, ...]]:
    """The search, and what is wrong with it. Facets without a value are left out; nothing asked finds everything."""
    told = " ".join(text.split())[:LONGEST_SEARCH]
    problems = []
    kept = {name: value for name, value in facets.items() if value}
    for name, value in kept.items():
        if name not in NARROWED_BY:
            problems.append(Problem("AL010", f"there is no facet '{name[:40]}'.", did_you_mean(name, NARROWED_BY)))
        elif name == "freshness" and value not in FRESHNESS:
            problems.append(Problem("AL010", f"there is no freshness '{value[:40]}'.", did_you_mean(value, FRESHNESS)))
    words = tuple(dict.fromkeys(words_of(told)))[:MOST_WORDS]
    return Asked(told, words, kept), tuple(problems)


def indexed(text: str) -> list[str]:
    """The stems of a text in their order, as they are looked up."""
    return [stem(word) for word in words_of(text)]


def words_of(text: str) -> list[str]:
    """Its words in letters and digits alone, as they are spelled but for accents and capitals.

    Where a script writes no spaces (Chinese, Japanese, Thai, Lao, Khmer, Burmese), every two neighbours are a word.
    """
    found: list[str] = []
    for told in plain_words(text[:LONGEST_BODY]):
        word = told.replace("'", "").replace("’", "")
        found += [word[:LONGEST_WORD]] if _UNSPACED.search(word) is None else _pairs(word)
    return found


def term(facet: str, value: str) -> str:
    """The word of the index that stands for a facet's value: no text has it."""
    return "q" + hashlib.sha256(f"{facet}\0{value}".encode()).hexdigest()[:20]


def terms(facets: Facets, *, readers: str, launch: str, kind: str, body: str, until: date | None) -> list[str]:
    """Everything a text is found by besides its words: facets, whose it is, its last day, which assets it links to."""
    told = [term("readers", readers), term("launch", launch), term("kind", kind)]
    told += [term(facet, value) for facet, values in facets.items() for value in values]
    told += [term("links", key) for key in dict.fromkeys(_LINK.findall(body))]
    if until is None:
        return [*told, _NEVER]
    return [*told, *(_stretch(level, _day(until) >> level) for level in range(_LEVELS + 1))]


def freshness_terms(fresh: Freshness, on: date) -> list[str]:
    """Terms of which one is there in a text of this freshness on that day, and none in any other.

    A last day is indexed as the stretches of 1, 2, 4 … days that it lies in, so that any range of days is a few of
    these (a segment tree), the freshness of no text has to be kept, and none has to be worked out to be looked up.
    """
    today, soon = _day(on), _day(on + SOON) + 1
    match fresh:
        case "out-of-date":
            return _stretches(0, today)
        case "ends-soon":
            return _stretches(today, soon)
        case "fresh":
            return [_NEVER, *_stretches(soon, 1 << _LEVELS)]


def forms(word: str) -> frozenset[str]:
    """The word, and it with any one letter left out: two words one slip apart share one of these."""
    if not 4 <= len(word) <= 24:
        return frozenset({word})
    return frozenset({word, *(word[:place] + word[place + 1 :] for place in range(len(word)))})


def learned(word: str) -> frozenset[str]:
    """The forms under which a slip finds the word, whatever its ending and that of what was typed."""
    return forms(word) | forms(stem(word))


def meant(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """The known words that are one slip away: a letter more, less, other, or two swapped. Those that are so in full
    come first, then those that are so but for their endings; each by name.
    """
    others = sorted(set(known) - {word})
    near = [other for other in others if _one_slip(word, other)]
    short = stem(word)
    return (*near, *(other for other in others if other not in near and _one_slip(short, stem(other))))


def _pairs(word: str) -> list[str]:
    """The word cut where the script changes between those with spaces and those without; of these, all neighbours."""
    found = []
    for piece in _PIECES.findall(word):
        if _UNSPACED.match(piece) is None:
            found.append(piece[:LONGEST_WORD])
        else:
            found += [piece[place : place + 2] for place in range(max(1, len(piece) - 1))]
    return found


def _day(day: date) -> int:
    """Days since 2000, as far as the levels reach: 2179."""
    return min(max((day - _FIRST_DAY).days, 0), (1 << _LEVELS) - 1)


def _stretches(start: int, end: int) -> list[str]:
    """The fewest stretches that are the days from `start` to the one before `end`."""
    found, level = [], 0
    while start < end:
        if start & 1:
            found.append(_stretch(level, start))
            start += 1
        if end & 1:
            end -= 1
            found.append(_stretch(level, end))
        start, end, level = start >> 1, end >> 1, level + 1
    return found


def _stretch(level: int, number: int) -> str:
    return term("until", f"{level}.{number}")


_FIRST_DAY: Final = date(2000, 1, 1)
_LEVELS: Final = 16
_NEVER: Final = term("until", "never")


def _one_slip(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1:
        return False
    return other in set(_slips(one, other)) or one in forms(other) or other in forms(one)


def _slips(one: str, other: str) -> Iterator[str]:
    """`one` with two neighbours swapped, or with one letter as `other` has it."""
    for place in range(len(one) - 1):
        yield one[:place] + one[place + 1] + one[place] + one[place + 2 :]
    if len(one) == len(other):
        for place, letter in enumerate(other):
            yield one[:place] + letter + one[place + 1 :]
