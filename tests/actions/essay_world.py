"""The demo launch with a quiz of three quick questions and two essays, and the people who mark them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from readiness.actions.grade_submission import Graded, grade_submission
from readiness.actions.start_attempt import start_attempt
from readiness.actions.submit_attempt import submit_attempt
from readiness.context import Context
from readiness.domain.definition.assessment import Grading, Item, Quiz, RubricCategory
from readiness.domain.evidence.record import Evidence
from readiness.reports.evidence import evidence_of
from readiness.store import role_play_marks, submissions
from readiness.store.session import Database
from readiness.store.submissions import Submission
from tests.actions.quiz_world import MANAGER, REP, World, demo, truth
from tests.fakes import FakeCalendars

WHY = Item(
    key="why", kind="essay", stem="Why would they buy?", tests=("facts.q3",), weight=2.0, grader_notes="Names the pay day.",
    min_words=3, max_words=20, response_template="Because …",
)  # fmt: skip
HOW = Item(
    key="how", kind="essay", stem="How do you open?", tests=("facts.q4",),
    rubric={
        "ask": RubricCategory(key="ask", name="Asks", weight=60, anchors=("no", "one", "two"), must_pass=True),
        "tone": RubricCategory(key="tone", name="Tone", weight=40, anchors=("cold", "warm")),
    },
)  # fmt: skip
QUICK = tuple(truth(f"q{n}") for n in range(3))
SAID = "They lose hours before every pay day."
RIGHT: dict[str, Any] = {"q0": True, "q1": True, "q2": True, "why": SAID, "how": "I ask who plans the shifts."}
FULL_WHY, FULL_HOW = {"mark": 5.0}, {"ask": 3.0, "tone": 2.0}


@dataclass
class Essays:
    """A World whose quiz `core` asks q0 to q2 (weight 1 each), `why` (2, five steps) and `how` (1, a rubric)."""

    world: World

    def as_(self, actor: str) -> Context:
        return replace(self.world.as_(actor), calendars=FakeCalendars())

    def quiz(self, **said: Any) -> None:
        """The quiz reads so from now on, and is published so."""
        quiz = replace(self.world.definition.quizzes["core"], **said)
        self.world.change(quizzes=MappingProxyType({"core": quiz}))
        self.world.publish("quiz", "core")

    def start(self, rep: str = REP) -> int:
        return start_attempt(self.as_(rep), launch="demo", quiz="core", rep=rep).id

    def hand_in(self, answers: dict[str, Any], rep: str = REP) -> Any:
        return submit_attempt(self.as_(rep), attempt_id=self.start(rep), answers=answers)

    def of(self, attempt: int) -> dict[str, Submission]:
        """The essays of an attempt that were given to graders, by item key."""
        with self.world.database.reading() as session:
            return {one.role_play.partition("/")[2]: one for one in submissions.of_attempt(session, attempt)}

    def graders(self, submission: int) -> list[str]:
        with self.world.database.reading() as session:
            told = role_play_marks.assignments(session, [submission]).get(submission, ())
        return [one.grader for one in told if one.is_open]

    def mark(self, submission: int, levels: dict[str, float], grader: str = "", **said: Any) -> Graded:
        who = grader or self.graders(submission)[0]
        return grade_submission(self.as_(who), submission=submission, levels=levels, **said)

    def evidence(self, rep: str = REP) -> list[Evidence]:
        return [one.evidence for one in evidence_of(self.world.as_(rep), launch="demo", rep=rep)]


def essays(database: Database, **quiz: Any) -> Essays:
    """Pass mark 0.7, two attempts, a day between two; the rep's line marks."""
    made = Essays(demo(database))
    items = {**made.world.definition.items, **{one.key: one for one in QUICK}, "why": WHY, "how": HOW}
    asks = Quiz(
        key="core", title="Core", items=("q0", "q1", "q2", "why", "how"), pass_fraction=0.7, attempts=2,
        cool_down_hours=24, drafted=False, grading=Grading(graders=("line",)),
    )  # fmt: skip
    made.world.change(items=MappingProxyType(items), quizzes=MappingProxyType({"core": asks}))
    made.quiz(**quiz)
    return made


__all__ = ["FULL_HOW", "FULL_WHY", "HOW", "MANAGER", "REP", "RIGHT", "SAID", "WHY", "Essays", "essays"]
