"""Whether a bank can serve a quiz's parallel forms, and what to add to it when it cannot.

Forms ask every always-in item each, and drawn items at most so often. Items of which a blueprint thinks alike (they fit
the same draws) are one node of a small network, draws are another, and a flow that fills every place of every form
exists exactly when the forms do: a flow over all forms together splits into one for each (König 1916 for plain items,
de Werra 1971 for keeping the always-in ones in every form). So this is exact, and needs no solver.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from readiness.domain.definition.assessment import Item, ParallelForms, Quiz
from readiness.domain.definition.model import Launch
from readiness.domain.quiz.difficulty import is_in_band
from readiness.domain.quiz.forms import always_in, fits, more_items
from readiness.ground.errors import Problem
from readiness.ground.frozen import frozen

Fits = frozenset[int]
"""The places in the blueprint of the draws that an item fits."""


@frozen
class Need:
    """`more` items have to be added that the draw at `place` of the blueprint may take; `wanted` says it in words.

    In the bank already, and not asked: `drafts` would do once reviewed, `unestimated` if their difficulty is what is
    asked for, `unaccepted` are drafted by the engine and wait for a trainer.
    """

    place: int
    more: int
    wanted: str
    drafts: tuple[str, ...] = ()
    unestimated: tuple[str, ...] = ()
    unaccepted: tuple[str, ...] = ()


@frozen
class Served:
    """What a bank can do for a quiz's forms. `uses`: in how many forms one drawn item has to stand at most.

    `placed`: how many always-in items of each form count towards a draw. `needs` empty = the forms can be made.
    """

    uses: int
    placed: int
    needs: tuple[Need, ...]


def serve(quiz: Quiz, items: Sequence[Item]) -> Served:
    """Whether this pool can serve the forms that `quiz` asks for; a quiz without `forms` asks for one.

    When it cannot, the needs are together the fewest places that stay empty, each made into items by how many forms one
    item may stand in.
    """
    count = quiz.forms.count if quiz.forms else 1
    most = most_uses(quiz.forms)
    placed = sum(_flow(quiz, always_in(quiz, items), (), 1, 0))
    drawn = _drawn(quiz, items)
    filled: tuple[int, ...] = ()
    for uses in range(1, most + 1) if _shares(quiz.forms) else (most,):
        filled = _flow(quiz, always_in(quiz, items), drawn, count, uses)
        if all(had == draw.count * count for had, draw in zip(filled, quiz.blueprint, strict=True)):
            return Served(uses, placed, ())
    needs = tuple(
        Need(place, math.ceil((draw.count * count - had) / most), more_items(missing, draw))
        for place, (draw, had) in enumerate(zip(quiz.blueprint, filled, strict=True))
        if (missing := math.ceil((draw.count * count - had) / most))
    )
    return Served(most, placed, needs)


def most_uses(forms: ParallelForms | None) -> int:
    """In how many of the forms one drawn item may stand: 1 when they share nothing, else what the cap leaves."""
    if forms is None or not _shares(forms):
        return 1
    return forms.count if forms.exposure_cap is None else max(1, math.floor(forms.exposure_cap * forms.count + 1e-9))


def at_hand(quiz: Quiz, launch: Launch, unaccepted: Iterable[Item], needs: Sequence[Need]) -> tuple[Need, ...]:
    """The same needs with what is in the bank already and is not asked; `unaccepted` are drafted items that wait."""
    waiting = [item for item in unaccepted if quiz.drafted and item.key not in launch.items]
    return tuple(_with_what_is_there(quiz, launch, waiting, need) for need in needs)


def told(need: Need) -> str:
    """What to add, as a sentence: "Add 2 more reviewed items on objections.price of difficulty hard (…)."."""
    there = []
    if need.drafts:
        there.append(f"{_some(need.drafts)} would do once reviewed")
    if need.unestimated:
        there.append(f"{_some(need.unestimated)} might if you say how hard they are")
    if need.unaccepted:
        there.append(f"{len(need.unaccepted)} drafted by the engine would do once accepted")
    beside = f" ({'; '.join(there)})" if there else ""
    return f"Add {need.wanted}{beside}."


def forms_problems(quiz: Quiz, items: Sequence[Item], needs: Sequence[Need] = ()) -> tuple[Problem, ...]:
    """RD314, one for each draw, when the pool cannot serve the quiz's parallel forms; empty when it asks for none.

    `needs` are those of `serve` with what is at hand beside them, when it was looked for.
    """
    if quiz.forms is None or not quiz.blueprint:
        return ()
    served, path = serve(quiz, items), f"quizzes.{quiz.key}"
    asks = quiz.forms
    terms = "sharing no drawn item" if served.uses == 1 else f"a drawn item in at most {served.uses} of them"
    return tuple(
        Problem(
            "RD314", f"'{path}.blueprint.{need.place}' cannot be filled in {asks.count} forms, {terms}.",
            f"{told(need)} Or take fewer, or ask for fewer forms.", path=f"{path}.forms",
        )
        for need in (needs or served.needs)
    )  # fmt: skip


def _shares(forms: ParallelForms | None) -> bool:
    return forms is not None and forms.sharing == "least"


def _drawn(quiz: Quiz, items: Sequence[Item]) -> tuple[Item, ...]:
    always = {item.key for item in always_in(quiz, items)}
    return tuple(item for item in items if item.key not in always)


def _with_what_is_there(quiz: Quiz, launch: Launch, waiting: Iterable[Item], need: Need) -> Need:
    draw = quiz.blueprint[need.place]
    # The same draw, whatever the difficulty: what nobody estimated fits no band.
    of_any = type(draw)(count=draw.count, claims=draw.claims, section=draw.section, essays=draw.essays)
    on_it = [item for item in launch.items.values() if item.review != "retired" and fits(of_any, item)]
    return Need(
        need.place, need.more, need.wanted,
        drafts=tuple(i.key for i in on_it if i.review == "draft" and is_in_band(i, draw.difficulty)),
        unestimated=tuple(i.key for i in on_it if draw.difficulty and i.review == "reviewed" and i.difficulty is None),
        unaccepted=tuple(item.key for item in waiting if fits(draw, item)),
    )  # fmt: skip


def _some(keys: Sequence[str]) -> str:
    shown = ", ".join(f"'{key}'" for key in keys[:3])
    return shown + (f" and {len(keys) - 3} more" if len(keys) > 3 else "")


def _flow(quiz: Quiz, always: Sequence[Item], drawn: Sequence[Item], count: int, uses: int) -> tuple[int, ...]:
    """How many of the places of each draw, over `count` forms, can be filled; together as many as can be.

    Always-in items come first and give nothing back, so that as many of them as can be count towards draws.
    """
    rooms = [draw.count * count for draw in quiz.blueprint]
    network = _Network(rooms)
    for group, each in ((always, count), (drawn, uses)):
        for kind, supply in _kinds(quiz, group, each):
            network.send(kind, supply)
    return tuple(had - left for had, left in zip(rooms, network.rooms, strict=True))


def _kinds(quiz: Quiz, items: Iterable[Item], each: int) -> Iterator[tuple[Fits, int]]:
    counts: dict[Fits, int] = {}
    for item in items:
        kind = frozenset(place for place, draw in enumerate(quiz.blueprint) if fits(draw, item))
        if kind:
            counts[kind] = counts.get(kind, 0) + each
    yield from counts.items()


class _Network:
    """Kinds of items on one side, draws on the other; augmenting paths move what was sent before, never take it back.

    `held[place]` says how much of each kind a draw holds.
    """

    def __init__(self, rooms: Sequence[int]) -> None:
        self.rooms = list(rooms)
        self.held: list[dict[Fits, int]] = [{} for _ in rooms]

    def send(self, kind: Fits, supply: int) -> None:
        """As much of `supply` as can be finds a place."""
        while supply:
            path = self._path(kind)
            if path is None:
                return
            moved = min([supply, self.rooms[path[-1][1]], *(self.held[frm][what] for what, frm in self._moves(path))])
            self._move(path, moved)
            supply -= moved

    def _path(self, kind: Fits) -> list[tuple[Fits, int]] | None:
        """The shortest way to a draw with room: what goes where in turn; None when there is none."""
        came: dict[int, tuple[Fits, int | None]] = dict.fromkeys(sorted(kind), (kind, None))
        queue = deque(sorted(kind))
        while queue:
            place = queue.popleft()
            if self.rooms[place]:
                return self._back(came, place)
            for other in [what for what, much in self.held[place].items() if much]:
                for onwards in sorted(other):
                    if onwards not in came:
                        came[onwards] = (other, place)
                        queue.append(onwards)
        return None

    def _back(self, came: Mapping[int, tuple[Fits, int | None]], place: int) -> list[tuple[Fits, int]]:
        path = []
        at: int | None = place
        while at is not None:
            what, before = came[at]
            path.append((what, at))
            at = before
        return path[::-1]

    def _moves(self, path: Sequence[tuple[Fits, int]]) -> Iterator[tuple[Fits, int]]:
        """What has to leave where, to make room along the path."""
        for (_, frm), (what, _to) in pairwise(path):
            yield what, frm

    def _move(self, path: Sequence[tuple[Fits, int]], much: int) -> None:
        for what, frm in self._moves(path):
            self.held[frm][what] -= much
        for what, to in path:
            self.held[to][what] = self.held[to].get(what, 0) + much
        self.rooms[path[-1][1]] -= much
