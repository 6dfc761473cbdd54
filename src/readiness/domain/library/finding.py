"""How a search is read, and which word was meant by one that nothing has: rules that both databases share.

Texts are indexed as stems (`wording.stems`), so a database only has to look up words. A facet, and who may read a text,
is a word of its own in the index (`term`), so that one look-up answers words, facets and access together.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from readiness.domain.library.asset import FRESHNESS, Facets
from readiness.domain.wording.stems import plain_words, stem
from readiness.ground.errors import Problem
from readiness.ground.keys import did_you_mean

MOST_WORDS: Final = 12
LONGEST_SEARCH: Final = 200
LONGEST_BODY: Final = 200_000
"""Characters of a text that are indexed."""
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


def indexed(text: str) -> str:
    """The stems of a text, as they are looked up."""
    return " ".join(stem(word) for word in words_of(text))


def words_of(text: str) -> list[str]:
    """Its words in letters and digits alone, as they are spelled but for accents and capitals."""
    return [word.replace("'", "").replace("’", "") for word in plain_words(text[:LONGEST_BODY])]


def term(facet: str, value: str) -> str:
    """The word of the index that stands for a facet's value: no text has it."""
    return "q" + hashlib.sha256(f"{facet}\0{value}".encode()).hexdigest()[:20]


def terms(facets: Facets, *, readers: str, launch: str, kind: str, body: str) -> str:
    """Everything a text is found by besides its words, and which assets it links to."""
    told = [term("readers", readers), term("launch", launch), term("kind", kind)]
    told += [term(facet, value) for facet, values in facets.items() for value in values]
    told += [term("links", key) for key in dict.fromkeys(_LINK.findall(body))]
    return " ".join(told)


def forms(word: str) -> frozenset[str]:
    """The word, and it with any one letter left out: two words one slip apart share one of these."""
    if not 4 <= len(word) <= 24:
        return frozenset({word})
    return frozenset({word, *(word[:place] + word[place + 1 :] for place in range(len(word)))})


def meant(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """The known words that are one slip away, by name: a letter more, less, other, or two swapped."""
    return tuple(other for other in sorted(known) if other != word and _one_slip(word, other))


def excerpt(body: str, words: Iterable[str], *, length: int = 200) -> str:
    """A piece of the text about the first word that was asked for, on one line; its beginning when none is in it."""
    plain = " ".join(body.split())
    wanted = tuple(stem(word) for word in words)
    for found in re.finditer(r"[^\W_]+", plain):
        spelled = stem(found[0].casefold())
        if any(spelled.startswith(word) for word in wanted):
            start = max(0, found.start() - length // 3)
            start = plain.rfind(" ", 0, start) + 1 if start else 0
            end = start + length
            return ("… " if start else "") + plain[start:end].strip() + (" …" if end < len(plain) else "")
    return plain[:length].strip() + (" …" if len(plain) > length else "")


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
