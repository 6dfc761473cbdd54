"""A waiver is asked for; two functions will say whether it is given."""

from __future__ import annotations

from datetime import date

from readiness.context import Context
from readiness.domain.gate.waiver_request import WaiverRequest, request_problems, request_state
from readiness.ground.errors import NotAllowed
from readiness.ground.fingerprint import fingerprint
from readiness.store import journal
from readiness.store.launches import require_version
from readiness.store.waiver_requests import add_request, waiver_requests


def request_waiver(
    context: Context, *, launch: str, criterion: str, reason: str, until: date, market: str = ""
) -> tuple[WaiverRequest, bool]:
    """The request, open for answers, and whether it is new: the same one asked again is found.

    It names the criterion as it reads now. Raises NotAllowed with everything that stands against it, NotFound.
    """
    by, today, said = context.by().casefold(), context.clock.today(), " ".join(reason.split())
    with context.database.transaction() as session:
        definition = require_version(session, launch).definition
        problems = request_problems(
            definition, criterion=criterion, market=market, reason=reason, by=by, until=until, on=today
        )
        if problems:
            raise NotAllowed(f"a waiver of '{criterion}' cannot be asked for like this.", problems=problems)
        for earlier in waiver_requests(session, launch):
            same = (earlier.criterion, earlier.market, earlier.reason, earlier.until, earlier.by)
            is_open = request_state(definition, earlier, today) == "open"
            if is_open and same == (criterion, market, said, until, by):
                return earlier, False
        waived = fingerprint(definition.gate.criteria[criterion])
        made = add_request(
            session, context.clock, launch=launch, criterion=criterion, market=market, criterion_fingerprint=waived,
            reason=said, until=until, by=by,
        )  # fmt: skip
        journal.record(
            session, context.clock, actor=by, verb="asked for waiver", subject=criterion, launch=launch,
            fingerprint=waived, detail={"request": made.number, "market": market, "reason": said, "until": str(until)},
        )  # fmt: skip
        return made, True
