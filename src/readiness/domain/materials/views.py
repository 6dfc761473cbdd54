"""What pieces show of each entry of the message, as plain JSON: the parts that are printed, and nothing else.

A field that a piece does not print is not in its view, so changing it renders nothing again; a test walks every
field of the sample launch to keep it so. Keys avoid the names of Python's own dictionary methods (`items`, `values`):
templates reach entries by name.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from readiness.domain.definition.message import (
    Capability,
    DecisionStep,
    Fact,
    Objection,
    Persona,
    ProofPoint,
    Requirement,
    ValueProposition,
)
from readiness.domain.definition.model import Launch
from readiness.domain.messaging.proof import permitted_outside
from readiness.domain.messaging.standing import undervalued

Json = dict[str, Any]


def said_proof(point: ProofPoint) -> Json:
    """Proof as it is told: what happened, and whether it may be told outside."""
    permission = "no permission" if point.permission == "none" else point.permission
    return {"statement": point.statement, "permission": permission, "outside": permitted_outside(point)}


def proof(launch: Launch, point: ProofPoint, wanted: Iterable[str] = ()) -> Json:
    """Proof with where it comes from. `shows_this`: it shows one of the `wanted` capabilities; true when none is asked
    for. `shows` is what it shows instead, empty when it shows this.
    """
    wanted = set(wanted)
    shows_this = not wanted or bool(wanted & set(point.shows))
    return {
        **said_proof(point),
        "source": point.source,
        "dated": point.dated.isoformat() if point.dated else None,
        "expires_on": point.expires_on.isoformat() if point.expires_on else None,
        "shows_this": shows_this,
        "shows": [] if shows_this else [launch.capabilities[key].name for key in point.shows],
    }


def objection(launch: Launch, entry: Objection) -> Json:
    """`response` is None when nobody has written one."""
    response = entry.response
    return {
        "says": entry.says,
        "response": response
        and {
            "acknowledge": response.acknowledge,
            "reframe": response.reframe,
            "concede": response.concede,
            "ask": response.ask,
            "proof": [said_proof(launch.proof_points[key]) for key in response.proof],
        },
    }


def persona(entry: Persona) -> Json:
    return {"name": entry.name, "role": entry.title, "part": entry.part, "cares_about": list(entry.cares_about)}


def requirement(entry: Requirement) -> Json:
    return {"problem": entry.problem, "cost_of_inaction": entry.cost_of_inaction}


def capability(entry: Capability) -> Json:
    """`value` is what customers think it worth, 1 to 5, before (`perceived`) and after (`actual`) they know it."""
    worth = entry.value
    return {
        "name": entry.name,
        "description": entry.description,
        "available": entry.available,
        "value": worth and {"perceived": worth.perceived, "actual": worth.actual, "why": worth.why},
        "undervalued": undervalued(entry),
    }


def value_proposition(launch: Launch, entry: ValueProposition) -> Json:
    """`proven`: some of its proof shows what it promises and may be told outside; whether it still holds, the gate
    says.
    """
    points = [proof(launch, launch.proof_points[key], entry.capabilities) for key in entry.proof]
    return {
        "headline": entry.headline,
        "requirement": requirement(launch.requirements[entry.requirement]),
        "insight": entry.insight,
        "capabilities": [launch.capabilities[key].name for key in entry.capabilities],
        "outcome": entry.outcome,
        "proof": points,
        "proven": any(point["shows_this"] and point["outside"] for point in points),
    }


def decision_step(launch: Launch, entry: DecisionStep) -> Json:
    return {
        "name": entry.name,
        "who": [launch.personas[key].name for key in entry.who],
        "decides": entry.decides,
        "changes": entry.changes,
    }


def fact(entry: Fact) -> Json:
    return {
        "statement": entry.statement,
        "figure": entry.figure,
        "holds_from": entry.holds_from.isoformat() if entry.holds_from else None,
        "holds_until": entry.holds_until.isoformat() if entry.holds_until else None,
    }
