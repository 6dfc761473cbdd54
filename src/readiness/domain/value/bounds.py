"""In which range a result is, when every input is somewhere in its own: interval arithmetic.

The range is never too narrow. It may be too wide where a formula names the same figure twice, since each is then taken
to be anywhere: `a / (1 + b - b)` is told as a division by zero that cannot be.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping
from typing import Final

from readiness.domain.definition.calculating import Calculator
from readiness.domain.value.formula import LARGEST, formula, in_order, name_of
from readiness.ground.frozen import frozen

Range = tuple[float, float]


@frozen
class Bounds:
    """`ranges` by key, of inputs and of results that have one; `fails` says why a result has none, by its key."""

    ranges: Mapping[str, Range]
    fails: Mapping[str, str]


class _NoRange(Exception):
    """Why there is none; "" = it needs a result that has none itself."""


def bounds(calculator: Calculator) -> Bounds:
    """Of a calculator whose formulas can be read, name what there is and have no circles."""
    known: dict[str, Range] = {name_of(key): (one.low, one.high) for key, one in calculator.inputs.items()}
    keys = {name_of(key): key for key in (*calculator.inputs, *calculator.results)}
    fails: dict[str, str] = {}
    for key in in_order(calculator):
        tree = formula(calculator.results[key].formula).tree
        try:
            assert tree is not None
            known[name_of(key)] = _of(tree, known)
        except _NoRange as error:
            if str(error):
                fails[key] = str(error)
    return Bounds({keys[name]: found for name, found in known.items()}, fails)


def _of(part: ast.expr, known: Mapping[str, Range]) -> Range:
    match part:
        case ast.Constant(value=int() | float() as value):
            found = (float(value), float(value))
        case ast.Name(id=name):
            if name not in known:
                raise _NoRange
            found = known[name]
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            low, high = _of(inner, known)
            found = (-high, -low)
        case ast.UnaryOp(operand=inner):
            found = _of(inner, known)
        case ast.BinOp(left=left, op=op, right=right):
            found = _combined(op, _of(left, known), _of(right, known), ast.unparse(right))
        case ast.Call(func=ast.Name(id=name), args=inner):
            found = _called(name, [_of(one, known) for one in inner])
        case _:
            raise _NoRange
    if max(abs(found[0]), abs(found[1])) > LARGEST:
        raise _NoRange(f"`{ast.unparse(part)}` can be larger than {LARGEST:g}")
    return found


def _combined(op: ast.operator, a: Range, b: Range, divisor: str) -> Range:
    if isinstance(op, ast.Add):
        return a[0] + b[0], a[1] + b[1]
    if isinstance(op, ast.Sub):
        return a[0] - b[1], a[1] - b[0]
    if isinstance(op, ast.Div):
        if b[0] <= 0 <= b[1]:
            raise _NoRange(f"it divides by `{divisor}`, which can be 0 ({b[0]:g} to {b[1]:g})")
        corners = [x / y for x in a for y in b]
    else:
        corners = [x * y for x in a for y in b]
    return min(corners), max(corners)


def _called(name: str, given: list[Range]) -> Range:
    lows, highs = [low for low, _ in given], [high for _, high in given]
    if name == "abs":
        low, high = given[0]
        return (0.0 if low <= 0 <= high else min(abs(low), abs(high))), max(abs(low), abs(high))
    if name == "round":
        places = int(lows[1]) if len(given) > 1 else 0
        return round(lows[0], places), round(highs[0], places)
    low, high = _MONOTONE[name](lows), _MONOTONE[name](highs)
    return float(low), float(high)


_MONOTONE: Final[Mapping[str, Callable[[list[float]], float]]] = {
    "min": min, "max": max, "sum": math.fsum, "mean": lambda of: math.fsum(of) / len(of),
    "floor": lambda of: math.floor(of[0]), "ceil": lambda of: math.ceil(of[0]),
}  # fmt: skip
"""What grows when any of its values grows, so that its bounds are those of its values."""
