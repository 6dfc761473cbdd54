"""What a submission answers, as whoever has it marked needs it: a role-play, or an essay of a quiz."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import shorten
from typing import Final, Literal

from readiness.domain.definition.assessment import Grading
from readiness.domain.definition.model import Launch
from readiness.domain.role_play.essays import parts_of
from readiness.domain.role_play.rubric import grading_of

_LONGEST: Final = 80


@dataclass(frozen=True, slots=True)
class Exercise:
    """`key` is what its work is filed under; `grading` says who marks it, by when, and how sure the mark has to be."""

    kind: Literal["role-play", "essay"]
    key: str
    title: str
    grading: Grading


def exercise_of(launch: Launch, subject: str) -> Exercise | None:
    """The exercise as the file has it now; None for a role-play that is not in it any more.

    An essay is part of an attempt that waits for it, so it is marked also when its quiz has gone, in the usual way.
    """
    essay = parts_of(subject)
    if essay is None:
        play = launch.role_plays.get(subject)
        return None if play is None else Exercise("role-play", subject, play.title, grading_of(play))
    quiz, item = launch.quizzes.get(essay[0]), launch.items.get(essay[1])
    title = (
        f"{quiz.title if quiz else essay[0]}: {shorten(item.stem, _LONGEST, placeholder=' …') if item else essay[1]}"
    )
    return Exercise("essay", subject, title, (quiz.grading if quiz else None) or Grading())


def title_of(launch: Launch, subject: str) -> str:
    """Its title for people, its key when the file has it no more."""
    found = exercise_of(launch, subject)
    return found.title if found else subject
