"""CF111 to CF114: figures of a document against those of the map, and proof that does not hold or may not be shown.

A figure that is on the map is right, whatever it is said of. One that is not contradicts the nearest fact or proof
point with a figure of the same unit, when enough of its words are the same; a story of one customer is contradicted
only where that customer is named. All others are missing from the map.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Final

from readiness.domain.conformance.alike import is_share, is_within_bound, says_the_same, share_of
from readiness.domain.conformance.message_sources import Source, day_of
from readiness.domain.conformance.nearness import Weights, stems
from readiness.domain.conformance.own_matters import is_own
from readiness.domain.conformance.parts_of import figures_of
from readiness.domain.conformance.sums import counts_in, worked_out_in
from readiness.domain.wording.figures import Figure
from readiness.domain.wording.phrases import phrases

SAME_THING: Final = 0.5
"""What part of the words of the shorter side both must share, by weight, to be about the same thing."""
PLAINLY_THE_SAME: Final = 0.8
"""The same, where a text that is neither fact nor proof has the figure, said of something else."""
LEAST_SHARED: Final = 2
NEAR_ENOUGH: Final = 30
"""How many times larger an amount or a length of time may be and still be meant to be the same: our own judgement."""

_IDIOM: Final = re.compile(
    r"^(?:one|a|1) (?:second|minute|hour|day|week|month|year)s?$|^(?:24|7|365) (?:hours?|days?)$"
    r"|^100 ?(?:%|percent|per cent)$",
    re.IGNORECASE,
)
_BARE: Final = re.compile(
    r"^[\W\d]*(?:(?:page|slide|version|date|as of|updated|copyright|©)\W*)?[\w.,/ ]{0,24}$", re.IGNORECASE
)
_YOURS: Final = re.compile(r"\byour $", re.IGNORECASE)
_OF_THE_REST: Final = re.compile(
    r"\b(?:not|no|never|without|none|other|others|rest|remaining|still|only|missed|had one|left)\b|n['’]t\b",
    re.IGNORECASE,
)
"""Words with which a share may be of those that the map's share leaves over."""
_CHANGED_BY: Final = re.compile(r"\bby (?:about |around |over |more than |almost |nearly |some )?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FigureFinding:
    """`code` of CF111 to CF114; `start` and `end` are places in the sentence."""

    code: str
    message: str
    fix: str
    start: int
    end: int


MOST_IN_A_SENTENCE: Final = 40
"""Different figures of one sentence that are compared."""


@dataclass(frozen=True, slots=True)
class _Said:
    """A sentence with what all its figures need: its words, the customers and competitors that are named, and what it
    states, as values with units.
    """

    text: str
    about: frozenset[str]
    customers: frozenset[str]
    rivals: frozenset[str]
    stated: frozenset[tuple[Decimal, str]]
    shares: tuple[Figure, ...]


class FiguresOfMap:
    """The figures of one launch file, ready to be compared with those of many sentences."""

    def __init__(self, sources: Sequence[Source], on: date, rivals: Mapping[str, Sequence[str]]) -> None:
        self._sources = tuple(sources)
        self._on = on
        self._rivals = rivals
        self._weights = Weights(one.stems for one in sources)
        self._customers = tuple(dict.fromkeys(one.customer for one in sources if one.customer))
        self._rivals_in = {one.claim: self._named_rivals(one.text) for one in sources}

    def judged(
        self, sentence: str, around: str, worked_out: frozenset[Decimal] = frozenset()
    ) -> Iterator[FigureFinding]:
        """What is wrong with the figures of a sentence; `around` is the passage and heading that it stands in.

        `worked_out`: what the document works out rightly, of which the figures it is made of are judged instead.
        """
        if sentence.rstrip().endswith("?"):
            return
        found = tuple(figures_of(sentence))
        made = worked_out_in(sentence)
        each = {(one.value, one.unit): one for one in sorted(found, key=lambda one: -one.start)}
        if not each:
            return
        said = self._said(sentence, around, found)
        for figure in sorted(each.values(), key=lambda one: one.start)[:MOST_IN_A_SENTENCE]:
            one = self._of_figure(figure, said)
            if one is None or (one.code in {"CF111", "CF112"} and self._is_made(figure, found, said, worked_out)):
                continue
            if not (_within(figure, made) and (one.code == "CF112" or not figure.unit)):
                yield one

    def stories(self, sentence: str, told: Sequence[str]) -> Iterator[FigureFinding]:
        """Customers that are named although no proof of theirs holds, or may be shown; `told`: codes said already."""
        by_customer: dict[str, list[Source]] = {}
        for source in self._sources:
            if source.customer:
                by_customer.setdefault(source.customer, []).append(source)
        for customer, own in by_customer.items():
            if any(source.holds_on(self._on) and source.shown for source in own):
                continue
            said = next(phrases(sentence, (customer,)), None)
            if said is not None and not {"CF113", "CF114"} & set(told):
                yield self._unfit(own[0], f"it names {customer}, and", said.start, said.end)

    def _said(self, sentence: str, around: str, found: Sequence[Figure]) -> _Said:
        customers = frozenset(one for one in self._customers if next(phrases(around, (one,)), None) is not None)
        return _Said(
            sentence, frozenset(stems(sentence)), customers, self._named_rivals(sentence),
            stated=frozenset((one.value, one.unit) for one in found),
            shares=tuple(share for one in found if (share := share_of(one)) is not None),
        )  # fmt: skip

    def _named_rivals(self, text: str) -> frozenset[str]:
        return frozenset(key for key, names in self._rivals.items() if next(phrases(text, names), None) is not None)

    def _of_figure(self, figure: Figure, said: _Said) -> FigureFinding | None:
        end = figure.start + len(figure.text)
        same = [one for one in self._sources if self._has(one, figure, said)]
        against = self._of_named_customer(figure, said)
        if same and against is None and not any(one.named for one in same):
            against = self._nearest(figure, said, least=PLAINLY_THE_SAME)
        if same and against is None:
            if any(one.holds_on(self._on) and one.shown for one in same):
                return None
            nearest = max(same, key=lambda one: self._nearness(one, said))
            return self._unfit(nearest, f"“{figure.text}” is the figure of {nearest.whose}, and", figure.start, end)
        against = against or self._nearest(figure, said)
        if against is not None:
            says = " and ".join(f"“{day_of(one)}”" for one in self._rivals_of(figure, against, said))
            message = f"it says “{figure.text}”; {against.whose} says {says}: {against.said}"
            return FigureFinding(
                "CF111", message, "Write the figure of the map; when that is wrong, mend it.", figure.start, end
            )
        if self._is_no_claim(figure, said):
            return None
        near = self._closest(figure, said)
        hint = f" Nearest is {near.whose}: {near.said}" if near is not None else ""
        message = f"“{figure.text}” is on the map nowhere.{hint}"
        return FigureFinding(
            "CF112", message, "Write the fact or proof point with its source, or take it out.", figure.start, end
        )

    def _is_no_claim(self, figure: Figure, said: _Said) -> bool:
        """What needs no source although no source has it: turns of phrase, the reader's own, a document's own days."""
        before = said.text[max(figure.start - 12, 0) : figure.start]
        return (
            not figure.is_telling
            or figure.unit.startswith("of ")
            or _is_said_loosely(figure, said.text)
            or (figure.unit == "" and bool(_YOURS.search(before)))
            or bool(_IDIOM.search(figure.text))
            or bool(_BARE.match(said.text))
            or is_own(figure, said.text)
        )

    def _has(self, source: Source, figure: Figure, said: _Said) -> bool:
        """The source has this figure; or one within the bound that is said, or a share that comes to this one, and then
        speaks of the same matter.
        """
        if not figure.is_rough and any(says_the_same(figure, own) for own in source.figures if not own.is_rough):
            return True
        share = share_of(figure)
        known = (*source.figures, *source.parts, *source.changes)
        shared = len(said.about & source.stems)
        if share is not None and shared >= LEAST_SHARED:
            if any(is_share(share, own) or is_share(own, share) for own in known):
                return True
            if _OF_THE_REST.search(said.text) and any(
                is_share(share, _rest_of(own)) for own in known if own.unit == "%"
            ):
                return True
        within = any(is_within_bound(figure, own, said.text) for own in known)
        return within and bool((said.about - frozenset(stems(figure.text))) & source.stems)

    def _is_made(self, figure: Figure, found: Sequence[Figure], said: _Said, worked_out: frozenset[Decimal]) -> bool:
        """True for what the document works out rightly: of its own figures, or of the map's."""
        return figure.value in worked_out or self._is_made_of_map(figure, said) or _is_made_of_others(figure, found)

    def _is_made_of_map(self, figure: Figure, said: _Said) -> bool:
        """“For your 820 pupils that is 3,690 USD”: so many times an amount that the map has, for a month or a year."""
        if figure.unit in {"", "%", "times", "s", "day"} or figure.unit.startswith("of "):
            return False
        counts = {count for count in counts_in(said.text) if 1 < count < figure.value}
        each = {own.value for one in self._sources if one.named for own in one.figures if own.unit == figure.unit}
        return any(figure.value in {count * one, count * one * 12} for count in counts for one in each)

    def _of_named_customer(self, figure: Figure, said: _Said) -> Source | None:
        """The story of a customer who is named here, when it counts the same thing and comes to another number."""
        counted = _counted(said.text, figure)
        if figure.unit or not counted:
            return None
        for one in self._sources:
            if one.customer in said.customers:
                alike = [own for own in one.figures if not own.unit and counted & _counted(one.text, own)]
                if alike and not self._has(one, figure, said):
                    return one
        return None

    def _unfit(self, source: Source, begins: str, start: int, end: int) -> FigureFinding:
        if not source.shown:
            message = f"{begins} {source.whose} may not be shown outside."
            return FigureFinding("CF114", message, "Take it out, or get the permission and write it down.", start, end)
        if source.since is not None and self._on < source.since:
            message = f"{begins} {source.whose} holds only from {source.since} on."
        else:
            message = f"{begins} {source.whose} held until {source.until}."
        return FigureFinding("CF113", message, "Take another, or renew it in the launch file.", start, end)

    def _nearest(self, figure: Figure, said: _Said, *, least: float = SAME_THING) -> Source | None:
        """The fact or proof point about the same thing with a figure of the same unit and another value."""
        best, best_score = None, 0.0
        for one in self._sources:
            if not one.named or not self._may_differ(figure, one, said):
                continue
            if figure.unit == "" and not self._counts_alike(figure, one, said.text):
                continue
            if (one.customer and one.customer not in said.customers) or said.rivals - self._rivals_in[one.claim]:
                continue
            score = self._about_the_same(one, said)
            if score >= least and score > best_score:
                best, best_score = one, score
        return best

    def _may_differ(self, figure: Figure, source: Source, said: _Said) -> bool:
        """A source with a figure of this unit, near enough to be meant, which the sentence does not state beside it:
        whoever says “Premium 19 USD, Starter 4 USD” speaks of two things.
        """
        own = _comparable(figure, source, said)
        if figure.is_rough:
            return bool(own) and not any(is_share(one, known) for one in said.shares for known in own if one != figure)
        if figure.unit in {"", "day", "%"} or figure.unit.startswith("of "):
            return bool(own)
        near = any(max(one.value, figure.value) <= NEAR_ENOUGH * min(one.value, figure.value) for one in own)
        return near and not all((one.value, one.unit) in said.stated for one in own)

    def _about_the_same(self, source: Source, said: _Said) -> float:
        """What part of the words of the shorter side both share; enough, when the customer of a story is named."""
        shared = said.about & source.stems
        if len(shared) < LEAST_SHARED:
            return 0.0
        least = min(self._weights.total(said.about), self._weights.total(source.stems))
        return max(self._weights.total(shared) / least, SAME_THING if source.customer else 0.0)

    def _counts_alike(self, figure: Figure, source: Source, sentence: str) -> bool:
        """Two counts contradict only when they count the same: the word after the figure is the same."""
        counted = _counted(sentence, figure)
        return bool(counted) and any(
            own.unit == "" and counted & _counted(f"{source.text} · ", own) for own in source.figures
        )

    def _rivals_of(self, figure: Figure, source: Source, said: _Said) -> list[Figure]:
        """The figures of a source that this one contradicts: of its unit, each value once; counts of the same thing."""
        of_unit = {one.value: one for one in reversed(_comparable(figure, source, said))}
        counted = _counted(said.text, figure)
        alike = [one for one in of_unit.values() if counted & _counted(source.text, one)]
        return alike if figure.unit == "" and alike else sorted(of_unit.values(), key=lambda one: one.start)

    def _closest(self, figure: Figure, said: _Said) -> Source | None:
        of_unit = [one for one in self._sources if one.named and any(own.unit == figure.unit for own in one.figures)]
        nearest = max(of_unit, key=lambda one: self._nearness(one, said), default=None)
        return nearest if nearest is not None and self._nearness(nearest, said) >= SAME_THING / 2 else None

    def _nearness(self, source: Source, said: _Said) -> float:
        whole = self._weights.total(said.about)
        return self._weights.total(said.about & source.stems) / whole if whole else 0.0


def _comparable(figure: Figure, source: Source, said: _Said) -> list[Figure]:
    """The figures of a source that this one may contradict: of its unit; of a share in words, its parts of a whole too;
    of what something changed by, its “from A to B”.
    """
    own = [one for one in source.figures if one.unit == figure.unit]
    if figure.is_rough:
        own += source.parts
    if figure.unit == "%" and not own and _CHANGED_BY.search(said.text[max(figure.start - 20, 0) : figure.start]):
        own += source.changes[:1]
    return own


def _is_made_of_others(figure: Figure, found: Sequence[Figure]) -> bool:
    """“1,240 before, 310 now: a quarter of it”: a share that two other figures of the sentence make."""
    if figure.unit != "%":
        return False
    others = [one for one in found if one.unit != "%" and one.value > 1]
    made = (
        replace(figure, value=value, is_rough=False)
        for one, other in combinations(others[:8], 2)
        if one.unit == other.unit != "day"
        for low, high in ((min(one.value, other.value), max(one.value, other.value)),)
        for value in (low * 100 / high, (high - low) * 100 / high, (high - low) * 100 / low)
    )
    return any(is_share(figure, one) for one in made)


def _rest_of(share: Figure) -> Figure:
    return replace(share, value=100 - share.value)


def _is_said_loosely(figure: Figure, sentence: str) -> bool:
    """“Half the time”, “by a third”: contradicted by the map, but asked for no source where the map says nothing."""
    if not figure.is_rough:
        return False
    after = sentence[figure.start + len(figure.text) :]
    is_of = after.startswith(" of ") and not re.match(r" of (?:them|us|it|that)\b", after)
    return not is_of and not re.search(r" (?:in|of) |^every ", figure.text, re.IGNORECASE)


def _counted(text: str, figure: Figure) -> frozenset[str]:
    """The stems of the two words after a figure: what is counted."""
    after = text[figure.start + len(figure.text) :]
    return frozenset(stems(" ".join(re.split(r"[.,;:·]", after, maxsplit=1)[0].split()[:2])))


def _within(figure: Figure, covered: Sequence[tuple[int, int]]) -> bool:
    return any(start <= figure.start < end for start, end in covered)
