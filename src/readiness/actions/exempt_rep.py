"""Somebody is exempt from a certification, for a reason, through a day."""

from __future__ import annotations

from datetime import date

from readiness.actions.set_aside import decision_on, put_on_record
from readiness.context import Context
from readiness.domain.evidence.record import Evidence
from readiness.store import evidence as kept


def exempt_rep(
    context: Context, *, launch: str, rep: str, certification: str, until: date, reason: str
) -> tuple[Evidence, bool]:
    """The exemption that counts through `until`, and whether it is new; it takes the place of an earlier one.

    The rep is left out of every share and shown apart, unless certified anyway. An earlier end shortens an exemption.
    Raises as `decision_on` does.
    """
    with context.database.transaction() as session:
        _, exemption = decision_on(
            context, session, kind="exemption", launch=launch, rep=rep, certification=certification, reason=reason,
            until=until,
        )  # fmt: skip
        decisions = [
            one.evidence
            for one in kept.of_person(session, launch, rep)
            if one.evidence.subject == certification and one.evidence.kind in {"exemption", "revocation"}
        ]
        if decisions:
            last = decisions[-1]
            if (last.kind, last.until, last.note) == ("exemption", until, exemption.note):
                return last, False
        put_on_record(context, session, exemption, verb="exempted")
    return exemption, True
