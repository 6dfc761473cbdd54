"""The generated reference of documents: the rules they are held to, and how often those are right.

`docs/generate.py` writes what `GENERATED` names. The figures are worked out anew each time from the labelled sentences.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from codes_page import CODES

from readiness.adapters.documents import limits
from readiness.adapters.sentence_model import SentenceModel
from readiness.domain.conformance.order import FIRST_PAGES, FIRST_SLIDES
from readiness.domain.conformance.rules import RULES

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.domain.labelled_claims import (
    SENTENCES,
    Measured,
    MeasuredCode,
    Written,
    meaning_scores,
    measured,
    measured_elsewhere,
)

FIRST_RUN: Mapping[str, tuple[str, str]] = {
    "off the map": ("17 of 17", "17 of 25"),
    "off the map, against the map in other words": ("–", "–"),
    "figures that contradict the map": ("14 of 14", "14 of 15"),
    "figures that the map does not have": ("8 of 8", "8 of 10"),
    "competitors said to lack what they have": ("10 of 10", "10 of 10"),
    "unique and not": ("8 of 8", "8 of 8"),
    "sums that are wrong": ("8 of 8", "8 of 10"),
}
"""Precision and recall before anything was mended; the sentences in other words were added after that."""
FIRST_RUN_ELSEWHERE: Mapping[str, tuple[str, str]] = {
    "CF101": ("2 of 2", "2 of 2"), "CF102": ("–", "0 of 2"), "CF103": ("–", "0 of 4"), "CF104": ("1 of 1", "1 of 1"),
    "CF111": ("11 of 14", "11 of 17"), "CF112": ("3 of 11", "3 of 4"), "CF141": ("3 of 3", "3 of 3"),
    "CF142": ("1 of 1", "1 of 3"), "CF143": ("1 of 1", "1 of 3"), "CF144": ("0 of 1", "–"), "CF151": ("–", "0 of 3"),
}  # fmt: skip
"""The same, of the sentences of other industries: what they showed was then mended in general."""


def documents_reference() -> str:
    by_words, by_meaning = measured(), measured(Written(meaning_scores(), SentenceModel.off_below))
    count = sum(map(len, SENTENCES.values()))
    elsewhere, by_code = measured_elsewhere()
    lines = [
        "# Documents",
        "",
        "Generated (`make docs`). What `readiness conform` finds in a document; how to use it is in",
        "[check a document](../how-to/check-a-document.md), words and promises are told in",
        "[how words are judged](../explanation/words.md).",
        "",
        "## Rules",
        "",
        "| code | level | rule | what to do |",
        "|---|---|---|---|",
        *(f"| {code} | {rule.level} | {rule.rule} | {rule.fix} |" for code, rule in RULES.items()),
        "",
        "About the file itself:",
        "",
        "| code | rule | what to do |",
        "|---|---|---|",
        *(f"| {code} | {' | '.join(told)} |" for code, told in CODES.items() if code.startswith("CF0")),
        "",
        f"The opening is the first {FIRST_PAGES} pages, the first {FIRST_SLIDES} slides, or the first tenth of the",
        "words of a text without pages; of a document shorter than twice that, its first half.",
        "",
        "## Limits",
        "",
        f"Read are files up to {limits.MOST_BYTES // 10**6} MB, texts up to {limits.MOST_TEXT_BYTES // 10**6} MB,",
        f"{limits.MOST_PAGES} pages, {limits.MOST_SLIDES:,} slides, {limits.MOST_PASSAGES:,} paragraphs and rows and",
        f"{limits.MOST_CHARACTERS:,} characters; of a Word document {limits.MOST_WORD_ELEMENTS:,} paragraphs, runs,",
        "texts and cells.",
        f"A package that unpacks to more than {limits.MOST_UNPACKED // 10**6} MB, or holds a part more than",
        f"{limits.MOST_RATIO} times as large as it is packed, is refused. What is beyond a limit is told.",
        "",
        "## How often it is right",
        "",
        f"On {count} sentences of our own about the sample launch (`tests/domain/labelled_document_claims.yaml`),",
        "judged by reading before the rules were tried on them. Whoever wrote the rules also wrote the sentences: on",
        "documents of others expect less.",
        "",
        "| | precision | recall | on the first run |",
        "|---|---|---|---|",
        *(_row(one) for one in by_words),
        "",
        "Nearness to the map, measured by meaning (`--compare meaning`):",
        "",
        "| | precision | recall |",
        "|---|---|---|",
        *(f"| {one.what} | {one.precision} | {one.recall} |" for one in by_meaning),
        "",
        "By words, what says the same in other words looks off the map: that is why CF121 is a note.",
        "",
        f"On {elsewhere} sentences about three invented launches of other industries (school software, wind turbines,",
        "clinical laboratories; `tests/domain/other_industries/`), labelled before the rules were looked at. What the",
        "first run got wrong was mended for sentences of its kind, so the figures of today flatter:",
        "",
        "| | precision | recall | on the first run |",
        "|---|---|---|---|",
        *(_code_row(one) for one in by_code),
        "",
        "CF102 leaves a superlative alone in a sentence about what the table calls unique, and words that CF101 tells.",
        "",
    ]
    return "\n".join(lines)


def _row(one: Measured) -> str:
    precision, recall = FIRST_RUN[one.what]
    first = "–" if recall == "–" else f"{precision}, {recall}"
    return f"| {one.what} | {one.precision} | {one.recall} | {first} |"


def _code_row(one: MeasuredCode) -> str:
    precision, recall = FIRST_RUN_ELSEWHERE.get(one.code, ("–", "–"))
    of = one.precision if one.found + one.wrongly else "–"
    return f"| {one.code} {RULES[one.code].title} | {of} | {one.recall} | {precision}, {recall} |"


GENERATED: Mapping[str, Callable[[], str]] = {"docs/reference/documents.md": documents_reference}
