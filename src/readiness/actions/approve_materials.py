"""A function approves or rejects materials as they now read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from readiness.context import Context
from readiness.domain.definition.model import Launch
from readiness.domain.definition.vocabulary import FUNCTIONS
from readiness.domain.materials.approval import Approval, Decision, latest_decisions, other_voice
from readiness.ground.errors import Conflict, DefinitionError, NotAllowed, NotFound, Problem
from readiness.ground.keys import did_you_mean
from readiness.ground.notes import fit_note
from readiness.store import approvals, journal
from readiness.store.launches import require_version
from readiness.store.materials import current_fingerprints


@dataclass(frozen=True, slots=True)
class Decided:
    """The pieces (`battlecard/jenkins`) decided on now, and those the function had decided the same way before."""

    decision: Decision
    function: str
    decided: tuple[str, ...]
    already: tuple[str, ...]


def approve_materials(
    context: Context,
    *,
    launch: str,
    decision: Decision = "approved",
    function: str | None = None,
    names: tuple[str, ...] = (),
    note: str = "",
    seen: Mapping[str, str] | None = None,
) -> Decided:
    """Each named piece (`kind/key`, or a kind; none = all) carries the function's decision on exactly what it says now.

    Without a function, the one in which the actor is a member of the team. `seen` maps pieces to the fingerprints that
    were read before deciding. Raises NotAllowed when the actor is no member of that function or has approved a piece
    for another one, NotFound for pieces that do not exist, Conflict when nothing is rendered yet or a piece no longer
    reads as it was seen, and DefinitionError for a rejection that gives no reason.
    """
    by, note = context.by(), fit_note(note)
    if decision == "rejected" and not note:
        raise DefinitionError(
            "a rejection needs a reason.",
            problems=[Problem("MA001", "whoever mends it has to know what is wrong.", "Pass --note.")],
        )
    with context.database.transaction() as session:
        definition = require_version(session, launch).definition
        acting = acting_function(definition, by, function)
        wanted = _wanted(launch, current_fingerprints(session, launch), names)
        _require_seen(wanted, seen or {})
        made = approvals.approvals(session, launch)
        new, already, problems = [], [], []
        for (kind, key), fingerprint in wanted.items():
            latest = latest_decisions(made, kind, key, fingerprint)
            last = latest.get(acting)
            if last is not None and last.decision == decision:
                already.append(f"{kind}/{key}")
                continue
            if decision == "approved" and (other := other_voice(latest, function=acting, by=by)):
                problems.append(one_voice(definition, f"{kind}/{key}", function=acting, other=other, by=by))
                continue
            new.append(
                Approval(
                    launch=launch, kind=kind, key=key, fingerprint=fingerprint, function=acting, decision=decision,
                    by=by, at=context.clock.now(), note=note, simulated=context.clock.simulated,
                )
            )  # fmt: skip
        if problems:
            raise NotAllowed(f"{by} cannot approve for two functions; nothing was decided.", problems=problems)
        if new:
            approvals.record_all(session, new)
            journal.record(
                session, context.clock, actor=by, verb=decision, subject="materials", launch=launch,
                detail={
                    "function": acting, "note": note,
                    "materials": {f"{a.kind}/{a.key}": a.fingerprint for a in new},
                },
            )  # fmt: skip
    return Decided(decision, acting, tuple(f"{a.kind}/{a.key}" for a in new), tuple(already))


def one_voice(definition: Launch, piece: str, *, function: str, other: str, by: str) -> Problem:
    """Why `by` cannot approve a piece for a second function, and who can."""
    rest = sorted({m.email for m in definition.team.values() if m.function == function} - {by, by.casefold()})
    who = f"Ask {' or '.join(rest)}" if rest else f"Add somebody else of {function} to team in the launch file"
    return Problem(
        "MA003", f"{by} has approved {piece} for {other} and cannot stand for {function} as well.",
        f"{who}; or take that back first: reject it for {other}.",
    )  # fmt: skip


def acting_function(definition: Launch, by: str, asked: str | None) -> str:
    """The function in which `by` may decide. Raises NotAllowed for who is of none, NotFound for no function."""
    if asked is not None and asked not in FUNCTIONS:
        raise NotFound(f"'{asked}' is no function.", hint=did_you_mean(asked, FUNCTIONS))
    own = sorted({m.function for m in definition.team.values() if m.email.casefold() == by.casefold()})
    if not own:
        raise NotAllowed(f"{by} is not in the team of '{definition.key}'.", hint="Team members are listed in its file.")
    if asked is None and len(own) == 1:
        return own[0]
    if asked is None:
        raise NotAllowed(f"{by} is in {' and '.join(own)}; say for which.", hint=f"Pass --for {own[0]}.")
    if asked not in own:
        raise NotAllowed(f"{by} may not decide for {asked}.", hint=f"They are in {' and '.join(own)}.")
    return asked


def _require_seen(wanted: Mapping[tuple[str, str], str], seen: Mapping[str, str]) -> None:
    moved = [f"{kind}/{key}" for (kind, key), now in wanted.items() if seen.get(f"{kind}/{key}", now) != now]
    if moved:
        raise Conflict(
            f"{', '.join(moved)} reads differently now; nothing was decided.", hint="Read it as it is now, then decide."
        )


def _wanted(launch: str, standing: Mapping[tuple[str, str], str], names: tuple[str, ...]) -> dict[tuple[str, str], str]:
    if not standing:
        raise Conflict(f"no material of '{launch}' has been rendered yet.", hint=f"Run: readiness apply {launch}")
    if not names:
        return dict(standing)
    known = {f"{kind}/{key}" for kind, key in standing} | {kind for kind, _ in standing}
    problems = [
        Problem("MA002", f"there is no material '{name}'.", did_you_mean(name, known))
        for name in names
        if name not in known
    ]
    if problems:
        raise NotFound("not every material that was named exists.", problems=problems)
    return {
        (kind, key): fingerprint
        for (kind, key), fingerprint in standing.items()
        if kind in names or f"{kind}/{key}" in names
    }
