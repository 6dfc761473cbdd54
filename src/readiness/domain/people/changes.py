"""What importing a roster file would change: one function, whose result a preview shows and an import carries out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from readiness.domain.people.history import HistoryFile
from readiness.domain.people.leaves import leave_changes
from readiness.domain.people.lines import line_problems
from readiness.domain.people.movement import (
    Changed,
    Joined,
    Known,
    LeaveChanged,
    Left,
    Moved,
    Place,
    Roster,
    Stayed,
    place_of,
)
from readiness.domain.people.past import Disagreement, Past, past_of
from readiness.domain.people.person import Leave, Person, Posting
from readiness.domain.people.places import place_warnings
from readiness.domain.people.roster import RosterFile, RosterRow
from readiness.domain.people.timeline import Change, Refused, Said, next_step
from readiness.ground.errors import Problem

Leavers = Literal["keep", "close"]


@dataclass(frozen=True, slots=True)
class RosterChanges:
    """What an import that takes effect on `on` does. `loaded` are postings out of the history file.

    `unchanged` counts rows without effect, `absent` people on the roster who are not in the file and are kept.
    `problems` (errors) refuse the whole import; `warnings` (and notes) are shown and do not. `disagreements` are the
    people of whom history and roster say different things.
    """

    on: date
    joined: tuple[Joined, ...] = ()
    moved: tuple[Moved, ...] = ()
    changed: tuple[Changed, ...] = ()
    leave: tuple[LeaveChanged, ...] = ()
    left: tuple[Left, ...] = ()
    stayed: tuple[Stayed, ...] = ()
    loaded: tuple[Posting, ...] = ()
    unchanged: int = 0
    absent: int = 0
    disagreements: tuple[Disagreement, ...] = ()
    warnings: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def nothing(self) -> bool:
        """True when importing changes nothing."""
        return not (self.joined or self.moved or self.changed or self.leave or self.left or self.stayed or self.loaded)

    def people_added(self) -> Iterator[Person]:
        """People who were never on the roster."""
        return (one.person for one in self.joined if not one.returns)

    def postings_added(self) -> Iterator[Posting]:
        """To be inserted after `postings_closed` are closed."""
        yield from self.loaded
        yield from (one.posting for one in self.joined if one.posting)
        yield from (one.after for one in self.moved)

    def postings_closed(self) -> Iterator[tuple[Posting, date | None]]:
        """Each with the first day on which it no longer holds; None = it was to be closed and is not."""
        yield from ((one.before, one.closes_on) for one in self.moved)
        yield from ((one.before, one.on) for one in self.left)
        yield from ((one.before, one.until) for one in self.stayed)

    def touched(self) -> frozenset[str]:
        """The mail address of everybody about whom anything changes."""
        groups = (self.joined, self.moved, self.changed, self.leave, self.left, self.stayed, self.loaded)
        return frozenset(one.email for group in groups for one in group)


def roster_changes(
    current: Roster,
    file: RosterFile,
    *,
    on: date,
    today: date,
    leavers: Leavers = "keep",
    history: HistoryFile | None = None,
) -> RosterChanges:
    """What importing `file`, effective `on`, does to `current`. Applied and asked again, it is `nothing`.

    `leavers`: people on the roster who are not in the file are kept, with a warning, or closed on `on`.
    """
    work = _Work(current, file, on, today, history)
    for row in file.rows.values():
        work.row(row)
    work.absent(leavers)
    return work.result()


class _Work:
    """The changes as they are found, row by row. `after` maps everybody who is on the roster then to their place."""

    def __init__(self, current: Roster, file: RosterFile, on: date, today: date, history: HistoryFile | None) -> None:
        self.current, self.file, self.on, self.today, self.history = current, file, on, today, history
        self.joined: list[Joined] = []
        self.moved: list[Moved] = []
        self.changed: list[Changed] = []
        self.leave: list[LeaveChanged] = []
        self.left: list[Left] = []
        self.stayed: list[Stayed] = []
        self.loaded: list[Posting] = []
        self.disagreements: list[Disagreement] = []
        self.told: list[Problem] = []
        self.refused = 0
        self.kept = 0
        self.after: dict[str, Place] = {}
        self.gone: dict[str, RosterRow] = {}

    def row(self, row: RosterRow) -> None:
        known = self.current.get(row.email)
        place = _place(row, known, self.on)
        past = self._past(row, known, place)
        ends = row.left_on if self.file.tells_leaving else _leaving(known, self.on)
        person = _person(row, known.person if known else None, ends)
        said = Said(person, place, row.start_date, ends, past.begins, past.note)
        step = next_step(known, said, on=self.on, today=self.today)
        gone = ends is not None and ends <= self.on
        if gone:
            self.gone[row.email] = row
        else:
            self.after[row.email] = place
        if isinstance(step, Refused):
            self._tell(step.code, row.line, "email", step.message, step.fix)
            self.refused += 1
            return
        if step is not None:
            self._add(step)
        self.loaded += past.loaded
        if known is not None:
            self._facts(known, person, step)
        if not gone:
            self._leave(row, known)

    def absent(self, leavers: str) -> None:
        """People on the roster who are not in the file."""
        missing = []
        for email, known in self.current.items():
            if email in self.file.rows or email in self.file.unsound or not (live := known.live(self.on)):
                continue
            missing.append(email)
            if leavers == "keep":
                self.after[email] = place_of(live[0])
                continue
            closes_on = max(self.on, live[0].valid_from)
            if len(live) > 1 or (live[0].valid_to is not None and live[0].valid_to <= self.today):
                self._tell(
                    "RO304", 0, "", f"{email} is not in the file, but has moved or left since {self.on}.",
                    f"Import with --on {live[-1].valid_from} or later.",
                )  # fmt: skip
                continue
            self.left.append(Left(live[0], closes_on))
            self._facts(known, known.person, self.left[-1])
        if missing and leavers == "keep" and self.file.whole:
            self.kept = len(missing)
            shown = ", ".join(missing[:3]) + (", …" if len(missing) > 3 else "")
            self._tell(
                "RO308", 0, "",
                f"{len(missing)} {'person' if len(missing) == 1 else 'people'} on the roster "
                f"{'is' if len(missing) == 1 else 'are'} not in the file and kept: {shown}",
                "If they have left: --leavers close.", level="warning",
            )  # fmt: skip

    def result(self) -> RosterChanges:
        before = {e: place_of(p) for e, known in self.current.items() for p in known.postings if p.holds_on(self.on)}
        managers = {email: place.manager for email, place in self.after.items()}
        self.told += line_problems(self.file, managers, self.gone, self.current)
        self.told += place_warnings(self.file, before, self.after)
        self._strangers()
        groups = (self.joined, self.moved, self.changed, self.leave, self.left, self.stayed, self.loaded)
        touched = {one.email for group in groups for one in group}
        unchanged = len(self.file.rows) - self.refused - len(touched & self.file.rows.keys())
        return RosterChanges(
            self.on, tuple(self.joined), tuple(self.moved), tuple(self.changed), tuple(self.leave), tuple(self.left),
            tuple(self.stayed), tuple(self.loaded), unchanged, self.kept, tuple(self.disagreements),
            tuple(p for p in self.told if p.level != "error"), tuple(p for p in self.told if p.level == "error"),
        )  # fmt: skip

    def _add(self, step: Change) -> None:
        if isinstance(step, Joined):
            self.joined.append(step)
        elif isinstance(step, Moved):
            self.moved.append(step)
        elif isinstance(step, Left):
            self.left.append(step)
        else:
            self.stayed.append(step)

    def _facts(self, known: Known, person: Person, step: Change | None) -> None:
        """`left_on` is the day the last posting ends, so that the two cannot contradict each other."""
        if isinstance(step, Left):
            left_on: date | None = _last_day(known, step)
        elif isinstance(step, Moved):
            left_on = step.after.valid_to
        elif isinstance(step, Stayed):
            left_on = step.until
        elif isinstance(step, Joined) and step.posting:
            left_on = step.posting.valid_to
        else:
            left_on = known.postings[-1].valid_to if known.postings else known.person.left_on
        after = person if person.left_on == left_on else replace(person, left_on=left_on)
        if after != known.person:
            self.changed.append(Changed(known.person, after))

    def _leave(self, row: RosterRow, known: Known | None) -> None:
        if not self.file.tells_leave:
            return
        said = Leave(row.email, row.leave_from, row.leave_until) if row.leave_from else None
        if said is not None or (known is not None and known.leaves):
            self.leave += leave_changes(known, said, self.on)

    def _past(self, row: RosterRow, known: Known | None, place: Place) -> Past:
        rows = self.history.rows.get(row.email) if self.history else None
        if not rows or self.history is None:
            return Past()
        here = row.left_on is None or row.left_on > self.on
        until = self.on if here or row.left_on is None else row.left_on
        past = past_of(rows, known, place, email=row.email, on=until, here=here)
        for at, message in past.clashes:
            self.told.append(
                Problem(
                    "RO403",
                    f"{message}.",
                    "History is loaded before a person's first posting; leave out what the roster has already.",
                    self.history.sheet.where(at.line, "valid_from"),
                )
            )
        if past.disagreement is not None:
            self.disagreements.append(past.disagreement)
            self.told.append(
                Problem(
                    "RO405",
                    f"{row.email}: {past.disagreement}.",
                    "The roster's row is believed from the day of its import, the history before; both are kept.",
                    self.history.sheet.where(past.disagreement.row.line, "territory"),
                    "warning",
                )
            )
        return past

    def _strangers(self) -> None:
        """People in the history of whom neither the file nor the roster knows anything."""
        if self.history is None:
            return
        for email, rows in self.history.rows.items():
            if email in self.file.rows or self.file.may_hold(email):
                continue
            where = self.history.sheet.where(rows[0].line, "email")
            self.told.append(
                Problem("RO401", f"{email} has a history but no row in the roster file.",
                        "Add a row for them; with left_on, if they have left.", where)
            )  # fmt: skip

    def _tell(self, code: str, line: int, column: str, message: str, fix: str, *, level: str = "error") -> None:
        where = self.file.sheet.where(line, column)
        self.told.append(Problem(code, message, fix, where, "warning" if level == "warning" else "error"))


def _place(row: RosterRow, known: Known | None, on: date) -> Place:
    """Where the row puts them; what the file has no column for stays as it was."""
    live = known.live(on) if known else ()
    was = place_of(live[0]) if live else Place("", None, "", "", "")
    return Place(
        row.role,
        was.manager if row.manager is None else row.manager or None,
        was.team if row.team is None else row.team,
        was.region if row.region is None else row.region,
        was.territory if row.territory is None else row.territory,
    )


def _leaving(known: Known | None, on: date) -> date | None:
    """The day already on record on which they will leave, when the file has no column for it."""
    live = known.live(on) if known else ()
    return live[-1].valid_to if live else None


def _last_day(known: Known, left: Left) -> date:
    """The day a leaver left; of somebody whose posting is off before it begins, the day they left the time before."""
    earlier = known.postings[: known.postings.index(left.before)]
    if left.on <= left.before.valid_from and earlier and earlier[-1].valid_to:
        return earlier[-1].valid_to
    return left.on


def _person(row: RosterRow, was: Person | None, ends: date | None) -> Person:
    return Person(
        row.email,
        row.name,
        row.start_date or (was.hired_on if was else None),
        ends,
        (was.languages if was else ()) if row.languages is None else row.languages,
    )
