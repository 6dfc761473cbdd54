"""CF111 to CF114: figures of a document against those of the map, and proof that does not hold or may not be shown.

A figure that is on the map is right, whatever it is said of. One that is not contradicts the nearest fact or proof
point with a figure of the same unit, when enough of its words are the same; a story of one customer is contradicted
only where that customer is named. All others are missing from the map.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from readiness.domain.conformance.message_sources import Source, day_of
from readiness.domain.conformance.nearness import Weights, stems
from readiness.domain.conformance.parts_of import parts_of
from readiness.domain.conformance.sums import worked_out_in
from readiness.domain.wording.figures import Figure, figures
from readiness.domain.wording.phrases import phrases

SAME_THING: Final = 0.5
"""What part of the words of the shorter side both must share, by weight, to be about the same thing."""
LEAST_SHARED: Final = 2
NEAR_ENOUGH: Final = 30
"""How many times larger an amount or a length of time may be and still be meant to be the same: our own judgement."""

_AT_LEAST: Final = re.compile(r"\b(?:more than|over|above|at least|upwards of|beyond|not less than) ?$", re.IGNORECASE)
_AT_MOST: Final = re.compile(
    r"\b(?:less than|fewer than|under|below|up to|at most|within|not more than) ?$", re.IGNORECASE
)
_ABOUT: Final = re.compile(
    r"(?:\b(?:about|around|roughly|nearly|almost|some|circa|ca\.|approximately) ?|[~≈] ?)$", re.IGNORECASE
)
_IDIOM: Final = re.compile(
    r"^(?:one|a|1) (?:second|minute|hour|day|week|month|year)s?$|^(?:24|7|365) (?:hours?|days?)$"
    r"|^100 ?(?:%|percent|per cent)$",
    re.IGNORECASE,
)
_BARE: Final = re.compile(
    r"^[\W\d]*(?:(?:page|slide|version|date|as of|updated|copyright|©)\W*)?[\w.,/ ]{0,24}$", re.IGNORECASE
)


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
        parts = tuple(parts_of(sentence))
        covered = [(one.start, one.start + len(one.text)) for one in parts]
        made = worked_out_in(sentence)
        found = (*parts, *(one for one in figures(sentence) if not _within(one, covered)))
        each = {(one.value, one.unit): one for one in sorted(found, key=lambda one: -one.start)}
        if not each:
            return
        said = self._said(sentence, around)
        for figure in sorted(each.values(), key=lambda one: one.start)[:MOST_IN_A_SENTENCE]:
            one = self._of_figure(figure, said)
            is_made = one is not None and one.code in {"CF111", "CF112"} and figure.value in worked_out
            if one is not None and not is_made and not (one.code == "CF112" and _within(figure, made)):
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

    def _said(self, sentence: str, around: str) -> _Said:
        customers = frozenset(one for one in self._customers if next(phrases(around, (one,)), None) is not None)
        stated = frozenset((one.value, one.unit) for one in (*figures(sentence), *parts_of(sentence)))
        return _Said(sentence, frozenset(stems(sentence)), customers, self._named_rivals(sentence), stated)

    def _named_rivals(self, text: str) -> frozenset[str]:
        return frozenset(key for key, names in self._rivals.items() if next(phrases(text, names), None) is not None)

    def _of_figure(self, figure: Figure, said: _Said) -> FigureFinding | None:
        sentence = said.text
        end = figure.start + len(figure.text)
        same = [one for one in self._sources if self._has(one, figure, said)]
        against = self._of_named_customer(figure, said)
        if same and against is None:
            if any(one.holds_on(self._on) and one.shown for one in same):
                return None
            nearest = max(same, key=lambda one: self._nearness(one, said))
            return self._unfit(nearest, f"“{figure.text}” is the figure of {nearest.whose}, and", figure.start, end)
        against = against or self._nearest(figure, said)
        if against is not None:
            says = " and ".join(f"“{day_of(one)}”" for one in self._rivals_of(figure, against, sentence))
            message = f"it says “{figure.text}”; {against.whose} says {says}: {against.said}"
            return FigureFinding(
                "CF111", message, "Write the figure of the map; when that is wrong, mend it.", figure.start, end
            )
        if (
            not figure.is_telling
            or figure.unit.startswith("of ")
            or _IDIOM.search(figure.text)
            or _BARE.match(sentence)
        ):
            return None
        near = self._closest(figure, said)
        hint = f" Nearest is {near.whose}: {near.said}" if near is not None else ""
        message = f"“{figure.text}” is on the map nowhere.{hint}"
        return FigureFinding(
            "CF112", message, "Write the fact or proof point with its source, or take it out.", figure.start, end
        )

    def _has(self, source: Source, figure: Figure, said: _Said) -> bool:
        """The source has this figure; or one within the bound that is said, and then speaks of the same matter; or the
        parts that this is the share of.
        """
        if any(figure.same_as(own) for own in source.figures):
            return True
        if any(_is_share_of(figure, own) for own in source.figures) and len(said.about & source.stems) >= LEAST_SHARED:
            return True
        within = any(_is_within_bound(figure, own, said.text) for own in source.figures)
        return within and bool((said.about - frozenset(stems(figure.text))) & source.stems)

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

    def _nearest(self, figure: Figure, said: _Said) -> Source | None:
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
            if score >= SAME_THING and score > best_score:
                best, best_score = one, score
        return best

    def _may_differ(self, figure: Figure, source: Source, said: _Said) -> bool:
        """A source with a figure of this unit, near enough to be meant, which the sentence does not state beside it:
        whoever says “Premium 19 USD, Starter 4 USD” speaks of two things.
        """
        own = [one for one in source.figures if one.unit == figure.unit]
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

    def _rivals_of(self, figure: Figure, source: Source, sentence: str) -> list[Figure]:
        """The figures of a source that this one contradicts: of its unit, each value once; counts of the same thing."""
        of_unit = {one.value: one for one in reversed(source.figures) if one.unit == figure.unit}
        counted = _counted(sentence, figure)
        alike = [one for one in of_unit.values() if counted & _counted(source.text, one)]
        return alike if figure.unit == "" and alike else sorted(of_unit.values(), key=lambda one: one.start)

    def _closest(self, figure: Figure, said: _Said) -> Source | None:
        of_unit = [one for one in self._sources if one.named and any(own.unit == figure.unit for own in one.figures)]
        nearest = max(of_unit, key=lambda one: self._nearness(one, said), default=None)
        return nearest if nearest is not None and self._nearness(nearest, said) >= SAME_THING / 2 else None

    def _nearness(self, source: Source, said: _Said) -> float:
        whole = self._weights.total(said.about)
        return self._weights.total(said.about & source.stems) / whole if whole else 0.0


def _is_within_bound(figure: Figure, own: Figure, sentence: str) -> bool:
    """“More than”, “up to” and “about” a number that is near the source's own, within twice or a tenth of it."""
    if figure.unit != own.unit or figure.unit == "day" or not figure.is_telling:
        return False
    before = sentence[max(figure.start - 20, 0) : figure.start]
    if _AT_LEAST.search(before):
        return figure.value <= own.value <= figure.value * 2
    if _AT_MOST.search(before):
        return own.value <= figure.value <= own.value * 2
    return bool(_ABOUT.search(before)) and abs(figure.value - own.value) <= own.value / 10


def _is_share_of(figure: Figure, own: Figure) -> bool:
    """“79 %” of “19 of 24”: rounded as it is written."""
    whole = own.unit.removeprefix("of ")
    if figure.unit != "%" or whole == own.unit or not whole.isdigit() or not int(whole):
        return False
    share = own.value * 100 / int(whole)
    return round(share, max(-int(figure.value.as_tuple().exponent), 0)) == figure.value


def _counted(text: str, figure: Figure) -> frozenset[str]:
    """The stems of the two words after a figure: what is counted."""
    after = text[figure.start + len(figure.text) :]
    return frozenset(stems(" ".join(re.split(r"[.,;:·]", after, maxsplit=1)[0].split()[:2])))


def _within(figure: Figure, covered: Sequence[tuple[int, int]]) -> bool:
    return any(start <= figure.start < end for start, end in covered)
