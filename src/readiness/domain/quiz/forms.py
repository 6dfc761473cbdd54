"""A form: which items of a quiz one person is asked, and in which order everything is shown.

The only chance in it is `random.Random(int)` seeded with the SHA-256 of the seed text, and of that only `random()`,
whose sequence Python promises to keep for a given seed; the shuffle is our own Fisher–Yates. So a seed gives the same
form on every machine and version, and each item's options have a shuffle of their own, whatever else is in the form.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from readiness.domain.definition.assessment import Draw, Item, Quiz
from readiness.domain.definition.model import Launch
from readiness.domain.quiz.difficulty import is_in_band
from readiness.domain.quiz.folding import fold
from readiness.domain.quiz.items import MARKED_BY_HAND
from readiness.ground.digest import sha256
from readiness.ground.errors import DefinitionError, Problem
from readiness.ground.fingerprint import fingerprint
from readiness.ground.frozen import frozen

T = TypeVar("T")
NOTHING: Mapping[str, int] = MappingProxyType({})


@frozen
class FormItem:
    """One item as shown. `shown[i]` is the authored index (from 0) of what stands at position i + 1.

    Of options for the choice kinds, of steps for ordering, of the distinct right-hand sides for matching; empty for
    kinds that are typed or true/false.
    """

    key: str
    shown: tuple[int, ...] = ()


@frozen
class Form:
    """What one attempt asks. The same `fingerprint` asks the same items, worded the same, shown in the same order."""

    quiz: str
    seed: str
    pass_fraction: float
    items: tuple[FormItem, ...]
    fingerprint: str


def pool(quiz: Quiz, launch: Launch, accepted: Iterable[Item]) -> tuple[Item, ...]:
    """Every item a form of `quiz` may ask: its fixed items, then what a draw of its blueprint may draw.

    Authored items come before accepted drafted ones, which are in only where the quiz says so. An authored item hides a
    drafted one of the same key. Items that nobody has reviewed or that are retired are in no pool; an essay is in one
    only where the quiz names it, or a draw asks for essays.
    """
    found = {key: launch.items[key] for key in quiz.items if key in launch.items and is_asked(launch.items[key])}
    drawable = {item.key: item for item in (accepted if quiz.drafted else ()) if item.key not in launch.items}
    ordered = [*(item for item in launch.items.values() if is_asked(item)), *drawable.values()]
    if quiz.blueprint:
        found |= {
            item.key: item for item in ordered if item.key not in found and any(fits(d, item) for d in quiz.blueprint)
        }
    return tuple(found.values())


def is_asked(item: Item) -> bool:
    """True when quizzes may ask it: it was reviewed."""
    return item.review == "reviewed"


def fits(draw: Draw, item: Item) -> bool:
    """True when `draw` may draw `item`: it tests one of the draw's claims, or any claim of its section, and is of its
    difficulty. A draw takes essays, or takes none.

    A draw that names neither claims nor section may draw anything of its difficulty.
    """
    if draw.essays != (item.kind in MARKED_BY_HAND) or not is_in_band(item, draw.difficulty):
        return False
    if not draw.claims and draw.section is None:
        return True
    return any(claim in draw.claims or claim.partition(".")[0] == draw.section for claim in item.tests)


def always_in(quiz: Quiz, items: Iterable[Item]) -> tuple[Item, ...]:
    """The items of the pool that every form asks: the quiz's fixed ones and every must-pass one."""
    return tuple(item for item in items if item.key in quiz.items or item.must_pass)


def blueprint_problems(quiz: Quiz, items: Sequence[Item]) -> tuple[Problem, ...]:
    """Why no form of `quiz` can be built from this pool; empty when every form can.

    Draws share no item, so they are judged together: two draws that could each be met alone may not be both.
    """
    path = f"quizzes.{quiz.key}"
    if not quiz.items and not quiz.blueprint:
        return (
            Problem("RD311", f"'{path}' asks nothing.", "Give it items: or a blueprint:.", path=path),
        )  # fmt: skip
    have = {item.key for item in items}
    problems = [
        Problem(
            "RD312",
            f"'{path}.items' names '{key}', which is draft or retired, or not there.",
            "Set review: reviewed, or take it out of the quiz.",
            path=f"{path}.items",
        )
        for key in quiz.items
        if key not in have
    ]
    met = _assign(quiz, items, items)
    for place, draw in enumerate(quiz.blueprint):
        count = sum(1 for taken_by in met.values() if taken_by == place)
        if count < draw.count:
            matching = sum(fits(draw, item) for item in items)
            shared = " that no other draw needs" if matching >= draw.count else ""
            problems.append(
                Problem(
                    "RD313",
                    f"'{path}.blueprint.{place}' takes {draw.count} of {wanted(draw)} and finds {count}{shared}.",
                    f"Add {more_items(draw.count - count, draw)}, or take fewer.",
                    path=f"{path}.blueprint.{place}",
                )
            )
    return tuple(problems)


def wanted(draw: Draw) -> str:
    """What a draw takes, in words: "objections.price of difficulty hard"."""
    named = [*draw.claims, *([f"{draw.section}.*"] if draw.section else [])]
    told = (", ".join(named) or "any claim") + (f" of difficulty {draw.difficulty}" if draw.difficulty else "")
    return f"{told}, as an essay" if draw.essays else told


