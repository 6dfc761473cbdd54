"""CF141 to CF144: what a document says of competitors and of being the only one, against the capability table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from readiness.domain.conformance.nearness import Weights, stems
from readiness.domain.definition.message import Capability
from readiness.domain.definition.model import Launch
from readiness.domain.messaging.standing import rivals_of
from readiness.domain.wording.phrases import Phrase, phrases

NAMED: Final = 0.6
"""What part of a capability's name, by weight, a sentence must hold to speak of it."""

_LACKS: Final = (
    r"(?:cannot|can ?not|can[’']t|couldn[’']t|could not|does not|doesn[’']t|do not|don[’']t|is unable to|are unable to"
    r"|isn[’']t able to|is not able to|fails? to|failed to|lacks?|lacking|has no|have no|has not|hasn[’']t|has never"
    r"|had no"
    r"|misses|is missing|never|not support(?:ed)?|offers? no|offers? neither|no support for|knows? no|knows? nothing of"
    r"|comes? without|is without|ships? without|gives? no|provides? no|leaves? out|no)"
)
_AWAY: Final = (
    r"(?:not possible|impossible|not available|unavailable|missing|absent|unknown|not supported|unsupported|no"
    r"|not to be had)"
)
_BETTER: Final = re.compile(
    r"\b(?:better|faster|stronger|easier|safer|quicker|simpler|deeper|richer|superior|ahead|outperforms?|beats?|surpass\w*)\b",
    re.IGNORECASE,
)
_ONLY: Final = re.compile(
    r"\b(?:the only|only we|we alone|no other|nobody else|no one else|no competitor|none of the others|nothing else"
    r"|unique(?:ly)?|exclusive(?:ly)?|unlike (?:any|every|all) other\w*|nowhere else|not (?:\w+ )?anywhere else"
    r"|(?:nobody|no one|none|nothing)(?: else)? (?:but|except|apart from|besides|other than) (?:us|we|ours)"
    r"|alone (?:in|with|among) \w+|the sole|sole (?:vendor|supplier|provider|maker)|one of a kind"
    r"|without (?:equal|rival)"
    r"|no (?:rival|alternative|vendor|supplier|provider|rival product|other product) (?=\w+s\b|can\b|does\b|has\b)"
    r"|(?:others|competitors|rivals|other (?:vendors|suppliers|providers|tools|products|systems))"
    r" (?:cannot|can[’']t|do not|don[’']t|lack|fail to|are unable to|never)"
    r"|(?:not|cannot be|can[’']t be|is not) (?:had|found|bought|available)"
    r" (?:from (?:anyone|anybody|any other)|elsewhere))\b",
    re.IGNORECASE,
)
_NOT_ONLY: Final = re.compile(
    r"\b(?:not|hardly|no longer|isn[’']t|aren[’']t) (?:the only|unique\w*|exclusive\w*|alone)\b", re.IGNORECASE
)
_HAS: Final = re.compile(
    r"\b(?:has|have|includes?|offers?|gives?|provides?|supports?|brings?|adds?|comes? with|lets?|get|gets|delivers?"
    r"|with)\b",
    re.IGNORECASE,
)
_NOT: Final = re.compile(
    r"\b(?:not|no|never|without|cannot|can[’']t|don[’']t|doesn[’']t|stays?|remains?|neither|nor)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class RivalFinding:
    """`code` of CF141 to CF144; places are in the sentence."""

    code: str
    message: str
    fix: str
    start: int
    end: int


class CapabilityTable:
    """The capability table of one launch, ready to be held against many sentences."""

    def __init__(self, launch: Launch, us: Sequence[str]) -> None:
        self._launch = launch
        self._us = tuple(us)
        self._rivals = rivals_of(launch)
        names = "|".join(re.escape(name) for name in sorted(us, key=len, reverse=True) if name)
        self._does = re.compile(
            rf"\b(?:{names or 'we'}|we|it) (?:(?:also|now|even|can|will|then|automatically) ){{0,2}}(?P<does>[a-z]+)\b",
            re.IGNORECASE,
        )
        silent = frozenset(stem for name in us for stem in stems(name))
        partners = (one.name for key, one in launch.competitors.items() if key not in self._rivals)
        silent |= frozenset(stem for name in partners for stem in stems(name))
        self._names = {key: tuple(_forms(one, silent)) for key, one in launch.capabilities.items()}
        self._weights = Weights(
            frozenset(stems(f"{one.name} {one.description}")) for one in launch.capabilities.values()
        )

    def judged(self, sentence: str) -> Iterator[RivalFinding]:
        """What the table says otherwise; nothing for questions."""
        if sentence.rstrip().endswith("?"):
            return
        named = [
            (key, said) for key in self._rivals for said in phrases(sentence, (self._launch.competitors[key].name,))
        ]
        for key, said in named:
            yield from self._of_rival(key, said, sentence)
        yield from self._of_us(sentence, is_about_rival=bool(named))

    def spoken_of(self, sentence: str) -> str | None:
        """The capability that a sentence speaks of; None = of none that the table has."""
        said = frozenset(stems(sentence))
        best, best_score = None, 0.0
        for key, forms in self._names.items():
            for form in forms:
                whole = self._weights.total(form)
                score = self._weights.total(form & said) / whole if whole else 0.0
                if score >= NAMED and (score, len(form & said)) > (best_score, 0):
                    best, best_score = key, score
        return best

    def _of_rival(self, rival: str, said: Phrase, sentence: str) -> Iterator[RivalFinding]:
        name = self._launch.competitors[rival].name
        denied = _denial(said, sentence)
        compared = _BETTER.search(sentence) and re.search(rf"\b(?:than|of)\s+{re.escape(said.text)}", sentence)
        if not denied and not compared:
            return
        about = (self.spoken_of(denied[2]) if denied else None) or self.spoken_of(sentence)
        start, end = (denied[0], denied[1]) if denied else (said.start, said.end)
        if about is None:
            if denied and len(stems(denied[2])) >= 2:
                message = f"it says that {name} lacks something of which the capability table says nothing."
                yield RivalFinding(
                    "CF144", message, "Bring it into the table with a source, or leave it out.", start, end
                )
            return
        capability = self._launch.capabilities[about]
        standing = capability.standing.get(rival)
        title = f"“{capability.name}”"
        if denied and standing in {"parity", "weaker", "stronger"}:
            they = {"parity": "they have it too", "weaker": "theirs is stronger", "stronger": "they have it, less well"}
            message = f"it says that {name} lacks {title}; the table says {standing}: {they[standing]}."
            yield RivalFinding("CF141", message, "Say what the table says, or mend the table.", start, end)
        elif not denied and standing in {"parity", "weaker"}:
            message = f"it says that we are ahead of {name} in {title}; the table says {standing}."
            yield RivalFinding("CF141", message, "Say what the table says, or mend the table.", start, end)
        elif standing is None:
            message = f"it compares {title} with {name}; the table says nothing of that."
            yield RivalFinding("CF144", message, "Write the standing into the table, or leave it out.", start, end)

    def _of_us(self, sentence: str, *, is_about_rival: bool) -> Iterator[RivalFinding]:
        only = _ONLY.search(sentence) or self._only_us(sentence)
        does = None if only else self._does.search(sentence)
        about = self.spoken_of(sentence) if only or does or self._promises(sentence) else None
        if about is None:
            return
        capability = self._launch.capabilities[about]
        if only and capability.available and not _NOT_ONLY.search(sentence):
            shared = [key for key in self._rivals if capability.standing.get(key) != "unique"]
            if shared:
                told = ", ".join(
                    f"{self._launch.competitors[key].name} {capability.standing.get(key, 'unsaid')}" for key in shared
                )
                message = f"it says that “{capability.name}” is had from us alone; the table says: {told}."
                yield RivalFinding(
                    "CF142", message, "Say that you have it too, or mend the table.", only.start(), only.end()
                )
        elif not capability.available and not is_about_rival and not _NOT.search(sentence):
            found = _HAS.search(sentence) if self._promises(sentence) else self._done(sentence, about)
            if found:
                message = f"it promises “{capability.name}”, which the map calls not available."
                yield RivalFinding("CF143", message, "Take it out.", found.start(), found.end())

    def _promises(self, sentence: str) -> bool:
        return bool(_HAS.search(sentence)) and (
            next(phrases(sentence, self._us), None) is not None
            or bool(re.search(r"\b(?:we|our|you)\b|\bcomes? (?:with|along)\b", sentence, re.IGNORECASE))
        )

    def _done(self, sentence: str, about: str) -> re.Match[str] | None:
        """Where the product is said to do what the capability is called by: “it orders your reagents” of “ordering”."""
        known = frozenset(stem for form in self._names[about] for stem in form)
        return next((one for one in self._does.finditer(sentence) if known & set(stems(one["does"]))), None)

    def _only_us(self, sentence: str) -> re.Match[str] | None:
        names = "|".join(re.escape(name) for name in sorted(self._us, key=len, reverse=True) if name)
        return (
            re.search(
                rf"\bonly (?:{names})(?!\w)|(?<!\w)(?:{names}) alone\b|\b(?:but|except) (?:{names})(?!\w)",
                sentence,
                re.IGNORECASE,
            )
            if names
            else None
        )


def rival_names(launch: Launch) -> Mapping[str, tuple[str, ...]]:
    """Key of each competitor that the buyer chooses against → how they are called."""
    return {key: (launch.competitors[key].name,) for key in rivals_of(launch)}


_HEAD: Final = re.compile(r"\b(?:that|which|for|inside|in|within|as|of|on|without|with|to|from|by|at)\b", re.IGNORECASE)


def _forms(capability: Capability, silent: frozenset[str]) -> Iterator[frozenset[str]]:
    """How a capability may be spoken of: by its whole name, or by what stands before “that …”, “for …”, “inside …”."""
    whole = frozenset(stems(capability.name)) - silent
    if whole:
        yield whole
    head = frozenset(stems(_HEAD.split(capability.name, maxsplit=1)[0])) - silent
    if len(head) >= 2 or (head and capability.name.split()[0][:1].isupper() and "without" in capability.name):
        yield head


def _denial(said: Phrase, sentence: str) -> tuple[int, int, str] | None:
    """Where a sentence says that this competitor lacks something, and the words that say what; None = it does not."""
    after = sentence[said.end :]
    clause = re.split(r"[.;:]|, (?:and|but|while|whereas|so) |\bwhile\b|\bwhereas\b", after, maxsplit=1)[0][:160]
    found = re.match(rf"(?:[’']s)?(?:\W|\w+\W){{0,3}}?{_LACKS}\b", clause, re.IGNORECASE)
    if found:
        return said.start, said.end + found.end(), clause[found.end() :]
    before = sentence[: said.start]
    began = max(before.rfind(". "), before.rfind("; ")) + 1
    clause = before[began:]
    unlike = re.search(r"\bunlike (?:\w+(?:,| and| or) )*$", clause, re.IGNORECASE)
    if unlike:
        return began + unlike.start(), said.end, after
    found = re.search(rf"\b{_AWAY}\b[^.;]{{0,80}}\b(?:in|with|on|from|for) $", clause, re.IGNORECASE)
    return (began + found.start(), said.end, clause) if found else None
