"""What a rep said about being asked: hold it until a day, leave a launch's questions, take them up again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from readiness.domain.definition.certifying import Reinforcement
from readiness.ground.errors import Problem

ChoiceKind = Literal["hold", "resume", "opt-out", "opt-in"]
LONGEST_HOLD = 180
"""Days; whoever is away longer is on leave, and the roster says so."""
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing a rep chose. A hold has `until`, its last day; an opt-out its `launch` and `reason`."""

    kind: ChoiceKind
    by: str
    at: datetime
    launch: str = ""
    until: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What stands of all choices: `held_until` is the last day of the hold, None = there is none."""

    held_until: date | None
    left: Mapping[str, Choice]

    def is_held(self, on: date) -> bool:
        return self.held_until is not None and on <= self.held_until


def standing_choices(choices: Iterable[Choice]) -> Chosen:
    """The last word on holding, and on each launch; `choices` in the order in which they were made."""
    until: date | None = None
    left: dict[str, Choice] = {}
    for one in choices:
        if one.kind in {"hold", "resume"}:
            until = one.until
        elif one.kind == "opt-out":
            left[one.launch] = one
        else:
            left.pop(one.launch, None)
    return Chosen(until, left)


def hold_problems(until: date, today: date) -> tuple[Problem, ...]:
    """Why nothing can be held until that day (PR001, PR002); empty = it can."""
    if until < today:
        return (Problem("PR001", f"{until} is over.", f"Name a day from {today} on.", path="until"),)
    if until > today + timedelta(days=LONGEST_HOLD):
        last = today + timedelta(days=LONGEST_HOLD)
        return (
            Problem(
                "PR002", f"{until} is more than {LONGEST_HOLD} days away.",
                f"Name a day up to {last}; a longer leave belongs on the roster.", path="until",
            ),
        )  # fmt: skip
    return ()


def opt_out_problems(launch: str, programmes: Iterable[Reinforcement], reason: str) -> tuple[Problem, ...]:
    """Why a rep may not leave (PR003 not allowed, PR004 without a reason, PR005 nothing to leave); empty = they may.

    Every problem at once; `programmes` are those of the rep in that launch.
    """
    listed = tuple(programmes)
    problems = []
    if not listed:
        problems.append(
            Problem("PR005", f"'{launch}' asks you nothing after certification.", "There is nothing to do.")
        )
    elif not all(one.opt_out for one in listed):
        problems.append(
            Problem("PR003", f"the questions of '{launch}' cannot be left.", "Hold them for a while, or ask a trainer.")
        )
    if not reason.strip():
        problems.append(Problem("PR004", "an opt-out needs a reason.", "Say why, in a sentence.", path="reason"))
    elif len(reason) > LONGEST_REASON:
        problems.append(
            Problem("PR004", f"the reason is longer than {LONGEST_REASON} characters.", "Shorten it.", path="reason")
        )
    return tuple(problems)
