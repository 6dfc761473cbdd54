"""What the launch file lays down about words, held against any sentence, its own or somebody else's.

Forbidden promises and names hold between two dates; figures are those that a fact or a proof point gives a source for.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from readiness.domain.definition.message import ForbiddenPromise, Term
from readiness.domain.definition.model import Launch
from readiness.domain.messaging.proof import holds_on
from readiness.domain.wording.figures import Figure, figures
from readiness.domain.wording.phrases import Phrase, phrases
from readiness.domain.wording.promises import is_denied, promised
from readiness.ground.frozen import frozen


@frozen
class Promised:
    """`said` is where a sentence promises what `promise`, under `key`, forbids."""

    key: str
    promise: ForbiddenPromise
    said: Phrase

    @property
    def fix(self) -> str:
        return f"Say: {self.promise.say}" if self.promise.say else "Take it out."


@frozen
class Miscalled:
    """`said` stands where `term` says that something else is written."""

    term: Term
    said: Phrase

    @property
    def fix(self) -> str:
        return f"Write {self.term.write}. {self.term.why}".rstrip()


def promises_in(launch: Launch, text: str, on: date) -> Iterator[Promised]:
    """Each promise that nobody may make on that day and that this text makes, where it does so first; in other forms of
    its words too.
    """
    for key, promise in launch.forbidden_promises.items():
        if holds_on(promise.holds_from, promise.holds_until, on):
            plainly = (one for one in phrases(text, promise.phrases) if not is_denied(text, one.start))
            said = next(plainly, None) or next(promised(text, promise.phrases), None)
            if said is not None:
                yield Promised(key, promise, said)


def miscalled_in(launch: Launch, text: str, on: date) -> Iterator[Miscalled]:
    """Each name that is written otherwise than it is called on that day, where it first is."""
    for term in launch.vocabulary.values():
        if not holds_on(term.holds_from, term.holds_until, on):
            continue
        right = [one for one in phrases(text, (term.write,)) if one.text == term.write]
        for one in phrases(text, (term.write, *term.instead_of)):
            if not any(fine.start <= one.start and one.end <= fine.end for fine in right):
                yield Miscalled(term, one)
                break


def sourced_figures(launch: Launch) -> list[Figure]:
    """Every figure that a fact or a proof point gives a source for."""
    points = [f"{point.statement} · {point.figure or ''}" for point in launch.proof_points.values()]
    facts = [f"{fact.statement} · {fact.figure or ''}" for fact in launch.facts.values()]
    return [figure for text in (*points, *facts) for figure in figures(text)]
