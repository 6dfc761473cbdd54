"""The message of a launch: who it is for, what they need, what we can do, against whom, and what proves it.

References are by key; a *claim* is written `section.key`.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Annotated, Literal

from readiness.domain.definition.entry import entry
from readiness.domain.definition.shape import About, Key, NonEmpty, Ref
from readiness.domain.definition.vocabulary import Score, Standing, no_entries
from readiness.ground.fingerprint import quiet
from readiness.ground.frozen import field


@entry
class Fact:
    """A statement about the product that is right between two dates (price, promise, limit)."""

    key: Annotated[str, Key()]
    statement: str
    figure: str | None = None
    source: str
    holds_from: date | None = None
    holds_until: date | None = None


@entry
class Segment:
    """Companies alike in what they need and how they buy."""

    key: Annotated[str, Key()]
    name: str
    description: str = ""


@entry
class Persona:
    """A named kind of buyer or user."""

    key: Annotated[str, Key()]
    name: str
    title: str
    part: Literal["user", "buyer", "decider", "influencer"]
    segments: tuple[Annotated[str, Ref("segments")], ...] = ()
    cares_about: tuple[str, ...] = ()
    questions: Annotated[tuple[str, ...], About("Discovery questions to ask this person.")] = ()


@entry
class Requirement:
    """A business requirement: the customer's problem in the customer's words."""

    key: Annotated[str, Key()]
    problem: str
    felt_by: tuple[Annotated[str, Ref("personas")], ...] = ()
    cost_of_inaction: str = ""
    source: str | None = None


@entry
class Competitor:
    """Whom or what the buyer may choose instead; doing nothing is one too."""

    key: Annotated[str, Key()]
    name: str
    kind: Literal["direct", "substitute", "status-quo", "partner"] = "direct"
    claim: Annotated[str, About("What they say of themselves.")] = ""
    better_at: Annotated[tuple[str, ...], About("Where they are better: conceded honestly.")] = ()
    checked_on: date | None = None
    answer: Annotated[
        str,
        About("“How are you different from them?”, said in 75 words at most; left out: made of the message."),
    ] = quiet("")
    trap_questions: Annotated[
        tuple[str, ...], About("What to ask so that an honest answer shows where we differ; asked before all others.")
    ] = quiet(())
    recheck_by: Annotated[date, About("The last day on which what is said of them may be told unchecked.")] | None = (
        quiet(None)
    )
    source: Annotated[str, About("Where what is said of them is known from.")] | None = quiet(None)


@entry
class CustomerValue:
    """How much customers value a capability before (`perceived`) and after (`actual`) they understand it, 1 to 5."""

    perceived: Score
    actual: Score
    why: Annotated[str, About("Why the two differ.")] = ""


@entry
class Capability:
    """Something the product does, and where that stands against each named competitor."""

    key: Annotated[str, Key()]
    name: str
    description: str = ""
    lead: Annotated[bool, About("One of the handful that the message leads with.")] = False
    available: Annotated[bool, About("False: asked for, and honestly not there.")] = True
    standing: Mapping[Annotated[str, Ref("competitors")], Standing] = field(default_factory=no_entries)
    value: CustomerValue | None = None
    source: str | None = None


@entry
class ProofPoint:
    """A figure or story that shows capabilities at work. Expired proof proves nothing."""

    key: Annotated[str, Key()]
    statement: str
    figure: str | None = None
    customer: str | None = None
    source: str
    dated: date | None = None
    expires_on: date | None = None
    permission: Literal["public", "approved", "internal", "none"]
    shows: tuple[Annotated[str, Ref("capabilities")], ...] = ()


@entry
class ValueProposition:
    """For whom, which problem, what they have not seen, what we do about it, what comes of it, and the proof."""

    key: Annotated[str, Key()]
    headline: str
    personas: Annotated[tuple[Annotated[str, Ref("personas")], ...], NonEmpty()]
    requirement: Annotated[str, Ref("requirements")]
    insight: str
    capabilities: Annotated[tuple[Annotated[str, Ref("capabilities")], ...], NonEmpty()]
    outcome: str
    proof: tuple[Annotated[str, Ref("proof_points")], ...] = ()
    competitors: Annotated[
        tuple[Annotated[str, Ref("competitors")], ...], About("Competitive situations it answers; empty = any.")
    ] = ()
    conversation: Annotated[str, Ref("conversations")] | None = None


@entry
class Response:
    """The answer to an objection, in the order in which it is spoken."""

    acknowledge: str
    reframe: str
    proof: tuple[Annotated[str, Ref("proof_points")], ...] = ()
    ask: Annotated[str, About("The question to ask next.")] = ""
    concede: Annotated[str, About("What is honestly true in the objection.")] = ""


@entry
class Objection:
    """What a buyer says against it, and the answer in parts."""

    key: Annotated[str, Key()]
    says: Annotated[str, About("As the buyer says it.")]
    kind: Literal["price", "need", "fit", "trust", "timing", "competitor", "authority", "risk"]
    response: Response | None = None
    capabilities: tuple[Annotated[str, Ref("capabilities")], ...] = ()
    competitor: Annotated[str, Ref("competitors")] | None = None
    personas: tuple[Annotated[str, Ref("personas")], ...] = ()
    conversation: Annotated[str, Ref("conversations")] | None = None
    source: str | None = None


@entry
class DecisionStep:
    """One step of the customer's decision, and how this product changes it (field S15)."""

    key: Annotated[str, Key()]
    name: str
    who: Annotated[tuple[Annotated[str, Ref("personas")], ...], NonEmpty()]
    decides: str
    changes: Annotated[str, About("What changes in this step when the customer buys this.")]


@entry
class Term:
    """How something is called and written, between two dates: a phrase may be right today and wrong after a release."""

    key: Annotated[str, Key()]
    write: Annotated[str, About("As it is written, capitals included.")]
    instead_of: Annotated[tuple[str, ...], About("What does not stand in its place, in whatever capitals.")] = ()
    why: str = ""
    holds_from: date | None = None
    holds_until: date | None = None


@entry
class ForbiddenPromise:
    """What nobody may promise a customer, between two dates, in the words in which it would slip out."""

    key: Annotated[str, Key()]
    phrases: Annotated[tuple[str, ...], NonEmpty(), About("Whole words, in whatever capitals.")]
    why: str
    say: Annotated[str, About("What to say instead.")] = ""
    holds_from: date | None = None
    holds_until: date | None = None


@entry
class Conversation:
    """A kind of talk with a buyer that the material is for; the five usual ones are there unless named anew."""

    key: Annotated[str, Key()]
    name: str
    purpose: str = ""


FIVE_CONVERSATIONS: Mapping[str, Conversation] = MappingProxyType(
    {
        key: Conversation(key=key, name=name, purpose=purpose)
        for key, name, purpose in (
            ("point-of-view", "Build a tailored point of view", "What we believe about this customer's business."),
            ("right-people", "Connect with the right people", "Who decides, who is felt, who introduces whom."),
            ("relevant-meeting", "Have a relevant meeting", "A meeting the customer would pay for."),
            ("success-definition", "Create the definition of success", "What good looks like, in their measures."),
            ("tangible-value", "Make the value tangible", "What changing is worth, in their figures."),
        )
    }
)
"""Field S6; used when the file names none."""
