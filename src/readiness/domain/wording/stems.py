"""Words as they are compared and found: in small letters, without accents and, roughly, without their endings."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_ENDINGS: Final = (
    ("ies", 3), ("ing", 3), ("ion", 3), ("edly", 4), ("ed", 2), ("ly", 2), ("ment", 4), ("es", 2), ("s", 1), ("e", 1),
)  # fmt: skip
_VOICED: Final = "\u3099\u309a"
"""Marks of the Japanese syllabaries without which a sound is another one (ISO 10646, Combining Katakana-Hiragana)."""


def plain_words(text: str) -> list[str]:
    """The words in their order."""
    return _WORD.findall(folded(text))


def folded(text: str) -> str:
    """In small letters and without marks (accents, points, vowel signs), which people leave out when they search."""
    if text.isascii():
        return text.casefold()
    apart = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(one for one in apart if one in _VOICED or unicodedata.category(one)[0] != "M")
    return unicodedata.normalize("NFC", plain)


def stem(word: str) -> str:
    """The word without its ending, roughly; the same for "price", "prices" and "pricing". The word begins with it."""
    if len(word) > 3:
        for ending, cut in _ENDINGS:
            if word.endswith(ending) and len(word) - cut >= 3 and not word.endswith("ss"):
                left = word[: len(word) - cut]
                if ending in {"s", "edly"}:
                    return stem(left)
                return left[:-1] if left[-1] == left[-2] and left[-1] not in "ls" else left.rstrip("i")
    return word
