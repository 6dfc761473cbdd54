"""A territory history file, parsed: who stood where between two days, before the roster was kept here.

The file and the roster may disagree; that is shown by `changes`, not mended here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from readiness.domain.people.roster import Cells
from readiness.domain.people.sheet import Column, Sheet, read_sheet, rows_of
from readiness.ground.errors import Problem

HISTORY_COLUMNS = (
    Column("email", ("e-mail", "mail", "email address"), required=True),
    Column("territory", ("sales territory",), required=True),
    Column("role", ("job role",)),
    Column("team", ("team name",)),
    Column("region", ("sales region",)),
    Column("valid_from", ("start", "starts on", "from"), required=True),
    Column("valid_to", ("until before",)),
    Column("last_day", ("end", "ends on", "until", "valid until")),
)


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One stretch of history. `valid_to` is exclusive whichever way the file put it; None = the row is open."""

    line: int
    email: str
    territory: str
    role: str | None
    team: str | None
    region: str | None
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class HistoryFile:
    """`rows` by mail address, each person's in order of days; rows of one person do not overlap."""

    sheet: Sheet
    rows: Mapping[str, Sequence[HistoryRow]]
    problems: tuple[Problem, ...]


def parse_history(text: str, file: str) -> HistoryFile:
    """The rows of a history file and all problems in it. Raises Unusable when there is no header to go by."""
    sheet = read_sheet(text, file, HISTORY_COLUMNS)
    problems = list(sheet.problems)
    if any(problem.level == "error" for problem in problems):
        return HistoryFile(sheet, {}, tuple(problems))
    found: dict[str, list[HistoryRow]] = {}
    cells = Cells(sheet, problems)
    for row in rows_of(sheet, problems):
        parsed = _parse(cells.on(row))
        if parsed is not None:
            found.setdefault(parsed.email, []).append(parsed)
    for rows in found.values():
        rows.sort(key=lambda one: (one.valid_from, one.line))
        problems += _overlaps(sheet, rows)
    return HistoryFile(sheet, found, tuple(problems))


def _parse(cells: Cells) -> HistoryRow | None:
    email = (cells.mail("email") or "") if cells.required("email") else ""
    territory = cells.required("territory")
    starts = cells.day("valid_from") if cells.required("valid_from") else None
    ends, last = cells.day("valid_to"), cells.day("last_day")
    if last is not None:
        after = last + timedelta(days=1)
        if ends is not None and ends != after:
            cells.wrong(
                "RO204", "last_day", f"the last day is {last}, yet valid_to is {ends}.", "Write only one of them."
            )
        ends = after
    if starts and ends and ends <= starts:
        cells.wrong("RO204", "valid_from", f"{email} ends before it begins on {starts}.", "Swap or mend the dates.")
    if not cells.sound or starts is None:
        return None
    return HistoryRow(
        cells.row.line, email, territory, cells.text("role") or None, cells.text("team"), cells.text("region"),
        starts, ends,
    )  # fmt: skip


def _overlaps(sheet: Sheet, rows: Sequence[HistoryRow]) -> list[Problem]:
    problems = []
    for before, after in pairwise(rows):
        if before.valid_to is None or before.valid_to > after.valid_from:
            ends = f"until {before.valid_to - timedelta(days=1)}" if before.valid_to else "with no end"
            problems.append(
                Problem(
                    "RO402",
                    f"{after.email} is in {after.territory} from {after.valid_from}, and in {before.territory} {ends} "
                    f"(line {before.line}).",
                    "One person stands in one place on one day: mend the dates.",
                    sheet.where(after.line, "valid_from"),
                )
            )
    return problems
