"""Who is above whom on a day, from the postings."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

from readiness.store.people import posting_on

_DEEPEST = 50
"""No company has more levels; a circle in the data ends here at the latest."""


def managers_above(session: Session, email: str, day: date) -> tuple[str, ...]:
    """The rep's manager on `day`, that one's manager, and so on to the top; empty when nobody is above.

    A manager who has no posting that day still counts, and ends the line.
    """
    line: list[str] = []
    at: str | None = email
    while at is not None and len(line) < _DEEPEST:
        posting = posting_on(session, at, day)
        at = posting.manager_email if posting else None
        if at is None or at in line or at == email:
            break
        line.append(at)
    return tuple(line)
