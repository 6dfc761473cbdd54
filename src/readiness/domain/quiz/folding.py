"""Text as graders and drafters compare it: without case, spacing, accents or typographic dress."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_DRESS = str.maketrans(
    {
        "‘": "'", "’": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "‑": "-", "−": "-",
        "ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ı": "i",
        "\u200b": None, "\ufeff": None, "\u00ad": None,
    }
)  # fmt: skip
"""Characters that Unicode does not decompose, or that a keyboard and a word processor write differently."""

_ACCENT = re.compile("[\u0300-\u036f]")
_WORD = re.compile(r"\w+")


def fold(text: str) -> str:
    """`text` without case, accents, runs of white space and typographic quotes or dashes.

    Only the Latin, Greek and Cyrillic accents of U+0300–036F go: vowel signs of other scripts make words, and stay.
    """
    bare = unicodedata.normalize("NFKD", text.translate(_DRESS)).casefold()
    bare = _ACCENT.sub("", unicodedata.normalize("NFKD", bare))
    return " ".join(unicodedata.normalize("NFC", bare).split())


@lru_cache(maxsize=8192)
def words(text: str) -> frozenset[str]:
    """The set of folded words in `text`."""
    return frozenset(_WORD.findall(fold(text)))


def alike(one: str, other: str) -> bool:
    """True when two texts are too close to be a right and a wrong option of one item.

    The same words, one's words all among the other's, or at least three words in five shared (Jaccard ≥ 0.6).
    """
    left, right = words(one), words(other)
    if not left or not right:
        return fold(one) == fold(other)
    shared = len(left & right)
    return shared == min(len(left), len(right)) or 5 * shared >= 3 * len(left | right)
