"""Where the clearances of a launch stand today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from readiness.context import Context
from readiness.domain.clearance.record import clearance_holds, read_record
from readiness.domain.gate.verdict import Verdict
from readiness.reports.seen_people import without_names
from readiness.store import gate
from readiness.store.launches import require_version


@dataclass(frozen=True, slots=True)
class ClearanceStanding:
    """The latest clearance of the launch (market "") or of one market.

    `state` is "not cleared", "cleared", "no longer matches" or "lapsed", the last two with `reasons`. It lapses when a
    criterion on fresh knowledge is unmet today: then people no longer know what it was cleared on. What the gate says
    of the others today is not asked here: a launch may be cleared and, by today's figures, held.
    """

    market: str
    state: Literal["not cleared", "cleared", "no longer matches", "lapsed"]
    reasons: tuple[str, ...] = ()
    cleared_at: datetime | None = None
    cleared_by: str = ""
    fingerprint: str = ""
    verdict: int | None = None
    simulated: bool = False


def clearance_standings(
    context: Context, *, launch: str, verdict: Verdict | None = None
) -> tuple[ClearanceStanding, ...]:
    """The launch as a whole first, then every market that was cleared on its own. Raises NotFound before `apply`.

    `verdict` is what the gate says today of the launch as a whole; without one nothing is told of fresh knowledge.
    """
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
        faded = _faded(verdict, market) if verdict is not None else ()
        found.append(
            ClearanceStanding(
                market,
                "no longer matches" if reasons else "lapsed" if faded else "cleared",
                reasons or faded,
                last.cleared_at,
                last.cleared_by,
                last.signed.fingerprint,
                last.verdict,
                last.simulated,
            )
        )
    return tuple(found)


def _faded(verdict: Verdict, market: str) -> tuple[str, ...]:
    """What is unmet today of the criteria on fresh knowledge that the clearance of this market rests on."""
    return tuple(
        f"knowledge has faded: {without_names(result.found.says)} ({result.name})"
        for result in verdict.unmet()
        if result.kind == "knowledge-fresh" and (not market or result.market in {"", market})
    )
