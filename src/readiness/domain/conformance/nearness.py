"""How near a sentence is to what the map says: by the words they share, weighed by how rare they are.

Another measure, by meaning, is an adapter's; both give a number from 0 (nothing in common) to 1.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Protocol

Group = Sequence[str]
"""The texts that one entry of the map consists of."""


class Nearness(Protocol):
    """`off_below`: what is nearer to no entry than this is off the map; `measure` says in words what is compared.
    `most_characters` of the claims of one document are compared, which bounds the time.
    """

    @property
    def measure(self) -> str: ...

    @property
    def off_below(self) -> float: ...

    @property
    def most_characters(self) -> int: ...

    def nearest(self, texts: Sequence[str], groups: Sequence[Group]) -> list[list[float]]:
        """A row for each text: how near it is to each group, from 0 to 1."""
        ...


_WORD: Final = re.compile(r"[a-z][a-z0-9]*(?:['’][a-z]+)?")
_SAYS_NOTHING: Final = (
    "a an and are as at be been being but by can could did do does for from get gets had has have having he her "
    "here hers him his how i if in into is it its itself just let lets like made make makes many may me might more "
    "most much must my no nor not now of off on once one only or other our ours out over own per same she should so "
    "some such than that the their them then there these they this those through to too under until up us very was "
    "we were what when where which while who whom whose why will with within without would yes you your yours also "
    "any all each every both few about after again against before below between during further because way thing "
    "things ways use uses used using new day days today well even still yet two three take takes want wants need "
    "needs see sees help helps helped helping give gives given giving"
)
_EMPTY: Final = frozenset(_SAYS_NOTHING.split())
_TAILS: Final = (
    ("ies", "y"), ("ations", "ate"), ("ation", "ate"), ("ments", ""), ("ment", ""), ("ness", ""), ("ingly", ""),
    ("ings", ""), ("ing", ""), ("edly", ""), ("ed", ""), ("ers", ""), ("er", ""), ("ors", ""), ("or", ""), ("ions", ""),
    ("ion", ""), ("ally", ""), ("al", ""), ("ly", ""), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("shes", "sh"),
    ("es", ""), ("s", ""),
)  # fmt: skip


def stems(text: str) -> tuple[str, ...]:
    """The words of a text that say something, in order, without their endings."""
    return tuple(stem for word in _WORD.findall(text.lower()) if (stem := _stem(word)))


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    """Without inflection; "" for words that say nothing by themselves. Rough on purpose: it is for comparing alone."""
    word = word.partition("'")[0].partition("’")[0]
    if word in _EMPTY or len(word) < 2:
        return ""
    for tail, instead in _TAILS:
        if word.endswith(tail) and len(word) - len(tail) >= 3 and not word.endswith("ss"):
            word = word.removesuffix(tail) + instead
            if tail in {"ing", "ings", "ed"} and word.endswith(("er", "or")) and len(word) >= 5:
                word = word[:-2]  # “ordering” as “order” and “orders”
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
        word = word[:-1]
    return word.removesuffix("e") if len(word) > 4 else word


class Weights:
    """How much each word says: the rarer among these texts, the more; one that stands in none says most."""

    def __init__(self, texts: Iterable[Iterable[str]]) -> None:
        seen = [frozenset(one) for one in texts]
        self._count = len(seen)
        self._in = Counter(stem for one in seen for stem in one)

    def of(self, stem: str) -> float:
        return math.log((self._count + 1) / (self._in[stem] + 1)) + 1

    def known_in(self, stem: str) -> int:
        return self._in[stem]

    def total(self, given: Iterable[str]) -> float:
        return sum(map(self.of, given))


@dataclass(frozen=True, slots=True)
class WordNearness:
    """What part of a sentence's words, by weight, stands in an entry. Words of `silent` texts count for nothing."""

    silent: frozenset[str] = frozenset()
    measure: str = "by the words they share"
    off_below: float = 0.4
    most_characters: int = 1_000_000

    def nearest(self, texts: Sequence[str], groups: Sequence[Group]) -> list[list[float]]:
        held = [frozenset(stem for text in group for stem in stems(text)) for group in groups]
        weights = Weights(held)
        return [self._row(frozenset(stems(text)) - self.silent, held, weights) for text in texts]

    def _row(self, said: frozenset[str], held: Sequence[frozenset[str]], weights: Weights) -> list[float]:
        whole = weights.total(said)
        return [weights.total(said & one) / whole if whole else 0.0 for one in held]
