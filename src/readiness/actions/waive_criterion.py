"""A criterion is waived: with a reason, by two people, until a day."""

from __future__ import annotations

from datetime import date

from readiness.context import Context
from readiness.domain.gate.waiver import Waiver, asker_problems, waiver_problems, waiver_state
from readiness.ground.errors import NotAllowed
from readiness.ground.fingerprint import fingerprint
from readiness.store import gate, journal
from readiness.store.launches import require_version


def waive_criterion(
    context: Context, *, launch: str, criterion: str, reason: str, approver: str, until: date, market: str = ""
) -> tuple[Waiver, bool]:
    """The waiver that counts from now to the end of `until`, and whether it is new.

    Two people of the launch's team: whoever acts asks for it, `approver` (a member of one of the gate's `waivable_by`
    functions, and somebody else) approves it. It names the criterion as it reads now and lapses when that changes. The
    same waiver asked for again is found, not given twice. Raises NotAllowed with everything that stands against it,
    NotFound before `apply`.
    """
    by, today = context.by().casefold(), context.clock.today()
    approver = approver.strip().casefold()
    with context.database.transaction() as session:
        definition = require_version(session, launch).definition
        problems = waiver_problems(
            definition, criterion=criterion, market=market, reason=reason, requested_by=by, approver=approver,
            until=until, on=today,
        )  # fmt: skip
        problems += asker_problems(definition, by)
        if problems:
            raise NotAllowed(f"'{criterion}' of '{launch}' cannot be waived like this.", problems=problems)
        waived = definition.gate.criteria[criterion]
        said = " ".join(reason.split())
        for earlier in gate.waivers(session, launch):
            given = (earlier.criterion, earlier.market, earlier.reason, earlier.approved_by, earlier.until)
            counts = waiver_state(earlier, waived, today) == "in-force"
            if counts and given == (criterion, market, said, approver, until):
                return earlier, False
        member = next(m for m in definition.team.values() if m.email.casefold() == approver)
        waiver = gate.add_waiver(
            session, context.clock, launch=launch, criterion=criterion, market=market,
            criterion_fingerprint=fingerprint(waived), reason=said, requested_by=by, approved_by=approver,
            function=member.function, until=until,
        )  # fmt: skip
        journal.record(
            session, context.clock, actor=by, verb="waived", subject=criterion, launch=launch,
            fingerprint=waiver.criterion_fingerprint,
            detail={
                "waiver": waiver.number, "market": market, "reason": said, "approver": approver, "until": str(until),
            },
        )  # fmt: skip
        return waiver, True
