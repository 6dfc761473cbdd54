"""Roles, teams, regions and territories that look like slips of the pen, or were renamed under a launch file."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from readiness.domain.people.movement import Place
from readiness.domain.people.roster import RosterFile
from readiness.ground.errors import Problem, Where

_SHORT = 4
_WORTH_COMPARING = 40_000
"""Pairs of names: a file with hundreds of new territories is not full of slips."""


def place_warnings(file: RosterFile, before: Mapping[str, Place], after: Mapping[str, Place]) -> Iterator[Problem]:
    """`before` and `after` the import, by mail address. A warning never refuses: the file may well be right."""
    for field in ("role", "region", "territory", "team"):
        known = Counter(getattr(place, field) for place in before.values())
        now = Counter(getattr(place, field) for place in after.values())
        known.pop("", None)
        now.pop("", None)
        fresh = [name for name in now if name not in known]
        renamed = dict(_renamed(field, before, after, fresh))
        for old, (new, people) in renamed.items():
            yield Problem(
                "RO307",
                f"{field} '{old}' becomes '{new}' for all {people} of its people.",
                f"Launch files that name '{old}' will find nobody there.",
                _first(file, field, new),
                "warning",
            )
        told = {new for new, _ in renamed.values()}
        rank = {name: (-now[name], position) for position, name in enumerate(now)}
        for new, old in _slips(fresh, known or now):
            if new not in told and (known or rank[new] > rank[old]):
                yield Problem(
                    "RO306",
                    f"{field} '{new}' ({now[new]} {'person' if now[new] == 1 else 'people'}) is spelled almost like "
                    f"'{old}'.",
                    "They count as two.",
                    _first(file, field, new),
                    "warning",
                )


def _renamed(
    field: str, before: Mapping[str, Place], after: Mapping[str, Place], fresh: Iterable[str]
) -> Iterator[tuple[str, tuple[str, int]]]:
    """Old name → (new name, people): everybody who had the old one has the new one now, which nobody had.

    One person is not everybody: that is a move.
    """
    new_names = set(fresh)
    if not new_names:
        return
    went: dict[str, Counter[str]] = defaultdict(Counter)
    for email, place in before.items():
        if (now := after.get(email)) is not None and getattr(place, field):
            went[getattr(place, field)][getattr(now, field)] += 1
    for old, new in went.items():
        if len(new) == 1 and (only := next(iter(new))) in new_names and new[only] > 1:
            yield old, (only, new[only])


def _slips(fresh: list[str], known: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """(new name, the name it resembles): the same but for case and marks, or but for one letter of one word."""
    if len(fresh) * len(known) > _WORTH_COMPARING:
        spelled = {_plain(name): name for name in sorted(known, key=lambda name: known[name])}
        yield from ((new, spelled[_plain(new)]) for new in fresh if spelled.get(_plain(new), new) != new)
        return
    for new in fresh:
        for old in known:
            if old != new and (_plain(old) == _plain(new) or _one_letter_off(new, old)):
                yield new, old
                break


def _one_letter_off(one: str, other: str) -> bool:
    """True for "Noth America" and "North America"; not for "Northeast" and "Northwest", nor "Team A" and "Team B"."""
    here, there = one.casefold().split(), other.casefold().split()
    if len(here) != len(there):
        return False
    pairs = [(a, b) for a, b in zip(here, there, strict=True) if a != b]
    if len(pairs) != 1 or min(map(len, pairs[0])) < _SHORT or not all(word.isalpha() for word in pairs[0]):
        return False
    return _is_slip(*pairs[0])


def _is_slip(one: str, other: str) -> bool:
    """One letter is left out, put in, mistyped, or swapped with its neighbour."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    start = next((i for i, letter in enumerate(one) if letter != other[i]), len(one))
    if len(one) < len(other):
        return one[start:] == other[start + 1 :]
    swapped = one[start : start + 2] == other[start : start + 2][::-1] and one[start + 2 :] == other[start + 2 :]
    return swapped or one[start + 1 :] == other[start + 1 :]


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _first(file: RosterFile, field: str, value: str) -> Where:
    for row in file.rows.values():
        if getattr(row, field) == value:
            return file.sheet.where(row.line, field)
    return file.sheet.where(0)
