"""One person's time line, and how a row of a roster file may lengthen or close it.

Postings are added at the end and closed there, never put in between: a verdict that counted people on a past day must
find the same people again. What would reach behind that is refused, with the day from which it can be said. Only a day
of leaving that is still to come may be put off.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from readiness.domain.people.movement import Joined, Known, Left, Moved, Place, Stayed, place_of, posting_at
from readiness.domain.people.person import Person, Posting


@dataclass(frozen=True, slots=True)
class Said:
    """What a row says of one person. `begins` is the first day of a first posting; `ends` the first day away."""

    person: Person
    place: Place
    starts: date | None = None
    ends: date | None = None
    begins: date | None = None
    note: str = ""

    def posting(self, valid_from: date) -> Posting | None:
        """The posting it describes, from that day; None when it would hold no day."""
        if self.ends is not None and self.ends <= valid_from:
            return None
        return posting_at(self.person.email, self.place, valid_from, self.ends, self.note)


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a row cannot be had on this day, and what to do."""

    code: str
    message: str
    fix: str


Change = Joined | Moved | Left | Stayed
Step = Change | Refused | None


def next_step(known: Known | None, said: Said, *, on: date, today: date) -> Step:
    """What `said`, taking effect on `on`, does to what is known. None = nothing: it is so already."""
    live = known.live(on) if known else ()
    if known is None or not live:
        return _nobody_here(known, said, on)
    if live[0].valid_from > on:
        before = replace(known, postings=known.postings[: len(known.postings) - len(live)])
        return _not_begun(before, live, said, on=on, today=today)
    return _here(live, said, on=on, today=today)


def _nobody_here(known: Known | None, said: Said, on: date) -> Step:
    """They never were on the roster, or have left it."""
    gone = said.ends is not None and said.ends <= on
    if known is None or not known.postings:
        if gone and known is not None:
            return None
        begins = said.begins or said.starts or (said.ends if gone else on)
        posting = said.posting(begins) if begins else None
        return Joined(said.person, posting, returns=known is not None) if posting or known is None else None
    last = known.postings[-1]
    assert last.valid_to is not None
    if gone and said.ends is not None:
        if said.ends > last.valid_to:
            return Joined(said.person, said.posting(last.valid_to), returns=True)
        return _leaves(last, said.ends) if said.ends < last.valid_to else None
    begins = said.starts if said.starts and said.starts >= last.valid_to else on
    posting = said.posting(begins)
    return Joined(said.person, posting, returns=True) if posting else None


def _not_begun(before: Known, live: tuple[Posting, ...], said: Said, *, on: date, today: date) -> Step:
    """Their first day is after `on`: a joiner to come, who may still be changed; or a back-dated file, refused.

    `before` is what is known of them without `live`. If they were here once, a start date of that time is not meant.
    """
    first = live[0]
    begins = first.valid_from
    left_once = before.postings[-1].valid_to if before.postings else None
    if said.starts is not None and (left_once is None or said.starts >= left_once):
        begins = said.starts
    same_place = place_of(first) == said.place
    if same_place and begins == first.valid_from and (said.ends == first.valid_to or len(live) > 1):
        return None
    if len(live) > 1 or first.valid_from <= today:
        return Refused(
            "RO304",
            f"the roster has {first.email} from {first.valid_from} only.",
            f"Import with --on {first.valid_from} or later.",
        )
    after = said.posting(begins)
    if after is not None:
        return Moved(first, after, closes_on=first.valid_from)
    if _nobody_here(before, said, on) is None:
        return Left(first, first.valid_from)
    return Refused(
        "RO305",
        f"{first.email} would leave on {said.ends}, before their next first day, {first.valid_from}.",
        "Mend start_date or left_on.",
    )


def _here(live: tuple[Posting, ...], said: Said, *, on: date, today: date) -> Step:
    at, later = live[0], live[1:]
    same_place = place_of(at) == said.place
    settled = at.valid_to is not None and at.valid_to <= today
    if later or settled:
        return None if same_place and said.ends in (None, at.valid_to) else _behind(at, later, today)
    if said.ends is not None and said.ends <= on:
        return _leaves(at, said.ends)
    if not same_place:
        after = said.posting(on)
        assert after is not None
        return Moved(at, after, closes_on=on)
    return _stays(at, said)


def _stays(at: Posting, said: Said) -> Step:
    """In the same place; perhaps leaving on another day than was known."""
    if said.ends == at.valid_to:
        return None
    if said.ends is not None and (at.valid_to is None or said.ends < at.valid_to):
        return _leaves(at, said.ends)
    return Stayed(at, said.ends)


def _leaves(posting: Posting, ends: date) -> Left | Refused:
    if ends >= posting.valid_from:
        return Left(posting, ends)
    return Refused(
        "RO305",
        f"{posting.email} left on {ends}, yet the roster posts them to {posting.territory or posting.role} from "
        f"{posting.valid_from}.",
        f"Write {posting.valid_from} or a later day.",
    )


def _behind(at: Posting, later: tuple[Posting, ...], today: date) -> Refused:
    assert at.valid_to is not None
    if not later:
        return Refused(
            "RO304",
            f"{at.email} has left on {at.valid_to} since.",
            f"Import with --on {at.valid_to} or later, or leave the row as it was.",
        )
    since = later[-1].valid_from
    planned = "is planned" if since > today else "was made"
    return Refused(
        "RO304",
        f"a move of {at.email} to {later[-1].territory or later[-1].role} {planned} from {since}.",
        f"Import with --on {since} or later.",
    )
