"""For whom a kit is: a named person at an account, in a situation of the message map and one conversation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from readiness.domain.definition.message import Persona
from readiness.domain.definition.model import Launch
from readiness.domain.value.working import work_out
from readiness.ground.errors import DefinitionError, Problem
from readiness.ground.keys import did_you_mean

LONGEST: Final = 200
_NONE: Final[Mapping[str, float]] = MappingProxyType({})
_RANK: Final = ("decider", "buyer", "influencer", "user")


@dataclass(frozen=True, slots=True, kw_only=True)
class KitRequest:
    """Keys are of the launch; `competitor` and `calculator` "" = none. `inputs` are the buyer's figures by key.

    `persona` is whose message the person is told.
    """

    account: str
    person: str
    role: str
    persona: str
    requirement: str
    competitor: str
    conversation: str
    calculator: str
    inputs: Mapping[str, float] = field(default_factory=lambda: _NONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class KitWish:
    """What was typed; all of it may be wrong. `persona` "" = found by the role; `unread`: figures that are none."""

    account: str
    person: str
    role: str
    requirement: str
    conversation: str
    persona: str = ""
    competitor: str = ""
    calculator: str = ""
    inputs: Mapping[str, float] = field(default_factory=lambda: _NONE)
    unread: tuple[Problem, ...] = ()


def kit_request(launch: Launch, wish: KitWish) -> KitRequest:
    """The request that a wish comes to. Raises DefinitionError with everything that is wrong with it (KT001 to KT003,
    and CV001 to CV003 for figures).
    """
    problems = [*_names(wish), *_keys(launch, wish)]
    if wish.calculator in launch.calculators:
        try:
            work_out(launch.calculators[wish.calculator], wish.inputs, wish.unread)
        except DefinitionError as error:
            problems += error.problems
    else:
        problems += wish.unread
        if wish.inputs and not wish.calculator:
            problems.append(Problem("KT003", "figures are given, and no calculator.", "Name one.", path="calculator"))
    if problems:
        raise DefinitionError("no kit can be made of this.", problems=problems)
    return KitRequest(
        account=wish.account.strip(), person=wish.person.strip(), role=wish.role.strip(),
        persona=wish.persona or persona_for(launch, wish.role, wish.requirement), requirement=wish.requirement,
        competitor=wish.competitor, conversation=wish.conversation, calculator=wish.calculator,
        inputs=dict(sorted(wish.inputs.items())),
    )  # fmt: skip


def persona_for(launch: Launch, role: str, requirement: str) -> str:
    """The persona as which somebody of this role is spoken to: of that name or title, else the one whose title shares
    most words with it, else somebody to whom something is said of this problem, who decides most; "" when
    the launch has no persona.
    """
    said = " ".join(role.casefold().split())
    for key, persona in launch.personas.items():
        if said in {key, persona.name.casefold(), persona.title.casefold()}:
            return key
    felt = launch.requirements[requirement].felt_by if requirement in launch.requirements else ()
    told = {key for one in launch.value_propositions.values() if one.requirement == requirement for key in one.personas}

    def order(one: tuple[str, Persona]) -> tuple[int, bool, int, bool]:
        key, persona = one
        shared = len(set(said.split()) & set(persona.title.casefold().split()))
        return -shared, key not in told, _RANK.index(persona.part), key not in felt

    return min(launch.personas.items(), key=order)[0] if launch.personas else ""


def request_from(told: Mapping[str, Any]) -> KitRequest:
    """A request as it was kept."""
    return KitRequest(**{**told, "inputs": dict(told["inputs"])})


def _names(wish: KitWish) -> Iterator[Problem]:
    for name in ("account", "person", "role"):
        text = getattr(wish, name).strip()
        if not text:
            yield Problem("KT001", f"the {name} is missing.", "A kit is for one named person.", path=name)
        elif len(text) > LONGEST or not text.isprintable():
            told = f"the {name} is more than one line of {LONGEST} characters."
            yield Problem("KT001", told, "Write it shorter.", path=name)


def _keys(launch: Launch, wish: KitWish) -> Iterator[Problem]:
    sections: tuple[tuple[str, Mapping[str, object], bool], ...] = (
        ("requirement", launch.requirements, True), ("conversation", launch.conversations, True),
        ("competitor", launch.competitors, False), ("calculator", launch.calculators, False),
        ("persona", launch.personas, False),
    )  # fmt: skip
    for name, known, is_needed in sections:
        key = getattr(wish, name)
        if key not in known and (key or is_needed):
            told = f"there is no {name} {ascii(key)[:80]}." if key else f"the {name} is missing."
            yield Problem("KT002", told, did_you_mean(key[:64], known), path=name)
    if not launch.personas:
        yield Problem("KT002", "the launch has no persona to speak to.", "Write personas in the launch file.")
