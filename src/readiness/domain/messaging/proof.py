"""Where the message promises more than it can prove. Checks and the gate's `proof-valid` ask the same function."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Literal

from readiness.domain.definition.message import ProofPoint, ValueProposition
from readiness.domain.definition.model import Launch
from readiness.ground.frozen import frozen

Reason = Literal["none", "shows-nothing", "expired", "not-permitted"]

OUTSIDE = frozenset(("public", "approved"))
"""Permissions under which proof may be shown to a buyer."""


@frozen
class ProofGap:
    """A value proposition whose proof fails. `proof` is what it names; the reason is the first that leaves nothing:

    none: it names no proof. shows-nothing: none shows one of its capabilities. expired: what does is out of date on
    the day (or dated after it). not-permitted: what is left may not be shown outside.
    """

    value_proposition: str
    reason: Reason
    proof: tuple[str, ...]


def proof_gaps(launch: Launch, on: date) -> tuple[ProofGap, ...]:
    """Every value proposition without proof that counts on that day, in file order; empty = all proven."""
    found = []
    for key, proposition in launch.value_propositions.items():
        reason = _reason(launch, proposition, on)
        if reason is not None:
            found.append(ProofGap(key, reason, proposition.proof))
    return tuple(found)


def point_fault(point: ProofPoint, capabilities: Collection[str], on: date) -> Reason | None:
    """Why this point proves none of these capabilities on that day, the first of the reasons; None = it proves one."""
    if not set(point.shows) & set(capabilities):
        return "shows-nothing"
    if not valid_on(point, on):
        return "expired"
    return None if permitted_outside(point) else "not-permitted"


def valid_on(point: ProofPoint, on: date) -> bool:
    """True from its date up to and including the day on which it expires; a point without dates always holds."""
    return holds_on(point.dated, point.expires_on, on)


def holds_on(since: date | None, until: date | None, on: date) -> bool:
    """Both ends included; an end that is not given is open."""
    return (since is None or since <= on) and (until is None or on <= until)


def permitted_outside(point: ProofPoint) -> bool:
    return point.permission in OUTSIDE


def _reason(launch: Launch, proposition: ValueProposition, on: date) -> Reason | None:
    named = [launch.proof_points[key] for key in proposition.proof]
    if not named:
        return "none"
    showing = [point for point in named if set(point.shows) & set(proposition.capabilities)]
    if not showing:
        return "shows-nothing"
    holding = [point for point in showing if valid_on(point, on)]
    if not holding:
        return "expired"
    return None if any(permitted_outside(point) for point in holding) else "not-permitted"
