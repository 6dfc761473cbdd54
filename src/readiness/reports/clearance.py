"""Where the clearances of a launch stand today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from readiness.context import Context
from readiness.domain.clearance.record import clearance_holds, read_record
from readiness.store import gate
from readiness.store.launches import require_version


@dataclass(frozen=True, slots=True)
class ClearanceStanding:
    """The latest clearance of the launch (market "") or of one market.

    `state` is "not cleared", "cleared", or "no longer matches", then with `reasons`. What the gate says today is not
    asked here: a launch may be cleared and, by today's figures, held.
    """

    market: str
    state: Literal["not cleared", "cleared", "no longer matches"]
    reasons: tuple[str, ...] = ()
    cleared_at: datetime | None = None
    cleared_by: str = ""
    fingerprint: str = ""
    verdict: int | None = None
    simulated: bool = False


def clearance_standings(context: Context, *, launch: str) -> tuple[ClearanceStanding, ...]:
    """The launch as a whole first, then every market that was cleared on its own. Raises NotFound before `apply`."""
    with context.database.reading() as session:
        version = require_version(session, launch)
        given = gate.clearances(session, launch)
        waivers = gate.waivers(session, launch)
    found = []
    for market in ("", *sorted({clearance.market for clearance in given} - {""})):
        last = next((clearance for clearance in given if clearance.market == market), None)
        if last is None:
            found.append(ClearanceStanding(market, "not cleared"))
            continue
        reasons = clearance_holds(
            read_record(last.signed.text), definition=version.fingerprint, waivers=waivers, on=context.clock.today()
        )
        found.append(
            ClearanceStanding(
                market,
                "no longer matches" if reasons else "cleared",
                reasons,
                last.cleared_at,
                last.cleared_by,
                last.signed.fingerprint,
                last.verdict,
                last.simulated,
            )
        )
    return tuple(found)
