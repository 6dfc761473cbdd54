"""The rubric of a role-play as it reads: what marks are given on, kept by its fingerprint once it is used."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.domain.definition.assessment import Grading, RolePlay, RubricCategory
from readiness.ground.fingerprint import fingerprint


@dataclass(frozen=True, slots=True, kw_only=True)
class Rubric:
    """Everything that decides what marks are worth. Its fingerprint does not move with the title or the scenario."""

    role_play: str
    pass_fraction: float
    categories: tuple[RubricCategory, ...]

    @property
    def fingerprint(self) -> str:
        return fingerprint({"pass_fraction": self.pass_fraction, "categories": self.categories})


@dataclass(frozen=True, slots=True)
class RubricVersion:
    """A rubric that was used. `number` counts from 1 within a role-play; never edited, so marks stay what they were."""

    id: int
    number: int
    rubric: Rubric


def rubric_of(role_play: RolePlay) -> Rubric:
    """The rubric as the definition now has it."""
    return Rubric(
        role_play=role_play.key, pass_fraction=role_play.pass_fraction, categories=tuple(role_play.rubric.values())
    )


def grading_of(role_play: RolePlay) -> Grading:
    """How submissions of it are graded; the defaults when the file does not say."""
    return role_play.grading or Grading()
