"""What a row of an evidence file says of the essays in an attempt: `why=0.75; how=awaiting`.

An attempt of which an essay has no mark yet is no result: its row is told and left out, and the next export has it.
Codes: EV113 what cannot be read, EV114 (a warning) an essay without a mark.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from readiness.domain.definition.assessment import Item
from readiness.domain.quiz.items import MARKED_BY_HAND
from readiness.ground.errors import Problem, Where
from readiness.ground.keys import did_you_mean
from readiness.ground.percent import percent

_APART = re.compile(r"[;|]")
_UNMARKED = frozenset({"awaiting", "awaits", "pending", "none", "null", "-", ""})

Say = Callable[[str, str, str], None]
"""Code, message, fix."""


@dataclass(frozen=True, slots=True)
class EssayMarks:
    """Essay → its mark 0..1, None = it awaits one, in the order of the row."""

    marks: Mapping[str, float | None]

    @property
    def awaiting(self) -> tuple[str, ...]:
        return tuple(key for key, mark in self.marks.items() if mark is None)

    @property
    def told(self) -> str:
        """`Essays: why 75 %, how 100 %.`; "" = the row says nothing of essays."""
        said = ", ".join(f"{key} {percent(mark)}" for key, mark in self.marks.items() if mark is not None)
        return f"Essays: {said}." if said else ""


def read_essays(
    text: str, kind: str, items: Mapping[str, Item], read_mark: Callable[[str], float | None], say: Say
) -> EssayMarks:
    """The marks in a cell of evidence of this kind, "" = unknown; what is wrong with it is said. `items` are those of
    the launch.
    """
    found: dict[str, float | None] = {}
    if text and kind not in ("quiz-attempt", ""):
        say("EV113", f"a {kind} has no essays.", "Leave the cell empty.")
        return EssayMarks(found)
    essays = [key for key, item in items.items() if item.kind in MARKED_BY_HAND]
    for part in _APART.split(text) if text else ():
        key, equals, mark = (one.strip() for one in part.partition("="))
        if not part.strip():
            continue
        if not equals:
            say("EV113", f"'{part.strip()[:60]}' says no mark of an essay.", "Write why=0.75; how=awaiting.")
        elif key not in essays:
            say("EV113", f"'{key[:60]}' is no essay of this launch.", did_you_mean(key, essays))
        elif key in found:
            say("EV113", f"essay '{key}' stands twice in it.", "Keep one.")
        else:
            found[key] = None if mark.casefold() in _UNMARKED else read_mark(mark)
    return EssayMarks(found)


def left_out(essays: EssayMarks, where: Where) -> Problem:
    """What is told of an attempt of which an essay awaits its mark."""
    told = " and ".join(f"'{key}'" for key in essays.awaiting)
    has = "have no marks" if len(essays.awaiting) > 1 else "has no mark"
    said = f"essay {told} {has} yet, so the attempt is left out."
    return Problem("EV114", said, "Import it again once people have marked it.", where, "warning")


def contradictions(essays: EssayMarks, items: Mapping[str, Item], *, enough: float) -> Iterator[tuple[str, float]]:
    """Each essay, with its mark, that had to be passed and was not, so that nobody passed who has it."""
    for key, mark in essays.marks.items():
        if mark is not None and items[key].must_pass and mark < enough:
            yield key, mark
