"""A small launch with something of everything that materials show, and a workspace to render it in."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

from readiness.adapters.outputs import FolderOutputs
from readiness.context import Context
from readiness.domain.definition.assessment import Draw, Item, Module, Option, Quiz, RolePlay, RubricCategory
from readiness.domain.definition.certifying import Certification
from readiness.domain.definition.frame import Market, Member, Product
from readiness.domain.definition.gating import Gate, MaterialsApproved
from readiness.domain.definition.message import (
    Capability,
    Competitor,
    CustomerValue,
    DecisionStep,
    Fact,
    Objection,
    Persona,
    ProofPoint,
    Requirement,
    Response,
    ValueProposition,
)
from readiness.domain.definition.model import Launch
from readiness.domain.definition.reader import Reading
from readiness.ground.clock import FixedClock
from readiness.store import launches
from readiness.store.session import Database
from tests.engines import PAGES, templates_of

NOON = datetime(2018, 2, 1, 12, tzinfo=UTC)

ATLAS = Launch(
    readiness=1,
    key="atlas",
    product=Product(name="Atlas", supplier="Acme", summary="Routes parcels.", not_for=("Letters.",)),
    tier=2,
    owner="olga",
    launch_on=date(2018, 3, 22),
    markets={"us": Market(key="us", name="US", holidays="US")},
    team={
        "olga": Member(key="olga", name="Olga", email="olga@example.com", function="product"),
        "mara": Member(key="mara", name="Mara", email="mara@example.com", function="marketing"),
        "sam": Member(key="sam", name="Sam", email="sam@example.com", function="sales"),
        "tess": Member(key="tess", name="Tess", email="tess@example.com", function="enablement"),
        "both": Member(key="both", name="Bo", email="bo@example.com", function="sales"),
        "both-too": Member(key="both-too", name="Bo", email="bo@example.com", function="legal"),
    },
    facts={"price": Fact(key="price", statement="It costs 5 a month.", figure="5", source="https://example.com/price")},
    personas={
        "pat": Persona(
            key="pat", name="Pat", title="Head of logistics", part="decider", cares_about=("Late parcels",),
            questions=("What does a late parcel cost?",),
        ),
        "kim": Persona(key="kim", name="Kim", title="Driver", part="user"),
    },
    requirements={"late": Requirement(key="late", problem="Parcels come late.", felt_by=("pat",))},
    competitors={
        "rival": Competitor(key="rival", name="Rival", claim="Cheap.", better_at=("Price",)),
        "friend": Competitor(key="friend", name="Friend", kind="partner"),
    },
    capabilities={
        "live": Capability(
            key="live", name="Live routes", lead=True, standing={"rival": "unique"},
            value=CustomerValue(perceived=2, actual=4, why="Nobody has seen it."),
        ),
        "maps": Capability(key="maps", name="Maps", standing={"rival": "parity"}),
        "fleet": Capability(key="fleet", name="Fleet buying", available=False),
    },
    proof_points={
        "case": ProofPoint(
            key="case", statement="Depot 4 delivers a day earlier.", source="case study", permission="public",
            shows=("live",),
        ),
        "secret": ProofPoint(
            key="secret", statement="A bank saves a tenth.", source="memo", permission="internal", shows=("maps",)
        ),
    },
    value_propositions={
        "on-time": ValueProposition(
            key="on-time", headline="Parcels on time", personas=("pat",), requirement="late",
            insight="Routes go stale at noon.", capabilities=("live",), outcome="Fewer complaints.",
            proof=("case", "secret"), competitors=("rival",),
        ),
    },
    objections={
        "dear": Objection(
            key="dear", says="Too dear.", kind="price", competitor="rival", personas=("pat",), capabilities=("live",),
            response=Response(
                acknowledge="It is money.", reframe="A late parcel costs more.", concede="Rival is cheaper.",
                ask="What did last month cost you?", proof=("case",),
            ),
        ),
        "later": Objection(key="later", says="Not now.", kind="timing"),
    },
    decision_process={
        "try": DecisionStep(key="try", name="Try", who=("pat",), decides="A depot.", changes="One depot is enough."),
    },
    modules={
        "core": Module(
            key="core", title="What Atlas is", minutes=10, roles=("seller",), practice="Say it **aloud**.",
            teaches=("value_propositions.on-time", "objections.dear", "facts.price"),
        ),
        "loose": Module(key="loose", title="For anybody", minutes=5, teaches=("facts.price",)),
    },
    items={
        "price": Item(
            key="price", kind="single", stem="What does it cost?", tests=("facts.price",),
            options=(Option(text="5", correct=True), Option(text="7")),
        ),
    },
    quizzes={"basics": Quiz(key="basics", title="Basics", items=("price",), blueprint=(Draw(count=1, section="facts"),))},
    role_plays={
        "call": RolePlay(
            key="call", title="A dear call", scenario="Pat says it is dear.", persona="pat", objections=("dear",),
            rubric={"calm": RubricCategory(key="calm", name="Stays calm", weight=100, anchors=("No", "Yes"))},
        ),
    },
    certifications={
        "seller": Certification(
            key="seller", name="Seller", role="seller", modules=("core",), quizzes=("basics",), role_plays=("call",)
        ),
        "lead": Certification(key="lead", name="Team lead", role="lead", modules=("core",), manages=True),
    },
    gate=Gate(
        criteria={"agreed": MaterialsApproved(kind="materials-approved", key="agreed", kinds=("battlecard",))},
    ),
)  # fmt: skip

NAMES = (
    "value-proposition-sheet/pat", "value-proposition-sheet/kim", "objection-cards/all", "battlecard/rival",
    "battlecard/friend", "module/core.seller", "module/core.lead", "module/loose.everybody", "role-play/call",
    "quiz/basics",
)  # fmt: skip


def with_reframe(launch: Launch, text: str) -> Launch:
    """`launch` with another answer to the price."""
    objection = launch.objections["dear"]
    assert objection.response
    changed = replace(objection, response=replace(objection.response, reframe=text))
    return replace(launch, objections={**launch.objections, "dear": changed})


@dataclass(frozen=True)
class OneFile:
    """The launch file of the workspace, already read."""

    launch: Launch

    def keys(self) -> tuple[str, ...]:
        return (self.launch.key,)

    def read(self, key: str) -> Reading:  # noqa: ARG002
        return Reading(self.launch, (), {})

    def folder(self, key: str) -> Path:
        return Path("launches") / key


@dataclass
class World:
    """A workspace in `folder` on a real database."""

    database: Database
    folder: Path
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOON, simulated=False))

    def context(self, by: str = "mara", launch: Launch = ATLAS) -> Context:
        unused = cast("Any", None)
        return Context(
            root=self.folder, output=self.folder / "out", database=self.database, clock=self.clock,
            actor=f"{by}@example.com" if by else "", launches=OneFile(launch),
            templates=templates_of(self.folder), pages=PAGES, outputs=FolderOutputs(self.folder / "out"),
            calendars=unused, playbooks=unused, signer=unused,
        )  # fmt: skip

    def apply(self, launch: Launch = ATLAS) -> Launch:
        with self.database.transaction() as session:
            launches.record_version(session, self.clock, launch, "olga@example.com")
        return launch
