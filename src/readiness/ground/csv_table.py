"""Tables that people save from spreadsheets: which sign stands between the cells, and figures as they write them."""

from __future__ import annotations

import csv
import io
import math
from typing import Final

_SIGNS: Final = (",", ";", "\t")


def delimiter_of(text: str) -> str:
    """The sign that the first line has most of: a comma, a semicolon (spreadsheets where the comma is in figures), or a
    tab. A comma when there is none.
    """
    head = text.lstrip("\r\n").split("\n", 1)[0]
    return max(_SIGNS, key=lambda sign: (head.count(sign), -_SIGNS.index(sign)))


def table_rows(text: str) -> list[tuple[int, list[str]]]:
    """Line and cells of each row that says something, the header first; cells without space around them.

    Raises ValueError, in words, for a row that no table has: a cell of more than 128 KB.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text))
    found = []
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                found.append((reader.line_num, stripped))
    except csv.Error as error:
        raise ValueError(f"line {reader.line_num} cannot be read: {error}.") from error
    return found


def figure(text: str, *, comma: bool = False) -> float | None:
    """The number that a cell holds; None = it holds none. With `comma` it may be written as 0,5."""
    try:
        found = float(text.replace(",", ".") if comma else text)
    except ValueError:
        return None
    return found if math.isfinite(found) else None
