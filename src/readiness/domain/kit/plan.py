"""The parts of a kit: what each is made of, which may be rewritten, and what is left out because it is not approved.

Locked parts say what the message says, word by word; open parts are the rep's. What is for the buyer and what is for
our own people are two documents: nobody hands over a battlecard by mistake.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from readiness.domain.definition.model import Launch
from readiness.domain.kit.request import KitRequest
from readiness.domain.materials import views
from readiness.domain.materials.assemble import TEMPLATES
from readiness.domain.materials.battlecard import battlecard
from readiness.domain.materials.calculator import calculator_page
from readiness.domain.messaging.proof import permitted_outside, valid_on
from readiness.domain.value.working import work_out

Reader = Literal["buyer", "us"]
ACCOUNT: Final = "the account"
PERSON: Final = "the person"
"""What stands where a buyer is not to be named."""

READERS: Final[tuple[Reader, ...]] = ("buyer", "us")

PIECES: Final[Mapping[str, tuple[str, Reader]]] = {
    "point-of-view": ("What we believe about your situation", "buyer"),
    "one-pager": ("On one page", "buyer"),
    "value": ("What it is worth", "buyer"),
    "meeting-plan": ("The meeting", "us"),
    "battlecard": ("Against the others", "us"),
}
"""Piece → its heading and who reads it, in the order of the documents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPart:
    """`context` is what its template shows; `made_of` are the approved materials it rests on."""

    key: str
    piece: str
    title: str
    is_open: bool
    template: str
    context: Mapping[str, Any]
    made_of: tuple[str, ...]

    @property
    def reader(self) -> Reader:
        return PIECES[self.piece][1]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What is not in the kit, the material it would be made of, and what that lacks."""

    what: str
    material: str
    lacking: str


@dataclass(frozen=True, slots=True)
class KitPlan:
    parts: tuple[PlannedPart, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def is_empty(self) -> bool:
        """True when nothing that it would be made of is approved: what is left is the rep's own."""
        return not any(part.made_of for part in self.parts)


def materials_of(request: KitRequest) -> tuple[str, ...]:
    """The materials that a kit is made of, by name."""
    wanted = [f"value-proposition-sheet/{request.persona}", "objection-cards/all"]
    wanted += [f"battlecard/{request.competitor}"] if request.competitor else []
    wanted += [f"calculator/{request.calculator}"] if request.calculator else []
    return tuple(wanted)


def plan_kit(launch: Launch, request: KitRequest, lacking: Mapping[str, str], on: date) -> KitPlan:
    """The kit of a request that the launch can still fulfil. `lacking` says of each material by name what it lacks;
    "" = approved, and what is not named is not made at all. Proof that no longer holds `on` that day is not shown.
    """
    parts, left_out = [], []
    for part in _parts(launch, request, on):
        missing = [(name, lacking.get(name, "not made")) for name in part.made_of]
        missing = [(name, why) for name, why in missing if why]
        if missing:
            left_out += [LeftOut(part.title, name, why) for name, why in missing]
        else:
            parts.append(part)
    ordered = sorted(parts, key=lambda part: list(PIECES).index(part.piece))
    return KitPlan(tuple(ordered), tuple(left_out))


def _parts(launch: Launch, request: KitRequest, on: date) -> Iterator[PlannedPart]:
    context = _context(launch, request, on)
    sheet = (f"value-proposition-sheet/{request.persona}",)

    def part(key: str, piece: str, title: str, made_of: tuple[str, ...] = (), *, is_open: bool = False) -> PlannedPart:
        template = f"kits/{key}.md.j2"
        return PlannedPart(
            key=key, piece=piece, title=title, is_open=is_open, template=template, context=context, made_of=made_of
        )

    yield part("opening", "point-of-view", "To you", is_open=True)
    yield part("problem", "point-of-view", "What we see, and what is easily missed", sheet)
    if context["propositions"]:
        yield part("outcome", "point-of-view", "What could come of it", sheet)
        yield part("one-pager", "one-pager", "What would change", sheet)
    if request.calculator:
        yield _value(launch, request)
    yield part("purpose", "meeting-plan", "What the meeting is for", is_open=True)
    yield part("agenda", "meeting-plan", "Agenda", is_open=True)
    yield part("questions", "meeting-plan", "Questions to ask", sheet)
    if context["steps"]:
        yield part("decision", "meeting-plan", "Where they take part in the decision", sheet)
    if context["objections"]:
        yield part("objections", "meeting-plan", "What you may hear", ("objection-cards/all",))
    yield part("next-step", "meeting-plan", "The next step", is_open=True)
    if request.competitor:
        yield PlannedPart(
            key="battlecard", piece="battlecard", title=f"Against {launch.competitors[request.competitor].name}",
            is_open=False, template=TEMPLATES["battlecard"], made_of=(f"battlecard/{request.competitor}",),
            context={"title": "", **battlecard(launch, request.competitor)},
        )  # fmt: skip


def _value(launch: Launch, request: KitRequest) -> PlannedPart:
    entry = launch.calculators[request.calculator]
    worked = work_out(entry, request.inputs)
    return PlannedPart(
        key="value", piece="value", title=entry.name, is_open=False, template=TEMPLATES["calculator"],
        context={"title": "", **calculator_page(launch, request.calculator, worked)},
        made_of=(f"calculator/{request.calculator}",),
    )  # fmt: skip


def _context(launch: Launch, request: KitRequest, on: date) -> dict[str, Any]:
    persona = launch.personas[request.persona]
    conversation = launch.conversations[request.conversation]
    propositions = [
        {**views.value_proposition(launch, one), "proof": _proof(launch, one.proof, one.capabilities, on)}
        for one in launch.value_propositions.values()
        if request.persona in one.personas and one.requirement == request.requirement
    ]
    steps = [views.decision_step(launch, one) for one in launch.decision_process.values() if request.persona in one.who]
    objections = [
        views.objection(launch, one)
        for one in launch.objections.values()
        if one.response and request.persona in one.personas and one.competitor in {None, request.competitor}
    ]
    return {
        "account": request.account, "person": request.person, "role": request.role,
        "supplier": launch.product.supplier, "product": launch.product.name,
        "persona": {"name": persona.name, "title": persona.title, "cares_about": list(persona.cares_about)},
        "conversation": {"key": conversation.key, "name": conversation.name, "purpose": conversation.purpose},
        "requirement": views.requirement(launch.requirements[request.requirement]),
        "propositions": propositions,
        "questions": list(persona.questions),
        "objections": objections,
        "steps": steps,
    }  # fmt: skip


def _proof(launch: Launch, keys: tuple[str, ...], capabilities: tuple[str, ...], on: date) -> list[views.Json]:
    """Proof of exactly this that may be told outside and holds."""
    points = (launch.proof_points[key] for key in keys)
    told = (views.proof(launch, one, capabilities) for one in points if permitted_outside(one) and valid_on(one, on))
    return [one for one in told if one["shows_this"]]
