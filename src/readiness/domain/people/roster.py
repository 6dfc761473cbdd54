"""A roster file, parsed: one row per person, and everything that is wrong with the file by itself.

What is wrong only in the light of the roster that stands (unknown managers, back-dated moves) is `changes`' business.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from readiness.domain.people.address import is_mail_address, mail_address
from readiness.domain.people.sheet import Column, Row, Sheet, cell_problems, read_sheet, rows_of, shown
from readiness.ground.days import read_day
from readiness.ground.errors import Problem

COLUMNS = (
    Column("email", ("e-mail", "mail", "email address", "work email"), required=True),
    Column("name", ("full name", "display name"), required=True),
    Column("role", ("job role", "sales role"), required=True),
    Column("manager", ("manager email", "reports to", "manager e-mail")),
    Column("team", ("team name",)),
    Column("region", ("sales region",)),
    Column("territory", ("sales territory",)),
    Column("start_date", ("started on", "hire date", "hired on", "hired")),
    Column("left_on", ("leaves on",)),
    Column("last_day", ("last working day", "termination date")),
    Column("leave_from", ("leave start", "on leave from")),
    Column("leave_until", ("leave end", "leave to", "on leave until")),
    Column("languages", ("language",)),
)
"""Every column of a roster file, in the order in which the documentation lists them."""

_FEW = 1_000
"""With more illegible addresses than this, looking for a name in each costs more than it tells."""


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One person as the file has them. None = the file has no such column, or (dates) the cell is blank.

    `left_on` is the first day on which they no longer count, whether the file gave that day or the last one worked.
    """

    line: int
    email: str
    name: str
    role: str
    manager: str | None
    team: str | None
    region: str | None
    territory: str | None
    start_date: date | None = None
    left_on: date | None = None
    leave_from: date | None = None
    leave_until: date | None = None
    languages: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class RosterFile:
    """`rows` by mail address, in file order: the sound ones. `problems` has errors, warnings and notes."""

    sheet: Sheet
    rows: Mapping[str, RosterRow]
    problems: tuple[Problem, ...]
    unsound: frozenset[str] = frozenset()
    """Who stands on rows that are not sound: nothing else is concluded from their absence in `rows`."""
    said: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    """Line and manager ("" = none, or not legible) of whoever stands first on a row that is not sound."""
    illegible: tuple[str, ...] = ()
    """What stands where a mail address should, on rows that have none: each may be somebody whom others name."""
    whole: bool = True
    """False when nobody can say who stands on some record: then nothing is concluded from anybody's absence."""

    def may_hold(self, email: str) -> bool:
        """True when a row that is not sound is theirs, or may be: what it has for an address is blank or names them."""
        if not self.whole or email in self.unsound or len(self.illegible) > _FEW:
            return True
        name = email.partition("@")[0]
        return any(not cell or name in cell.casefold() for cell in self.illegible)

    @property
    def tells_leave(self) -> bool:
        """False when the file says nothing about leave, and leave stays as it is."""
        return "leave_from" in self.sheet.at

    @property
    def tells_leaving(self) -> bool:
        return "left_on" in self.sheet.at or "last_day" in self.sheet.at


def parse_roster(text: str, file: str) -> RosterFile:
    """The rows of a roster file and all problems in it. Raises Unusable when there is no header to go by."""
    sheet = read_sheet(text, file, COLUMNS)
    problems = list(sheet.problems)
    if any(problem.level == "error" for problem in problems):
        return RosterFile(sheet, {}, tuple(problems), whole=False)
    rows: dict[str, RosterRow] = {}
    cells = Cells(sheet, problems)
    unsound: dict[str, tuple[int, str]] = {}
    lines: dict[str, int] = {}
    illegible = []
    seen = 0
    unread: list[Problem] = []
    misfits: list[Sequence[str]] = []
    for row in rows_of(sheet, unread, misfits):
        seen += 1
        parsed = _parse(cells.on(row))
        cell = cells.text("email") or ""
        if parsed is None and not is_mail_address(cell):
            illegible.append(cell)
            continue
        email = parsed.email if parsed else mail_address(cell)
        if (first := lines.setdefault(email, row.line)) != row.line:
            problems.append(
                Problem(
                    "RO205",
                    f"{email} stands on line {first} already.",
                    "Keep one row a person; capital letters make no difference.",
                    sheet.where(row.line, "email"),
                )
            )
        elif parsed is None:
            unsound[email] = (row.line, _manager(cells))
        else:
            rows[email] = parsed
    if not seen and not unread:
        problems.append(Problem("RO112", "there are no rows under the header.", "Add a row a person.", sheet.where(0)))
    named = [_named(sheet, cells_of) for cells_of in misfits]
    whole = len(unread) == len(misfits) and all(named)
    return RosterFile(
        sheet, rows, (*problems, *unread), frozenset(unsound).union(*named), unsound, tuple(illegible), whole
    )


def _manager(cells: Cells) -> str:
    """Whom a row that is not sound names, as far as that is legible; "" for nobody."""
    cell = cells.text("manager") or ""
    return mail_address(cell) if is_mail_address(cell) else ""


