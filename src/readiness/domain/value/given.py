"""A buyer's figures as they are typed: `hours=12`, `wage=1,200.50`."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from readiness.domain.value.formula import LARGEST
from readiness.ground.errors import DefinitionError, Problem

LONGEST = 40


def figures_given(given: Iterable[str]) -> Mapping[str, float]:
    """`key=number` by key. Raises DefinitionError (CV002) with every one that is not so, and every key given twice."""
    pairs = [(one, *map(str.strip, one.partition("=")[::2])) for one in given]
    problems: list[Problem] = []
    figures: dict[str, float] = {}
    for whole, key, text in pairs:
        value = number(text)
        if key in figures:
            problems.append(Problem("CV002", f"{ascii(key)[:80]} is given twice.", "Give it once."))
        elif value is None:
            problems.append(Problem("CV002", f"{ascii(whole)[:80]} is no figure.", "Write hours=12.", path=key[:64]))
        else:
            figures[key] = value
    if problems:
        raise DefinitionError("these figures cannot be read.", problems=problems)
    return figures


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
