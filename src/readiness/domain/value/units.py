"""Units, as far as they can be compared without guessing: time and money.

`USD/hour` times `hours/week` is `USD/week`. What is counted (people, builds) has no dimension here, since people write
`hours/week` for hours of each of them; and whatever is multiplied by a number may have changed its unit: 46 may be
weeks in a year. Then nothing is told.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Final

from readiness.domain.definition.calculating import Calculator
from readiness.domain.value.formula import formula, in_order, name_of

Unit = Mapping[str, int]
"""Dimension → power; empty = a pure number or a count."""

_TIMES: Final = {
    name: name for name in ("second", "minute", "hour", "day", "week", "month", "quarter", "year")
} | {"h": "hour", "min": "minute", "s": "second", "a": "year"}  # fmt: skip
_MONEY: Final = frozenset(
    """AED ARS AUD BRL CAD CHF CLP CNY COP CZK DKK EUR GBP HKD HUF IDR ILS INR JPY KRW MXN MYR NOK NZD PHP PLN RON SAR
    SEK SGD THB TRY TWD USD VND ZAR""".split()  # noqa: SIM905 - read by people
)
"""ISO 4217 codes; other words of three capitals (CPU, SKU) are counts."""
_SIGNS: Final = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY"}
_PER: Final = re.compile(r"\s*(?:/|\bper\b|\ba\b)\s*")


def unit_of(text: str) -> Unit:
    """The dimensions in a unit as it is written: `hours/week`, `USD a year`; unknown words count as counts."""
    powers: dict[str, int] = {}
    for place, part in enumerate(_PER.split(text.strip())):
        for word in part.split():
            name = _dimension(word)
            if name:
                powers[name] = powers.get(name, 0) + (1 if place == 0 else -1)
    return {name: power for name, power in sorted(powers.items()) if power}


def written(unit: Unit) -> str:
    """`hour/week`; "a number" for none."""
    over = " ".join(name for name, power in unit.items() for _ in range(power))
    under = "".join(f"/{name}" for name, power in unit.items() for _ in range(-power))
    return f"{over or ('1' if under else 'a number')}{under}"


def mismatches(calculator: Calculator) -> Iterator[tuple[str, str]]:
    """Key of a result and what in it does not agree; of a calculator whose formulas can be worked out."""
    known: dict[str, Unit | None] = {name_of(key): unit_of(one.unit) for key, one in calculator.inputs.items()}
    for key in in_order(calculator):
        result = calculator.results[key]
        tree = formula(result.formula).tree
        told: list[str] = []
        found = _of(tree, known, told) if tree is not None else None
        yield from ((key, one) for one in dict.fromkeys(told))
        stated = unit_of(result.unit)
        if not told and found is not None and found != stated:
            yield key, f"it comes to {written(found)}, and its unit is {result.unit or 'not given'}"
        known[name_of(key)] = stated


def _dimension(word: str) -> str:
    word = _SIGNS.get(word, word)
    if word in _MONEY:
        return word
    return _TIMES.get(word.lower(), _TIMES.get(word.lower().removesuffix("s"), ""))


def _of(part: ast.expr, known: Mapping[str, Unit | None], told: list[str]) -> Unit | None:  # noqa: PLR0911 - a return each
    """None = it cannot be said: something in it is a bare number."""
    match part:
        case ast.Name(id=name):
            return known.get(name)
        case ast.UnaryOp(operand=inner):
            return _of(inner, known, told)
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub(), right=right):
            return _alike([left, right], known, told)
        case ast.BinOp(left=left, op=op, right=right):
            a, b = _of(left, known, told), _of(right, known, told)
            if a is None or b is None:
                return None
            sign = -1 if isinstance(op, ast.Div) else 1
            powers = {name: a.get(name, 0) + sign * b.get(name, 0) for name in sorted({*a, *b})}
            return {name: power for name, power in powers.items() if power}
        case ast.Call(func=ast.Name(id="round"), args=inner):
            return _of(inner[0], known, told)
        case ast.Call(args=inner):
            return _alike(inner, known, told)
    return None


def _alike(parts: list[ast.expr], known: Mapping[str, Unit | None], told: list[str]) -> Unit | None:
    """The one unit that values have which are added or compared; a bare number fits all."""
    units = [unit for one in parts if (unit := _of(one, known, told)) is not None]
    others = [other for other in units[1:] if other != units[0]]
    told += [f"it adds or compares {written(units[0])} and {written(other)}" for other in others]
    return units[0] if units and len(units) == len(parts) else None
