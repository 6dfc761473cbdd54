"""What an item of each kind must have, and must not.

Codes (each a page of `docs/reference/checks.md`): RD301 something its kind needs is missing; RD302 the wrong number of
right or wrong options; RD303 a field its kind does not use; RD304 the same option, pair, step or answer twice; RD305 a
fraction or figure that cannot be; RD306 no option of a scenario is best.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from readiness.domain.definition.assessment import Item, Option
from readiness.domain.quiz.folding import fold
from readiness.ground.errors import Problem

CHOICES = ("single", "multiple", "scenario")
"""Kinds answered by picking among options."""

MARKED_BY_HAND = ("essay",)
"""Kinds that a person has to read and mark, so that an attempt that was handed in waits for its mark."""

USES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "single": frozenset({"options"}),
        "multiple": frozenset({"options"}),
        "true-false": frozenset({"truth"}),
        "numeric": frozenset({"number", "tolerance", "unit"}),
        "short-text": frozenset({"accept"}),
        "matching": frozenset({"pairs"}),
        "ordering": frozenset({"order"}),
        "scenario": frozenset({"situation", "options"}),
        "essay": frozenset(
            {
                "grader_notes",
                "rubric",
                "mark_steps",
                "min_words",
                "max_words",
                "response_template",
                "response_lines",
            }
        ),
    }
)
"""The answer fields of each kind; `situation` may open any item."""

RULES: Mapping[str, str] = MappingProxyType(
    {
        "RD301": "An item has what its kind needs.",
        "RD302": "A choice has the right number of right and of wrong options.",
        "RD303": "An item has no field that its kind does not use.",
        "RD304": "No option, pair, step or accepted answer stands twice.",
        "RD305": "Fractions and figures can be: finite, and not at odds with `correct`.",
        "RD306": "One option of a scenario is best (fraction 1) and one is less than best.",
    }
)

_EMPTY: Mapping[str, object] = MappingProxyType(
    {
        "situation": "", "options": (), "truth": None, "number": None, "tolerance": 0.0,
        "unit": "", "accept": (), "pairs": (), "order": (), "grader_notes": "",
        "rubric": {}, "mark_steps": 4, "min_words": None, "max_words": None, "response_template": "",
        "response_lines": 10,
    }
)  # fmt: skip


def item_problems(item: Item, path: str) -> tuple[Problem, ...]:
    """Everything wrong with the shape of `item`; `path` is its dotted place in the file (`items.price`)."""
    return (*_unused(item, path), *_JUDGES[item.kind](item, path), *_not_finite(item, path))


def value_of(option: Option) -> float:
    """What picking `option` earns in a scenario: its fraction, else 1 when correct, else 0."""
    if option.fraction is not None:
        return option.fraction
    return 1.0 if option.correct else 0.0


def _unused(item: Item, path: str) -> Iterator[Problem]:
    for name in sorted(_EMPTY):
        if name == "situation" or name in USES[item.kind] or getattr(item, name) == _EMPTY[name]:
            continue
        uses = ", ".join(sorted(USES[item.kind]))
        yield Problem(
            "RD303", f"'{path}' is {item.kind} and has '{name}', which is not used.",
            f"Take it out; {item.kind} uses: {uses}.", path=f"{path}.{name}",
        )  # fmt: skip


def _twice(texts: Iterable[str], path: str, what: str) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for place, text in enumerate(texts):
        if (first := seen.setdefault(fold(text), place)) != place:
            yield Problem(
                "RD304", f"'{path}.{place}' is the same {what} as '{path}.{first}' (case and spacing do not count).",
                "Reword one or take it out.", path=f"{path}.{place}",
            )  # fmt: skip


def _missing(path: str, kind: str, name: str, fix: str) -> Problem:
    return Problem("RD301", f"'{path}' is {kind} and has no '{name}'.", fix, path=path)


def _choice(item: Item, path: str) -> Iterator[Problem]:
    if len(item.options) < 2:
        yield Problem(
            "RD301", f"'{path}' is {item.kind} and has {len(item.options)} options.",
            "Write at least two options.", path=path,
        )  # fmt: skip
    yield from _twice((option.text for option in item.options), f"{path}.options", "option")
    if item.kind == "scenario":
        return
    for place, option in enumerate(item.options):
        if option.fraction is not None:
            yield Problem(
                "RD303", f"'{path}.options.{place}' has a fraction, which only a scenario uses.",
                "Write correct: true or leave it out.", path=f"{path}.options.{place}.fraction",
            )  # fmt: skip


def _single(item: Item, path: str) -> Iterator[Problem]:
    yield from _choice(item, path)
    right = sum(option.correct for option in item.options)
    if item.options and right != 1:
        yield Problem(
            "RD302", f"'{path}' is single choice and has {right} correct options.",
            "Mark exactly one, or make it multiple.", path=f"{path}.options",
        )  # fmt: skip


def _multiple(item: Item, path: str) -> Iterator[Problem]:
    yield from _choice(item, path)
    right = sum(option.correct for option in item.options)
    if item.options and not 0 < right < len(item.options):
        which = "no correct option" if right == 0 else "no wrong option"
        yield Problem(
            "RD302", f"'{path}' is multiple choice and has {which}.",
            "Have at least one right and one wrong.", path=f"{path}.options",
        )  # fmt: skip


def _scenario(item: Item, path: str) -> Iterator[Problem]:
    if not item.situation:
        yield _missing(path, item.kind, "situation", "Tell the story before the question.")
    yield from _choice(item, path)
    for place, option in enumerate(item.options):
        if option.correct and option.fraction not in (None, 1.0):
            yield Problem(
                "RD305", f"'{path}.options.{place}' is correct and has fraction {option.fraction:g}.",
                "Write one of the two; correct means 1.", path=f"{path}.options.{place}",
            )  # fmt: skip
    values = [value_of(option) for option in item.options]
    if values and max(values) != 1:
        yield Problem(
            "RD306", f"'{path}': the best option earns {max(values):g}.", "Give the best one fraction: 1.",
            path=f"{path}.options",
        )  # fmt: skip
    elif values and min(values) == 1:
        yield Problem(
            "RD306", f"'{path}': every option is best.", "Give the lesser ones a fraction below 1.",
            path=f"{path}.options",
        )  # fmt: skip


def _true_false(item: Item, path: str) -> Iterator[Problem]:
    if item.truth is None:
        yield _missing(path, item.kind, "truth", "Write truth: true or truth: false.")


def _numeric(item: Item, path: str) -> Iterator[Problem]:
    if item.number is None:
        yield _missing(path, item.kind, "number", "Write number: with the right figure.")


def _short_text(item: Item, path: str) -> Iterator[Problem]:
    if not item.accept:
        yield _missing(path, item.kind, "accept", "List the answers that count.")
    for place, text in enumerate(item.accept):
        if not fold(text):
            yield Problem(
                "RD301", f"'{path}.accept.{place}' is nothing that could be typed.", "Take it out.",
                path=f"{path}.accept.{place}",
            )  # fmt: skip
    yield from _twice(item.accept, f"{path}.accept", "answer")


def _matching(item: Item, path: str) -> Iterator[Problem]:
    if len({fold(p.left) for p in item.pairs}) < 2 or len({fold(p.right) for p in item.pairs}) < 2:
        yield Problem(
            "RD301", f"'{path}' is matching and has fewer than two different pairs.",
            "Write at least two pairs that differ on both sides.", path=path,
        )  # fmt: skip
    yield from _twice((pair.left for pair in item.pairs), f"{path}.pairs", "left side")


def _ordering(item: Item, path: str) -> Iterator[Problem]:
    if len({fold(text) for text in item.order}) < 2:
        yield Problem(
            "RD301", f"'{path}' is ordering and has fewer than two different steps.",
            "Write at least two steps, in the right order.", path=path,
        )  # fmt: skip
    yield from _twice(item.order, f"{path}.order", "step")


def _essay(item: Item, path: str) -> Iterator[Problem]:
    """Its stem is all that it needs; what else it says must agree."""
    if item.min_words is not None and item.max_words is not None and item.min_words > item.max_words:
        yield Problem(
            "RD305", f"'{path}' asks for {item.min_words} words at least and {item.max_words} at most.",
            "Swap them, or leave one out.", path=f"{path}.min_words",
        )  # fmt: skip
    if item.rubric and item.mark_steps != _EMPTY["mark_steps"]:
        yield Problem(
            "RD303", f"'{path}' has a rubric and 'mark_steps', which then is not used.",
            "Take one of them out: the levels of the rubric are its steps.", path=f"{path}.mark_steps",
        )  # fmt: skip


def _not_finite(item: Item, path: str) -> Iterator[Problem]:
    found = [("number", item.number), ("tolerance", item.tolerance), ("weight", item.weight)]
    found += [(f"options.{i}.fraction", option.fraction) for i, option in enumerate(item.options)]
    for name, value in found:
        if value is not None and not math.isfinite(value):
            yield Problem(
                "RD305", f"'{path}.{name}' is {value}, which is no number.", "Write a figure.", path=f"{path}.{name}"
            )


_JUDGES = {
    "single": _single,
    "multiple": _multiple,
    "true-false": _true_false,
    "numeric": _numeric,
    "short-text": _short_text,
    "matching": _matching,
    "ordering": _ordering,
    "scenario": _scenario,
    "essay": _essay,
}
