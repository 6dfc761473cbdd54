"""A calculator worked out with a buyer's figures: every result, and which figure matters most.

Formulas are worked out by simpleeval, which is given the calculator's own names and functions and nothing else, on a
tree that `formula` has let through. It is loaded when a formula is worked out, and not by `check`.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from readiness.domain.definition.calculating import Calculator
from readiness.domain.value.formula import LARGEST, circles, formula, headline, in_order, name_of, unknown_names
from readiness.ground.errors import DefinitionError, Problem
from readiness.ground.keys import did_you_mean


@dataclass(frozen=True, slots=True)
class Figure:
    """One input as it was worked with. `given`: the buyer's own; else the file's. `outside` the file's range: worth a
    question, not refused.
    """

    key: str
    value: float
    given: bool
    outside: bool


@dataclass(frozen=True, slots=True)
class Swing:
    """The leading result with one input at its lowest and at its highest, all others as they are.

    `at_low` and `at_high` are None where it cannot be worked out there (a division by zero).
    """

    input: str
    low: float
    high: float
    at_low: float | None
    at_high: float | None

    @property
    def size(self) -> float:
        """How far the result moves; 0 = this figure does not matter to it."""
        ends = [end for end in (self.at_low, self.at_high) if end is not None]
        return max(ends) - min(ends) if ends else 0.0


@dataclass(frozen=True, slots=True)
class Worked:
    """`results` are all of them by key, in the order of the file; `headline` is the key of the one that leads.

    `swings` begin with the input that matters most; equal ones stand in the order of the file.
    """

    figures: tuple[Figure, ...]
    results: Mapping[str, float]
    headline: str
    swings: tuple[Swing, ...]


def default_of(calculator: Calculator, key: str) -> float:
    """What an input is until the buyer says."""
    entry = calculator.inputs[key]
    return entry.likely if entry.default is None else entry.default


def work_out(calculator: Calculator, given: Mapping[str, float], unread: Sequence[Problem] = ()) -> Worked:
    """The calculator with these figures, by key of input; what is not given is the file's default.

    Raises DefinitionError with every problem: an input that there is not (CV001), a figure that is none (CV002), those
    that could not be read among them (`unread`, each with its key in `path`), a formula that cannot be worked out with
    them (CV003).
    """
    named = dict.fromkeys([*given, *(one.path for one in unread if one.path)])
    problems = [
        Problem("CV001", f"there is no input '{ascii(key)[1:-1][:80]}'.", did_you_mean(key, calculator.inputs))
        for key in named
        if key not in calculator.inputs
    ]
    problems += unread
    problems += [
        Problem("CV002", f"{key} is {value:g}, which is no figure that can be worked with.", "Give a number.", path=key)
        for key, value in given.items()
        if key in calculator.inputs and not (math.isfinite(value) and abs(value) <= LARGEST)
    ]
    if problems:
        raise DefinitionError("these figures cannot be worked with.", problems=problems)
    figures = tuple(
        Figure(key, value, key in given, not min(one.low, one.high) <= value <= max(one.low, one.high))
        for key, one in calculator.inputs.items()
        for value in [float(given.get(key, default_of(calculator, key)))]
    )
    values = {one.key: one.value for one in figures}
    results = results_of(calculator, values)
    leading = headline(calculator)
    swings = [_swing(calculator, key, values, leading) for key in calculator.inputs]
    return Worked(figures, results, leading, tuple(sorted(swings, key=lambda one: -one.size)))


def results_of(calculator: Calculator, values: Mapping[str, float]) -> Mapping[str, float]:
    """Every result with these figures, one for each input. Raises DefinitionError (CV003) for the first that cannot
    be worked out, and for every formula that cannot be read.
    """
    unsound = [
        Problem("CV003", f"{key}: {wrong.says}.", wrong.fix)
        for key, one in calculator.results.items()
        for wrong in (*formula(one.formula).wrong, *unknown_names(one.formula, calculator))
    ]
    unsound += [
        Problem("CV003", f"{' needs '.join((*circle, circle[0]))}: a circle.", "Take one of them out.")
        for circle in (() if unsound else circles(calculator))
    ]
    if unsound:
        raise DefinitionError(f"'{calculator.key}' cannot be worked out.", problems=unsound)
    names: dict[str, float] = {name_of(key): float(value) for key, value in values.items()}
    found: dict[str, float] = {}
    for key in in_order(calculator):
        found[key] = names[name_of(key)] = _worked(key, calculator.results[key].formula, names)
    return {key: found[key] for key in calculator.results}


def _swing(calculator: Calculator, key: str, values: Mapping[str, float], leading: str) -> Swing:
    entry = calculator.inputs[key]

    def at(value: float) -> float | None:
        try:
            return results_of(calculator, {**values, key: value})[leading]
        except DefinitionError:
            return None

    return Swing(key, entry.low, entry.high, at(entry.low), at(entry.high))


def _worked(key: str, text: str, names: Mapping[str, float]) -> float:
    tree = formula(text).tree
    assert tree is not None
    evaluator = _simpleeval().SimpleEval(operators=_OPERATORS, functions=_FUNCTIONS, names=dict(names))
    try:
        value = evaluator.eval(text, previously_parsed=tree)
    except ZeroDivisionError as error:
        raise _unworkable(key, "it divides by 0 with these figures") from error
    except OverflowError as error:
        raise _unworkable(key, "it comes to more than a number can hold") from error
    if not math.isfinite(value) or abs(value) > LARGEST:
        raise _unworkable(key, f"it comes to more than {LARGEST:g}")
    return float(value)


def _unworkable(key: str, says: str) -> DefinitionError:
    told = Problem("CV003", f"{key} cannot be worked out: {says}.", "Give other figures.")
    return DefinitionError("these figures do not work out.", problems=[told])


_OPERATORS: Final = {
    ast.Add: lambda a, b: a + b, ast.Sub: lambda a, b: a - b, ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b, ast.USub: lambda a: -a, ast.UAdd: lambda a: a,
}  # fmt: skip
_FUNCTIONS: Final = {
    "min": lambda *of: min(of), "max": lambda *of: max(of), "sum": lambda *of: math.fsum(of),
    "mean": lambda *of: math.fsum(of) / len(of), "round": lambda value, places=0: round(value, int(places)),
    "floor": math.floor, "ceil": math.ceil, "abs": abs,
}  # fmt: skip


@lru_cache(maxsize=1)
def _simpleeval() -> Any:
    import simpleeval  # noqa: PLC0415 - for whoever works a formula out; `check` reads them without

    return simpleeval
