"""Where a sentence says that nobody else does it: the only one, nobody else, unique, by us alone.

“The only …” is said of many things that are no claim (the only day, the only one left), so the noun behind it counts
when it is one that products are called by, or one that this launch itself speaks of.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from readiness.domain.definition.model import Launch
from readiness.domain.wording.generic import generic_claims
from readiness.domain.wording.superlatives import superlatives

_ALONE: Final = ("only", "nobody else", "no one else", "nothing else", "no other")
"""What makes a superlative a claim of being the only one."""
_NOT_COUNTED: Final = (
    "thing reason question problem difference exception time times day days week month person people place part step "
    "word line change changes that this with without from into over under before after when while where which whose "
    "what your their them they have every each more most other others same whole only inside again between covers "
    "cover makes keep keeps gets"
)
_NO_CLAIM: Final = frozenset(_NOT_COUNTED.split())
"""Words of a launch after which “the only” claims nothing, and those that are no nouns."""
_WORD: Final = re.compile(r"[A-Za-z][\w-]{3,}")


def said_alone(launch: Launch, text: str) -> str:
    """The words in which a text claims that nobody else does it; "" = it does not."""
    claims = [claim.text for claim in superlatives(text) if any(word in claim.text.lower() for word in _ALONE)]
    claims += [claim.text for claim in generic_claims(text) if claim.word == "unique"]
    if not claims and _may_claim(text, _us(launch)):
        claims += [found[0] for found in _of_launch(_nouns(launch), _us(launch)).finditer(text)]
    return claims[0] if claims else ""


def _may_claim(text: str, us: tuple[str, ...]) -> bool:
    """False when it does not say what every claim says, which is quicker to see than to make a pattern; of letters
    beyond ASCII only the pattern knows which are the same.
    """
    low = text.lower()
    if not ("only" in low or "alone" in low):
        return False
    said = ("the only", "we alone", "only we", *(two for one in us for two in (f"only {one}", f"{one} alone")))
    return not text.isascii() or not "".join(us).isascii() or any(one.lower() in low for one in said)


def _nouns(launch: Launch) -> tuple[str, ...]:
    """The words by which the launch calls its product and what that can do."""
    names = (launch.product.name, *(one.name for one in launch.capabilities.values()))
    words = dict.fromkeys(word.lower() for name in names for word in _WORD.findall(name))
    return tuple(word for word in words if word not in _NO_CLAIM)


def _us(launch: Launch) -> tuple[str, ...]:
    return (launch.product.supplier, launch.product.name)


@lru_cache(maxsize=8)
def _of_launch(nouns: tuple[str, ...], us: tuple[str, ...]) -> re.Pattern[str]:
    named = "|".join(re.escape(one) for one in sorted(us, key=len, reverse=True))
    known = "|".join(re.escape(one.removesuffix("s")) for one in nouns) or "(?!)"
    return re.compile(
        rf"(?<!not )\bthe only (?:(?!(?:{'|'.join(sorted(_NO_CLAIM))})\b)[\w-]+ )?(?:{known})s?(?![\w-])"
        rf"|(?<!not )(?<!if )\bonly (?:{named})(?!\w)|(?<!\w)(?:{named}) alone(?!\w)|\bwe alone\b|\bonly we\b",
        re.IGNORECASE,
    )
