"""What must be true before the product may be sold: the gate, who counts in it, and every kind of criterion."""

from collections.abc import Mapping
from typing import Annotated, Literal

from readiness.domain.definition.entry import entry
from readiness.domain.definition.shape import About, Between, Key, NonEmpty, OneOf, Ref
from readiness.domain.definition.vocabulary import STAGES, Fraction, Function
from readiness.ground.frozen import field


@entry
class Population:
    """Who counts in every share: people on the roster on the day, less what is excluded here, and that is shown."""

    exclude_on_leave: bool = True
    exclude_hired_within_days: Annotated[int, Between(0, 365)] = 0


@entry
class CertifiedShare:
    """At least this share of a certification's people are certified, in every group of `within`."""

    kind: Literal["certified-share"]
    key: Annotated[str, Key()]
    certification: Annotated[str, Ref("certifications"), About("Empty = all certifications together.")] | None = None
    at_least: Fraction
    within: Literal["overall", "region", "territory", "team", "manager"] = "overall"
    at_least_people: Annotated[int, Between(0, 1_000_000), About("Fewer people than this proves nothing.")] = 1
    each_market: bool = False


@entry
class ManagersCertified:
    """Everybody who leads people and has a certification to hold is certified."""

    kind: Literal["managers-certified"]
    key: Annotated[str, Key()]
    at_least: Fraction = 1.0
    each_market: bool = False


@entry
class MaterialsApproved:
    """Every current material (of these kinds; empty = all) is approved, as it now reads, by each function."""

    kind: Literal["materials-approved"]
    key: Annotated[str, Key()]
    kinds: tuple[
        Literal["value-proposition-sheet", "objection-cards", "battlecard", "calculator", "module", "quiz"], ...
    ] = ()
    by: Annotated[tuple[Function, ...], NonEmpty()] = ("marketing", "sales")


@entry
class TasksDone:
    """Every task of these stages (empty = all before clearance) is done or skipped with a reason."""

    kind: Literal["tasks-done"]
    key: Annotated[str, Key()]
    stages: tuple[Annotated[str, OneOf(STAGES)], ...] = ()


@entry
class SignOffs:
    """Each function has signed off the definition as it now stands."""

    kind: Literal["sign-offs"]
    key: Annotated[str, Key()]
    by: Annotated[tuple[Function, ...], NonEmpty()]


@entry
class ProofValid:
    """Every value proposition has proof that shows one of its capabilities, unexpired, and permitted outside."""

    kind: Literal["proof-valid"]
    key: Annotated[str, Key()]
    value_propositions: tuple[Annotated[str, Ref("value_propositions")], ...] = ()


@entry
class ChecksClean:
    """`readiness check` finds none of these codes (empty = nothing at or above `level`)."""

    kind: Literal["checks-clean"]
    key: Annotated[str, Key()]
    codes: tuple[str, ...] = ()
    level: Literal["error", "warning"] = "error"


@entry
class KnowledgeFresh:
    """At least this share of the certified people still know it, as their answers after certification show."""

    kind: Literal["knowledge-fresh"]
    key: Annotated[str, Key()]
    certification: Annotated[str, Ref("certifications"), About("Empty = all certifications together.")] | None = None
    at_least: Annotated[float, Between(0, 1, "Write 80 % as 0.8."), About("Share of the certified who are fresh.")]
    recall: Annotated[
        float,
        Between(0, 0.99, "Write 80 % as 0.8."),
        About("Somebody is fresh while the mean likelihood that they remember is at least this."),
    ] = 0.8
    answers: Annotated[int, Between(1, 1000), About("Fewer answers of a person prove nothing.")] = 5
    within_days: Annotated[int, Between(1, 3650), About("And the last answer is at most so many days old.")] | None = (
        None
    )
    grace_days: Annotated[
        int, Between(0, 365), About("Fresh without an answer for so many days after certification.")
    ] = 14
    within: Literal["overall", "region"] = "overall"
    at_least_people: Annotated[int, Between(0, 1_000_000), About("Fewer people than this proves nothing.")] = 1
    each_market: bool = False


@entry
class ObjectionsAnswered:
    """Every objection that enough reps have heard is answered by the applied message, or declined with a reason."""

    kind: Literal["objections-answered"]
    key: Annotated[str, Key()]
    heard_by: Annotated[int, Between(1, 10_000), About("Objections that fewer reps sent are not asked for.")] = 1
    at_least_heard: Annotated[
        int, Between(0, 10_000), About("Fewer objections from the field show that nobody listened; 0 = that is fine.")
    ] = 1


Criterion = (
    CertifiedShare
    | ManagersCertified
    | MaterialsApproved
    | TasksDone
    | SignOffs
    | ProofValid
    | ChecksClean
    | KnowledgeFresh
    | ObjectionsAnswered
)


@entry
class Gate:
    """What must be true before the product may be sold. `waivable_by`: functions of which one may approve a waiver."""

    criteria: Annotated[Mapping[str, Criterion], NonEmpty()]
    population: Population = field(default_factory=Population)
    waivable_by: tuple[Function, ...] = ("leadership",)
