"""Simulated reps: seeded, each with a pace and a skill, taking real modules and quizzes through the real actions."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from readiness.actions.answer_practice import answer_practice
from readiness.actions.complete_module import complete_module
from readiness.actions.grade_submission import grade_submission
from readiness.actions.record_mark import record_mark
from readiness.actions.reset_attempts import reset_attempts
from readiness.actions.start_attempt import start_attempt
from readiness.actions.submit_attempt import AwaitsMarks, submit_attempt
from readiness.context import Context
from readiness.domain.definition.assessment import Item, RolePlay
from readiness.domain.definition.certifying import Certification
from readiness.domain.definition.model import Launch
from readiness.domain.quiz.answers import key_of
from readiness.domain.quiz.attempts import Attempt
from readiness.domain.quiz.forms import FormItem
from readiness.domain.quiz.items import MARKED_BY_HAND
from readiness.domain.role_play.essays import essay_rubric, parts_of
from readiness.ground.errors import Conflict, NotAllowed
from readiness.reports.practice import practice_items
from readiness.reports.role_play import open_submissions

SOURCE = "simulated"


@dataclass(frozen=True, slots=True)
class Rep:
    """One simulated person. `skill` is the chance to know an answer on the first try; each failed try adds `gain`.

    `starts_after` and `pauses` are in working days: how long before the first module, and between two things.
    """

    email: str
    manager: str
    certification: str
    skill: float
    gain: float
    starts_after: int
    pauses: int


@dataclass(frozen=True, slots=True)
class Done:
    """One thing a rep did on a day, in words for the account."""

    rep: str
    what: str
    passed: bool | None = None


def cast_reps(people: Iterable[tuple[str, str, str]], *, seed: int) -> tuple[Rep, ...]:
    """Reps from (email, manager, certification), each drawn from `seed` and the address alone, whatever the others are.

    Skill is 0.78 to 0.98, as of people who read before they answer; one in six starts late.
    """
    cast = []
    for email, manager, certification in people:
        chance = random.Random(_number(f"{seed}|{email}"))  # noqa: S311  (a play, not a secret)
        cast.append(
            Rep(
                email=email,
                manager=manager,
                certification=certification,
                skill=0.78 + 0.2 * chance.random(),
                gain=0.12,
                starts_after=chance.randint(0, 3) + (9 if chance.random() < 1 / 6 else 0),
                pauses=chance.randint(1, 2),
            )
        )
    return tuple(cast)


class Learning:
    """Moves every rep through modules, quizzes and role-play, one thing on a working day, as far as is published."""

    def __init__(self, launch: Launch, reps: Iterable[Rep], *, seed: int) -> None:
        self._launch = launch
        self._seed = seed
        self._reps = tuple(reps)
        self._days: dict[str, int] = {}
        self._tries: dict[tuple[str, str], int] = {}
        self._left = {rep.email: self._path(launch.certifications[rep.certification]) for rep in self._reps}

    def finished(self, rep: Rep) -> bool:
        return not self._left[rep.email]

    def day(self, context: Context, *, published: frozenset[tuple[str, str]]) -> tuple[Done, ...]:
        """What everybody did today. `published` are the (kind, key) that can be taken."""
        done: list[Done] = []
        for rep in self._reps:
            if self.finished(rep):
                self._practise(context, rep)
                continue
            day = self._days.get(rep.email, 0)
            left = self._left[rep.email]
            if left[0] not in published:
                continue
            self._days[rep.email] = day + 1
            if day < rep.starts_after or (day - rep.starts_after) % (rep.pauses + 1):
                continue
            did = self._take(context, rep, *left[0])
            if did is None:
                continue
            done.append(did)
            if did.passed is not False:
                left.pop(0)
        return tuple(done)

    def _path(self, certification: Certification) -> list[tuple[str, str]]:
        return [
            *(("module", key) for key in certification.modules),
            *(("quiz", key) for key in certification.quizzes),
            *(("role-play", key) for key in certification.role_plays),
        ]

    def _take(self, context: Context, rep: Rep, kind: str, key: str) -> Done | None:
        own = context.acting_as(rep.email)
        if kind == "module":
            complete_module(own, launch=self._launch.key, module=key, rep=rep.email, source=SOURCE)
            return Done(rep.email, f"module {key}")
        if kind == "role-play":
            return self._play(context.acting_as(rep.manager), rep, self._launch.role_plays[key])
        try:
            attempt = start_attempt(own, launch=self._launch.key, quiz=key, rep=rep.email)
        except Conflict:
            if done := self._mark_essays(context, rep, key):
                return done
            self._ask_for_another_round(context, rep, key)
            return None  # cooling down, or used up until the manager has opened another round: tomorrow
        tries = self._tries.get((rep.email, key), 0)
        self._tries[rep.email, key] = tries + 1
        knows = min(0.99, rep.skill + rep.gain * tries)
        answers = answer_form(attempt, knows=knows, chance=self._chance(rep, f"{key}|{tries}"))
        sure = self._sure(attempt, answers) if attempt.asks_confidence else None
        grade = submit_attempt(own, attempt_id=attempt.id, answers=answers, source=SOURCE, sure=sure)
        if isinstance(grade, AwaitsMarks):
            return self._mark_essays(context, rep, key)
        return Done(rep.email, f"quiz {key}, attempt {attempt.number}", passed=grade.passed)

    def _mark_essays(self, context: Context, rep: Rep, quiz: str) -> Done | None:
        """Whoever was asked marks the essays of the rep that wait; None while nothing does, or nobody was found."""
        for one in open_submissions(context, launch=self._launch.key):
            essay = parts_of(one.role_play)
            if one.rep != rep.email or essay is None or essay[0] != quiz or essay[1] not in self._launch.items:
                continue
            chance = self._chance(rep, f"{one.role_play}|{one.round}")
            rubric = essay_rubric(one.role_play, self._launch.items[essay[1]], self._launch.quizzes[quiz].pass_fraction)
            knows = min(0.99, rep.skill + rep.gain * one.round)
            levels = {
                category.key: 1 + sum(chance.random() < knows for _ in category.anchors[1:])
                if len(category.anchors) > 1
                else knows
                for category in rubric.categories
            }
            for grader, _, is_done in one.graders:
                if not is_done:
                    done = grade_submission(
                        context.acting_as(grader), submission=one.submission, levels=levels, note="Simulated."
                    )
                    if done.attempt is not None:
                        return Done(rep.email, f"quiz {quiz}, attempt {one.round}", passed=done.attempt.passed)
        return None

    def _sure(self, attempt: Attempt, answers: Mapping[str, Any]) -> dict[str, int]:
        """How sure they say they are, 1 to 3: mostly sure when right, now and then sure when wrong."""
        items = {item.key: item for item in attempt.items}
        said = {}
        for shown in attempt.form.items:
            chance = random.Random(_number(f"{self._seed}|{attempt.rep}|{attempt.number}|sure|{shown.key}"))  # noqa: S311
            if items[shown.key].kind in MARKED_BY_HAND:
                continue
            is_right = answers[shown.key] == key_of(items[shown.key], shown)
            said[shown.key] = chance.choices((1, 2, 3), (1, 3, 6) if is_right else (3, 4, 2))[0]
        return said

    def _ask_for_another_round(self, context: Context, rep: Rep, quiz: str) -> None:
        tries = self._tries.get((rep.email, quiz), 0)
        if tries and tries % self._launch.quizzes[quiz].attempts == 0:
            reset_attempts(
                context.acting_as(rep.manager), launch=self._launch.key, quiz=quiz, rep=rep.email,
                reason="Went through the module together (simulated).",
            )  # fmt: skip

    def _practise(self, context: Context, rep: Rep) -> None:
        """They answer what is asked of them after certification, but on Mondays, which begin with the pipeline."""
        today = context.clock.today()
        if today.weekday() == 0:
            return
        own = context.acting_as(rep.email)
        for asked in practice_items(own, rep=rep.email):
            shown, chance = asked.form.items[0], self._chance(rep, f"{asked.item.key}|{today}")
            knows = chance.random() < min(0.99, rep.skill + rep.gain)
            answer = key_of(asked.item, shown) if knows else wrong_answer(asked.item, shown, chance)
            answer_practice(own, rep=rep.email, question=asked.token, answer=answer, source=SOURCE)

    def _play(self, marking: Context, rep: Rep, role_play: RolePlay) -> Done | None:
        """None while their manager is not certified and so may not mark: tomorrow."""
        tries = self._tries.get((rep.email, role_play.key), 0)
        chance = self._chance(rep, f"{role_play.key}|{tries}")
        marks: dict[str, float] = {}
        for key, category in role_play.rubric.items():
            knows = min(0.99, rep.skill + rep.gain * tries)
            reached = sum(chance.random() < knows for _ in category.anchors[1:])
            marks[key] = reached + 1 if len(category.anchors) > 1 else knows
        try:
            told = record_mark(
                marking, launch=self._launch.key, role_play=role_play.key, rep=rep.email, marks=marks, note="Simulated."
            )
        except NotAllowed:
            return None
        self._tries[rep.email, role_play.key] = tries + 1
        return Done(rep.email, f"role-play {role_play.key}", passed=told.mark.passed)

    def _chance(self, rep: Rep, what: str) -> random.Random:
        return random.Random(_number(f"{self._seed}|{rep.email}|{what}"))  # noqa: S311


def answer_form(attempt: Attempt, *, knows: float, chance: random.Random) -> Mapping[str, Any]:
    """An answer to every item of the form: right with probability `knows`, else drawn from what is wrong."""
    items = {item.key: item for item in attempt.items}
    return {
        shown.key: essay_text(items[shown.key])
        if items[shown.key].kind in MARKED_BY_HAND
        else key_of(items[shown.key], shown)
        if chance.random() < knows
        else wrong_answer(items[shown.key], shown, chance)
        for shown in attempt.form.items
    }


def essay_text(item: Item) -> str:
    """As many words as are asked for, which say that nobody wrote them."""
    count = item.min_words or min(10, item.max_words or 10)
    return " ".join((["simulated", "answer", *item.stem.split()] * count)[:count])


def wrong_answer(item: Item, shown: FormItem, chance: random.Random) -> Any:
    """An answer of the item's kind that does not earn everything."""
    right = key_of(item, shown)
    count = len(shown.shown)
    if item.kind in {"single", "scenario"}:
        return chance.choice([position for position in range(1, count + 1) if position != right])
    if item.kind == "multiple":
        return [position for position in range(1, count + 1) if position not in right][:1]
    if item.kind == "true-false":
        return not right
    if item.kind == "numeric":
        return right + item.tolerance + 1 + chance.randint(0, 9)
    if item.kind == "short-text":
        return "no idea"
    return [*right[1:], right[0]]


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
