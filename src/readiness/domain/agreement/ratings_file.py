"""A table of ratings from elsewhere: who gave what which mark, a row a rating.

CSV with a header: `subject` (what was rated), `rater`, `value`, and perhaps `category` (of a rubric); columns in any
order, others are left alone. An empty value was not given. Codes: AG201 the header, AG202 a row, AG203 a value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from readiness.ground.csv_table import delimiter_of, figure, table_rows
from readiness.ground.errors import DefinitionError, Problem

_SAME: Final = {
    "subject": ("subject", "thing", "submission", "item", "unit", "target"),
    "rater": ("rater", "grader", "judge", "coder", "observer"),
    "category": ("category", "criterion"),
    "value": ("value", "rating", "mark", "level", "score"),
}
"""A column → what it may be called."""
_NEEDED: Final = ("subject", "rater", "value")
_MOST_TOLD: Final = 200


@dataclass(frozen=True, slots=True)
class Ratings:
    """Category → subject → rater → value, each in the order of the file. The category is "" where there is none.

    Values are figures; of words each is the place of the word, from 1, in `levels`, the lowest first. `is_ordered`: the
    values have an order, and more is more.
    """

    given: Mapping[str, Mapping[str, Mapping[str, float]]]
    levels: tuple[str, ...] = ()
    is_ordered: bool = True


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    category: str
    subject: str
    rater: str
    value: str


def read_ratings(text: str, levels: Sequence[str] = ()) -> Ratings:
    """The ratings in the file; with `levels`, its words in their order, lowest first.

    Without, words have no order. Raises DefinitionError with every problem, by line.
    """
    problems: list[Problem] = []
    try:
        (_, header), *body = table_rows(text) or [(1, [])]
    except ValueError as error:
        told = (Problem("AG202", str(error), "Save the table anew."),)
        raise DefinitionError("this is not a table of ratings.", problems=told) from error
    places = _places(header, problems)
    rows: list[_Row] = []
    seen: dict[tuple[str, str, str], int] = {}
    for line, cells in () if problems else body:
        of = {name: cells[place] if place < len(cells) else "" for name, place in places.items()}
        subject, rater, category, value = (of.get(name, "") for name in ("subject", "rater", "category", "value"))
        lacks = [name for name, held in (("subject", subject), ("rater", rater)) if not held]
        if lacks:
            problems.append(Problem("AG202", f"line {line} has no {' and no '.join(lacks)}.", "Fill it in."))
        elif (before := seen.get((category, subject, rater))) is not None:
            said = f"line {line}: {rater[:40]} rated {subject[:40]} on line {before} already."
            problems.append(Problem("AG202", said, "Keep one rating of each rater, subject and category."))
        elif value:
            seen[category, subject, rater] = line
            rows.append(_Row(line, category, subject, rater, value))
    if not rows and not problems:
        problems.append(Problem("AG202", "there is no row with a value.", "Write a row a rating."))
    comma = delimiter_of(text) != ","
    read = _values(rows, [one.strip() for one in levels], problems, comma=comma)
    if problems:
        raise DefinitionError("this is not a table of ratings.", problems=tuple(problems[:_MOST_TOLD]))
    return read


def _places(header: Sequence[str], problems: list[Problem]) -> Mapping[str, int]:
    names = [cell.strip().lower() for cell in header]
    found: dict[str, int] = {}
    for name, known in _SAME.items():
        at = [place for place, one in enumerate(names) if one in known]
        if len(at) > 1:
            said = f"columns {' and '.join(str(one + 1) for one in at)} are both the {name}."
            problems.append(Problem("AG201", said, "Name one of them otherwise."))
        elif at:
            found[name] = at[0]
        elif name in _NEEDED:
            said = f"no column is headed {' or '.join(known)}."
            problems.append(Problem("AG201", said, "Begin with a header: subject,rater,category,value."))
    return found


def _values(rows: Sequence[_Row], levels: Sequence[str], problems: list[Problem], *, comma: bool) -> Ratings:
    known = {one.casefold(): float(place) for place, one in enumerate(levels, start=1)}
    figures = [figure(row.value, comma=comma) for row in rows]
    are_words = not known and any(one is None for one in figures)
    if are_words and sum(one is not None for one in figures) > len(figures) / 2:
        are_words = False  # a slip among figures, and not a table of words
    words: dict[str, float] = {}
    given: dict[str, dict[str, dict[str, float]]] = {}
    for row, number in zip(rows, figures, strict=True):
        held = number
        if known:
            held = known.get(row.value.casefold())
        elif are_words:
            held = words.setdefault(row.value, len(words) + 1.0)
        if held is None:
            fix = f"Write one of: {', '.join(levels)}." if known else "Write a figure, or words throughout."
            problems.append(Problem("AG203", f"line {row.line}: '{row.value[:40]}' is no value.", fix))
        else:
            given.setdefault(row.category, {}).setdefault(row.subject, {})[row.rater] = held
    return Ratings(given, tuple(words) if are_words else tuple(levels), is_ordered=not are_words)
