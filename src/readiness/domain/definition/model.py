"""The launch definition as a whole, in the order in which a marketer writes it; its parts are in the rooms beside.

Every section is a mapping from key to entry; references are by key; a *claim* is written `section.key`. Units are in
the names: `pass_fraction` 0..1, `valid_days`, `time_limit_minutes`, `launch_on`. Lists may be left out when empty.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from readiness.domain.definition.assessment import Item, Module, Quiz, RolePlay
from readiness.domain.definition.calculating import Calculator
from readiness.domain.definition.certifying import Certification
from readiness.domain.definition.entry import entry
from readiness.domain.definition.frame import Blackout, Market, Measure, Member, Product, Reminders, TaskChange
from readiness.domain.definition.gating import Gate
from readiness.domain.definition.message import (
    FIVE_CONVERSATIONS,
    Capability,
    Competitor,
    Conversation,
    DecisionStep,
    Fact,
    ForbiddenPromise,
    Objection,
    Persona,
    ProofPoint,
    Requirement,
    Segment,
    Term,
    ValueProposition,
)
from readiness.domain.definition.qualifying import QualifiedLead
from readiness.domain.definition.shape import About, Between, NonEmpty, Ref
from readiness.domain.definition.vocabulary import no_entries
from readiness.ground.fingerprint import quiet, quietly_made
from readiness.ground.frozen import field

_AS_USUAL = Reminders()


@entry
class Launch:
    """One launch definition. `key` is the folder's name and must agree with it."""

    readiness: Annotated[int, Between(1, 1), About("Version of this file format.")]
    key: str
    product: Product
    tier: Annotated[int, Between(1, 3), About("1 = new market or company-wide; 2 = major; 3 = minor.")]
    owner: Annotated[str, Ref("team")]
    launch_on: date
    release_on: date | None = None
    starts_on: Annotated[date, About("No task may be due before this day.")] | None = None
    include: tuple[str, ...] = ()
    markets: Annotated[Mapping[str, Market], NonEmpty()]
    blackouts: Mapping[str, Blackout] = field(default_factory=no_entries)
    team: Annotated[Mapping[str, Member], NonEmpty()]
    facts: Mapping[str, Fact] = field(default_factory=no_entries)
    segments: Mapping[str, Segment] = field(default_factory=no_entries)
    personas: Mapping[str, Persona] = field(default_factory=no_entries)
    requirements: Mapping[str, Requirement] = field(default_factory=no_entries)
    competitors: Mapping[str, Competitor] = field(default_factory=no_entries)
    capabilities: Mapping[str, Capability] = field(default_factory=no_entries)
    proof_points: Mapping[str, ProofPoint] = field(default_factory=no_entries)
    value_propositions: Mapping[str, ValueProposition] = field(default_factory=no_entries)
    objections: Mapping[str, Objection] = field(default_factory=no_entries)
    decision_process: Mapping[str, DecisionStep] = field(default_factory=no_entries)
    vocabulary: Annotated[Mapping[str, Term], About("How things are called and written.")] = quietly_made(no_entries)
    forbidden_promises: Annotated[Mapping[str, ForbiddenPromise], About("What nobody may promise a customer.")] = (
        quietly_made(no_entries)
    )
    calculators: Annotated[
        Mapping[str, Calculator], About("What changing a habit is worth, in the buyer's figures.")
    ] = quietly_made(no_entries)
    conversations: Mapping[str, Conversation] = field(default_factory=lambda: FIVE_CONVERSATIONS)
    modules: Mapping[str, Module] = field(default_factory=no_entries)
    items: Mapping[str, Item] = field(default_factory=no_entries)
    quizzes: Mapping[str, Quiz] = field(default_factory=no_entries)
    role_plays: Mapping[str, RolePlay] = field(default_factory=no_entries)
    certifications: Mapping[str, Certification] = field(default_factory=no_entries)
    gate: Gate
    reminders: Reminders = quiet(_AS_USUAL)
    tasks: Mapping[str, TaskChange] = field(default_factory=no_entries)
    measures: Mapping[str, Measure] = field(default_factory=no_entries)
    qualified_lead: Annotated[QualifiedLead, About("What a qualified lead is.")] | None = quiet(None)
