"""A list of leads as a spreadsheet or a customer database writes it: every cell read as its criterion wants it.

Only the columns that criteria name are read, one that names the lead, and sales' answer where that is asked for.
Everything that cannot be read is told at once, by line; then no lead is judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from readiness.domain.definition.qualifying import QualifiedLead
from readiness.domain.leads.comparing import NO, YES, Value, read_value
from readiness.domain.people.sheet import Column, Row, Sheet, cell_problems, decode, read_sheet, rows_of, shown
from readiness.ground.errors import Problem, Unusable, Where

LARGEST_LIST: Final = 30_000_000
"""Bytes; about 200,000 leads of twenty columns."""
NAMES: Final = ("lead", "lead id", "id", "company", "account", "organisation", "organization", "name", "email")
"""Columns that may name a lead; the first of these that the list has does."""
ACCEPTED: Final = Column("accepted", ("accepted by sales", "sales accepted", "sal", "taken", "sales"), required=True)
_ACCEPTED: Final = YES | {"accepted", "accept", "qualified", "taken"}
_DECLINED: Final = NO | {"declined", "decline", "rejected", "reject", "refused", "disqualified", "not accepted"}


@dataclass(frozen=True, slots=True)
class Lead:
    """`name` as the list has it, else its line; `values` by key of the criterion; `accepted` None: unsaid."""

    name: str
    line: int
    values: Mapping[str, Value]
    accepted: bool | None = None


@dataclass(frozen=True, slots=True)
class LeadList:
    """`named_by` is the column that names leads, "" = their lines do. With a problem none of them is judged."""

    leads: tuple[Lead, ...]
    named_by: str
    problems: tuple[Problem, ...]


def read_leads(data: bytes, file: str, qualified: QualifiedLead, *, answered: bool = False) -> LeadList:
    """Every lead of the list, and everything that is wrong with it, by line; `answered`: with sales' answer.

    Raises Unusable when nothing of it can be read. Codes: LQ001 to LQ005, and LQ102 to LQ111 for what is wrong with the
    CSV itself.
    """
    if len(data) > LARGEST_LIST:
        raise Unusable(
            f"{len(data) / 1e6:,.0f} MB is more than a list of leads.", hint="Judge it in parts of at most 30 MB.",
            code="LQ005", where=Where(file),
        )  # fmt: skip
    first: dict[str, str] = {}
    columns_of = {key: first.setdefault(_folded(one.field), one.field) for key, one in qualified.criteria.items()}
    columns = [Column(name, required=True) for name in first.values()] + ([ACCEPTED] if answered else [])
    taken = {_folded(one) for column in columns for one in (column.name, *column.aliases)}
    columns += [Column(name) for name in NAMES if _folded(name) not in taken]
    try:
        sheet = read_sheet(decode(data, file), file, columns)
    except Unusable as error:
        raise Unusable(error.message, hint=error.hint, code=_own(error.code), where=error.where) from error
    problems = [one for one in sheet.problems if one.level == "error"]  # other columns are nobody's business
    named_by = next((name for name in NAMES if name in sheet.at), "")
    if problems:
        return LeadList((), named_by, tuple(map(_as_of_leads, problems)))
    rows = list(rows_of(sheet, problems))
    if not rows:
        problems.append(
            Problem("LQ004", "there is no lead in it.", "Write a row a lead under the header.", sheet.where(1))
        )
    leads = tuple(_leads(sheet, rows, qualified, columns_of, named_by, answered=answered, problems=problems))
    told = sorted(dict.fromkeys(map(_as_of_leads, problems)), key=lambda one: one.where or Where(file))
    return LeadList(leads, named_by, tuple(told))


def _leads(
    sheet: Sheet, rows: Sequence[Row], qualified: QualifiedLead, columns_of: Mapping[str, str], named_by: str, *,
    answered: bool, problems: list[Problem],
) -> Iterator[Lead]:  # fmt: skip
    for row in rows:
        problems += _unfit(sheet, row)
        values: dict[str, Value] = {}
        for key, criterion in qualified.criteria.items():
            column = columns_of[key]
            text = row.cells[sheet.at[column]]
            if not text:
                continue
            try:
                values[key] = read_value(criterion, text)
            except ValueError as error:
                said, _, fix = str(error).partition(". ")
                message = f"{column} '{shown(text)}' {said}."
                problems.append(Problem(_CODES[criterion.kind], message, fix, sheet.where(row.line, column)))
        accepted = _answer(sheet, row, problems) if answered else None
        name = shown(row.cells[sheet.at[named_by]]) if named_by else ""
        yield Lead(name or f"line {row.line}", row.line, values, accepted)


_CODES: Final = {"number": "LQ001", "date": "LQ002", "recent": "LQ002", "yes-no": "LQ003"}


def _unfit(sheet: Sheet, row: Row) -> list[Problem]:
    """What is wrong with the cells that are read; a long text in another column is nobody's business."""
    used = {at + 1 for at in sheet.at.values()}
    return [one for one in cell_problems(sheet, row) if one.where is not None and one.where.column in used]


def _answer(sheet: Sheet, row: Row, problems: list[Problem]) -> bool | None:
    text = row.cells[sheet.at[ACCEPTED.name]]
    said = text.casefold()
    if said and said not in _ACCEPTED | _DECLINED:
        message = f"{ACCEPTED.name} '{shown(text)}' is no answer."
        where = sheet.where(row.line, ACCEPTED.name)
        problems.append(Problem("LQ003", message, "Write yes or no; empty = sales has not said.", where))
    return None if not said else said in _ACCEPTED


def _as_of_leads(problem: Problem) -> Problem:
    return replace(problem, code=_own(problem.code))


def _own(code: str) -> str:
    """The code of a list of leads for what sheets of all kinds are told alike, a roster first."""
    return _OF_SHEETS[code[2:]] if code.startswith("RO") else code


_OF_SHEETS: Final = {
    "102": "LQ102", "103": "LQ103", "104": "LQ104", "105": "LQ105", "108": "LQ108", "109": "LQ109", "110": "LQ110",
    "111": "LQ111",
}  # fmt: skip
"""By the number that a sheet's own code has."""


def _folded(header: str) -> str:
    return "".join(one for one in header.casefold() if one.isalnum())
