"""Documents against the sample launch: a deck of 40 slides and a PDF of 100 pages, read and judged.

Both are made here, of sentences of the kind that decks have. The whole of it is measured: bytes in, findings out.
"""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pptx
import typst

from bench.definition import Row
from readiness.reports.conformance import GivenDocument, conform_documents
from readiness.wiring.documents import open_documents, open_nearness
from readiness.wiring.files import open_launch_files

ROOT = Path(__file__).resolve().parents[1]
ON = date(2018, 3, 22)
SENTENCES = (
    "Teams that keep their code in one place and their builds in another look after the servers in between.",
    "Premium costs 19 USD per user and month, and 44 users pay 44 × 19 USD = 836 USD.",
    "At CERN 12,000 users run 120,000 jobs a month, which is {n} more than somebody else has ever told.",
    "Jenkins cannot run jobs in parallel, said somebody in the {n}th meeting of the year.",
    "Our seamless solution lets you keep the code where it is and stop looking after build servers.",
    "Nobody plans the hours that the build takes, so nobody sees them go.",
    "GitLab predicts the weather over your vineyard for {n} days.",
)


def deck(slides: int = 40, bullets: int = 8) -> bytes:
    made = pptx.Presentation()
    for number in range(slides):
        slide = made.slides.add_slide(made.slide_layouts[1])
        slide.shapes.title.text = f"What slide {number} is about"
        slide.placeholders[1].text = "\n".join(_sentence(number * bullets + n) for n in range(bullets))
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


def paper(pages: int = 100, paragraphs: int = 9, sentences: int = 4) -> bytes:
    body = []
    for number in range(pages):
        body.append(f"= What page {number} is about\n")
        for n in range(paragraphs):
            at = (number * paragraphs + n) * sentences
            body.append(" ".join(_sentence(at + one) for one in range(sentences)) + "\n")
        body.append("#pagebreak(weak: true)\n")
    return bytes(typst.compile("\n".join(body).encode(), ignore_system_fonts=True))


def run() -> list[Row]:
    launch = open_launch_files(ROOT).read("gitlab-cicd-for-github").launch
    assert launch is not None
    slides, pages, documents = deck(), paper(), open_documents()

    def judged(name: str, data: bytes, **options: object) -> str:
        found, _ = conform_documents(documents, launch, [GivenDocument(name, data)], on=ON, **options)  # type: ignore[arg-type]
        one = found.documents[0]
        return f"{one.pages} pages or slides, {one.words:,} words, {len(one.findings)} findings"

    model = open_nearness()
    return [
        _row("40 slides, by words", lambda: judged("deck.pptx", slides), 2.0),
        _row("100 pages of PDF, by words", lambda: judged("paper.pdf", pages), 10.0, repeats=3),
        _row("  of it reading", lambda: str(len(documents.read("paper.pdf", pages).passages)), None, repeats=3),
        _row("40 slides, by meaning", lambda: judged("deck.pptx", slides, nearness=model), None, repeats=1),
    ]


def main() -> None:
    """Prints them as a table."""
    rows = run()
    width = max(len(row.what) for row in rows)
    for row in rows:
        verdict = "" if row.met is None else "  met" if row.met else "  MISSED"
        print(f"{row.what:<{width}}  {row.measured}  {row.target}{verdict}")


def _row(what: str, work: Callable[[], str], most: float | None, repeats: int = 5) -> Row:
    told = work()
    taken = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    took = statistics.median(taken)
    return Row(what, f"{took:.2f} s ({told})", f"≤ {most:.0f} s" if most else "", took <= most if most else None)


def _sentence(number: int) -> str:
    return SENTENCES[number % len(SENTENCES)].format(n=number)


if __name__ == "__main__":
    main()
