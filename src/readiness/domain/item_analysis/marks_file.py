"""A table of marks from elsewhere: another product's export, a study with known answers.

CSV: a header with a name for each question, then a row an attempt with the mark of each; an empty cell was not asked.
A name may end in its maximum (`essay:8`), which is 1 when it does not. Codes: IA201 the header, IA202 a row, IA203 a
mark.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence

import numpy as np

from readiness.domain.item_analysis.scores import Question, Scores
from readiness.ground.errors import DefinitionError, Problem


def read_marks(text: str) -> Scores:
    """The scores in the file. Raises DefinitionError with every problem, by line."""
    reader = csv.reader(io.StringIO(text, newline=""))
    header = next(reader, [])
    problems: list[Problem] = []
    questions = _questions(header, problems)
    rows = []
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            said = f"has {len(cells)} cells where the header has {len(header)}."
            problems.append(Problem("IA202", f"line {reader.line_num} {said}", "Leave a cell empty for not asked."))
            continue
        rows.append(
            [_fraction(cell, one, reader.line_num, problems) for cell, one in zip(cells, questions, strict=True)]
        )
    if header and not rows and not problems:
        problems.append(Problem("IA202", "there is no row of marks.", "Write a row an attempt under the names."))
    if problems:
        raise DefinitionError("this is not a table of marks.", problems=tuple(problems))
    return Scores(questions=tuple(questions), fractions=np.array(rows, dtype=np.float64).reshape(-1, len(questions)))


def _questions(header: Sequence[str], problems: list[Problem]) -> list[Question]:
    found: list[Question] = []
    for place, cell in enumerate(header, start=1):
        name, _, maximum = (part.strip() for part in cell.rpartition(":"))
        name, maximum = (name, maximum) if name else (cell.strip(), "1")
        worth = _number(maximum)
        if not name or worth is None or worth <= 0 or name in {one.key for one in found}:
            problems.append(
                Problem(
                    "IA201", f"column {place} is headed '{cell.strip()[:40]}'.",
                    "Give each question a name of its own, and its maximum behind a colon: essay:8.",
                )
            )  # fmt: skip
        found.append(Question(key=name or f"column {place}", weight=worth if worth and worth > 0 else 1.0))
    if not header:
        problems.append(Problem("IA201", "the file is empty.", "Begin with a name for each question."))
    return found


def _fraction(cell: str, question: Question, line: int, problems: list[Problem]) -> float:
    if not cell.strip():
        return math.nan
    mark = _number(cell)
    if mark is None or not 0 <= mark <= question.weight:
        problems.append(
            Problem(
                "IA203",
                f"line {line}, {question.key}: '{cell.strip()[:40]}' is no mark from 0 to {question.weight:g}.",
                "Write a figure, or the right maximum into the header.",
            )
        )  # fmt: skip
        return math.nan
    return mark / question.weight


def _number(text: str) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if math.isfinite(found) else None
