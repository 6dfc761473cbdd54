"""A rubric as it is marked, and one person's marks on it, as everybody who may see them does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from readiness.domain.role_play.marks import scale_of
from readiness.domain.role_play.rubric import Rubric
from readiness.store.role_play_marks import GivenMark


@dataclass(frozen=True, slots=True, kw_only=True)
class CategorySheet:
    """One category of a rubric as it is marked. `levels` from 1: what each looks like; empty = a number 0 to 1."""

    key: str
    name: str
    weight: int
    must_pass: bool
    levels: tuple[str, ...]
    scale: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenMark:
    """One grader's marks once all are in. `given` by category: level and comment, "" = none."""

    grader: str
    at: datetime
    fraction: float
    passed: bool
    given: Mapping[str, tuple[float, str]]
    note: str


def sheet_of(rubric: Rubric) -> tuple[CategorySheet, ...]:
    """The rubric as it is marked, in its order."""
    return tuple(
        CategorySheet(
            key=one.key, name=one.name, weight=one.weight, must_pass=one.must_pass,
            levels=one.anchors if len(one.anchors) > 1 else (), scale=scale_of(one),
        )
        for one in rubric.categories
    )  # fmt: skip


def seen(mark: GivenMark) -> SeenMark:
    """The marks for people."""
    return SeenMark(
        grader=mark.grader, at=mark.at, fraction=mark.fraction, passed=mark.passed, note=mark.note,
        given={key: (level, mark.comments.get(key, "")) for key, level in mark.levels.items()},
    )  # fmt: skip
