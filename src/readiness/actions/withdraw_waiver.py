"""A waiver ends before its time."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.context import Context
from readiness.domain.gate.waiver import Waiver, may_withdraw
from readiness.ground.errors import NotAllowed, NotFound
from readiness.ground.keys import did_you_mean
from readiness.ground.notes import fit_note
from readiness.store import gate, journal
from readiness.store.launches import require_version


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The waivers that ended now; empty = they had ended before."""

    waivers: tuple[Waiver, ...]


def withdraw_waiver(
    context: Context, *, launch: str, criterion: str, market: str | None = None, note: str = ""
) -> Withdrawn:
    """No waiver of the criterion counts any more (in one market, or with None in all).

    By whoever asked for it, whoever approved it, anybody of a function that may waive, or the launch's owner: taking a
    waiver back only makes the gate stricter. Raises NotFound when the criterion was never waived, NotAllowed otherwise.
    """
    by, now = context.by().casefold(), context.clock.now()
    note = fit_note(note)
    with context.database.transaction() as session:
        definition = require_version(session, launch).definition
        given = [w for w in gate.waivers(session, launch) if w.criterion == criterion and market in {None, w.market}]
        if not given:
            waived = {w.criterion for w in gate.waivers(session, launch)}
            raise NotFound(f"'{criterion}' of '{launch}' was never waived.", hint=did_you_mean(criterion, waived))
        standing = tuple(w for w in given if w.withdrawn_at is None and w.until >= now.date())
        for waiver in standing:
            if not may_withdraw(definition, waiver, by):
                raise NotAllowed(
                    f"{by} may not withdraw the waiver of '{criterion}' that {waiver.approved_by} approved.",
                    hint=f"Ask {waiver.requested_by}, {waiver.approved_by} or a member of "
                    f"{' or '.join(definition.gate.waivable_by)}.",
                )
            said = " ".join(note.split())
            gate.withdraw_waiver(session, context.clock, number=waiver.number, by=by, note=said)
            journal.record(
                session, context.clock, actor=by, verb="withdrew waiver", subject=criterion, launch=launch,
                fingerprint=waiver.criterion_fingerprint, detail={"waiver": waiver.number, "note": said},
            )  # fmt: skip
        return Withdrawn(standing)
