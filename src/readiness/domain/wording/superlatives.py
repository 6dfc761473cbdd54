"""Superlatives and claims of being the only one: said of anything, they want proof. English alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from readiness.ground.frozen import frozen


@frozen
class Superlative:
    """`text` is what stands there, `start` its place in the text (characters from 0)."""

    text: str
    start: int


_ADJECTIVES: Final = (
    "fastest", "quickest", "cheapest", "easiest", "simplest", "safest", "strongest", "biggest", "smartest", "lightest",
    "broadest", "widest", "deepest", "richest", "finest", "greenest", "cleanest", "newest", "hardest-working",
)  # fmt: skip
_MOST: Final = (
    "advanced", "complete", "comprehensive", "secure", "reliable", "accurate", "popular", "widely used", "used",
    "powerful", "flexible", "affordable", "efficient", "effective", "successful", "intelligent", "modern",
    "sophisticated", "trusted", "loved", "open",
)  # fmt: skip
_THEM: Final = "(?:vendors?|suppliers?|providers?|manufacturers?|makers?|bank|insurer|carrier|compan(?:y|ies))"
_NO_EST: Final = (
    "latest|nearest|earliest|honest|modest|forest|request|interest|guest|harvest|invest|contest|protest|best"
)
_NOUNS: Final = (
    "product|tool|platform|service|system|software|app|application|vendor|supplier|provider|company|offering|way|"
    "solution|technology|approach|method|engine|team|one|place|manufacturer|maker|insurer|carrier|bank|device|"
    "machine|policy|plan|network"
)
_FIELD: Final = (
    r"(?:on the (?:whole )?market|in (?:its|their|our|this) (?:class|category|field|segment)|of its (?:class|kind)"
    r"|in the (?:world|industry|market|country|region)|worldwide|anywhere|of any \w+|available today|you can buy)"
)
"""What a superlative without a bound of its own is held against: everybody else."""
_FINE: Final = (
    rf"(?:{'|'.join(_ADJECTIVES)})(?= (?:\w+ ){{0,2}}(?:is|are|was|were)(?: not\b|n['’]t\b))", r"not always the \w+",
    rf"(?:your|their|his|her|its|my|whose) (?:{'|'.join(_ADJECTIVES)})",
    rf"(?:{'|'.join(_ADJECTIVES)}) (?:of (?:them|these|the (?:two|three|four|five))|possible|first|to lose)",
    r"not the \w+", r"the only (?:thing|reason|question|problem|difference|exception|time|day|person)",
    r"no other (?:choice|reason|question|way)", r"is (?:it|this|that) the \w+",
)  # fmt: skip

_SIGNS: Final = (
    *_ADJECTIVES, "the most", "the least", "our most", "its most", "'s most", "world's", "first and only",
    "one and only", "the only", "first to ", "number one", "no. 1", "no 1", "no.1", "no1", "#1", "no other",
    "nobody else", "no one else", "nothing else",
)  # fmt: skip
"""Every superlative contains one of them, or `est ` and one of `_EVERYBODY`; most texts do neither: quicker to see."""
_EVERYBODY: Final = (
    "on the", "class", "category", "field", "segment", "kind", "in the", "worldwide", "anywhere", "of any",
    "available", "you can",
)  # fmt: skip
"""Whatever `_FIELD` finds contains one of them."""


def superlatives(text: str) -> Iterator[Superlative]:
    """Every superlative in a text that claims something, from its beginning."""
    low = text.lower()
    if not any(sign in low for sign in _SIGNS) and not ("est " in low and any(sign in low for sign in _EVERYBODY)):
        return
    for found in _claims().finditer(text):
        if not any(fine.start() <= found.start() < fine.end() for fine in _fine().finditer(text)):
            yield Superlative(found[0], found.start())


@cache
def _claims() -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:{'|'.join(_ADJECTIVES)})\b"
        rf"|\b(?:the|our|its) (?:world's |industry's |market's )?(?:most|least) (?:{'|'.join(_MOST)})\b"
        r"|\b(?:the )?world's (?:first|only|\w+est)\b|\b(?:first|one) and only\b|(?:\bnumber one|\bno\. ?1|#1)(?!\w)"
        rf"|\bthe only (?:\w+ ){{0,2}}?(?:{_NOUNS})\b|\b(?:no other|nobody else|no one else|nothing else) (?:\w+ )?"
        r"(?:does|do|has|have|can|offers?|gives?|comes? close|on the market)\b"
        rf"|\bno other (?:{_NOUNS})s?\b|\bno other (?:\w+ )?{_THEM} (?!than\b)\w+s\b"
        rf"|\b(?:the|our|its) (?:\w+ )?(?!{_NO_EST})\w{{3,}}est(?: [\w-]+){{1,3}}? {_FIELD}\b"
        rf"|\bthe only (?:[\w-]+ ){{1,3}}?{_FIELD}\b"
        r"|\bwe(?: are|['’]re| remain| were) (?:still )?the only (?!ones? who\b)\w+"
        r"|\bwe(?: are|['’]re| were| will be) (?:the |among the )?(?:very )?first (?:\w+ )?to\b",
        re.IGNORECASE,
    )


@cache
def _fine() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(_FINE)})\b", re.IGNORECASE)
