"""Which texts say nearly the same: a lexical rule, by the words they share, that anybody can follow.

Two texts are near-duplicates when the share of stems that they have in common (of words that carry meaning; Jaccard)
is at least NEAR, or when hardly a letter differs (Dice over runs of three characters, at least SAME_LETTERS), unless
one says *not* where the other does not, or they name different figures. Both limits were set on the pairs in
tests/domain/voice_pairs.yaml.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeVar

from readiness.domain.wording.stems import plain_words, stem

NEAR: Final = 0.5
SAME_LETTERS: Final = 0.8

K = TypeVar("K")

_NOT: Final = frozenset({
    "not", "no", "never", "without", "none", "nobody", "cannot", "dont", "doesnt", "didnt", "isnt", "arent",
    "wasnt", "werent", "cant", "couldnt", "wont", "wouldnt", "shouldnt", "hasnt", "havent", "hadnt",
})  # fmt: skip
"""Also as thumbs write them on a phone, without the apostrophe."""
_EMPTY: Final = frozenset({
    "a", "an", "and", "are", "as", "at", "be", "been", "being", "but", "by", "can", "could", "did", "do", "does",
    "for", "from", "had", "has", "have", "he", "her", "his", "how", "i", "if", "in", "into", "is", "it", "its",
    "just", "me", "my", "of", "on", "or", "our", "out", "she", "should", "so", "than", "that", "the", "their",
    "them", "there", "they", "this", "to", "too", "up", "us", "very", "was", "we", "were", "what", "when", "which",
    "who", "why", "will", "with", "would", "you", "your", "said", "says", "say", "tell", "told", "asked", "ask",
    "already", "really", "one", "customer", "customers", "client", "prospect", "buyer", "whether", "they're",
    "we're", "it's", "i'm", "we've", "that's",
})  # fmt: skip
"""Words that two sentences share whatever they say; among them those that report speech."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two texts are, 0..1, and whether they are near enough to be one."""

    share: float
    is_near: bool


@dataclass(frozen=True, slots=True)
class _Read:
    """A text as it is compared."""

    stems: frozenset[str]
    figures: frozenset[str]
    is_denied: bool
    runs: frozenset[str]


def likeness(one: str, other: str) -> Likeness:
    """Symmetric; a text is wholly like itself, and an empty one like nothing."""
    a, b = _read(one), _read(other)
    words = _jaccard(a.stems, b.stems)
    letters = _dice(a.runs, b.runs)
    agree = a.is_denied == b.is_denied and (a.figures == b.figures or not (a.figures and b.figures))
    share = max(words, letters if letters >= SAME_LETTERS else 0.0)
    return Likeness(round(share, 4), agree and (words >= NEAR or letters >= SAME_LETTERS))


def nearest_of(text: str, known: Iterable[tuple[K, str]]) -> K | None:
    """The key of the text in `known` that is most like this one and near enough; of equals the first. None = none."""
    best: K | None = None
    most = 0.0
    for key, other in known:
        found = likeness(text, other)
        if found.is_near and found.share > most:
            best, most = key, found.share
    return best


def sounds_like(text: str, known: Mapping[str, str], *, most: int = 3) -> tuple[str, ...]:
    """The keys of the texts that share the most with this one, most first: a hint for people, so far below NEAR too."""
    shares = sorted(
        ((likeness(text, other).share, key) for key, other in known.items()), key=lambda one: (-one[0], one[1])
    )
    return tuple(key for share, key in shares[:most] if share >= NEAR / 2)


@lru_cache(maxsize=20_000)
def _read(text: str) -> _Read:
    words = plain_words(text)
    kept = [word for word in words if word not in _EMPTY]
    told = " ".join(words)
    return _Read(
        stems=frozenset(stem(word) for word in kept if word not in _NOT and not word.endswith(("n't", "n’t"))),
        figures=frozenset(word for word in kept if any(one.isdigit() for one in word)),
        is_denied=any(word in _NOT or word.endswith(("n't", "n’t")) for word in words),
        runs=frozenset(told[place : place + 3] for place in range(len(told) - 2)),
    )


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one and other else 0.0


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0
