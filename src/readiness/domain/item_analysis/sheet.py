"""From attempts to a table of scores: a column for every question as it was worded, and what was chosen of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from readiness.domain.definition.assessment import Item
from readiness.domain.item_analysis.given import Given
from readiness.domain.item_analysis.scores import Choices, Floats, Question, Scores, Truths
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
    ordered = sorted(given, key=lambda one: one.at)
    items = {(item.key, wording(item)): item for item in now}
    columns = _columns(items, pools, ordered)
    n, kept = len(ordered), list(items.items())
    # One long list of answers, and numpy to sort it out: a loop over 400,000 of them takes longer than all figures.
    place_of: list[int] = []
    chosen: list[Any] = []
    earned: list[float] = []
    for one in ordered:
        place_of.extend(map(columns[one.pool].__getitem__, one.keys))
        chosen.extend(one.chosen)
        earned.extend(one.earned)
    rows = np.repeat(np.arange(n), [len(one.keys) for one in ordered]) if n else np.zeros(0, dtype=np.int64)
    places = np.array(place_of, dtype=np.int64)
    fractions = np.full((n, len(kept)), np.nan, order="F")
    fractions[rows, places] = earned
    unanswered: Truths = np.zeros((n, len(kept)), dtype=np.bool_, order="F")
    unanswered[rows, places] = [one is None for one in chosen]
    by_place = np.argsort(places, kind="stable")
    ends = np.searchsorted(places[by_place], np.arange(len(kept) + 1))
    questions = []
    for place, ((key, version), item) in enumerate(kept):
        at = by_place[ends[place] : ends[place + 1]]
        answers = _Answers(n, rows[at], [chosen[one] for one in at.tolist()], fractions[rows[at], place])
        questions.append(
            Question(
                key=key, version=version, weight=item.weight, guess=guess(item), must_pass=item.must_pass,
                choices=_choices(item, answers),
            )
        )  # fmt: skip
    later = np.arange(n) >= n / 2 if n > 1 else None
    scores = Scores(questions=tuple(questions), fractions=fractions, unanswered=unanswered, later=later)
    return Sheet(scores, tuple(items.values()))


def guess(item: Item) -> float:
    """What choosing blindly earns of the mark, 0 where nothing can be guessed."""
    if item.kind == "true-false":
        return 0.5
    if item.kind in ("single", "scenario") and item.options:
        return sum(max(0.0, value_of(option)) for option in item.options) / len(item.options)
    return 0.0


@dataclass(frozen=True, slots=True, eq=False)
class _Answers:
    """What was answered to one question: `chosen` and `earned` run beside `rows`, of `n` attempts in all."""

    n: int
    rows: NDArray[np.int64]
    chosen: list[Any]
    earned: Floats

    def picked_one(self, options: int) -> Truths:
        """True at each option that was chosen, of a question with one place as an answer."""
        made: Truths = np.zeros((self.n, options), dtype=np.bool_)
        places = np.array([-1 if one is None else one for one in self.chosen], dtype=np.int64)
        told = places >= 0
        made[self.rows[told], places[told]] = True
        return made

    def picked(self, options: int, cells: Sequence[tuple[int, int]]) -> Truths:
        """True at each (place in these lists, option)."""
        made: Truths = np.zeros((self.n, options), dtype=np.bool_)
        if cells:
            at = np.array(cells)
            made[self.rows[at[:, 0]], at[:, 1]] = True
        return made


def _columns(
    items: dict[tuple[str, str], Item], pools: Mapping[str, Sequence[Item]], ordered: Sequence[Given]
) -> dict[str, dict[str, int]]:
    """For each pool, in the order of use, key → place of its wording; wordings that are not there are added to `items`.

    What a wording weighs, and who must pass it, is as it was last asked, unless the quiz asks it now.
    """
    now = set(items)
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for fingerprint in dict.fromkeys(one.pool for one in ordered):
        found[fingerprint] = {item.key: (item.key, wording(item)) for item in pools[fingerprint]}
        for item in pools[fingerprint]:
            if found[fingerprint][item.key] not in now:
                items[found[fingerprint][item.key]] = item
    place = {wanted: at for at, wanted in enumerate(items)}
    return {pool: {key: place[wanted] for key, wanted in of.items()} for pool, of in found.items()}


def _choices(item: Item, answers: _Answers) -> Choices | None:
    """What was chosen, in authored order; None for kinds in which nothing is picked or typed as one answer."""
    if item.kind == "true-false":
        told = [(at, 0 if one else 1) for at, one in enumerate(answers.chosen) if one is not None]
        keys = (item.truth is True, item.truth is False)
        return Choices(labels=("true", "false"), is_key=keys, picked=answers.picked(2, told))
    if item.kind in CHOICES:
        one_each = item.kind != "multiple"
        best = max((value_of(option) for option in item.options), default=1.0)
        return Choices(
            labels=tuple(letter(place) for place in range(len(item.options))),
            is_key=tuple(value_of(option) >= best for option in item.options),
            picked=answers.picked_one(len(item.options))
            if one_each
            else answers.picked(len(item.options), list(_places(answers.chosen))),
        )
    return _typed(answers) if item.kind in TYPED else None


def letter(place: int) -> str:
    """A, B, … Z, A2, B2 …: an option by its authored place from 0."""
    around, at = divmod(place, 26)
    return chr(ord("A") + at) + (str(around + 1) if around else "")


def _places(chosen: Sequence[Any]) -> Iterator[tuple[int, int]]:
    for at, one in enumerate(chosen):
        if isinstance(one, list):
            yield from ((at, place) for place in one)
        elif one is not None:
            yield at, one


def _typed(answers: _Answers) -> Choices:
    """Right answers together, then the commonest wrong ones, as somebody wrote them."""
    wrote = [
        (at, fold(str(one)), str(one), earned >= 1)
        for at, (one, earned) in enumerate(zip(answers.chosen, answers.earned, strict=True))
        if one is not None
    ]
    wrong = Counter(folded for _, folded, _, is_right in wrote if not is_right and folded)
    told = sorted(((many, folded) for folded, many in wrong.items() if many > 1), key=lambda one: (-one[0], one[1]))
    place = {folded: at for at, (_, folded) in enumerate(told[:COMMON], start=1)}
    spelt: dict[str, str] = {}
    for _, folded, text, _ in wrote:
        spelt.setdefault(folded, " ".join(text.split())[:LONGEST])
    cells = [(at, 0 if is_right else place[folded]) for at, folded, _, is_right in wrote if is_right or folded in place]
    return Choices(
        labels=(RIGHT, *(f"“{spelt[folded]}”" for folded in place)), is_key=(True, *(False for _ in place)),
        picked=answers.picked(1 + len(place), cells), typed=True,
    )  # fmt: skip
