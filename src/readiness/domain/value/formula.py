"""A formula before it is worked out: what it names, whether it is one, in which order formulas follow each other.

Nothing is worked out here: the tree is Python's own, of which only sums, names, numbers and given functions are let
through, so that whoever works it out meets nothing else.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from readiness.domain.definition.calculating import Calculator
from readiness.ground.frozen import frozen
from readiness.ground.keys import did_you_mean

FUNCTIONS: Final[Mapping[str, tuple[int, int]]] = {
    "min": (1, 20), "max": (1, 20), "sum": (1, 20), "mean": (1, 20), "round": (1, 2), "floor": (1, 1), "ceil": (1, 1),
    "abs": (1, 1),
}  # fmt: skip
"""What a formula may call, with the fewest and the most values each takes."""

LONGEST: Final = 500
MOST_PARTS: Final = 200
LARGEST: Final = 1e15
"""Beyond this a number is no figure of a business, and no longer exact to the unit."""

_OPERATORS: Final = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.USub, ast.UAdd)


@frozen
class Wrong:
    """What is wrong with a formula, and how to mend it."""

    says: str
    fix: str


@frozen
class Formula:
    """`tree` is None exactly when `wrong` is not empty; `names` are in order, each once, with underscores."""

    text: str
    tree: ast.expr | None
    names: tuple[str, ...]
    wrong: tuple[Wrong, ...]


def name_of(key: str) -> str:
    """What an entry is called in a formula: `hours-lost` is `hours_lost`."""
    return key.replace("-", "_")


def names_in(calculator: Calculator) -> dict[str, str]:
    """Name in formulas → key, inputs first; an input and a result of one name share it (the checks tell)."""
    return {name_of(key): key for key in (*calculator.results, *calculator.inputs)}


@lru_cache(maxsize=1_024)
def formula(text: str) -> Formula:
    """The formula in `text`; names are not looked up."""
    if len(text) > LONGEST:
        return Formula(text, None, (), (Wrong(f"it is longer than {LONGEST} characters", "Make two results of it."),))
    try:
        # Indentation and line breaks of a folded text mean nothing inside brackets.
        tree = ast.parse(f"({text.strip()}\n)", mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        fix = "Write names and numbers with + - * / and brackets."
        return Formula(text, None, (), (Wrong("it cannot be read", fix),))
    parts = list(ast.walk(tree))
    wrong = tuple(dict.fromkeys(_wrong_in(parts)))
    called = {id(part.func) for part in parts if isinstance(part, ast.Call)}
    found = [part for part in parts if isinstance(part, ast.Name) and id(part) not in called]
    names = tuple(dict.fromkeys(part.id for part in sorted(found, key=lambda part: (part.lineno, part.col_offset))))
    return Formula(text, None if wrong else tree, names, wrong)


def unknown_names(text: str, calculator: Calculator) -> Iterator[Wrong]:
    """Every name of the formula that the calculator does not have."""
    known = names_in(calculator)
    for name in formula(text).names:
        if name in known:
            continue
        hyphened = next((one for one in known if "_" in one and one.split("_")[0] == name), None)
        if hyphened and known[hyphened] in text:
            yield Wrong(f"there is no '{name}'", f"Write {hyphened}: in a formula a hyphen is a minus sign.")
        else:
            yield Wrong(f"there is no '{name}'", did_you_mean(name, known))


def circles(calculator: Calculator) -> tuple[tuple[str, ...], ...]:
    """Results that need themselves, each circle once and by its keys in order; empty = none."""
    found: dict[frozenset[str], tuple[str, ...]] = {}
    done: set[str] = set()

    def follow(key: str, path: tuple[str, ...]) -> None:
        if key in path:
            circle = path[path.index(key) :]
            found.setdefault(frozenset(circle), circle)
            return
        if key in done:
            return
        for needed in needs(calculator, key):
            follow(needed, (*path, key))
        done.add(key)

    for key in calculator.results:
        follow(key, ())
    return tuple(found.values())


def needs(calculator: Calculator, result: str) -> tuple[str, ...]:
    """The other results that this one is made of at once."""
    known = {name_of(key): key for key in calculator.results}
    return tuple(known[name] for name in formula(calculator.results[result].formula).names if name in known)


def in_order(calculator: Calculator) -> tuple[str, ...]:
    """The results so that each comes after those it needs; of a calculator without circles."""
    ordered: dict[str, None] = {}

    def place(key: str) -> None:
        if key not in ordered:
            for needed in needs(calculator, key):
                place(needed)
            ordered[key] = None

    for key in calculator.results:
        place(key)
    return tuple(ordered)


def headline(calculator: Calculator) -> str:
    """The key of the result that leads."""
    if calculator.leads in calculator.results:
        return str(calculator.leads)
    shown = [key for key, one in calculator.results.items() if one.shown]
    return (shown or list(calculator.results))[-1]


def _wrong_in(parts: list[ast.AST]) -> Iterator[Wrong]:
    if len(parts) > MOST_PARTS:
        yield Wrong(f"it has more than {MOST_PARTS} parts", "Make two results of it.")
        return
    known = ", ".join(FUNCTIONS)
    for part in parts:
        if isinstance(part, ast.Call):
            yield from _wrong_call(part, known)
        elif isinstance(part, (ast.BinOp, ast.UnaryOp)) and not isinstance(part.op, _OPERATORS):
            yield Wrong("it does more than + - * /", "Write it with these four.")
        elif isinstance(part, ast.Constant) and not _is_number(part.value):
            yield Wrong(f"{part.value!r:.40} is no number that can be used", "Write a number, such as 46 or 0.25.")
        elif not isinstance(part, _LET_THROUGH):
            fix = f"Write names and numbers with + - * / and brackets; it may call {known}."
            yield Wrong("it holds more than sums", fix)


_LET_THROUGH: Final = (
    ast.BinOp, ast.UnaryOp, ast.Constant, ast.Name, ast.Call, ast.operator, ast.unaryop, ast.expr_context,
)  # fmt: skip


def _wrong_call(call: ast.Call, known: str) -> Iterator[Wrong]:
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    if name not in FUNCTIONS:
        suggested = did_you_mean(name, FUNCTIONS) if name else f"It may call {known}."
        yield Wrong(f"it calls {ascii(name) if name else 'something'}, which is not given", suggested)
        return
    fewest, most = FUNCTIONS[name]
    count = len(call.args)
    if call.keywords or any(isinstance(one, ast.Starred) for one in call.args) or not fewest <= count <= most:
        takes = f"{fewest}" if fewest == most else f"{fewest} to {most}"
        yield Wrong(f"'{name}' takes {takes} values, in brackets and with commas", "Write them so.")
    elif name == "round" and count == 2 and not _is_places(call.args[1]):
        yield Wrong("the second value of 'round' is not a number of places", "Write 0 to 9.")


def _is_places(part: ast.expr) -> bool:
    return isinstance(part, ast.Constant) and type(part.value) is int and 0 <= part.value <= 9


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) <= LARGEST
