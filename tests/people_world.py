"""Rosters as text, an in-memory roster that changes are applied to, and a Context that imports into a real database."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

from readiness.context import Context
from readiness.domain.people.changes import RosterChanges, roster_changes
from readiness.domain.people.history import parse_history
from readiness.domain.people.movement import Known, Roster
from readiness.domain.people.person import Posting
from readiness.domain.people.roster import parse_roster
from readiness.ground.clock import FixedClock
from readiness.ports import Progress, Silent
from readiness.store.session import Database

TODAY = date(2018, 2, 1)
HEADER = "email,name,role,manager,team,region,territory,start_date,left_on,leave_from,leave_until,languages"
BY = "ops@example.com"


def person(
    email: str, *, role: str = "rep", manager: str = "", team: str = "", region: str = "West", territory: str = "T1",
    start: str = "", left: str = "", leave: str = "", until: str = "", languages: str = "", name: str = "",
) -> str:  # fmt: skip
    """A line of a roster file with `HEADER`."""
    cells = [email, name or email.partition("@")[0], role, manager, team, region, territory, start, left, leave, until]
    return ",".join([*cells, languages])


def roster_text(*lines: str, header: str = HEADER) -> str:
    return "\n".join([header, *lines]) + "\n"


def decided(current: Roster, *lines: str, history: str = "", header: str = HEADER, **given: Any) -> RosterChanges:
    """What importing these lines today changes; `on`, `today`, `leavers` as in `roster_changes`."""
    file = parse_roster(roster_text(*lines, header=header), "roster.csv")
    assert not [p for p in file.problems if p.level == "error"], file.problems
    past = parse_history(history, "history.csv") if history else None
    settings = {"on": TODAY, "today": TODAY} | given
    return roster_changes(current, file, history=past, **settings)


def applied(current: Roster, changes: RosterChanges) -> dict[str, Known]:
    """The roster after `changes`, written plainly, as an oracle for the store."""
    assert not changes.problems
    people = {email: known.person for email, known in current.items()}
    people |= {one.email: one for one in changes.people_added()}
    people |= {one.email: one.after for one in changes.changed}
    postings: dict[str, list[Posting]] = defaultdict(list)
    closed = {(p.email, p.valid_from): ends for p, ends in changes.postings_closed()}
    for email, known in current.items():
        for posting in known.postings:
            ends = closed.get((email, posting.valid_from), posting.valid_to)
            postings[email].append(replace(posting, valid_to=ends))
    for posting in changes.postings_added():
        postings[posting.email].append(posting)
    leaves = {email: list(known.leaves) for email, known in current.items()}
    for change in changes.leave:
        held = leaves.setdefault(change.email, [])
        if change.before:
            held.remove(change.before)
        if change.after:
            held.append(change.after)
    return {
        email: Known(
            one,
            tuple(sorted((p for p in postings[email] if not p.is_empty), key=lambda p: p.valid_from)),
            tuple(sorted(leaves.get(email, ()), key=lambda leave: leave.starts_on)),
        )
        for email, one in people.items()
    }


def after(current: Roster, *lines: str, **given: Any) -> dict[str, Known]:
    return applied(current, decided(current, *lines, **given))


def codes(changes: RosterChanges) -> list[str]:
    return sorted(p.code for p in (*changes.warnings, *changes.problems))


def context_for(
    database: Database, folder: Path, *, day: date = TODAY, by: str = BY, progress: Progress | None = None
) -> Context:
    """A Context with a database and a clock; importing and enrolling use no other port."""
    unused = cast("Any", None)
    return Context(
        root=folder, output=folder / "out", database=database,
        clock=FixedClock(datetime(day.year, day.month, day.day, 9, tzinfo=UTC), simulated=False), actor=by,
        launches=unused, templates=unused, pages=unused, outputs=unused, calendars=unused, playbooks=unused,
        signer=unused, progress=progress or Silent(),
    )  # fmt: skip
