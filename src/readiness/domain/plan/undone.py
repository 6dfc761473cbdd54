"""What applying undoes of what people did: approvals, sign-offs and clearances that stop counting, tasks that reopen.

All of it is bound to a fingerprint, so nothing is withdrawn when it happens: it follows from what reads differently.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from readiness.domain.gate.figures import SignOffFact
from readiness.domain.materials.approval import Approval, approved_by, latest_decisions
from readiness.domain.plan.changes import OutdatedClearance, Piece, ReopenedTask, VoidedApproval, VoidedSignOff
from readiness.domain.tasks.task import FINISHED, TaskGraph, TaskState


@dataclass(frozen=True, slots=True)
class ClearanceFact:
    """A clearance on record by what it names; `market` "" = the launch as a whole."""

    market: str
    definition: str
    by: str
    on: date


def voided_approvals(gone: Iterable[Piece], approvals: tuple[Approval, ...]) -> tuple[VoidedApproval, ...]:
    """The approvals that count on pieces which will read differently or go."""
    found = []
    for piece in gone:
        latest = latest_decisions(approvals, piece.kind, piece.key, piece.fingerprint)
        counting = approved_by(approvals, piece.kind, piece.key, piece.fingerprint)
        found += [
            VoidedApproval(piece.kind, piece.key, piece.title, function, latest[function].by)
            for function in sorted(counting)
        ]
    return tuple(found)


def voided_sign_offs(before: str | None, after: str, sign_offs: Iterable[SignOffFact]) -> tuple[VoidedSignOff, ...]:
    """The sign-offs that count under the definition `before` and not under `after`, oldest first.

    Whoever signed off `after` too (it stood once, and comes back) loses nothing.
    """
    if before is None or before == after:
        return ()
    standing = [fact for fact in sign_offs if not fact.withdrawn]
    again = {(fact.function, fact.by) for fact in standing if fact.definition == after}
    return tuple(
        VoidedSignOff(fact.function, fact.by, fact.definition)
        for fact in standing
        if fact.definition == before and (fact.function, fact.by) not in again
    )


def outdated_clearances(
    before: str | None, after: str, clearances: Iterable[ClearanceFact]
) -> tuple[OutdatedClearance, ...]:
    """The latest clearance of the launch and of each market, where it matches `before` and will not match `after`."""
    if before is None or before == after:
        return ()
    latest = {fact.market: fact for fact in clearances}
    return tuple(
        OutdatedClearance(fact.market, fact.by, fact.on, fact.definition)
        for fact in latest.values()
        if fact.definition == before
    )


def reopened_tasks(
    before: Mapping[str, TaskState], after: Mapping[str, TaskState], graph: TaskGraph
) -> tuple[ReopenedTask, ...]:
    """Tasks of `graph` that are finished as it stands (`before`) and would not be (`after`), in the graph's order."""
    return tuple(
        ReopenedTask(task.key, task.title, task.owner_email, before[task.key].finished_by, after[task.key].state)
        for task in graph.tasks
        if task.key in before
        and before[task.key].state in FINISHED
        and task.key in after
        and after[task.key].state not in FINISHED
    )
