"""CF131, CF132: the order in which a document tells its story (field S3): lead to the supplier, not with them.

The opening is the first five pages or ten slides, or the first tenth of the words of a text without pages; of a
document that is shorter than twice that, its first half, for “the end” is then the second.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from readiness.domain.conformance.document import Document, Passage, Place
from readiness.domain.wording.phrases import Phrase, phrases
from readiness.domain.wording.sentences import sentences

FIRST_PAGES: Final = 5
FIRST_SLIDES: Final = 10
FIRST_SHARE: Final = 10
"""A tenth."""
LEAST_WORDS: Final = 60
"""A tenth of a short text is no opening; its first sixty words are, or its first half."""

_OURSELVES: Final = re.compile(r"\b(?:we|our|ours|us)\b", re.IGNORECASE)
_CUSTOMER: Final = re.compile(r"\b(?:you|your|yours|yourself|customers?|buyers?|teams?|people)\b", re.IGNORECASE)
_FURNITURE: Final = re.compile(r"©|\bcopyright\b|\ball rights reserved\b|\bconfidential\b", re.IGNORECASE)
_REPEATED: Final = 3
"""What stands on so many pages alike is a header or footer."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Where a name first appears: `passage` is its number, `at` how much of the words stand before it, 0 to 1."""

    name: str
    passage: int
    place: Place
    at: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Order:
    """`opening`: what it is, in words. Shares are of the sentences of the opening, 0 to 1; a sentence that speaks of
    both counts for both. `sentences` = 0: the opening holds none. `supplier` and `product` None = never named.
    """

    opening: str
    ends_before: int
    sentences: int
    customer: float
    supplier_share: float
    supplier: Seen | None
    product: Seen | None

    @property
    def first(self) -> Seen | None:
        """Of supplier and product the one that is named first."""
        both = [one for one in (self.supplier, self.product) if one is not None]
        return min(both, key=lambda one: (one.passage, one.start), default=None)

    @property
    def leads_with(self) -> Seen | None:
        """The name, when it stands in the opening."""
        found = self.first
        return found if found is not None and found.passage < self.ends_before else None


def order_of(document: Document, *, supplier: str, product: str) -> Order:
    """How the document tells its story; names are found as whole words, in any capitals."""
    told = _told(document)
    ends, what = _opening(document, told)
    before = [0]
    for passage in document.passages:
        before.append(before[-1] + len(passage.text.split()))
    whole = before[-1] or 1
    counted = [
        _of_whom(said.text, (supplier, product))
        for i in told
        if i < ends
        for said in sentences(document.passages[i].judged)
    ]
    speaking = [one for one in counted if one is not None]
    count = len(speaking)
    return Order(
        opening=what,
        ends_before=ends,
        sentences=count,
        customer=sum(one[0] for one in speaking) / count if count else 0.0,
        supplier_share=sum(one[1] for one in speaking) / count if count else 0.0,
        supplier=_first(document.passages, told, (supplier,), before, whole),
        product=_first(document.passages, told, (product,), before, whole),
    )


def _told(document: Document) -> tuple[int, ...]:
    """The passages that tell the story: neither headers and footers, nor speaker's notes."""
    alike = Counter(passage.text.strip() for passage in document.passages) if document.pages else Counter()
    return tuple(
        number
        for number, passage in enumerate(document.passages)
        if passage.kind != "note" and alike[passage.text.strip()] < _REPEATED and not _FURNITURE.search(passage.text)
    )


def _opening(document: Document, told: Sequence[int]) -> tuple[int, str]:
    """The number of the first passage after the opening, and what the opening is."""
    if document.pages:
        unit, most = ("slides", FIRST_SLIDES) if document.form == "pptx" else ("pages", FIRST_PAGES)
        count = most if document.pages >= 2 * most else max(document.pages // 2, 1)
        of = f"the first {count} of {document.pages} {unit}" if document.pages > 1 else f"its only {unit[:-1]}"
        if document.pages > 1:
            after = (n for n, one in enumerate(document.passages) if one.place.number > count)
            return next(after, len(document.passages)), of
    whole = document.words
    words = min(max(whole // FIRST_SHARE, LEAST_WORDS), max(whole // 2, 1))
    seen = 0
    for number in told:
        seen += len(document.passages[number].text.split())
        if seen >= words:
            return number + 1, f"the first {words:,} of {whole:,} words"
    return len(document.passages), "all of it"


def _first(
    passages: Sequence[Passage], told: Sequence[int], names: tuple[str, ...], before: Sequence[int], whole: int
) -> Seen | None:
    for number in told:
        found: Phrase | None = next(phrases(passages[number].judged, names), None)
        if found is not None:
            ahead = len(passages[number].text[: found.start].split())
            at = (before[number] + ahead) / whole
            return Seen(found.text, number, passages[number].place, at, found.start, found.end)
    return None


def _of_whom(sentence: str, names: tuple[str, ...]) -> tuple[bool, bool] | None:
    """(customer, supplier) of a sentence; None for what is too short to be about anybody."""
    if len(sentence.split()) < 3:
        return None
    ours = bool(_OURSELVES.search(sentence)) or next(phrases(sentence, names), None) is not None
    return bool(_CUSTOMER.search(sentence)), ours
