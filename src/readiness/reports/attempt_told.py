"""What is told of an attempt: its questions while it is open, what it waits for, and what came of it.

Made by `reports.attempt`; what is not to be told yet is not in these values at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from readiness.domain.quiz.answers import length_fault, limits_said, word_count
from readiness.domain.quiz.confidence import LevelFigures
from readiness.domain.quiz.feedback import Feedback, Telling
from readiness.domain.quiz.grading import Counts, Grade
from readiness.domain.quiz.items import MARKED_BY_HAND
from readiness.reports.given_marks import CategorySheet, SeenMark

TOLD_ALL: Final = Telling(questions=True, keys=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemReview:
    """One item as it was answered. `said`: the answer in words, "" = none was given.

    `fraction` None = whether it was right is not to be told yet. `told`, the right answer in words, and the two
    feedbacks are "" while the right answers are not to be told. `sure`: how sure they were, 1 to 3, None = not said.
    `counts`: how it counts by decision of a trainer, which is told to everybody it was decided for. Of an essay
    `is_enough` says whether its mark is, `rubric` and `marks` how it came to it, once that is told; `unmarked`: nobody
    marks it, and it does not count.
    """

    number: int
    kind: str
    situation: str
    stem: str
    must_pass: bool
    said: str
    fraction: float | None
    told: str = ""
    chosen_feedback: str = ""
    feedback: str = ""
    sure: int | None = None
    counts: Counts = "by-key"
    is_enough: bool | None = None
    unmarked: bool = False
    rubric: tuple[CategorySheet, ...] = ()
    marks: tuple[SeenMark, ...] = ()

    @property
    def is_missed(self) -> bool:
        """True when it is told that it was not wholly right (of an essay: not enough), and that counts."""
        if self.fraction is None or self.counts != "by-key" or self.unmarked:
            return False
        return self.fraction < 1 if self.is_enough is None else not self.is_enough


@dataclass(frozen=True, slots=True)
class Teaching:
    """A module that teaches something, by key and title, and the section of it that says so, from 1."""

    key: str
    title: str
    section: int = 1
    section_title: str = ""


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """A claim that was missed, in the author's words, and the modules that teach it."""

    claim: str
    title: str
    modules: tuple[Teaching, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One item as it is asked. `options` stand as shown: what may be picked, put in order, or matched with `lefts`.

    `answer` is what is saved, in positions of `options` from 1; None = nothing yet. `sure` is how sure (1 to 3), None =
    not said. `review` tells what came of the answer, in practice once there is one. Of an essay, which people mark,
    `template` stands in its field at first, `lines` high, and `min_words` and `max_words` are its limits, None = none.
    """

    number: int
    kind: str
    situation: str
    stem: str
    unit: str
    must_pass: bool
    options: tuple[str, ...]
    lefts: tuple[str, ...]
    answer: Any
    sure: int | None = None
    review: ItemReview | None = None
    template: str = ""
    lines: int = 1
    min_words: int | None = None
    max_words: int | None = None

    @property
    def words(self) -> int:
        """How many words an essay has; 0 of everything else."""
        return word_count(self.answer) if self.kind in MARKED_BY_HAND and isinstance(self.answer, str) else 0

    @property
    def too_long_or_short(self) -> str:
        """What is wrong with the length of an essay, and how to mend it; "" = nothing, or nothing is written."""
        fault = length_fault(self.words, self.min_words, self.max_words) if self.words else None
        return f"It {fault[0]} {fault[1]}" if fault else ""

    @property
    def limits(self) -> str:
        """How long an essay may be, for people; "" = as one likes."""
        return limits_said(self.min_words, self.max_words)

    @property
    def is_told(self) -> bool:
        """True when its answer was told, in practice: it stays as it is."""
        return self.review is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptSheet:
    """An open attempt. `saves`: how often answers were saved; `attempts`: tries in all, 0 = the quiz is gone.

    `ends_at` None = no time limit. `is_over`: answers are taken no more (the limit and its grace are past); it can only
    be handed in. `closes_at` is that moment.
    """

    id: int
    launch: str
    launch_name: str
    quiz: str
    title: str
    number: int
    attempts: int
    pass_fraction: float
    questions: tuple[Question, ...]
    saves: int
    now: datetime
    ends_at: datetime | None
    closes_at: datetime | None
    is_over: bool
    is_simulated: bool
    feedback: Feedback = "training"
    asks_confidence: bool = False

    @property
    def is_practice(self) -> bool:
        return self.feedback == "practice"

    @property
    def answered(self) -> int:
        return sum(question.answer is not None for question in self.questions)


@dataclass(frozen=True, slots=True)
class AttemptReview:
    """`left` tries remain, the next from `next_from` on; both 0 and None after a pass or the last attempt.
    `passed_in_another`: this attempt did not pass, and another of the same round did.

    `marked_at` is when it came to its grade: with its hand-in, or with the last mark of its essays. `regraded_at`: when
    it was last graded again because a question was put right or an essay marked again, None = never; then all of it is
    as graded now. `telling` says what is told by now; of an examination the rest is from the day `told_from` on, None =
    nobody knows when. `grade` holds no more than is told. `calibration`: how sure they were against how right, once
    that is told and was asked.
    """

    id: int
    launch: str
    launch_name: str
    quiz: str
    title: str
    number: int
    grade: Grade
    handed_in_at: datetime
    items: tuple[ItemReview, ...]
    read_again: tuple[ReadAgain, ...]
    left: int
    next_from: datetime | None
    regraded_at: datetime | None = None
    feedback: Feedback = "training"
    telling: Telling = TOLD_ALL
    told_from: date | None = None
    calibration: tuple[LevelFigures, ...] = ()
    marked_at: datetime | None = None
    passed_in_another: bool = False

    @property
    def is_practice(self) -> bool:
        return self.feedback == "practice"

    @property
    def must_be_right(self) -> tuple[int, ...]:
        """The numbers of the questions that had to be right and were not, as far as that is told."""
        return tuple(one.number for one in self.items if one.must_pass and one.is_missed)


@dataclass(frozen=True, slots=True)
class AttemptAwaits:
    """An attempt that was handed in and has no grade before people have marked its essays. `waits` are the numbers of
    those that have no mark yet; when nobody is asked yet, or who was has left, `due_on` is None. Nothing of what came
    of any answer is in it.
    """

    id: int
    launch: str
    launch_name: str
    quiz: str
    title: str
    number: int
    handed_in_at: datetime
    late: bool
    items: tuple[ItemReview, ...]
    waits: tuple[int, ...]
    due_on: date | None

    @property
    def said(self) -> str:
        """Where it stands, in a sentence."""
        count = len(self.waits)
        rest = "The rest is marked; " if len(self.items) > count else ""
        told = f"{rest}{count} answer{'s wait' if count > 1 else ' waits'} for a person."
        return told[:1].upper() + told[1:]
