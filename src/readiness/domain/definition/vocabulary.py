"""The words that sections of a launch file share: functions, stages, what a claim may be of, and bounded numbers.

Units are in the names: `Fraction` 0..1, `Score` 1..5, `Days`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Literal

from readiness.domain.definition.shape import Between, OneOf

FUNCTIONS = (
    "product", "marketing", "sales", "enablement", "legal", "finance",
    "support", "success", "operations", "partners", "leadership",
)  # fmt: skip
"""The functions with a touch point on the customer (field S16); owners, approvers and sign-offs are of one of these."""


CLAIM_SECTIONS = (
    "value_propositions", "objections", "capabilities", "competitors", "requirements", "personas", "proof_points",
    "decision_process", "facts",
)  # fmt: skip
"""What a module may teach and an item may test."""


STAGES = (
    "value-propositions", "objection-handling", "training-modules", "knowledge-quizzes", "enrolment", "certification",
    "clearance",
)  # fmt: skip
"""The stages of every launch, in the order in which they are worked through."""


CONCERNS = (
    "value-proposition-sheet", "objection-cards", "battlecard", "calculator", "module", "quiz", "role-play",
    "definition",
)  # fmt: skip
"""What a task may be about: a kind of material, or the definition itself."""


Function = Annotated[str, OneOf(FUNCTIONS)]
Fraction = Annotated[float, Between(0, 1, "Write 80 % as 0.8.")]
Standing = Literal["unique", "stronger", "parity", "weaker"]
ChangeClass = Literal["minor", "delta", "recertify"]
Score = Annotated[int, Between(1, 5)]
Days = Annotated[int, Between(0, 3650)]
Count = Annotated[int, Between(1, 1000)]


def place_of(launch: str, name: str) -> tuple[str, str]:
    """(launch, certification) of a name as a certification of `launch` writes it: `key`, or `launch/key`."""
    before, slash, key = name.partition("/")
    return (before, key) if slash else (launch, before)


def no_entries() -> Mapping[str, Any]:
    return MappingProxyType({})
