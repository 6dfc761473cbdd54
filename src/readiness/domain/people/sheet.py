"""A CSV file as people's tools write it: decoded, its columns recognised, its rows counted by line.

UTF-8 with or without a byte order mark; separated by comma, semicolon or tab; quoted cells may hold line breaks. What a
cell says is data, whatever it looks like: nothing here evaluates `=1+1`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from readiness.ground.errors import Problem, Unusable, Where
from readiness.ground.keys import did_you_mean, nearest

LONGEST_CELL = 250
LARGEST_FILE = 64 * 1024 * 1024
_SEPARATORS = (",", ";", "\t")
_SPELLED = {",": "comma", ";": "semicolon", "\t": "tab"}
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a file may have. `aliases` are other headers that mean it, compared without case and marks."""

    name: str
    aliases: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file whose header was understood. `at` maps column name to cell index; a name not in it is not in the file."""

    file: str
    text: str
    separator: str
    skipped: int
    at: Mapping[str, int]
    headers: tuple[str, ...]
    problems: tuple[Problem, ...]

    def where(self, line: int, column: str = "") -> Where:
        """Line and cell number, both from 1."""
        return Where(self.file, line, self.at[column] + 1 if column in self.at else 0)


@dataclass(frozen=True, slots=True)
class Row:
    """One record. `line` is the line on which it begins; `cells` are trimmed, inner white space made single spaces."""

    line: int
    cells: Sequence[str]


def decode(data: bytes, file: str) -> str:
    """The text of a UTF-8 file. Raises Unusable naming the line of the first byte that is not UTF-8."""
    if len(data) > LARGEST_FILE:
        raise Unusable(
            f"{len(data) // 1048576} MB is more than a roster of a million people.",
            hint=f"Import files of at most {LARGEST_FILE // 1048576} MB.",
            code="RO101",
            where=Where(file),
        )
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unusable(
            "the file is UTF-16, not UTF-8.", hint="Save it as 'CSV UTF-8'.", code="RO102", where=Where(file, 1)
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # utf-8-sig reports positions after the mark; the mark holds no line break, so lines are counted alike.
        before = error.object[: error.start]
        line = 1 + before.count(b"\n")
        column = error.start - (before.rfind(b"\n") + 1) + 1
        raise Unusable(
            f"byte {error.start + 1} of the file (0x{error.object[error.start]:02X}) is not UTF-8.",
            hint="Save it as 'CSV UTF-8'; Excel's plain 'CSV' is not.",
            code="RO102",
            where=Where(file, line, column),
        ) from error


def read_sheet(text: str, file: str, columns: Sequence[Column]) -> Sheet:
    """The file with its header recognised. Raises Unusable when no header is there, or one cannot be told from another.

    Problems found in the header that leave the rest readable are in `Sheet.problems`: unknown columns are warnings.
    """
    skipped, text_after, stated = _hint_line(text)
    found = [_header(text_after, separator, columns) for separator in ([stated] if stated else _SEPARATORS)]
    best = max(found, key=lambda header: len(header.at))
    if not best.at:
        known = ", ".join(column.name for column in columns if column.required)
        raise Unusable(
            "the first line names none of the columns we know.",
            hint=f"The first line names the columns: {known}, …, separated by comma, semicolon or tab.",
            code="RO103",
            where=Where(file, 1 + skipped),
        )
    problems = tuple(_header_problems(best, Where(file, 1 + skipped), columns))
    return Sheet(file, text_after, best.separator, skipped, best.at, best.headers, problems)


def rows_of(sheet: Sheet, problems: list[Problem], misfits: list[Sequence[str]] | None = None) -> Iterator[Row]:
    """Every record with the right number of cells, in file order; what is wrong with the others goes into `problems`.

    The cells of those with another number of cells go into `misfits`.
    A quote that is never closed swallows the rest of the file: it is reported where it opened, and reading stops.
    """
    reader = csv.reader(io.StringIO(sheet.text, newline=""), delimiter=sheet.separator, strict=True)
    width = len(sheet.headers)
    line = sheet.skipped + 1
    try:
        for cells in reader:
            begins, line = line, sheet.skipped + reader.line_num + 1
            if begins == sheet.skipped + 1:
                continue
            if len(cells) != width:
                if not any(cell.strip() for cell in cells):
                    continue
                if len(cells) < width or any(cell.strip() for cell in cells[width:]):
                    problems.append(_wrong_width(sheet, begins, len(cells)))
                    if misfits is not None:
                        misfits.append(cells)
                    continue
            if "".join(cells).strip():
                yield Row(begins, [" ".join(cell.split()) for cell in cells[:width]])
    except csv.Error as error:
        problems.append(
            Problem(
                "RO108",
                f"this record cannot be read ({error}); nothing after it was looked at.",
                'A cell in quotes ends with a quote; a quote inside it is written twice: "".',
                Where(sheet.file, line),
            )
        )


def cell_problems(sheet: Sheet, row: Row) -> list[Problem]:
    """Control characters and overlong cells; nearly always nothing, and then cheap."""
    joined = "".join(row.cells)
    if len(joined) <= LONGEST_CELL and not _CONTROL.search(joined):
        return []
    problems = []
    for index, cell in enumerate(row.cells):
        where = Where(sheet.file, row.line, index + 1)
        if _CONTROL.search(cell):
            problems.append(
                Problem("RO109", f"{sheet.headers[index]} holds a control character.", "Type the cell again.", where)
            )
        if len(cell) > LONGEST_CELL:
            problems.append(
                Problem(
                    "RO110",
                    f"{sheet.headers[index]} is {len(cell)} characters long; at most {LONGEST_CELL} are kept.",
                    "Look for a quote that is not closed.",
                    where,
                )
            )
    return problems


def shown(cell: str) -> str:
    """The cell as a message may show it: short, and without characters that steer a terminal."""
    safe = _CONTROL.sub("�", cell)
    return safe if len(safe) <= 40 else safe[:39] + "…"


@dataclass(frozen=True, slots=True)
class _Header:
    separator: str
    headers: tuple[str, ...]
    at: Mapping[str, int]
    twice: tuple[tuple[str, int], ...]


def _hint_line(text: str) -> tuple[int, str, str | None]:
    """Spreadsheets may begin with `sep=;`: lines skipped, the rest, and the separator they state."""
    match = re.match(r"sep=([,;\t])\r?\n", text, re.IGNORECASE)
    return (1, text[match.end() :], match.group(1)) if match else (0, text, None)


def _plain(header: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", header.strip().casefold()).strip("_")


def _header(text: str, separator: str, columns: Sequence[Column]) -> _Header:
    try:
        cells = next(csv.reader(io.StringIO(text, newline=""), delimiter=separator), [])
    except csv.Error:
        cells = []
    names = {_plain(alias): column.name for column in columns for alias in (column.name, *column.aliases)}
    at: dict[str, int] = {}
    twice = []
    for index, cell in enumerate(cells):
        name = names.get(_plain(cell))
        if name in at:
            twice.append((name, index))
        elif name:
            at[name] = index
    return _Header(separator, tuple(shown(" ".join(cell.split())) for cell in cells), at, tuple(twice))


def _header_problems(header: _Header, where: Where, columns: Sequence[Column]) -> Iterator[Problem]:
    names = [column.name for column in columns]
    taken = set(header.at.values()) | {index for _, index in header.twice}
    unknown = [h for i, h in enumerate(header.headers) if i not in taken and h]
    for column in columns:
        if column.required and column.name not in header.at:
            close = nearest(column.name, [_plain(h) for h in unknown])
            yield Problem(
                "RO104",
                f"the column '{column.name}' is missing.",
                f"Is it '{close}'? Rename that column." if close else "Add it.",
                where,
            )
    for name, index in header.twice:
        yield Problem(
            "RO105",
            f"'{header.headers[header.at[name]]}' and '{header.headers[index]}' both mean {name}.",
            "Keep one of them.",
            Where(where.file, where.line, index + 1),
        )
    for index, shown in enumerate(header.headers):
        at = Where(where.file, where.line, index + 1)
        if index not in taken and shown:
            yield Problem("RO106", f"unknown column '{shown}' is not read.", did_you_mean(shown, names), at, "warning")
    for name, index in header.at.items():
        if _plain(header.headers[index]) != name:
            at = Where(where.file, where.line, index + 1)
            yield Problem("RO107", f"'{header.headers[index]}' is read as {name}.", "", at, "note")
    if header.separator != ",":
        yield Problem("RO107", f"cells are separated by {_SPELLED[header.separator]}.", "", where, "note")


def _wrong_width(sheet: Sheet, line: int, cells: int) -> Problem:
    return Problem(
        "RO111",
        f"{cells} cell{'s' if cells != 1 else ''}, but the header has {len(sheet.headers)}.",
        f"Put a cell that contains a {_SPELLED[sheet.separator]} in quotes; leave empty cells in.",
        Where(sheet.file, line),
    )
