"""Generic claims: words that any company says of itself, so that customers stop listening.

The first ten are the most used words of press releases as counted by Adam Sherk and told by Dixon and Adamson in HBR
(2011), field S5. The others are our own list. A word counts in all its inflections, and not inside a phrase in which it
plainly means something else: a team leader, a leading zero, at best, a unique key. English alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from readiness.ground.frozen import frozen


@frozen
class GenericClaim:
    """`word` is the entry of the list, `text` what stands there, `start` its place in the text (characters from 0)."""

    word: str
    text: str
    start: int


@frozen
class _Word:
    """`forms`: every inflection, a pattern; each contains one of `stems`, which are quicker to look for. `fine_in`:
    patterns of phrases around it in which it claims nothing.
    """

    word: str
    stems: tuple[str, ...]
    forms: str
    fine_in: tuple[str, ...] = ()


_WHOSE: Final = r"(?:my|your|our|his|her|their|its|the customer's|the buyer's)"
_LIQUID: Final = (
    r"saline|sugar|salt|cleaning|aqueous|alkaline|acid(?:ic)?|buffer|glucose|dextrose|infusion|rinsing|caustic|chlorine"
    r"|disinfect\w+|nutrient|dialysis|electrolyte|stock"
)
_CREW: Final = (
    r"(?:team|squad|project|group|shift|sales|product|engineering|regional|store|crew|section|union|party|line)"
)

TEN: Final = ("leader", "leading", "best", "top", "unique", "great", "solution", "largest", "innovative", "innovator")
"""The ten of field S5."""

_TEN: Final = (
    _Word(
        "leader",
        ("lead",),
        r"leaders?|leadership",
        (
            rf"{_CREW}[ -]lead\w+",
            rf"{_WHOSE} lead\w+",
            r"lead\w+ of the (?:team|group|project)",
            r"loss leaders?",
            r"leader election",
        ),
    ),
    _Word(
        "leading",
        ("leading",),
        r"leading",
        (
            r"leading (?:zero(?:e?s)?|spaces?|slash(?:es)?|indicators?|measures?|questions?|digits?)",
            r"leading edges? of (?:the|an?|each|its|every) (?!industry|market|field|art\b)\w+",
            r"leading (?:to|up|into|them|us|you|people|by|with)",
            rf"leading (?:an? |the |{_WHOSE} )?(?:team|meeting|call|project|discussion|migration|rollout)s?",
        ),
    ),
    _Word(
        "best",
        ("best",),
        r"best",
        (
            r"(?:at|which|what|as|works?|worked|knows?|fits?|suits?|serves?|like[sd]?|likes?|sells?) best",
            rf"{_WHOSE} best",
            r"best (?:practices?|before|efforts?|case|guess|fit|when|if|by|of (?:three|five|seven))",
            r"best (?:regards|wishes|efficiency points?|estimates?|endeavou?rs|interests?)",
            r"all the best",
            r"(?:knows?|likes?|fits?|suits?|serves?) (?:the|this|that) \w+ best",
            r"the best (?:time|moment|day|way|place) (?:to|for|of)",
            r"(?:next|second|third|last|personal)[ -]best",
            r"best if used",
        ),
    ),
    _Word(
        "top",
        ("top",),
        r"top[ -](?:rated|quality|notch|tier|performing|class|flight|of[ -]the[ -](?:range|line))"
        r"|top[ -](?:provider|vendor|supplier|compan(?:y|ie)|brand|choice|product|platform|tool|talent|service)s?",
    ),
    _Word(
        "unique",
        ("uniqu",),
        r"unique(?:ly|ness)?",
        (
            r"unique (?:id|identifier|key|index|constraint|name|number|code|value|visitor|user|link|row)(?:e?s)?",
            r"unique (?:per|within|in each|among)",
            r"uniquely (?:identif|nam|number)\w+",
            r"(?:must|has to|have to|need to|needs to) be unique",
            r"(?:globally|universally) unique",
            r"(?:not|isn['’]t|aren['’]t|nothing) unique",
            r"unique(?:ness)? (?:to|of) (?:each|every|one)",
        ),
    ),
    _Word(
        "great",
        ("great",),
        r"great(?:est)?",
        (
            r"a great (?:deal|many|number|while)",
            r"(?:in|to a) great (?:detail|extent|length|part)",
            r"great (?:britain|lakes|barrier|circle|care)",
            r"great-\w+",
            r"the greatest (?:common|number|part|share|risk|cost|loss)",
        ),
    ),
    _Word(
        "solution",
        ("solution",),
        r"solutions?",
        (
            r"solutions? (?:to|of|for) (?:the|an?|this|that|your|their) (?:equation|puzzle|exercise|problem)s?",
            rf"(?:{_LIQUID}) solutions?",
            r"solutions? of (?:\w+ ){0,2}(?:acid|soda|salt|sugar|alcohol|chlor\w+|ammonia|water)",
            r"(?:the|this|an?) solutions? (?:is|has|contains?|of) (?:an? )?\d+(?:\.\d+)? ?% \w+",
            r"\d ?%(?: \w+){0,2} solutions?",
            r"in solution",
        ),
    ),
    _Word(
        "largest",
        ("largest",),
        r"largest",
        (
            rf"{_WHOSE} (?:(?:two|three|five|ten|\d+) )?largest",
            r"(?:second|third)[ -]largest",
            r"largest (?:files?|numbers?|values?|shares?|parts?|groups?|items?|tables?|orders?|accounts?|invoices?)",
            r"largest (?:possible|first|of the \w+)",
        ),
    ),
    _Word("innovative", ("innovat",), r"innovative(?:ly|ness)?|innovations?|innovat(?:es?|ed|ing)"),
    _Word("innovator", ("innovator",), r"innovators?"),
)
_OURS: Final = (
    _Word("world-class", ("world",), r"world[ -]class"),
    _Word("market-leading", ("lead",), r"(?:world|market|industry|category)[ -]lead(?:ing|ers?)"),
    _Word("best-in-class", ("best",), r"best[ -](?:in|of)[ -](?:class|breed)"),
    _Word(
        "cutting-edge",
        ("edge",),
        r"(?:cutting|leading|bleeding)[ -]edge",
        (
            r"(?:cutting|leading) edges? of (?:the|an?|each|its|every) (?!industry|market|field|art\b)\w+",
            r"(?:the|its|each|a) cutting edge (?:is|wears|cuts|must|stays|of (?:the|a) \w+)",
        ),
    ),
    _Word("state-of-the-art", ("the-art", "the art"), r"state[ -]of[ -]the[ -]art"),
    _Word(
        "next-generation",
        ("next",),
        r"next[ -]gen(?:eration)?",
        (r"(?:the|a) next generation of (?:users|people|farmers|workers|managers|leaders|nurses|pupils)",),
    ),
    _Word("revolutionary", ("revolution",), r"revolutionary|revolutioni[sz](?:es?|ed|ing)"),
    _Word("game-changing", ("game",), r"game[ -]chang(?:ing|ers?)"),
    _Word("groundbreaking", ("breaking",), r"ground[ -]?breaking"),
    _Word("seamless", ("seamless",), r"seamless(?:ly|ness)?"),
    _Word("robust", ("robust",), r"robust(?:ly|ness)?"),
    _Word("turnkey", ("key",), r"turn[ -]?key"),
    _Word("holistic", ("holistic",), r"holistic(?:ally)?"),
    _Word("synergy", ("synerg",), r"synerg(?:y|ies|istic|i[sz]e)"),
    _Word(
        "unparalleled",
        ("unparalleled", "unriv", "unmatched", "unsurpassed", "unbeatable", "second to none"),
        r"unparalleled|unrivall?ed|unmatched|unsurpassed|unbeatable|second to none",
        (r"unmatched (?:rows?|records?|invoices?|payments?|items?|lines?|brackets?|entries)",),
    ),
    _Word("premier", ("premier",), r"premier", (r"premier (?:league|of|minister)",)),
    _Word(
        "leverage",
        ("leverag",),
        r"leverag(?:es?|ed|ing)",
        (r"(?:financial|debt|operating) leverage", r"leverage ratios?"),
    ),
    _Word("empower", ("empower",), r"empower(?:s|ed|ing|ment)?"),
    _Word(
        "disruptive",
        ("disrupt",),
        r"disruptive|disruptors?",
        (r"disruptive (?:noise|passengers?|pupils?|behaviou?r|works?)",),
    ),
    _Word("transformative", ("transform",), r"transformative|transformational|digital transformation"),
    _Word("paradigm", ("paradigm",), r"paradigms?"),
    _Word("frictionless", ("frictionless",), r"frictionless(?:ly)?"),
    _Word("future-proof", ("future",), r"future[ -]proof(?:s|ed|ing)?"),
    _Word("one-stop", ("stop",), r"one[ -]stop(?:[ -]shop)?"),
    _Word("single pane of glass", ("pane of glass",), r"single pane of glass"),
    _Word("award-winning", ("award",), r"award[ -]winning"),
    _Word(
        "trusted", ("trusted",), r"(?:most )?trusted (?:partner|advis[eo]r|by (?:thousands|millions))s?|most trusted"
    ),
    _Word("powerful", ("powerful",), r"powerful(?:ly)?"),
    _Word("user-friendly", ("friendl",), r"user[ -]friendl(?:y|iness)"),
    _Word("excellence", ("excellence",), r"excellence"),
    _Word(
        "superior", ("superior",), r"superior", (r"superior court", rf"{_WHOSE} superior", r"superior (?:to|officers?)")
    ),
    _Word("passionate", ("passionate",), r"passionate(?:ly)? about"),
    _Word("effortless", ("effortless",), r"effortless(?:ly)?"),
    _Word("high-quality", ("quality",), r"high(?:est)?[ -]quality|premium[ -]quality"),
    _Word(
        "customer-centric",
        ("centric", "obsess"),
        r"(?:customer|client|patient)[ -](?:centric(?:ity)?|obsess(?:ed|ion))",
    ),
    _Word("peace of mind", ("peace of mind",), r"peace of mind"),
    _Word("what matters most", ("what matters",), r"focus(?:es)? on what (?:really |truly )?matters(?: most)?"),
    _Word("in our DNA", ("dna",), r"in our dna"),
    _Word("mission-critical", ("critical",), r"mission[ -]critical"),
    _Word("unleash", ("unleash", "supercharg"), r"unleash(?:es|ed|ing)?|supercharg(?:es?|ed|ing)"),
)

WORDS: Final = tuple(one.word for one in (*_TEN, *_OURS))
_AROUND: Final = 60
"""Characters to each side of a word that are looked at for a phrase."""


def generic_claims(text: str) -> Iterator[GenericClaim]:
    """Every generic claim in a text, from its beginning; of those that overlap the one that begins first, then the
    longest.
    """
    low = text.lower()
    words = dict.fromkeys(_LIST[place] for stem, place in _STEMS if stem in low)
    if not words:
        return
    found = sorted(
        (claim for one in words for claim in _claims(one, text)), key=lambda one: (one.start, -len(one.text))
    )
    end = 0
    for claim in found:
        if claim.start >= end:
            yield claim
            end = claim.start + len(claim.text)


_LIST: Final = (*_TEN, *_OURS)
_STEMS: Final = tuple((stem, place) for place, one in enumerate(_LIST) for stem in one.stems)


def _claims(word: _Word, text: str) -> Iterator[GenericClaim]:
    for found in _pattern(word.forms).finditer(text):
        if not _is_fine(word, text, found.start(), found.end()):
            yield GenericClaim(word.word, found[0], found.start())


@cache
def _pattern(of: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{of})\b", re.IGNORECASE)


def _is_fine(word: _Word, text: str, start: int, end: int) -> bool:
    if not word.fine_in:
        return False
    near = max(start - _AROUND, 0)
    phrases = _pattern("|".join(word.fine_in)).finditer(text[near : end + _AROUND])
    return any(near + one.start() <= start and end <= near + one.end() for one in phrases)
