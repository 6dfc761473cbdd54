"""The history file against the roster: what is loaded, and where the two contradict each other.

The rule: **the roster's row is believed from the day it is imported; the history is believed before that.** Where they
disagree, both are kept, each posting says so in its note, and every import of the pair says so again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from readiness.domain.people.history import HistoryRow
from readiness.domain.people.movement import Known, Place
from readiness.domain.people.person import Posting


@dataclass(frozen=True, slots=True)
class Disagreement:
    """History and roster name different territories for now. `history` None = no row of the history is open."""

    email: str
    roster: str
    history: str | None
    since: date
    row: HistoryRow

    def __str__(self) -> str:
        if self.history is None:
            return f"roster says {self.roster}, history closed on {self.since - timedelta(days=1)} and none is open"
        return f"roster says {self.roster}, history says {self.history} since {self.since}"


@dataclass(frozen=True, slots=True)
class Past:
    """What the history adds for one person. `begins`: first day of the roster's own posting, if they are new here."""

    loaded: tuple[Posting, ...] = ()
    begins: date | None = None
    note: str = ""
    disagreement: Disagreement | None = None
    clashes: tuple[tuple[HistoryRow, str], ...] = ()


def past_of(rows: Sequence[HistoryRow], known: Known | None, place: Place, *, email: str, on: date, here: bool) -> Past:
    """`rows` (one person's, in order, not overlapping) beside what is known and what the roster file says now.

    `on` is the day from which the roster's own word counts; `here` False = the roster says that they have left by then.
    """
    last = rows[-1]
    disagreement = _disagreement(last, place, email) if here else None
    postings = known.postings if known else ()
    note = f"When imported on {on}: {disagreement}." if disagreement else ""
    continues = here and last.valid_to is None and disagreement is None and not postings
    loaded, clashes = [], []
    for row in rows:
        if any(p.valid_from == row.valid_from and p.territory == row.territory for p in postings):
            continue
        if row.valid_from >= on or (row.valid_to is not None and row.valid_to > on):
            clashes.append((row, f"{email} is in {row.territory} on days after {on}"))
            continue
        if row is last and continues:
            continue
        posting = _posting(row, place, email, row.valid_to or on, note if row is last else "")
        over = next((p for p in postings if _overlap(p, posting)), None)
        if over is None:
            loaded.append(posting)
        else:
            stands = f"the roster has {over.territory or over.role} from {over.valid_from}"
            clashes.append((row, f"{email} is in {row.territory} from {row.valid_from}, yet {stands}"))
    begins = last.valid_from if continues else None if postings else on
    return Past(tuple(loaded), begins, note, disagreement, tuple(clashes))


def _disagreement(last: HistoryRow, place: Place, email: str) -> Disagreement | None:
    if last.valid_to is not None:
        return Disagreement(email, place.territory or "no territory", None, last.valid_to, last)
    if last.territory != place.territory:
        return Disagreement(email, place.territory or "no territory", last.territory, last.valid_from, last)
    return None


def _posting(row: HistoryRow, place: Place, email: str, valid_to: date, note: str) -> Posting:
    """A stretch of history. Role, team and region are the roster's where the file has no such column; nobody is said
    to have led them.
    """
    return Posting(
        email,
        row.role or place.role,
        None,
        place.team if row.team is None else row.team,
        place.region if row.region is None else row.region,
        row.territory,
        row.valid_from,
        valid_to,
        "history",
        note,
    )


def _overlap(one: Posting, other: Posting) -> bool:
    """`other` is closed."""
    assert other.valid_to is not None
    return one.valid_from < other.valid_to and (one.valid_to is None or other.valid_from < one.valid_to)
