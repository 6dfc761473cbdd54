"""When somebody may take a quiz: how many tries, how long between them, how long each may last.

Attempts count in *rounds*. A round ends, and its attempts no longer count, when its content is replaced by a version
that asks to be taken again, when a manager or trainer resets it, and when a pass in it has grown so old that the
certification it served is about to end and the quiz is due again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from readiness.domain.definition.assessment import Item, Quiz
from readiness.domain.definition.model import Launch
from readiness.domain.quiz.feedback import Feedback, closing
from readiness.domain.quiz.forms import Form

GRACE = timedelta(seconds=60)
"""A form handed in this much after its time limit is still in time: networks and people are slow."""


@dataclass(frozen=True, slots=True)
class PastAttempt:
    """One attempt as recorded. `submitted_at` and `passed` are None while it is open.

    With essays that people mark it is handed in and awaits its marks: then `awaits` says since when, and `submitted_at`
    and `passed` are None still; they come with the last mark, and cool-down and age count from there.

    `fingerprint` is the content it was taken on; `limit` the time allowed when it began, None = none.
    """

    id: int
    number: int
    fingerprint: str
    started_at: datetime
    limit: timedelta | None = None
    submitted_at: datetime | None = None
    passed: bool | None = None
    awaits: datetime | None = None

    @property
    def ends_at(self) -> datetime | None:
        """The last moment at which it may be handed in; None = whenever."""
        return None if self.limit is None else self.started_at + self.limit + GRACE

    def over_at(self, now: datetime) -> datetime | None:
        """When it was over: handed in and marked, or out of time without having been handed in; None while it may still
        be handed in, or awaits its marks.
        """
        if self.submitted_at is not None or self.awaits is not None:
            return self.submitted_at
        return self.ends_at if self.ends_at is not None and now > self.ends_at else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One attempt as it was begun, with everything needed to show and to grade it.

    `items` are as they were when it began; `fingerprint` is the publication it was taken on. `ends_at` is the end of
    the time limit, None = none; the grace comes on top. `saved` are answers given so far, kept in `saves` steps;
    `resumed` says that it was begun earlier, `left` counts the tries after this one. `feedback` and
    `asks_confidence` are those of the quiz when it began; `sure` are the levels given so far (see `confidence`).
    """

    id: int
    launch: str
    quiz: str
    rep: str
    number: int
    form: Form
    items: tuple[Item, ...]
    fingerprint: str
    started_at: datetime
    limit: timedelta | None = None
    saved: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    saves: int = 0
    resumed: bool = False
    left: int = 0
    simulated: bool = False
    feedback: Feedback = "training"
    asks_confidence: bool = False
    sure: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def ends_at(self) -> datetime | None:
        return None if self.limit is None else self.started_at + self.limit

    @property
    def is_practice(self) -> bool:
        """True when answers are told as they are given, and it counts for nothing."""
        return self.feedback == "practice"


@dataclass(frozen=True, slots=True)
class Allowed:
    """It may begin, or go on. `resume` is the open attempt to go on with; `left` counts tries after this one."""

    left: int
    resume: int | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """It may not begin. `until` is when it may; None = not by waiting."""

    reason: str
    fix: str
    until: datetime | None = None


def attempt_allowed(  # noqa: PLR0911  (one return for each rule, in their order)
    quiz: Quiz,
    attempts: Iterable[PastAttempt],
    now: datetime,
    *,
    content: frozenset[str] | None = None,
    reset_after: int = 0,
    renews_after: timedelta | None = None,
) -> Allowed | Refused:
    """Whether somebody with these attempts may take `quiz` at `now`.

    `content` holds the fingerprints that count as what is published now (None = all do). Attempts up to number
    `reset_after` are of an earlier round. A pass older than `renews_after` ends the round it closed (None = it holds
    for ever). In order: an open attempt is gone on with; an examination that has closed has; practice may be
    begun whenever; a pass is enough; one that awaits its marks is waited for; the tries of the round; the cool-down
    since the last one, whose end is inclusive.
    """
    counted = current_round(attempts, now, content=content, reset_after=reset_after, renews_after=renews_after)
    still_open = [one for one in counted if one.over_at(now) is None and one.awaits is None]
    if still_open:
        return Allowed(max(0, quiz.attempts - len(counted)), still_open[-1].id)
    closes_at = closing(quiz)
    if closes_at is not None and now >= closes_at:
        return Refused(f"quiz “{quiz.title}” closed on {quiz.closes_on}.", "Its results tell the right answers now.")
    if quiz.feedback == "practice":
        return Allowed(0)
    if any(attempt.passed for attempt in counted):
        return Refused(f"quiz “{quiz.title}” is passed already.", "Nothing is left to do here.")
    if awaiting := next((one for one in counted if one.awaits is not None), None):
        return Refused(
            f"attempt {awaiting.number} at quiz “{quiz.title}” awaits its marks.",
            "Whoever marks its essays was asked; nothing is left to do until they have.",
        )
    if len(counted) >= quiz.attempts:
        return Refused(
            f"all {quiz.attempts} attempts at quiz “{quiz.title}” are used.",
            "A manager or trainer can open a new round: readiness quiz reset.",
        )
    cooled = max(
        (over + timedelta(hours=quiz.cool_down_hours) for a in counted if (over := a.over_at(now))), default=now
    )
    if cooled > now:
        return Refused(f"quiz “{quiz.title}” cools down after the last attempt.", "Read again what was missed.", cooled)
    return Allowed(quiz.attempts - len(counted) - 1)


def current_round(
    attempts: Iterable[PastAttempt],
    now: datetime,
    *,
    content: frozenset[str] | None = None,
    reset_after: int = 0,
    renews_after: timedelta | None = None,
) -> tuple[PastAttempt, ...]:
    """The attempts that count now, in the order they began."""
    counted = [
        attempt
        for attempt in sorted(attempts, key=lambda one: one.number)
        if (content is None or attempt.fingerprint in content) and attempt.number > reset_after
    ]
    if renews_after is not None:
        for place in reversed(range(len(counted))):
            handed_in = counted[place].submitted_at
            if counted[place].passed and handed_in is not None and handed_in + renews_after <= now:
                return tuple(counted[place + 1 :])
    return tuple(counted)


def is_late(started_at: datetime, limit: timedelta | None, at: datetime) -> bool:
    """True when `at` is past the time limit and its grace: then what was saved before counts, and nothing else."""
    return limit is not None and at > started_at + limit + GRACE


def renewal(launch: Launch, quiz: str) -> timedelta | None:
    """How old a pass of `quiz` grows before it may be taken again.

    The shortest span, over the certifications that ask for it, from certification to the first warning of its end.
    None = no certification asks for it.
    """
    spans = [
        timedelta(days=max(0, certification.valid_days - certification.warn_days))
        for certification in launch.certifications.values()
        if quiz in certification.quizzes
    ]
    return min(spans, default=None)


def same_content(publications: Sequence[tuple[str, str]]) -> frozenset[str]:
    """The fingerprints that count as the latest publication: its own, and back through every `minor` change.

    `publications` are (fingerprint, change class) of one piece of content, oldest first; empty gives the empty set.
    """
    counted: set[str] = set()
    for fingerprint, change in reversed(publications):
        counted.add(fingerprint)
        if change != "minor":
            break
    return frozenset(counted)
