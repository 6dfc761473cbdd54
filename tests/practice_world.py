"""Sellers who are certified and then asked a few questions a day, on a real database: `gate_world` with a programme."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from readiness.actions.answer_practice import answer_practice
from readiness.context import Context
from readiness.domain.definition.assessment import Item, Option, Quiz
from readiness.domain.definition.certifying import Certification, Reinforcement
from readiness.domain.definition.gating import KnowledgeFresh
from readiness.domain.definition.message import Fact
from readiness.domain.definition.model import Launch
from readiness.domain.materials.content import content_fingerprint
from readiness.domain.materials.publication import Publication, latest_publication
from readiness.domain.quiz.answers import key_of
from readiness.ports import Progress
from readiness.reports.practice import practice_today
from readiness.store import materials, quizzes, standings
from readiness.store.practice_answers import Review
from tests import gate_world
from tests.fakes import FakeCalendars

ANN, BOB, CYD = "ann@example.com", "bob@example.com", "cyd@example.com"
FRESH = KnowledgeFresh(kind="knowledge-fresh", key="fresh", certification="seller", at_least=0.5, answers=2)


def item(number: int, **changes: Any) -> Item:
    """A choice between right and wrong, about one of two facts."""
    key = f"q{number:02}"
    made = Item(
        key=key, kind="single", stem=f"Question {number}?", tests=(f"facts.{('price', 'speed')[number % 2]}",),
        options=(Option(text="right", correct=True), Option(text="wrong", feedback="That was it not.")),
        feedback=f"Because {number}.",
    )  # fmt: skip
    return replace(made, **changes)


def definition(*criteria: Any, programme: Reinforcement | None = None, items: int = 6, **changes: Any) -> Launch:
    """`gate_world`'s launch, whose sellers are asked `items` questions after certification."""
    pool = {one.key: one for one in map(item, range(items))}
    made = gate_world.definition(
        *(criteria or (gate_world.REPS,)),
        facts={key: Fact(key=key, statement=f"{key} is.", source="page") for key in ("price", "speed")},
        items=pool,
        quizzes={"core": Quiz(key="core", title="Core", items=tuple(pool))},
        certifications={
            "seller": Certification(
                key="seller", name="Seller", role="seller", attestation=True,
                reinforcement=programme or Reinforcement(quizzes=("core",), business_days=False),
            )
        },
    )  # fmt: skip
    return replace(made, **changes)


@dataclass
class World(gate_world.World):
    """Its calendars know no holiday but those in `holidays`, of the US."""

    holidays: dict[date, str] = field(default_factory=dict)

    def context(self, by: str = "", progress: Progress | None = None) -> Context:
        calendars = FakeCalendars({"US": self.holidays, "DE": {}})
        return replace(super().context(by, progress), calendars=calendars)

    def apply(self, launch: Launch) -> str:
        """Applied, and what changed of its quizzes published."""
        found = super().apply(launch)
        for quiz in launch.quizzes:
            self.publish(launch, quiz)
        return found

    def publish(self, launch: Launch, quiz: str) -> None:
        with self.database.transaction() as session:
            log = materials.publications(session, launch.key)
            made = content_fingerprint(launch, "quiz", quiz, quizzes.accepted_items(session, launch.key, launch))
            before = latest_publication(log, "quiz", quiz)
            if before is None or before.fingerprint != made:
                materials.publish(
                    session,
                    Publication(
                        launch=launch.key, kind="quiz", key=quiz, version=before.version + 1 if before else 1,
                        fingerprint=made, change="minor", note="", by="mara@example.com", at=self.at,
                    ),
                )  # fmt: skip
            standings.bring_up_to_date(session, launch.key)

    def answer(self, name: str, place: int = 0, *, right: bool = True, **more: Any) -> Review:
        """The question at this place of what is left today."""
        today = practice_today(self.context(name), rep=f"{name}@example.com")
        given = right_answer if right else wrong_answer
        return answer_practice(
            self.context(name), rep=f"{name}@example.com", question=today.asked[place].token, answer=given, **more
        )

    def answer_all(self, name: str, *, right: bool = True) -> int:
        """Everything asked of them today; returns how many questions that were."""
        left = len(practice_today(self.context(name), rep=f"{name}@example.com").asked)
        for _ in range(left):
            self.answer(name, right=right)
        return left


def right_answer(form: Any, asked: Item) -> Any:
    return key_of(asked, form.items[0])


def wrong_answer(form: Any, asked: Item) -> Any:
    return 3 - key_of(asked, form.items[0])


def made(database: Any, folder: Any, launch: Launch | None = None, names: tuple[str, ...] = ("ann", "bob")) -> World:
    """Sellers certified on 1 February 2018; it is the day after."""
    world = World(database, folder)
    world.apply(launch or definition())
    world.hire(names)
    world.certify(*names)
    world.later(days=1)
    return world
