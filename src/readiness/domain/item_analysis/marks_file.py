"""A table of marks or answers from elsewhere: another product's export, a study with known answers.

CSV (commas, semicolons or tabs): a header with a name for each question, then a row an attempt. A name may end in its
maximum (`essay:8`), which is 1 when it does not. A first column that names who answered (`NOBODY_ASKED`) is left alone.
Codes: IA201 the header, IA202 a row, IA203 a mark, IA204 the key of a table of answers.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from readiness.domain.item_analysis.scores import Choices, Question, Scores
from readiness.ground.csv_table import delimiter_of, figure, table_rows
from readiness.ground.errors import DefinitionError, Problem
from readiness.ground.keys import did_you_mean

Empty = Literal["not-asked", "zero"]
"""What an empty cell means: the question was not asked, or it was and earned nothing."""

NOBODY_ASKED: Final = frozenset(
    ("", "id", "person", "rep", "email", "name", "student", "user", "candidate", "respondent", "subject", "attempt")
)
"""How a first column is headed that says who answered."""
_MISSING: Final = frozenset(("", "na", "n/a", "nan", "null"))
_OFFERED: Final = 10
"""With more different answers than these people wrote them, and were not offered them."""
_SHOWN: Final = 12
_MOST_TOLD: Final = 200


@dataclass(frozen=True, slots=True)
class _Table:
    """The questions by name and maximum; line and cells of each row, the first `skip` of them no answers."""

    questions: tuple[tuple[str, float], ...] = ()
    body: tuple[tuple[int, list[str]], ...] = ()
    skip: int = 0
    comma: bool = False

    def rows(self, problems: list[Problem] | None = None) -> Iterator[tuple[int, Sequence[str]]]:
        """Line and a cell for each question; a row that is too short or too long goes to the `problems`."""
        width = self.skip + len(self.questions)
        for line, cells in self.body:
            if len(cells) == width:
                yield line, cells[self.skip :]
            elif problems is not None:
                said = f"has {len(cells)} cells where the header has {width}."
                problems.append(Problem("IA202", f"line {line} {said}", "Leave a cell empty for not asked."))


def read_marks(text: str, *, empty: Empty = "not-asked") -> Scores:
    """The scores in a table of marks. Raises DefinitionError with every problem, by line."""
    problems: list[Problem] = []
    table = _table(text, problems)
    if not problems:
        _require_sound(_words(table))
    rows = [
        [
            _fraction(cell, one, line, problems, comma=table.comma)
            for cell, one in zip(cells, table.questions, strict=True)
        ]
        for line, cells in table.rows(problems)
    ]
    _require_sound(problems)
    fractions = np.array(rows, dtype=np.float64).reshape(-1, len(table.questions))
    unanswered = np.isnan(fractions)
    questions = tuple(Question(key=name, weight=worth) for name, worth in table.questions)
    if empty == "not-asked":
        return Scores(questions=questions, fractions=fractions)
    return Scores(questions=questions, fractions=np.where(unanswered, 0.0, fractions), unanswered=unanswered)


def read_answers(text: str, key: str, *, empty: Empty = "zero") -> Scores:
    """The scores in a table of answers, marked by `key`: a table with the same names and one row of right answers,
    several for one question with a stroke between them. Case does not matter. Raises DefinitionError as `read_marks`.
    """
    problems: list[Problem] = []
    table = _table(text, problems)
    rows = [cells for _, cells in table.rows(problems)]
    right = _key(key, [name for name, _ in table.questions], problems) if table.questions else {}
    _require_sound(problems)
    given = [[" ".join(cell.casefold().split()) for cell in cells] for cells in rows]
    left = np.array([[cell in _MISSING for cell in row] for row in given]).reshape(-1, len(table.questions))
    is_right = np.array(
        [[cell in right[name] for cell, (name, _) in zip(row, table.questions, strict=True)] for row in given]
    ).reshape(left.shape)
    fractions = np.where(is_right, 1.0, np.where(left & (empty == "not-asked"), np.nan, 0.0))
    spelt = {" ".join(cell.casefold().split()): cell for cells in reversed(rows) for cell in cells}
    questions = tuple(
        _question(name, worth, [row[place] for row in given], right[name], spelt)
        for place, (name, worth) in enumerate(table.questions)
    )
    return Scores(questions=questions, fractions=fractions, unanswered=left)


def _table(text: str, problems: list[Problem]) -> _Table:
    comma = delimiter_of(text) != ","
    try:
        found = table_rows(text)
    except ValueError as error:
        problems.append(Problem("IA202", str(error), "Save the table anew."))
        return _Table()
    if not found:
        problems.append(Problem("IA201", "the file is empty.", "Begin with a name for each question."))
        return _Table()
    (_, header), *body = found
    skip = int(len(header) > 1 and header[0].casefold() in NOBODY_ASKED)
    questions = _questions(header, skip, problems)
    if not body and not problems:
        problems.append(Problem("IA202", "there is no row of marks.", "Write a row an attempt under the names."))
    return _Table(tuple(questions), tuple(body), skip, comma)


def _questions(header: Sequence[str], skip: int, problems: list[Problem]) -> list[tuple[str, float]]:
    found: dict[str, float] = {}
    listed = []
    for place, cell in enumerate(header[skip:], start=1 + skip):
        name, worth = _named(cell)
        if not name or worth is None or worth <= 0 or name in found:
            problems.append(
                Problem(
                    "IA201", f"column {place} is headed '{cell[:40]}'.",
                    "Give each question a name of its own, and its maximum behind a colon: essay:8.",
                )
            )  # fmt: skip
        found[name] = worth if worth and worth > 0 else 1.0
        listed.append((name or f"column {place}", found[name]))
    return listed


def _named(cell: str) -> tuple[str, float | None]:
    name, _, maximum = (part.strip() for part in cell.rpartition(":"))
    return (name, figure(maximum)) if name else (cell.strip(), 1.0)


def _key(text: str, asked: Sequence[str], problems: list[Problem]) -> Mapping[str, frozenset[str]]:
    """Question → its right answers, folded."""
    try:
        found = table_rows(text)
    except ValueError as error:
        problems.append(Problem("IA204", f"the key: {error}", "Save it anew."))
        return {}
    if len(found) != 2 or len(found[0][1]) != len(found[1][1]):
        said = f"the key has {len(found)} rows." if len(found) != 2 else "the two rows of the key differ in length."
        fix = "Write the names of the questions, and under each its right answer."
        problems.append(Problem("IA204", said, fix))
        return {}
    known: dict[str, frozenset[str]] = {}
    for head, cell in zip(found[0][1], found[1][1], strict=True):
        name, right = _named(head)[0], frozenset(" ".join(one.casefold().split()) for one in cell.split("|")) - {""}
        if name in asked and right:
            known[name] = right
        elif name in asked:
            problems.append(Problem("IA204", f"the key has no answer for '{name[:40]}'.", "Fill it in."))
        elif head.casefold() not in NOBODY_ASKED:
            said = f"the key names '{name[:40]}', which no column is headed."
            problems.append(Problem("IA204", said, did_you_mean(name, asked)))
    there = {_named(head)[0] for head in found[0][1]}
    problems.extend(
        Problem("IA204", f"the key does not name '{name[:40]}'.", "Add its column, or take it out of the answers.")
        for name in dict.fromkeys(asked)
        if name not in there
    )
    return known


def _question(
    name: str, worth: float, given: Sequence[str], right: frozenset[str], spelt: Mapping[str, str]
) -> Question:
    """With what was chosen: every answer that was offered, or the commonest of those that were written."""
    seen = Counter(cell for cell in given if cell not in _MISSING)
    typed = len(seen) > _OFFERED
    folded = sorted({*seen, *right}) if not typed else [one for one, _ in seen.most_common(_SHOWN)]
    picked = np.array([[cell == one for one in folded] for cell in given], dtype=np.bool_).reshape(-1, len(folded))
    choices = Choices(
        labels=tuple(spelt.get(one, one)[:40] for one in folded), is_key=tuple(one in right for one in folded),
        picked=picked, typed=typed,
    )  # fmt: skip
    return Question(key=name, weight=worth, guess=0.0 if typed else len(right) / len(folded), choices=choices)


def _fraction(
    cell: str, question: tuple[str, float], line: int, problems: list[Problem], *, comma: bool
) -> float:  # fmt: skip
    name, worth = question
    if cell.casefold() in _MISSING:
        return math.nan
    mark = figure(cell, comma=comma)
    if mark is None or not 0 <= mark <= worth:
        problems.append(
            Problem(
                "IA203", f"line {line}, {name[:40]}: '{cell[:40]}' is no mark from 0 to {worth:g}.",
                "Write a figure, or the right maximum into the header.",
            )
        )  # fmt: skip
        return math.nan
    return mark / worth


def _words(table: _Table) -> list[Problem]:
    """Of a table in which no cell is a figure: its columns, told once each and not cell by cell."""
    found = []
    rows = list(table.rows())
    for place, (name, _) in enumerate(table.questions):
        given = [cells[place] for _, cells in rows if cells[place].casefold() not in _MISSING]
        if any(figure(cell, comma=table.comma) is not None for cell in given):
            return []
        if given:
            said = f"'{name[:40]}' holds no marks but answers such as '{given[0][:40]}'."
            found.append(Problem("IA203", said, "Name the file with the right answers: --key FILE."))
    return found


def _require_sound(problems: Sequence[Problem]) -> None:
    if problems:
        raise DefinitionError("this is not a table of marks.", problems=tuple(problems[:_MOST_TOLD]))
