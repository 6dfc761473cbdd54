"""What a piece shows of each entry of the message, as plain JSON: the parts that are printed, and nothing else.

A field that no piece prints is not here, so changing it renders nothing again. Keys avoid the names of Python's own
dictionary methods (`items`, `values`): templates reach entries by name.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from readiness.domain.definition.model import (
    Capability,
    Competitor,
    CustomerValue,
    DecisionStep,
    Fact,
    Launch,
    Objection,
    Persona,
    ProofPoint,
    Requirement,
    ValueProposition,
)
from readiness.domain.messaging.proof import permitted_outside
from readiness.domain.messaging.standing import undervalued

Json = dict[str, Any]


def product(launch: Launch) -> Json:
    return {"name": launch.product.name, "supplier": launch.product.supplier}


def proof(launch: Launch, point: ProofPoint, wanted: Iterable[str] = ()) -> Json:
    """`shows_this`: it shows one of the `wanted` capabilities; true when none is asked for."""
    wanted = tuple(wanted)
    return {
        "statement": point.statement,
        "figure": point.figure,
        "customer": point.customer,
        "source": point.source,
        "dated": point.dated.isoformat() if point.dated else None,
        "expires_on": point.expires_on.isoformat() if point.expires_on else None,
        "permission": {"none": "no permission"}.get(point.permission, point.permission),
        "outside": permitted_outside(point),
        "shows": [launch.capabilities[key].name for key in point.shows],
        "shows_this": not wanted or bool(set(wanted) & set(point.shows)),
    }


def objection(launch: Launch, entry: Objection) -> Json:
    """`response` is None when nobody has written one."""
    response = entry.response
    return {
        "says": entry.says,
        "kind": entry.kind,
        "competitor": launch.competitors[entry.competitor].name if entry.competitor else None,
        "personas": [launch.personas[key].name for key in entry.personas],
        "source": entry.source,
        "response": response
        and {
            "acknowledge": response.acknowledge,
            "reframe": response.reframe,
            "concede": response.concede,
            "ask": response.ask,
            "proof": [proof(launch, launch.proof_points[key]) for key in response.proof],
        },
    }


def persona(launch: Launch, entry: Persona) -> Json:
    return {
        "name": entry.name,
        "role": entry.title,
        "part": entry.part,
        "segments": [launch.segments[key].name for key in entry.segments],
        "cares_about": list(entry.cares_about),
        "questions": list(entry.questions),
    }


def requirement(entry: Requirement) -> Json:
    return {"problem": entry.problem, "cost_of_inaction": entry.cost_of_inaction, "source": entry.source}


def value(entry: CustomerValue) -> Json:
    return {"perceived": entry.perceived, "actual": entry.actual, "why": entry.why}


def capability(entry: Capability) -> Json:
    return {
        "name": entry.name,
        "description": entry.description,
        "available": entry.available,
        "value": value(entry.value) if entry.value else None,
        "undervalued": undervalued(entry),
        "source": entry.source,
    }


def value_proposition(launch: Launch, entry: ValueProposition) -> Json:
    points = [proof(launch, launch.proof_points[key], entry.capabilities) for key in entry.proof]
    return {
        "headline": entry.headline,
        "personas": [launch.personas[key].name for key in entry.personas],
        "requirement": requirement(launch.requirements[entry.requirement]),
        "insight": entry.insight,
        "capabilities": [capability(launch.capabilities[key]) for key in entry.capabilities],
        "outcome": entry.outcome,
        "proof": points,
        "proven": any(point["shows_this"] and point["outside"] for point in points),
        "competitors": [launch.competitors[key].name for key in entry.competitors],
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
        "source": entry.source,
        "holds_from": entry.holds_from.isoformat() if entry.holds_from else None,
        "holds_until": entry.holds_until.isoformat() if entry.holds_until else None,
    }


def competitor(entry: Competitor) -> Json:
    return {
        "name": entry.name,
        "kind": entry.kind,
        "claim": entry.claim,
        "better_at": list(entry.better_at),
        "checked_on": entry.checked_on.isoformat() if entry.checked_on else None,
    }