def more_items(count: int, draw: Draw) -> str:
    """So many items and of what: "2 more reviewed items on objections.price of difficulty hard"."""
    return f"{count} more reviewed {'item' if count == 1 else 'items'} on {wanted(draw)}"


def build_form(quiz: Quiz, items: Sequence[Item], seed: str, *, seen: Mapping[str, int] = NOTHING) -> Form:
    """The form of `quiz` that `seed` gives. Raises DefinitionError with every blueprint problem when there is none.

    `seen` gives, for items this person was asked before, the number of their last attempt that did. As few of those are
    drawn as the pool allows, the longest ago first: the sets of items that fill a blueprint are the bases of a
    transversal matroid, in which taking the best first is best of all (Edmonds 1971).
    """
    problems = blueprint_problems(quiz, items)
    if problems:
        raise DefinitionError(f"no form of quiz '{quiz.key}' can be built.", problems=problems)
    order = shuffled(items, f"{quiz.key}\n{seed}\ndraw")
    drawn = _assign(quiz, items, sorted(order, key=lambda item: seen.get(item.key, 0)))
    return form_of(quiz, items, {item.key for item in always_in(quiz, items)} | drawn.keys(), seed)


def form_of(quiz: Quiz, items: Sequence[Item], keys: Collection[str], seed: str) -> Form:
    """The form that asks just the items `keys` of the pool, in the order and with the options that `seed` gives."""
    asked = [item for item in items if item.key in keys]
    if quiz.shuffle:
        asked = shuffled(asked, f"{quiz.key}\n{seed}\norder")
    shown = tuple(FormItem(item.key, _shown(item, quiz, seed)) for item in asked)
    print_of = fingerprint(
        {
            "quiz": quiz.key,
            "pass_fraction": quiz.pass_fraction,
            "shown": shown,
            "items": [_print_of(i) for i in asked],
        }
    )
    return Form(quiz.key, seed, quiz.pass_fraction, shown, print_of)


def right_sides(item: Item) -> tuple[str, ...]:
    """What a matching item offers to match with: the right-hand sides, each once, in authored order."""
    first: dict[str, str] = {}
    for pair in item.pairs:
        first.setdefault(fold(pair.right), pair.right)
    return tuple(first.values())


def shuffled(things: Sequence[T], seed: str) -> list[T]:
    """`things` in the order that `seed` gives; every order is as likely as any other."""
    from random import Random  # noqa: PLC0415 - `readiness check` reads rooms above this one and shuffles nothing

    number = int.from_bytes(sha256(seed.encode()).digest(), "big")
    chance = Random(number)  # noqa: S311  repeatable on purpose
    order = list(things)
    for last in range(len(order) - 1, 0, -1):
        other = int(chance.random() * (last + 1))
        order[last], order[other] = order[other], order[last]
    return order


@lru_cache(maxsize=4096)
def _print_of(item: Item) -> str:
    """Everybody is asked from the same few items."""
    return fingerprint(item)


def _shown(item: Item, quiz: Quiz, seed: str) -> tuple[int, ...]:
    """Matching and ordering are always shuffled: their authored order is the answer."""
    count = {"matching": len(right_sides(item)), "ordering": len(item.order)}.get(item.kind, len(item.options))
    if not quiz.shuffle and item.kind not in ("matching", "ordering"):
        return tuple(range(count))
    return tuple(shuffled(range(count), f"{quiz.key}\n{seed}\noptions\n{item.key}"))


def _assign(quiz: Quiz, items: Iterable[Item], order: Sequence[Item]) -> dict[str, int]:
    """Item key → draw it is taken by; as many places of the blueprint filled as can be, each item in at most one.

    Bipartite matching by augmenting paths (Kuhn 1955). What is in every form anyway is placed first and stays placed,
    so it counts towards the draws it fits.
    """
    filled = _Filled(quiz.blueprint, [draw.count for draw in quiz.blueprint], {}, {item.key: item for item in order})
    if filled.has_room:
        always = {item.key for item in always_in(quiz, items)}
        for item in sorted(order, key=lambda one: one.key not in always):
            if filled.has_room:
                filled.place(item, set())
    return filled.taken


class _Filled(NamedTuple):
    """The draws of a blueprint with the items that are in them so far. `room`: how many each still takes."""

    draws: Sequence[Draw]
    room: list[int]
    taken: dict[str, int]
    by_key: Mapping[str, Item]

    @property
    def has_room(self) -> bool:
        return any(self.room)

    def place(self, item: Item, tried: set[int]) -> bool:
        """False when there is no draw for it, even after moving others. `tried` are draws that were asked already."""
        fitting = [p for p, draw in enumerate(self.draws) if p not in tried and fits(draw, item)]
        for p in fitting:
            if self.room[p] > 0:
                self.room[p] -= 1
                self.taken[item.key] = p
                return True
        for p in fitting:
            tried.add(p)
            for key in [k for k, at in self.taken.items() if at == p]:
                if self.place(self.by_key[key], tried):
                    self.taken[item.key] = p
                    return True
        return False
