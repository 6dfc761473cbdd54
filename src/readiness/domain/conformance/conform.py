"""One document held against one launch on one day: every finding, and what the document looks like as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import accumulate
from typing import Final

from readiness.domain.checks.levels import AS_WRITTEN, OF_DOCUMENTS, CheckLevels
from readiness.domain.conformance.breakdowns import wrong_breakdowns
from readiness.domain.conformance.claims import claims_something
from readiness.domain.conformance.document import Document, Passage
from readiness.domain.conformance.figures_against import FiguresOfMap
from readiness.domain.conformance.message_sources import Entry, entries, sources
from readiness.domain.conformance.nearness import Nearness, WordNearness, stems
from readiness.domain.conformance.order import Order, order_of
from readiness.domain.conformance.rivals import CapabilityTable, rival_names
from readiness.domain.conformance.rules import RULES, Finding
from readiness.domain.conformance.sums import right_totals, rightly_made, wrong_sums, wrong_totals
from readiness.domain.conformance.table_rows import right_in_rows, wrong_rows
from readiness.domain.definition.model import Launch
from readiness.domain.messaging.language import miscalled_in, promises_in
from readiness.domain.messaging.standing import unique_capabilities
from readiness.domain.wording.generic import generic_claims
from readiness.domain.wording.sentences import Said, sentences
from readiness.domain.wording.superlatives import superlatives

MOST_FINDINGS: Final = 2_000
"""A document with more is told so; nobody reads on."""
MOST_CLAIMS: Final = 3_000
NOTHING: Final = 0.1
"""What is less near than this is near to nothing, and no entry is named: one shared word is chance."""
MOST_IN_A_SENTENCE: Final = 1_500
"""Characters; a text without an end is judged in pieces of this size, so that time grows with its length alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conformed:
    """What came of it. `findings` are in reading order; `measure` says how nearness to the map was measured.

    `claims` counts the sentences that claim something and were compared, `on_map` those of them near to an entry;
    `uncompared` those behind what is compared of one document. `more` = findings that are left out behind the first
    MOST_FINDINGS.
    """

    document: Document
    on: date
    findings: tuple[Finding, ...]
    order: Order
    words: int
    generic: Mapping[str, int]
    claims: int
    on_map: int
    measure: str
    more: int = 0
    uncompared: int = 0

    @property
    def generic_per_thousand(self) -> float:
        """Generic claims in a thousand words."""
        return 1000 * sum(self.generic.values()) / self.words if self.words else 0.0


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence, the number of its passage, and the text around it: its passage and the heading above."""

    said: Said
    passage: int
    around: str


class MessageOfLaunch:
    """One launch on one day, ready for any number of documents. `levels`: how loudly the workspace has rules told."""

    def __init__(
        self, launch: Launch, on: date, nearness: Nearness | None = None, levels: CheckLevels = AS_WRITTEN
    ) -> None:
        self.launch = launch
        self.on = on
        self.levels = levels.among(OF_DOCUMENTS)
        self._us = names_of_us(launch)
        silent = frozenset(stem for name in self._us for stem in stems(name))
        self._nearness = nearness or WordNearness(silent)
        self._entries = entries(launch)
        self._figures = FiguresOfMap(sources(launch), on, rival_names(launch))
        self._table = CapabilityTable(launch, self._us)
        self._unique = frozenset(unique_capabilities(launch))

    @property
    def measure(self) -> str:
        """How nearness to the map is measured, in words."""
        return self._nearness.measure

    def held_against(self, document: Document) -> Conformed:
        """Every finding in the document. Pure: the same document has the same findings on the same day."""
        told = tuple(_sentences(document))
        order = order_of(document, supplier=self.launch.product.supplier, product=self.launch.product.name)
        all_claims = [one for one in told if self._is_claim(one, document)]
        claims = all_claims[: self._comparable(all_claims)]
        worked_out = frozenset(value for one in told for value in rightly_made(one.said.text)) | frozenset(
            value for table in document.tables for value in (*right_totals(table.rows), *right_in_rows(table.rows))
        )
        off, found_off = self._off_map(claims)
        found = [
            *self._of_order(document, order),
            *(finding for one in told for finding in self._of_sentence(one, worked_out)),
            *found_off,
            *_of_tables(document),
        ]
        found = list(self._as_told(found))
        found.sort(key=lambda one: (one.passage, one.start, one.code))
        generic = Counter(claim.word for one in told for claim in generic_claims(one.said.text))
        return Conformed(
            document=document, on=self.on, findings=tuple(found[:MOST_FINDINGS]), order=order, words=document.words,
            generic=dict(generic.most_common()), claims=len(claims), on_map=len(claims) - off,
            measure=self._nearness.measure, more=max(len(found) - MOST_FINDINGS, 0),
            uncompared=len(all_claims) - len(claims),
        )  # fmt: skip

    def _as_told(self, found: Iterable[Finding]) -> Iterator[Finding]:
        """Each at the level that the workspace has set; what is off is left out."""
        if not self.levels.set_to:
            yield from found
            return
        for one in found:
            level = self.levels.level(RULES[one.code])
            if level is not None:
                yield one if level == one.level else replace(one, set_to=level)

    def _is_claim(self, one: _Sentence, document: Document) -> bool:
        return document.passages[one.passage].kind != "heading" and claims_something(one.said.text, self._us)

    def _comparable(self, claims: list[_Sentence]) -> int:
        """How many of them are compared: the first, as far as time is bounded."""
        ends = accumulate(len(one.said.text) for one in claims[:MOST_CLAIMS])
        return sum(end <= self._nearness.most_characters for end in ends)

    def _off_map(self, claims: list[_Sentence]) -> tuple[int, list[Finding]]:
        """How many claims are near to nothing on the map, and each of them with the nearest value proposition."""
        groups = [entry.texts for entry in self._entries]
        if not claims or not groups:
            return 0, []
        found = []
        for one, row in zip(claims, self._nearness.nearest([c.said.text for c in claims], groups), strict=True):
            if max(row) >= self._nearness.off_below:
                continue
            found.append(_finding("CF121", _nearest(self._entries, row, self._nearness.measure), one, 0, one.said.end))
        return len(found), found

    def _of_sentence(self, one: _Sentence, worked_out: frozenset[Decimal]) -> Iterator[Finding]:
        text = one.said.text
        for claim in generic_claims(text):
            message = f"“{claim.text}” is what anybody says of themselves."
            yield _finding("CF101", message, one, claim.start, claim.start + len(claim.text))
        about = None
        for grand in superlatives(text):
            about = about or self._table.spoken_of(text) or ""
            if about not in self._unique:
                message = f"“{grand.text}”, and nothing here shows it."
                yield _finding("CF102", message, one, grand.start, grand.start + len(grand.text))
        for promised in promises_in(self.launch, text, self.on):
            message = f"“{promised.said.text}” is a promise that '{promised.key}' forbids: {promised.promise.why}"
            yield _finding("CF103", message, one, promised.said.start, promised.said.end, promised.fix)
        for called in miscalled_in(self.launch, text, self.on):
            message = f"“{called.said.text}” is written “{called.term.write}”."
            yield _finding("CF104", message, one, called.said.start, called.said.end, called.fix)
        told = []
        for figure in self._figures.judged(text, one.around, worked_out):
            told.append(figure.code)
            yield _finding(figure.code, figure.message, one, figure.start, figure.end, figure.fix)
        for story in self._figures.stories(text, told):
            yield _finding(story.code, story.message, one, story.start, story.end, story.fix)
        for rival in self._table.judged(text):
            yield _finding(rival.code, rival.message, one, rival.start, rival.end, rival.fix)
        for wrong in (*wrong_sums(text), *wrong_breakdowns(text)):
            message = f"“{wrong.text}” does not add up: it is {wrong.right}."
            yield _finding("CF151", message, one, wrong.start, wrong.end)

    def _of_order(self, document: Document, order: Order) -> Iterator[Finding]:
        seen = order.leads_with
        if seen is not None:
            passage = document.passages[seen.passage]
            message = f"{seen.name} is named on {seen.place}, in the opening ({order.opening})."
            yield Finding(
                "CF131", message, RULES["CF131"].fix, seen.passage, seen.start, seen.end, passage.text.strip()
            )  # fmt: skip
        if order.sentences >= 3 and order.supplier_share > order.customer:
            first = next((n for n, one in enumerate(document.passages) if one.kind != "note"), 0)
            message = (
                f"of the opening ({order.opening}) {order.supplier_share:.0%} of the sentences speak of the supplier, "
                f"{order.customer:.0%} of the customer."
            )
            text = document.passages[first].text
            yield Finding("CF132", message, RULES["CF132"].fix, first, 0, len(text), text.strip())


def names_of_us(launch: Launch) -> tuple[str, ...]:
    """How the product and its supplier are called, each name once."""
    terms = [term.write for term in launch.vocabulary.values() if launch.product.supplier in term.write]
    return tuple(dict.fromkeys((launch.product.supplier, launch.product.name, *terms)))


def _sentences(document: Document) -> Iterator[_Sentence]:
    heading = ""
    for number, passage in enumerate(document.passages):
        around = passage.text if passage.kind == "heading" else f"{heading} · {passage.text}"
        heading = passage.text if passage.kind == "heading" else heading
        for said in sentences(passage.judged):
            yield from (_Sentence(one, number, around[:MOST_IN_A_SENTENCE]) for one in _cut(said))


def _cut(said: Said) -> Iterator[Said]:
    """A sentence as it is; what is longer than any sentence, in pieces between words."""
    text, start = said.text, said.start
    while len(text) > MOST_IN_A_SENTENCE:
        at = text.rfind(" ", 0, MOST_IN_A_SENTENCE) + 1 or MOST_IN_A_SENTENCE
        yield Said(text[:at], start)
        text, start = text[at:], start + at
    yield Said(text, start)


def _finding(  # noqa: PLR0917  (as a finding is told)
    code: str, message: str, one: _Sentence, start: int, end: int, fix: str = ""
) -> Finding:
    """`start` and `end` are places in the sentence; the finding has those in its passage."""
    at = one.said.start
    place = (at + start, min(at + end, at + len(one.said.text)))
    return Finding(code, message, fix or RULES[code].fix, one.passage, *place, " ".join(one.said.text.split()))


def _nearest(known: tuple[Entry, ...], row: list[float], measure: str) -> str:
    propositions = [(score, one) for score, one in zip(row, known, strict=True) if one.claim.startswith("value_prop")]
    if not propositions:
        return "it is near nothing on the map, which has no value proposition."
    score, entry = max(propositions, key=lambda pair: pair[0])
    if max(row) < NOTHING:
        return "nothing of the message is near it."
    if score < NOTHING:
        return "it is near nothing on the map, and to no value proposition at all."
    key = entry.claim.partition(".")[2]
    return f"it is near nothing on the map; the nearest value proposition is '{key}', at {score:.2f} {measure}."


def _of_tables(document: Document) -> Iterator[Finding]:
    for table in document.tables:
        for wrong in wrong_totals(table.rows):
            message = f"the total “{wrong.says}” is not the sum of its rows: they make {wrong.right}."
            yield _of_cell(document, table.passages[wrong.row], wrong.says, message)
        for odd in wrong_rows(table.rows):
            message = f"“{odd.says}” is not {odd.made_of}, as in the other rows: that makes {odd.right}."
            yield _of_cell(document, table.passages[odd.row], odd.says, message)


def _of_cell(document: Document, number: int, says: str, message: str) -> Finding:
    passage: Passage = document.passages[number]
    start = max(passage.text.rfind(says), 0)
    return Finding("CF152", message, RULES["CF152"].fix, number, start, start + len(says), passage.text.strip())
