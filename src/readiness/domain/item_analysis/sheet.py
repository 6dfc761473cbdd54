"""From attempts to a table of scores: a column for every question as it was worded, and what was chosen of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from readiness.domain.definition.model import Item
from readiness.domain.item_analysis.given import Given
from readiness.domain.item_analysis.scores import Choices, Question, Scores, Truths
from readiness.domain.item_analysis.wording import wording
from readiness.domain.quiz.folding import fold
from readiness.domain.quiz.items import CHOICES, value_of

TYPED: Final = ("numeric", "short-text")
COMMON: Final = 6
"""How many wrong typed answers are told, of those that at least two people gave."""
RIGHT: Final = "a right answer"
LONGEST: Final = 60


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """The scores, and for each of their questions the item as it was last asked in that wording."""

    scores: Scores
    items: tuple[Item, ...]


def sheet(given: Sequence[Given], pools: Mapping[str, Sequence[Item]], now: Sequence[Item] = ()) -> Sheet:
    """One column for each wording that was ever asked, `now` (as the quiz would ask it today) first and always there.

    Attempts are told apart into an earlier and a later half by when they were handed in.
    """
    columns: dict[tuple[str, str], _Column] = {}
    for item in now:
        columns[item.key, wording(item)] = _Column(item)
    ordered = sorted(given, key=lambda one: one.at)
    by_pool: dict[str, dict[str, _Column]] = {}
    for row, one in enumerate(ordered):
        known = by_pool.get(one.pool)
        if known is None:
            known = by_pool[one.pool] = _columns(pools[one.pool], columns)
        for key, shown in one.shown.items():
            column = known[key]
            column.rows.append(row)
            column.earned.append(one.earned.get(key, 0.0))
            column.answers.append((shown, one.answers.get(key)))
    n, kept = len(ordered), list(columns.items())
    fractions = np.full((n, len(kept)), np.nan, order="F")
    unanswered: Truths = np.zeros((n, len(kept)), dtype=np.bool_, order="F")
    questions = []
    for place, ((key, version), column) in enumerate(kept):
        fractions[column.rows, place] = column.earned
        empty = [row for row, (_, answer) in zip(column.rows, column.answers, strict=True) if answer is None]
        unanswered[empty, place] = True
        item = column.item
        questions.append(
            Question(
                key=key, version=version, weight=item.weight, guess=guess(item), must_pass=item.must_pass,
                choices=_choices(column, n),
            )
        )  # fmt: skip
    later = np.arange(n) >= n / 2 if n > 1 else None
    scores = Scores(questions=tuple(questions), fractions=fractions, unanswered=unanswered, later=later)
    return Sheet(scores, tuple(column.item for _, column in kept))


def guess(item: Item) -> float:
    """What choosing blindly earns of the mark, 0 where nothing can be guessed."""
    if item.kind == "true-false":
        return 0.5
    if item.kind in ("single", "scenario") and item.options:
        return sum(max(0.0, value_of(option)) for option in item.options) / len(item.options)
    return 0.0


@dataclass(slots=True, eq=False)
class _Column:
    """A question while it is being collected; the lists run side by side."""

    item: Item
    rows: list[int] = field(default_factory=list)
    earned: list[float] = field(default_factory=list)
    answers: list[tuple[Sequence[int], Any]] = field(default_factory=list)


def _columns(pool: Sequence[Item], columns: dict[tuple[str, str], _Column]) -> dict[str, _Column]:
    """Key → its column, for attempts from this pool."""
    found = {}
    for item in pool:
        column = columns.setdefault((item.key, wording(item)), _Column(item))
        found[item.key] = column
    return found


def _choices(column: _Column, n: int) -> Choices | None:
    """What was chosen, in authored order; None for kinds in which nothing is picked or typed as one answer."""
    item = column.item
    if item.kind == "true-false":
        labels, keys = ("true", "false"), (item.truth is True, item.truth is False)
        cells = [
            (row, 0 if answer else 1)
            for row, (_, answer) in zip(column.rows, column.answers, strict=True)
            if answer is not None
        ]
        return Choices(labels=labels, is_key=keys, picked=_picked(cells, n, 2))
    if item.kind in CHOICES:
        best = max((value_of(option) for option in item.options), default=1.0)
        return Choices(
            labels=tuple(letter(place) for place in range(len(item.options))),
            is_key=tuple(value_of(option) >= best for option in item.options),
            picked=_picked(_positions(column), n, len(item.options)),
        )
    return _typed(column, n) if item.kind in TYPED else None


def letter(place: int) -> str:
    """A, B, … Z, A2, B2 …: an option by its authored place from 0."""
    around, at = divmod(place, 26)
    return chr(ord("A") + at) + (str(around + 1) if around else "")


def _positions(column: _Column) -> list[tuple[int, int]]:
    cells = []
    for row, (shown, answer) in zip(column.rows, column.answers, strict=True):
        if answer is not None:
            cells += [(row, shown[one - 1]) for one in (answer if isinstance(answer, list) else (answer,))]
    return cells


def _typed(column: _Column, n: int) -> Choices:
    """Right answers together, then the commonest wrong ones, as somebody wrote them."""
    wrote = [
        (row, fold(str(answer)), str(answer), earned >= 1)
        for row, (_, answer), earned in zip(column.rows, column.answers, column.earned, strict=True)
        if answer is not None
    ]
    wrong = Counter(folded for _, folded, _, is_right in wrote if not is_right and folded)
    told = sorted(((many, folded) for folded, many in wrong.items() if many > 1), key=lambda one: (-one[0], one[1]))
    place = {folded: at for at, (_, folded) in enumerate(told[:COMMON], start=1)}
    spelt: dict[str, str] = {}
    for _, folded, text, _ in wrote:
        spelt.setdefault(folded, " ".join(text.split())[:LONGEST])
    cells = [
        (row, 0 if is_right else place[folded]) for row, folded, _, is_right in wrote if is_right or folded in place
    ]
    return Choices(
        labels=(RIGHT, *(f"“{spelt[folded]}”" for folded in place)), is_key=(True, *(False for _ in place)),
        picked=_picked(cells, n, 1 + len(place)), typed=True,
    )  # fmt: skip


def _picked(cells: Sequence[tuple[int, int]], rows: int, options: int) -> Truths:
    picked: Truths = np.zeros((rows, options), dtype=np.bool_)
    if cells:
        at = np.array(cells)
        picked[at[:, 0], at[:, 1]] = True
    return picked