def _named(sheet: Sheet, record: Sequence[str]) -> frozenset[str]:
    """Whose a record with too many or too few cells is: the address where addresses stand, else every one in it."""
    at = sheet.at["email"]
    first = [record[at]] if at < len(record) and is_mail_address(record[at].strip()) else record
    return frozenset(mail_address(cell.strip()) for cell in first if is_mail_address(cell.strip()))


class Cells:
    """The cells of one row at a time, read by column name; what is wrong with them goes into `problems`.

    Values that stand in many rows are kept once: 100,000 rows name the same few regions, roles, managers and days.
    """

    def __init__(self, sheet: Sheet, problems: list[Problem]) -> None:
        self.sheet = sheet
        self.problems = problems
        self.sound = True
        self.row = Row(0, ())
        self._texts: dict[str, str] = {}
        self._mails: dict[str, str] = {}
        self._days: dict[str, date] = {}

    def on(self, row: Row) -> Cells:
        """Stand on this row."""
        self.row = row
        found = cell_problems(self.sheet, row)
        self.problems += found
        self.sound = not found
        return self

    def text(self, column: str) -> str | None:
        """The cell; None when the file has no such column."""
        index = self.sheet.at.get(column)
        if index is None:
            return None
        cell = self.row.cells[index]
        return self._texts.setdefault(cell, cell)

    def required(self, column: str) -> str:
        cell = self.text(column)
        if not cell:
            self.wrong("RO201", column, f"{column} is blank.", "Every row needs one.")
        return cell or ""

    def mail(self, column: str) -> str | None:
        """The address as we spell it; "" when the cell is blank, None when there is no such column."""
        cell = self.text(column)
        if not cell:
            return cell
        if (known := self._mails.get(cell)) is not None:
            return known
        if not is_mail_address(cell):
            self.wrong("RO202", column, f"'{shown(cell)}' is not a mail address.", "Write name@example.com.")
            return ""
        return self._mails.setdefault(cell, mail_address(cell))

    def day(self, column: str) -> date | None:
        """The day; None when the cell is blank, unsound (and reported) or not there."""
        cell = self.text(column)
        if not cell:
            return None
        known = self._days.get(cell)
        if known is None:
            known = _day(cell)
            if known is None:
                self.wrong("RO203", column, f"'{shown(cell)}' is not a day we can be sure of.", "Write 2018-03-22.")
                return None
            self._days[cell] = known
        return known

    def wrong(self, code: str, column: str, message: str, fix: str) -> None:
        self.sound = False
        self.problems.append(Problem(code, message, fix, self.sheet.where(self.row.line, column)))

    def doubtful(self, code: str, column: str, message: str, fix: str) -> None:
        self.problems.append(Problem(code, message, fix, self.sheet.where(self.row.line, column), "warning"))


def _parse(cells: Cells) -> RosterRow | None:
    email, name, role = cells.required("email"), cells.required("name"), cells.required("role")
    email = (cells.mail("email") or "") if email else ""
    manager = cells.mail("manager")
    if manager and manager == email:
        cells.wrong("RO209", "manager", f"{email} is their own manager.", "Name somebody else, or leave it blank.")
    start, left = cells.day("start_date"), _left_on(cells)
    if start and left and left < start:
        column = "left_on" if cells.text("left_on") else "last_day"
        cells.wrong("RO204", column, f"left on {left}, before starting on {start}.", "Swap or mend the dates.")
    leave_from, leave_until = _leave(cells)
    languages = cells.text("languages")
    if not cells.sound:
        return None
    return RosterRow(
        cells.row.line, email, name, role, manager,
        cells.text("team"), cells.text("region"), cells.text("territory"),
        start, left, leave_from, leave_until,
        None if languages is None else tuple(languages.replace(",", " ").replace(";", " ").split()),
    )  # fmt: skip


def _left_on(cells: Cells) -> date | None:
    left, last = cells.day("left_on"), cells.day("last_day")
    if last is None:
        return left
    after = last + timedelta(days=1)
    if left is not None and left != after:
        cells.wrong(
            "RO204", "last_day", f"the last day is {last}, yet left_on is {left}.", f"Write {after}, or one of them."
        )
    return after


def _leave(cells: Cells) -> tuple[date | None, date | None]:
    starts, ends = cells.day("leave_from"), cells.day("leave_until")
    if cells.text("leave_until") and not cells.text("leave_from"):
        cells.wrong("RO207", "leave_until", "leave ends but never began.", "Fill in leave_from.")
    elif starts and ends and ends < starts:
        cells.wrong("RO204", "leave_until", f"leave ends on {ends}, before it begins on {starts}.", "Swap the dates.")
    elif starts and not cells.text("leave_until"):
        cells.doubtful(
            "RO208", "leave_from", f"leave from {starts} has no end.", "They count again when leave_until is given."
        )
    return starts, ends


def _day(cell: str) -> date | None:
    """ISO days only: 03/04/2018 is two different days on two sides of an ocean."""
    try:
        return read_day(cell)
    except ValueError:
        return None
