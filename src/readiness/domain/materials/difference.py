"""How one text reads differently from another, line by line, for somebody who has to approve it again."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

MOST_LINES = 4000
"""Longer texts are not compared line by line: nobody would read that, and comparing takes the square of it."""

AROUND = 2
"""Unchanged lines that are shown on either side of a change."""

Kind = Literal["same", "added", "removed", "left-out"]


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line. For `left-out`, `text` is empty and `count` says how many unchanged lines are not shown; else 1."""

    kind: Kind
    text: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True)
class Difference:
    """`lines` empty = the same text, or one that is `too_long` to compare."""

    lines: tuple[DiffLine, ...]
    added: int = 0
    removed: int = 0
    too_long: bool = False


def difference(before: str, after: str) -> Difference:
    """What was removed from `before` and added in `after`, with AROUND unchanged lines about each change."""
    old, new = before.splitlines(), after.splitlines()
    if old == new:
        return Difference(())
    if max(len(old), len(new)) > MOST_LINES:
        return Difference((), too_long=True)
    lines: list[DiffLine] = []
    added = removed = 0
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for place, (kind, a1, a2, b1, b2) in enumerate(codes):
        if kind == "equal":
            lines += _same(old[a1:a2], first=place == 0, last=place == len(codes) - 1)
            continue
        lines += [DiffLine("removed", text) for text in old[a1:a2]]
        lines += [DiffLine("added", text) for text in new[b1:b2]]
        removed += a2 - a1
        added += b2 - b1
    return Difference(tuple(lines), added, removed)


def _same(texts: list[str], *, first: bool, last: bool) -> list[DiffLine]:
    """A stretch of unchanged lines: its ends, where a change stands beside them, and how many were left out."""
    before = [] if first else texts[:AROUND]
    after = [] if last else texts[max(len(before), len(texts) - AROUND) :]
    left_out = len(texts) - len(before) - len(after)
    if left_out == 1:
        return [DiffLine("same", text) for text in texts]
    middle = [DiffLine("left-out", count=left_out)] if left_out else []
    return [*(DiffLine("same", text) for text in before), *middle, *(DiffLine("same", text) for text in after)]
