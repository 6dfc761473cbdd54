"""How much of its mark each item is expected to earn: as people did so far where enough did, else as its file says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from readiness.domain.definition.assessment import Item
from readiness.domain.form_assembly.assembly import Expected
from readiness.domain.quiz.difficulty import band_of
from readiness.ground.errors import Problem

ENOUGH_ANSWERS = 30
"""First attempts from which their mean is worth more than an estimate: at 30 its standard error is .09 at most."""

Answers = Mapping[str, tuple[int, float]]
"""Item → first attempts that answered just its wording, and the mean share 0..1 of its mark that they earned."""


def expectations(items: Sequence[Item], answers: Answers) -> tuple[Expected, ...]:
    """One for each item, in their order; empty when nothing is known of any.

    An item of which neither is known counts as the mean of the others.
    """
    known = {item.key: found for item in items if (found := _known(item, answers))}
    if not known:
        return ()
    mean = round(sum(one.share for one in known.values()) / len(known), 6)
    return tuple(known.get(item.key) or Expected(item.key, mean, "average") for item in items)


def doubted(items: Iterable[Item], expected: Iterable[Expected]) -> tuple[Problem, ...]:
    """FA001, a note for each item that people find easier or harder than the band that its file puts it in."""
    estimated = {item.key: item.difficulty for item in items}
    found = []
    for one in expected:
        said = estimated[one.item]
        if one.told == "answers" and said is not None and band_of(said) != band_of(one.share):
            found.append(
                Problem(
                    "FA001",
                    f"'{one.item}' is {band_of(said)} by its file ({said:g}) and {band_of(one.share)} by {one.answers} "
                    f"first attempts ({one.share:.2f}).",
                    f"Write difficulty: {one.share:.2f} when you agree.", level="note", path=f"items.{one.item}",
                )
            )  # fmt: skip
    return tuple(found)


def _known(item: Item, answers: Answers) -> Expected | None:
    count, earned = answers.get(item.key, (0, 0.0))
    if count >= ENOUGH_ANSWERS:
        return Expected(item.key, round(min(1.0, max(0.0, earned)), 6), "answers", count)
    if item.difficulty is not None:
        return Expected(item.key, item.difficulty, "estimate", count)
    return None
