"""A small applied launch with people, on a real database: what the quiz and evidence actions are tested in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from readiness.context import Context
from readiness.domain.definition.assessment import Item, Module, Option, Quiz, RolePlay, RubricCategory
from readiness.domain.definition.certifying import Certification
from readiness.domain.definition.message import Capability, Fact, Objection, Response
from readiness.domain.definition.model import Launch
from readiness.domain.materials.content import content_fingerprint
from readiness.domain.materials.publication import Publication, latest_publication
from readiness.ground.clock import FixedClock
from readiness.store import launches, materials, quizzes
from readiness.store.session import Database
from readiness.store.tables.people import PersonRow, PostingRow
from tests.domain.quiz_launch import launch_with
from tests.engines import PAGES, templates_of

NOON = datetime(2018, 2, 1, 12, tzinfo=UTC)
REP, PEER, MANAGER, DIRECTOR, LEFT = (
    f"{name}@demo.example" for name in ("rep", "peer", "manager", "director", "left")
)  # fmt: skip
TRAINER, SELLER = "ada@demo.example", "piet@demo.example"


def truth(key: str, *, must_pass: bool = False) -> Item:
    return Item(
        key=key, kind="true-false", stem=f"Is {key} so?", tests=(f"facts.{key}",), truth=True, must_pass=must_pass
    )


SAYS = {"price": "That is dear.", "need": "What would we do with it?", "trust": "Who else runs this?"}


def objection(key: str, kind: str, reframe: str) -> Objection:
    response = Response(acknowledge="I see.", reframe=reframe)
    return Objection(key=key, says=SAYS[key], kind=kind, response=response)


FIVE = tuple(truth(f"q{n}", must_pass=n == 0) for n in range(5))
DEMO = launch_with(
    facts={f"q{n}": Fact(key=f"q{n}", statement=f"Fact {n}.", source="page") for n in range(5)},
    objections={
        "price": objection("price", "price", "Count the hours that it saves every week."),
        "need": objection("need", "need", "Ask the team what broke last Friday."),
        "trust": objection("trust", "trust", "A pilot of two teams shows it."),
    },
    capabilities={
        "there": Capability(key="there", name="Job queue"),
        "too": Capability(key="too", name="Container registry"),
        "missing": Capability(key="missing", name="Issue tracking", available=False),
    },
    items={item.key: item for item in FIVE}
    | {
        "pick": Item(
            key="pick", kind="single", stem="Which?", tests=("facts.q1",),
            options=(Option(text="right", correct=True, feedback="Well seen."), Option(text="wrong", feedback="No.")),
        )
    },
    modules={"basics": Module(key="basics", title="Basics", minutes=10, roles=("seller",), teaches=("facts.q0", "facts.q1"))},
    quizzes={
        "core": Quiz(
            key="core", title="Core", items=tuple(item.key for item in FIVE), pass_fraction=0.8, attempts=2,
            cool_down_hours=24, time_limit_minutes=20, drafted=False,
        )
    },
    role_plays={
        "call": RolePlay(
            key="call", title="Call", scenario="A call.", pass_fraction=0.7,
            rubric={
                "honesty": RubricCategory(key="honesty", name="Honesty", weight=60, anchors=("a", "b", "c"), must_pass=True),
                "tone": RubricCategory(key="tone", name="Tone", weight=40),
            },
        )
    },
    certifications={
        "seller": Certification(
            key="seller", name="Seller", role="seller", modules=("basics",), quizzes=("core",), role_plays=("call",),
            attestation=True, valid_days=180, warn_days=30,
        ),
        "plain": Certification(key="plain", name="Plain", role="plain", modules=("basics",)),
    },
)  # fmt: skip


@dataclass
class World:
    """The demo launch applied and published on `database`, seen by `actor` at a time that tests move on."""

    database: Database
    now: datetime = NOON
    definition: Launch = DEMO

    def as_(self, actor: str) -> Context:
        nothing = object()
        return Context(
            root=Path(), output=Path(), database=self.database, clock=self.clock(), actor=actor, launches=nothing,
            templates=templates_of(Path()), pages=PAGES, outputs=nothing, calendars=nothing, playbooks=nothing, signer=nothing,
        )  # fmt: skip

    def clock(self) -> FixedClock:
        return FixedClock(self.now, simulated=False)

    def later(self, **span: float) -> None:
        self.now += timedelta(**span)

    def apply(self, definition: Launch) -> None:
        self.definition = definition
        with self.database.transaction() as session:
            launches.record_version(session, self.clock(), definition, TRAINER)

    def publish(self, kind: str, key: str, change: str = "delta") -> str:
        with self.database.transaction() as session:
            accepted = quizzes.accepted_items(session, "demo", self.definition)
            before = latest_publication(materials.publications(session, "demo"), kind, key)
            made = content_fingerprint(self.definition, kind, key, accepted)
            materials.publish(
                session,
                Publication(
                    launch="demo", kind=kind, key=key, version=before.version + 1 if before else 1, fingerprint=made,
                    change=change, note="", by=TRAINER, at=self.now,
                ),
            )  # fmt: skip
        return made

    def change(self, **sections) -> None:
        self.apply(replace(self.definition, **sections))

    def rows(self, table) -> int:
        with self.database.reading() as session:
            return session.execute(select(func.count()).select_from(table)).scalar_one()


def demo(database: Database, *, published: bool = True) -> World:
    """The world on 1 February 2018, with five people; everything published an hour before."""
    world = World(database)
    world.later(hours=-1)
    world.apply(DEMO)
    with database.transaction() as session:
        people = {
            email: PersonRow(email=email, name=email.partition("@")[0])
            for email in (REP, PEER, MANAGER, DIRECTOR, LEFT)
        }
        session.add_all(people.values())
        session.flush()
        above = {REP: MANAGER, PEER: MANAGER, MANAGER: DIRECTOR, DIRECTOR: None, LEFT: MANAGER}
        for email, manager in above.items():
            session.add(
                PostingRow(
                    person_id=people[email].id, role="manager" if email in (MANAGER, DIRECTOR) else "seller",
                    manager_id=people[manager].id if manager else None, team="one", region="north", territory="n1",
                    valid_from=date(2017, 1, 1), valid_to=date(2018, 1, 1) if email == LEFT else None,
                )
            )  # fmt: skip
    if published:
        for kind, key in (("quiz", "core"), ("module", "basics"), ("role-play", "call")):
            world.publish(kind, key)
    world.later(hours=1)
    return world
