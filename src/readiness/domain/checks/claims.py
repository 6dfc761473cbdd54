"""RD217–RD218: figures that say something else than the proof beside them, and how thick the generic claims lie."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from readiness.domain.checks.rule import Check, Finding, Rule, Subject, plural
from readiness.domain.definition.model import Launch
from readiness.domain.messaging.prose import Sentence, spoken
from readiness.domain.wording.figures import Figure, figures
from readiness.domain.wording.generic import generic_claims
from readiness.ground.frozen import frozen

MOST_PER_1000: Final = 5.0
FEWEST: Final = 5
"""From how many generic claims on their number is a rate; both bounds are our own judgement, not a study's."""


@frozen
class GenericRate:
    """Generic claims in everything the message says to customers; `words` are counted by white space."""

    claims: tuple[tuple[str, int], ...]
    words: int

    @property
    def count(self) -> int:
        return sum(times for _, times in self.claims)

    @property
    def per_1000(self) -> float:
        return 1000 * self.count / self.words if self.words else 0.0


NO_CLAIMS: Final = GenericRate((), 0)


def generic_rate(launch: Launch) -> GenericRate:
    """How many generic claims there are in how many words, and which: the most used first."""
    texts = [one.text for one in spoken(launch)]
    found = Counter(claim.word for text in texts for claim in generic_claims(text))
    return GenericRate(tuple(found.most_common()), sum(len(text.split()) for text in texts))


def _too_generic(subject: Subject) -> Iterator[Finding]:
    rate = generic_rate(subject.launch)
    if rate.count >= FEWEST and rate.per_1000 > MOST_PER_1000:
        most = ", ".join(f"{word} × {times}" for word, times in rate.claims[:5])
        message = (
            f"{plural(rate.count, 'generic claim')} in {rate.words:,} words: {rate.per_1000:.1f} per 1,000 ({most})."
        )
        yield Finding(
            "product.summary", message, f"Come to {MOST_PER_1000:g} per 1,000 or fewer; RD211 has the places."
        )


def _differing(subject: Subject) -> Iterator[Finding]:
    launch = subject.launch
    sources = [f"{point.statement} · {point.figure or ''}" for point in launch.proof_points.values()]
    sources += [f"{fact.statement} · {fact.figure or ''}" for fact in launch.facts.values()]
    elsewhere = [figure for text in sources for figure in figures(text)]
    for sentence in spoken(launch):
        for figure in figures(sentence.text) if sentence.promises and sentence.proof else ():
            if not figure.is_telling or any(figure.same_as(other) for other in elsewhere):
                continue
            for key, proven in _of_the_kind(launch, sentence, figure):
                message = f"{sentence.whose} says “{figure.text}”, and its proof '{key}' says “{proven.text}”."
                yield Finding(sentence.path, message, f"Say {proven.text}, or name the proof that says {figure.text}.")
                break
    for key, point in launch.proof_points.items():
        stated, told = list(figures(point.statement)), list(figures(point.figure or ""))
        for figure in told:
            same = [one for one in stated if one.unit == figure.unit]
            if figure.unit and same and not any(figure.same_as(one) for one in same):
                message = f"proof point '{key}' states “{same[0].text}”, and its figure is “{figure.text}”."
                yield Finding(f"proof_points.{key}.figure", message, "Look it up in its source, and write one of them.")


def _of_the_kind(launch: Launch, sentence: Sentence, figure: Figure) -> Iterator[tuple[str, Figure]]:
    """Figures in the same unit in the proof that the sentence names. A count may be of anything, so it has none."""
    for key in sentence.proof if figure.unit else ():
        point = launch.proof_points[key]
        for one in figures(f"{point.statement} · {point.figure or ''}"):
            if one.unit == figure.unit:
                yield key, one


CHECKS = (
    Check(
        Rule(
            code="RD217", level="warning", title="Figure that differs from its proof",
            rule="A figure that the message says is the one that the proof named beside it says, and a proof point's "
            "figure is the one that it states.",
            why="A rep says 40 %, the customer opens the case study and reads 34 %. From then on nothing else counts. "
            "Figures are compared in the same unit; counts of things, which may be of anything, are left to RD213.",
            fix="Say the proven figure; else name the proof that says the other one.",
            source="S19",
        ),
        _differing,
    ),
    Check(
        Rule(
            code="RD218", level="note", title="Generic all over",
            rule="The message has at most 5 generic claims per 1,000 words.",
            why="One “leading” is a slip; a page full of them is a message that any company could send. The count per "
            "1,000 words makes a long message and a short one comparable, and shows from month to month whether it "
            "gets better. Fewer than 5 in all are not counted up.",
            fix="Begin with the words that are named: they are the most used.",
            source="S5",
        ),
        _too_generic,
    ),
)  # fmt: skip
