"""The content of a training module: what it teaches, and what of that a given role is certified on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from readiness.domain.definition.assessment import Item, Module, RolePlay
from readiness.domain.definition.certifying import Certification
from readiness.domain.definition.message import Objection, ValueProposition
from readiness.domain.definition.model import Launch
from readiness.domain.materials import views
from readiness.domain.materials.views import Json
from readiness.domain.messaging.claims import claim_title
from readiness.domain.messaging.standing import versus
from readiness.domain.quiz.forms import pool


def audiences(launch: Launch, module: Module) -> tuple[str, ...]:
    """The certifications a module is rendered for: those it names, then those that ask for it; may be empty."""
    asking = [key for key, c in launch.certifications.items() if module.key in c.modules]
    return tuple(dict.fromkeys((*module.roles, *asking)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The keys of what a module teaches, section by section, in the order in which it is taught."""

    problems: Sequence[str]
    personas: Sequence[str]
    propositions: Sequence[str]
    facts: Sequence[str]
    steps: Sequence[str]
    capabilities: Sequence[str]
    rivals: Sequence[str]
    objections: Sequence[str]
    proof: Sequence[str]


def selection(launch: Launch, module: Module) -> Selection:
    """What of the message the module teaches.

    Whom it is about and how the decision changes follow from what is taught where the author did not say: the personas
    of the taught value propositions, the decision steps in which they take part, the capabilities and competitors that
    the taught value propositions and objections are about.
    """
    taught = _Taught(launch, module.teaches)
    propositions = [launch.value_propositions[key] for key in taught.keys("value_propositions")]
    objections = [launch.objections[key] for key in taught.keys("objections")]
    personas = taught.keys("personas") or _once(key for v in propositions for key in v.personas)
    personas = personas or _once(key for o in objections for key in o.personas)
    steps = taught.keys("decision_process") or [
        key for key, step in launch.decision_process.items() if set(step.who) & set(personas)
    ]
    capabilities = taught.keys("capabilities") or _once(key for v in propositions for key in v.capabilities)
    capabilities = capabilities or _once(key for o in objections for key in o.capabilities)
    rivals = taught.keys("competitors") or _once(
        [*(o.competitor for o in objections if o.competitor), *(key for v in propositions for key in v.competitors)]
    )
    return Selection(
        problems=_once([*taught.keys("requirements"), *(v.requirement for v in propositions)]),
        personas=personas,
        propositions=taught.keys("value_propositions"),
        facts=taught.keys("facts"),
        steps=steps,
        capabilities=capabilities,
        rivals=rivals,
        objections=taught.keys("objections"),
        proof=taught.keys("proof_points"),
    )


def teaching(launch: Launch, module: Module) -> Json:
    """What the module teaches, the same for every role: this is what a person who completed it has seen."""
    of = selection(launch, module)
    propositions = [launch.value_propositions[key] for key in of.propositions]
    objections = [launch.objections[key] for key in of.objections]
    return {
        "product": {
            "name": launch.product.name,
            "summary": launch.product.summary,
            "version": launch.product.version,
            "not_for": list(launch.product.not_for),
        },
        "minutes": module.minutes,
        "conversation": launch.conversations[module.conversation].name if module.conversation else None,
        "problems": [views.requirement(launch.requirements[key]) for key in of.problems],
        "personas": [
            {**views.persona(launch.personas[key]), "questions": list(launch.personas[key].questions)}
            for key in of.personas
        ],
        "propositions": [views.value_proposition(launch, v) for v in propositions],
        "facts": [views.fact(launch.facts[key]) for key in of.facts],
        "steps": [views.decision_step(launch, launch.decision_process[key]) for key in of.steps],
        "capabilities": [views.capability(launch.capabilities[key]) for key in of.capabilities],
        "rivals": [_rival(launch, key, of.capabilities) for key in of.rivals],
        "objections": [views.objection(launch, o) for o in objections],
        "proof": [views.proof(launch, launch.proof_points[key]) for key in of.proof],
        "practice": module.practice,
        "body": module.body,
        "sources": _sources(
            [
                *((r.source, r.problem) for r in map(launch.requirements.__getitem__, of.problems)),
                *((f.source, f.figure or f.statement) for f in map(launch.facts.__getitem__, of.facts)),
                *((c.source, c.name) for c in map(launch.capabilities.__getitem__, of.capabilities)),
                *((o.source, o.says) for o in objections),
                *(
                    (p.source, p.customer or p.statement)
                    for p in map(launch.proof_points.__getitem__, _once([*of.proof, *_told(propositions, objections)]))
                ),
            ]
        ),
    }


def audience(launch: Launch, module: Module, certification: str, accepted: Sequence[Item]) -> Json:
    """What the certification asks of somebody who takes the module for it, and where the module is tested."""
    entry = launch.certifications[certification]
    claims = set(module.teaches)
    quizzes = [launch.quizzes[key] for key in entry.quizzes]
    tested = [
        {
            "name": quiz.title,
            "pass_fraction": quiz.pass_fraction,
            "attempts": quiz.attempts,
            "questions": sum(1 for item in pool(quiz, launch, accepted) if claims & set(item.tests)),
        }
        for quiz in quizzes
    ]
    rehearsed = set(_Taught(launch, module.teaches).keys("objections"))
    return {
        "name": entry.name,
        "manages": entry.manages,
        "attestation": entry.attestation,
        "valid_days": entry.valid_days,
        "modules": [{"name": launch.modules[key].title, "this": key == module.key} for key in entry.modules],
        "quizzes": tested,
        "role_plays": [
            {
                "name": play.title,
                "pass_fraction": play.pass_fraction,
                "rehearses": bool(rehearsed & set(play.objections)),
            }
            for play in _role_plays(launch, entry)
        ],
        "listen_for": [claim_title(launch, claim) for claim in module.teaches] if entry.manages else [],
    }


class _Taught:
    """The claims of a module by section."""

    def __init__(self, launch: Launch, claims: Iterable[str]) -> None:
        self._claims = [claim.split(".", 1) for claim in claims]
        self._launch = launch

    def keys(self, section: str) -> list[str]:
        return _once(key for name, key in self._claims if name == section)


def _role_plays(launch: Launch, certification: Certification) -> list[RolePlay]:
    return [launch.role_plays[key] for key in certification.role_plays]


def _rival(launch: Launch, competitor: str, capabilities: Iterable[str]) -> Json:
    entry, against, wanted = launch.competitors[competitor], versus(launch, competitor), set(capabilities)
    return {
        "name": entry.name,
        "kind": entry.kind,
        "better_at": list(entry.better_at),
        "compared": [
            {"name": launch.capabilities[key].name, "standing": standing}
            for standing in ("unique", "stronger", "parity", "weaker")
            for key in getattr(against, standing)
            if key in wanted
        ],
    }


def _told(propositions: Iterable[ValueProposition], objections: Iterable[Objection]) -> list[str]:
    """The proof that is told with these value propositions and answers."""
    return [
        *(key for v in propositions for key in v.proof),
        *(key for o in objections if o.response for key in o.response.proof),
    ]


def _sources(named: Iterable[tuple[str | None, str]]) -> list[Json]:
    """Every source, once, with all that it supports; in the order in which they come up."""
    found: dict[str, dict[str, None]] = {}
    for source, what in named:
        if source:
            found.setdefault(source, {})[what] = None
    return [{"source": source, "supports": list(what)} for source, what in found.items()]


def _once(keys: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(keys))
