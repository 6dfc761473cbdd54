"""A function agrees to what a qualified lead is, as it now reads, or says why not."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.actions.approve_materials import acting_function
from readiness.context import Context
from readiness.domain.leads.agreeing import KEY, KIND
from readiness.domain.materials.approval import Approval, Decision, latest_decisions, other_voice
from readiness.ground.errors import Conflict, DefinitionError, NotAllowed, Problem
from readiness.ground.fingerprint import fingerprint
from readiness.ground.notes import fit_note
from readiness.store import approvals, journal
from readiness.store.launches import require_version


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the function said of the criteria with this fingerprint, and whether it had said so already."""

    function: str
    decision: Decision
    fingerprint: str
    changed: bool


def agree_lead_criteria(
    context: Context, *, launch: str, decision: Decision = "approved", function: str | None = None, note: str = "",
    seen: str = "",
) -> Agreed:  # fmt: skip
    """Whoever acts has agreed, for their function, to what a qualified lead is, bound to its fingerprint.

    It lapses when a criterion changes. A rejection says why. `seen`: the fingerprint of what was looked at.

    Raises NotAllowed for whoever is not of a function that is asked, or has agreed for another one; Conflict when
    nothing says what a qualified lead is, or it reads otherwise than it was seen; DefinitionError without a reason.
    """
    by, note = context.by(), fit_note(note)
    if decision == "rejected" and not note:
        told = Problem("LQ006", "whoever mends the criteria has to know what is wrong.", "Say why.")
        raise DefinitionError("a rejection needs a reason.", problems=[told])
    with context.database.transaction() as session:
        definition = require_version(session, launch).definition
        qualified = definition.qualified_lead
        if qualified is None:
            raise Conflict(
                f"launch '{launch}', as applied, does not say what a qualified lead is.",
                hint="Write qualified_lead: into its file and apply it.",
            )
        acting, now = acting_function(definition, by, function), fingerprint(qualified)
        if acting not in qualified.agreed_by:
            raise NotAllowed(
                f"{acting} is not asked what a qualified lead is.", hint=f"Asked are {', '.join(qualified.agreed_by)}."
            )
        if seen and seen != now:
            raise Conflict(
                "the criteria read differently now; nothing was decided.", hint="Read them as they are, then decide."
            )
        latest = latest_decisions(approvals.approvals(session, launch), KIND, KEY, now)
        if decision == "approved" and (other := other_voice(latest, function=acting, by=by)):
            raise NotAllowed(
                f"{by} has agreed for {other} and cannot stand for {acting} as well.",
                hint=f"Ask somebody else of {acting}, or reject it for {other} first.",
            )
        last = latest.get(acting)
        if last is not None and last.decision == decision:
            return Agreed(acting, decision, now, changed=False)
        said = Approval(
            launch=launch, kind=KIND, key=KEY, fingerprint=now, function=acting, decision=decision, by=by,
            at=context.clock.now(), note=note, simulated=context.clock.simulated,
        )  # fmt: skip
        approvals.record(session, said)
        journal.record(
            session, context.clock, actor=by, verb="agreed to" if decision == "approved" else "rejected",
            subject="what a qualified lead is", launch=launch, fingerprint=now,
            detail={"function": acting, "note": note},
        )  # fmt: skip
    return Agreed(acting, decision, now, changed=True)
