"""Rows of a table that are worked out alike: turbines × price = a year, value / total = share, in + out = both.

Nobody says in a table what is made of what; it shows. A relation that holds in at least two rows, and in twice as many
as it misses, is meant, and the rows that miss it are wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Final

from readiness.domain.conformance.sums import CELL, TOTAL, decimal_of, half_of, number_told

MOST_COLUMNS: Final = 8
MOST_ROWS: Final = 200
"""What is looked at of a table, which bounds the time."""
LEAST_ROWS: Final = 2


@dataclass(frozen=True, slots=True)
class WrongRow:
    """Of a table: row and column of the cell (from 0), what it says, what comes out, and of what: “40 × 3,900”."""

    row: int
    column: int
    says: str
    right: str
    made_of: str


@dataclass(frozen=True, slots=True)
class _Cell:
    value: Decimal
    text: str
    number: str
    is_share: bool


_Grid = Sequence[Sequence[_Cell | None]]
_Rule = Callable[[Sequence[_Cell | None]], tuple[_Cell, Decimal, str] | None]
"""Of a row: the cell that is made, what comes out, and of what; None = the row does not show it."""


def wrong_rows(rows: Sequence[Sequence[str]]) -> Iterator[WrongRow]:
    """Every cell that is not what the other rows of its table are, from the top; each once."""
    told: set[tuple[int, int]] = set()
    grid = _numbers(rows)
    for column, rule in _rules(rows, grid):
        right, wrong = _held(grid, rule)
        if len(right) < LEAST_ROWS or not wrong or 2 * len(wrong) > len(right):
            continue
        for row in wrong:
            made = rule(grid[row])
            if made is not None and (row, column) not in told:
                told.add((row, column))
                cell, value, made_of = made
                yield WrongRow(row, column, cell.text, number_told(value) + (" %" if cell.is_share else ""), made_of)


def right_in_rows(rows: Sequence[Sequence[str]]) -> Iterator[Decimal]:
    """What rows work out rightly of other cells; it needs no source of its own."""
    grid = _numbers(rows)
    for _, rule in _rules(rows, grid):
        right, _ = _held(grid, rule)
        for row in right if len(right) >= LEAST_ROWS else ():
            made = rule(grid[row])
            if made is not None:
                yield made[0].value


def _held(grid: _Grid, rule: _Rule) -> tuple[list[int], list[int]]:
    right: list[int] = []
    wrong: list[int] = []
    for number, row in enumerate(grid):
        made = rule(row)
        if made is not None:
            cell, value, _ = made
            slack = half_of(cell.number) if cell.is_share or "." in cell.number else Decimal(0)
            (right if abs(cell.value - value) <= slack else wrong).append(number)
    return right, wrong


def _rules(rows: Sequence[Sequence[str]], grid: _Grid) -> Iterator[tuple[int, _Rule]]:
    """Every relation that three columns, or a column and its total, may have, with the column that is made."""
    width = min(max((len(row) for row in grid), default=0), MOST_COLUMNS)
    for one, other in combinations(range(width), 2):
        for made in range(width):
            if made not in {one, other}:
                yield made, _product(one, other, made)
                if made > other:
                    yield made, _sum(one, other, made)
    if rows and rows[-1] and TOTAL.match(rows[-1][0].strip()):
        last = [_cell(text) for text in rows[-1]]
        for of, whole in enumerate(last[:width]):
            for made in range(width):
                share = last[made] if made < len(last) else None
                if made != of and whole is not None and whole.value and share is not None and share.is_share:
                    yield made, _share(of, whole.value, made)


def _product(one: int, other: int, made: int) -> _Rule:
    def rule(row: Sequence[_Cell | None]) -> tuple[_Cell, Decimal, str] | None:
        cells = _three(row, one, other, made)
        if cells is None or any(cell.value in {0, 1} or cell.is_share for cell in cells):
            return None
        return cells[2], cells[0].value * cells[1].value, f"{cells[0].text} × {cells[1].text}"

    return rule


def _sum(one: int, other: int, made: int) -> _Rule:
    def rule(row: Sequence[_Cell | None]) -> tuple[_Cell, Decimal, str] | None:
        cells = _three(row, one, other, made)
        if cells is None or any(not cell.value or cell.is_share for cell in cells):
            return None
        return cells[2], cells[0].value + cells[1].value, f"{cells[0].text} + {cells[1].text}"

    return rule


def _share(of: int, whole: Decimal, made: int) -> _Rule:
    def rule(row: Sequence[_Cell | None]) -> tuple[_Cell, Decimal, str] | None:
        part, share = (row[at] if at < len(row) else None for at in (of, made))
        if part is None or share is None or not share.is_share:
            return None
        return share, part.value * 100 / whole, f"{part.text} of {number_told(whole)}"

    return rule


def _three(row: Sequence[_Cell | None], one: int, other: int, made: int) -> tuple[_Cell, _Cell, _Cell] | None:
    if max(one, other, made) >= len(row):
        return None
    first, second, third = row[one], row[other], row[made]
    return (first, second, third) if first is not None and second is not None and third is not None else None


def _numbers(rows: Sequence[Sequence[str]]) -> _Grid:
    """The cells of the body that are numbers; the rows of totals are held to their columns elsewhere."""
    return [
        [] if row and TOTAL.match(row[0].strip()) else [_cell(text) for text in row[:MOST_COLUMNS]]
        for row in rows[:MOST_ROWS]
    ]


def _cell(text: str) -> _Cell | None:
    found = CELL.match(text)
    if found is None:
        return None
    return _Cell(decimal_of(found["number"]), text.strip(), found["number"], "%" in text)
