"""A buyer's figures as they are typed: `hours=12`, `wage=1,200.50`."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from readiness.domain.value.formula import LARGEST
from readiness.ground.errors import Problem

LONGEST = 40


@dataclass(frozen=True, slots=True)
class FiguresGiven:
    """`values` by key; `unread` says of each other one what is wrong with it (CV002), its key in `path`.

    Whoever works with them tells both at once: what cannot be read, and what there is no input for.
    """

    values: Mapping[str, float]
    unread: tuple[Problem, ...] = ()


def figures_given(given: Iterable[str]) -> FiguresGiven:
    """`key=number` by key; what is not so, and every key that is given twice, is in `unread`."""
    pairs = [(one, *map(str.strip, one.partition("=")[::2])) for one in given]
    problems: list[Problem] = []
    figures: dict[str, float] = {}
    for whole, key, text in pairs:
        value = number(text)
        if key in figures:
            problems.append(Problem("CV002", f"{ascii(key)[:80]} is given twice.", "Give it once.", path=key[:64]))
        elif value is None:
            problems.append(Problem("CV002", f"{ascii(whole)[:80]} is no figure.", "Write hours=12.", path=key[:64]))
        else:
            figures[key] = value
    return FiguresGiven(figures, tuple(problems))


def number(text: str) -> float | None:
    """The number in a text, thousands apart with commas if they are; None for anything else, and what is too large."""
    plain = text.strip().replace(",", "").replace("\N{MINUS SIGN}", "-")
    if not plain or len(plain) > LONGEST or not plain.isascii() or "_" in plain:
        return None
    try:
        value = float(plain)
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) <= LARGEST else None
