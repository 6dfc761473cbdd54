"""A recorded verdict is decided again: from what it stored, and from the records it was counted from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlmodel import Session

from readiness.actions.gate_figures import gather_again
from readiness.context import Context
from readiness.domain.gate.verdict import Inputs, Verdict, decide_from, identity
from readiness.domain.gate.waiver import Waiver
from readiness.ground.errors import NotFound
from readiness.ground.fingerprint import plain
from readiness.store import gate
from readiness.store.gate_sources import hold_still
from readiness.store.launches import version

TOLD = 50
"""Differences that are told one by one."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that came out otherwise: where it is, what the verdict says, what was found now. JSON texts."""

    path: str
    then: str
    now: str


@dataclass(frozen=True, slots=True)
class Recomputed:
    """The recorded verdict and what came out otherwise; empty twice = it stands as recorded.

    `from_record`: decided again from its own inputs. `from_evidence`: its figures counted anew from the insert-only
    records up to the marks it stored, and its waivers looked up. At most TOLD each.
    """

    number: int
    verdict: Verdict
    from_record: tuple[Difference, ...]
    from_evidence: tuple[Difference, ...]

    @property
    def same(self) -> bool:
        return not self.from_record and not self.from_evidence


def recompute_verdict(context: Context, *, launch: str, number: int) -> Recomputed:
    """What verdict `number` comes to when it is decided again, both ways. Changes nothing. Raises NotFound.

    A roster or task list that was corrected since shows as a difference from the evidence: it is one.
    """
    with context.database.reading() as session:
        hold_still(session)
        recorded = gate.require_verdict(session, launch, number)
        again = decide_from(recorded.inputs)
        listed = {"outcome": again.outcome, "as_of": again.as_of, "definition": again.definition}
        shown = {name: getattr(recorded.entry, name) for name in listed}
        record = (*differences(shown, listed), *differences(recorded.verdict, again))[:TOLD]
        if not record and identity(recorded.inputs, again) != recorded.entry.identity:
            record = (Difference("identity", recorded.entry.identity, identity(recorded.inputs, again)),)
        return Recomputed(number, recorded.verdict, record, from_evidence(session, recorded.inputs))


def from_evidence(session: Session, inputs: Inputs) -> tuple[Difference, ...]:
    """Where the records say otherwise than these inputs."""
    try:
        found = gather_again(session, inputs)
    except NotFound as error:
        return (Difference("definition", inputs.figures.definition, error.message),)
    given = {waiver.number: waiver for waiver in gate.waivers(session, inputs.figures.launch)}
    policy = _policy_differences(session, inputs)
    return (*policy, *differences(inputs.figures, found), *_waiver_differences(inputs, given))[:TOLD]


def differences(then: Any, now: Any) -> tuple[Difference, ...]:
    """Every place where two values have different JSON, by dotted path, at most TOLD."""
    return tuple(islice(_differences("", plain(then), plain(now)), TOLD))


def _differences(path: str, then: Any, now: Any) -> Iterator[Difference]:
    if isinstance(then, dict) and isinstance(now, dict):
        for key in sorted(then.keys() | now.keys()):
            yield from _differences(f"{path}.{key}" if path else key, then.get(key), now.get(key))
    elif isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        for index, (old, new) in enumerate(zip(then, now, strict=True)):
            yield from _differences(f"{path}[{index}]", old, new)
    elif then != now:
        yield Difference(path, f"{then!s:.200}", f"{now!s:.200}")


def _policy_differences(session: Session, inputs: Inputs) -> tuple[Difference, ...]:
    stood = version(session, inputs.figures.launch, inputs.figures.definition).definition.gate
    return differences(
        {"criteria": inputs.criteria, "population": inputs.population},
        {"criteria": tuple(stood.criteria.values()), "population": stood.population},
    )


def _waiver_differences(inputs: Inputs, given: dict[int, Waiver]) -> Iterator[Difference]:
    """Each waiver of the inputs must be on record as it was; a later withdrawal is no difference."""
    for waiver in inputs.waivers:
        now = given.get(waiver.number)
        if now is None:
            yield Difference(f"waivers.{waiver.number}", "given", "not on record")
            continue
        withdrawn_later = now.withdrawn_at is not None and waiver.withdrawn_at is None
        for found in differences(waiver, now):
            if not (withdrawn_later and found.path in {"withdrawn_at", "withdrawn_by"}):
                yield Difference(f"waivers.{waiver.number}.{found.path}", found.then, found.now)
