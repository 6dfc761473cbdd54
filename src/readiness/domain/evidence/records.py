"""Records of a CSV or JSON file, by line and by column name; what a cell says is data, whatever it looks like.

JSON is a list of objects, or an object with a list under `evidence`. Its values are text, numbers, true, false or
null, under the same names as the columns of a CSV file; under `essays` also an object of these.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from readiness.domain.people.sheet import LONGEST_CELL, Column, cell_problems, decode, read_sheet, rows_of
from readiness.ground.errors import Problem, Unusable, Where
from readiness.ground.keys import did_you_mean

_SPACE = " \t\r\n"
_NESTED = frozenset({"essays"})
_PLAIN = (str, int, float, bool)


@dataclass(frozen=True, slots=True)
class Record:
    """One record: where it stands, and its filled cells by column name, trimmed."""

    where: Where
    cells: Mapping[str, str]


def records_of(data: bytes, file: str, columns: Sequence[Column], problems: list[Problem]) -> Iterator[Record]:
    """Every readable record, in file order; what is wrong with the others goes into `problems`.

    Raises Unusable for a file of which nothing can be read. The content decides, not the file's name.
    """
    text = decode(data, file)
    if text.lstrip(_SPACE)[:1] in ("[", "{"):
        yield from _json_records(text, file, columns, problems)
        return
    sheet = read_sheet(text, file, columns)
    problems += sheet.problems
    if any(problem.level == "error" for problem in sheet.problems):
        return  # a column that is missing is missing in every row: told once
    for row in rows_of(sheet, problems):
        faults = cell_problems(sheet, row)
        problems += faults
        if not faults:
            cells = {name: row.cells[at] for name, at in sheet.at.items() if row.cells[at]}
            yield Record(Where(file, row.line), cells)


def _json_records(text: str, file: str, columns: Sequence[Column], problems: list[Problem]) -> Iterator[Record]:
    names = [column.name for column in columns]
    for line, value in _elements(text, file):
        where = Where(file, line)
        if not isinstance(value, _Pairs):
            problems.append(Problem("EV101", "this is not an object.", f"Write {{{', '.join(names)}}}.", where))
            continue
        faults = [fault for fault in (_json_fault(*pair, names, where) for pair in value.pairs) if fault]
        keys = [key for key, _ in value.pairs]
        faults += [
            Problem("EV101", f"'{key}' stands twice in it.", "Keep one.", where)
            for key in dict.fromkeys(keys)
            if keys.count(key) > 1
        ]
        problems += faults
        if not faults:
            cells = {key: " ".join(_told(cell).split()) for key, cell in value.pairs if cell is not None}
            yield Record(where, {key: cell for key, cell in cells.items() if cell})


@dataclass(frozen=True, slots=True)
class _Pairs:
    """A JSON object as it was written: a key may stand twice."""

    pairs: list[tuple[str, Any]]


def _elements(text: str, file: str) -> Iterator[tuple[int, Any]]:
    """(line, element) of the list; elements are decoded one by one, so that each has its line."""
    decoder = json.JSONDecoder(object_pairs_hook=_Pairs, parse_constant=_refuse)
    at, line, counted = _list_start(text, decoder, file), 1, 0
    try:
        while True:
            at = _skip(text, at)
            if text[at : at + 1] == "]":
                return
            line, counted = line + text.count("\n", counted, at), at
            value, at = decoder.raw_decode(text, at)
            yield line, value
            at = _skip(text, at)
            if text[at : at + 1] == ",":
                at += 1
            elif text[at : at + 1] != "]":
                raise _broken(file, text, at, "a comma or the end of the list was expected")
    except json.JSONDecodeError as error:
        raise _broken(file, text, error.pos, error.msg) from error
    except (ValueError, RecursionError) as error:
        raise _broken(file, text, counted, "it is nested too deeply, or holds no number") from error


def _list_start(text: str, decoder: json.JSONDecoder, file: str) -> int:
    """Where the first element may stand: after `[`, or after the `[` under the key `evidence`."""
    at = _skip(text, 0)
    if text[at] == "[":
        return at + 1
    at = _skip(text, at + 1)
    try:
        key, at = decoder.raw_decode(text, at)
    except (ValueError, RecursionError):
        key = None
    at = _skip(text, at)
    start = _skip(text, at + 1)
    if key == "evidence" and text[at : at + 1] == ":" and text[start : start + 1] == "[":
        return start + 1
    raise Unusable(
        "the file is no list of evidence.",
        hint='Write [{…}, {…}] or {"evidence": [{…}, {…}]}.',
        code="EV102",
        where=Where(file, 1),
    )


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _SPACE:
        at += 1
    return at


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _broken(file: str, text: str, at: int, what: str) -> Unusable:
    line = text.count("\n", 0, at) + 1
    column = at - (text.rfind("\n", 0, at) + 1) + 1
    return Unusable(f"this is not JSON: {what}.", hint="Mend it there.", code="EV102", where=Where(file, line, column))


def _json_fault(name: str, value: Any, names: Sequence[str], where: Where) -> Problem | None:
    if name not in names:
        return Problem("EV101", f"unknown key '{name[:40]}'.", did_you_mean(name[:40], names), where)
    if name in _NESTED and isinstance(value, _Pairs):
        keys = [key for key, _ in value.pairs]
        if len(set(keys)) < len(keys) or not all(isinstance(held, (*_PLAIN, type(None))) for _, held in value.pairs):
            return Problem("EV101", f"'{name}' holds a key twice, a list or an object.", "Write one value each.", where)
    elif not isinstance(value, (*_PLAIN, type(None))):
        return Problem("EV101", f"'{name}' is a list or an object.", "Write one value.", where)
    told = _told(value)
    if len(told) > LONGEST_CELL:
        return Problem("EV101", f"'{name}' is longer than {LONGEST_CELL} characters.", "Shorten it.", where)
    if any((ord(c) < 32 and c not in "\t\r\n") or "\x7f" <= c <= "\x9f" or "\ud800" <= c <= "\udfff" for c in told):
        return Problem("EV101", f"'{name}' holds a control character.", "Type it again.", where)
    return None


def _told(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, _Pairs):
        return "; ".join(f"{key}={_told(held)}" for key, held in value.pairs)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**18:
        return "9" * (LONGEST_CELL + 1)
    return str(value).lower() if isinstance(value, bool) else str(value)
