"""One person's questions on one day, with what pauses them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from readiness.domain.definition.certifying import Reinforcement
from readiness.domain.reinforcement.choices import Choice, Chosen
from readiness.domain.reinforcement.choosing import Budget, Candidate, budget_of, chosen


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A certification that somebody holds and whose questions go on today. `left` = they left it; `closed` says why
    nobody of their market is asked today, "" = they are.
    """

    launch: str
    launch_name: str
    certification: str
    certification_name: str
    programme: Reinforcement
    left: Choice | None = None
    closed: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """How many questions somebody answered on the day, and how many of those for the first time."""

    answered: int = 0
    new: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeDay:
    """`asked` are the questions left to answer, in order; `paused` says why there are none, "" = nothing pauses them.

    `due` of all their questions are due, however few are asked; `unseen` were never asked. `next_on` is the first day
    after this one on which something is due; None = not foreseen.
    """

    person_id: int
    email: str
    on: date
    enrolled: tuple[Enrolled, ...]
    budget: Budget
    done: Done
    asked: tuple[Candidate, ...]
    paused: str
    due: int
    unseen: int
    next_on: date | None
    held_until: date | None

    @property
    def is_over(self) -> bool:
        """True when nothing is left to answer today."""
        return not self.asked

    @property
    def total(self) -> int:
        """The day's questions: those answered and those left."""
        return self.done.answered + len(self.asked)


def practice_line(questions: int) -> str:
    """`3 questions wait: about 2 minutes.`; "" for none."""
    if not questions:
        return ""
    waits = "1 question waits" if questions == 1 else f"{questions} questions wait"
    minutes = max(1, round(questions * 0.6))
    return f"{waits}: about {minutes} minute{'s' if minutes > 1 else ''}."


def practice_day(
    *, person_id: int, email: str, on: date, enrolled: Sequence[Enrolled], candidates: Sequence[Candidate],
    choices: Chosen, on_leave: bool, done: Done,
) -> PracticeDay:  # fmt: skip
    """What this person is asked on a day. `candidates` are of all `enrolled`; each question once a launch.

    Nothing is asked of somebody on leave, on a day of a hold, in a launch that they left or whose market is closed.
    """
    taking = {(one.launch, one.certification): one for one in enrolled if one.left is None}
    open_today = {key for key, one in taking.items() if not one.closed}
    theirs = _once(one for one in candidates if (one.launch, one.certification) in taking)
    budget = budget_of(one.programme for one in taking.values())
    paused = _paused(taking.values(), choices, on, on_leave=on_leave)
    asked = () if paused else chosen(
        [one for one in theirs if (one.launch, one.certification) in open_today], on, budget=budget,
        answered=done.answered, new=done.new, person=email,
    )  # fmt: skip
    later = [one.held.due_on for one in theirs if one.held is not None]
    unseen = sum(one.held is None for one in theirs)
    tomorrow = on + timedelta(days=1)
    coming = [*(max(day, tomorrow) for day in later), *([tomorrow] if unseen else [])]
    return PracticeDay(
        person_id=person_id, email=email, on=on, enrolled=tuple(enrolled), budget=budget, done=done, asked=asked,
        paused=paused, due=sum(day <= on for day in later), unseen=unseen, next_on=min(coming, default=None),
        held_until=choices.held_until if choices.is_held(on) else None,
    )  # fmt: skip


def _once(candidates: Iterable[Candidate]) -> list[Candidate]:
    found: dict[tuple[str, str], Candidate] = {}
    for one in candidates:
        found.setdefault((one.launch, one.question.item.key), one)
    return list(found.values())


def _paused(taking: Iterable[Enrolled], choices: Chosen, on: date, *, on_leave: bool) -> str:
    listed = list(taking)
    if not listed:
        return ""
    if on_leave:
        return "you are on leave"
    if choices.is_held(on):
        return f"you hold them until {choices.held_until}"
    if all(one.closed for one in listed):
        return f"it is {listed[0].closed}"
    return ""
