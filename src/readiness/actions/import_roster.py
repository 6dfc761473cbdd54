"""A roster file becomes the roster: whole, in one transaction, or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlmodel import Session

from readiness.context import Context
from readiness.domain.people.changes import Leavers, RosterChanges, roster_changes
from readiness.domain.people.digest import digest
from readiness.domain.people.history import HistoryFile, parse_history
from readiness.domain.people.keepers import KEEPING_FUNCTIONS, keepers, may_keep_roster
from readiness.domain.people.roster import RosterFile, parse_roster
from readiness.domain.people.sheet import LARGEST_FILE, decode
from readiness.domain.people.unasked_roles import newly_unasked
from readiness.given_file import read_given
from readiness.ground.errors import Conflict, DefinitionError, NotAllowed, Problem
from readiness.ground.fingerprint import fingerprint, fingerprint_text
from readiness.store import accounts, journal, launches, people, standings

SHOWN = 100
"""Problems that a refusal lists; all of them are counted."""

_FEW = 2_000
"""From more people than this on, deriving all standings anew is quicker than person by person."""


def import_roster(
    context: Context,
    *,
    path: Path,
    history: Path | None = None,
    leavers: Leavers = "keep",
    on: date | None = None,
    preview: bool = False,
    called: str = "",
    history_called: str = "",
    seen: str = "",
    shown: int = SHOWN,
) -> RosterChanges:
    """The roster is what the file at `path` says, from `on` (today) on; returns what that changed.

    With `preview` the very same is computed and nothing is written. Importing a file again changes nothing. `history`
    is loaded as postings before the roster's; where it contradicts the roster, the result's warnings say so, the
    postings' notes say so, and so does the journal. Standings in every applied launch follow in the same transaction.

    `called` and `history_called` are what people call the files, when that is not their path; a refusal lists `shown`
    problems. `seen` is the digest of the changes that somebody looked at: when others would be made, nothing is, and
    Conflict is raised.

    Anybody may until somebody is on record and a launch was applied; from then on those whom `keepers` names, and
    administrators, because the roster decides who is asked for what. Raises NotAllowed for others, NotFound and
    Unusable for files that cannot be read, DefinitionError with every bad row by line.
    """
    if not preview:
        context.by()
    context.progress.step("reading", path.name)
    text = _text(path)
    file = parse_roster(text, called or str(path))
    past_text = _text(history) if history else ""
    past = parse_history(past_text, history_called or str(history)) if history else None
    on = on or context.clock.today()
    if preview:
        with context.database.reading() as session:
            return _decide(context, session, file, past, on=on, leavers=leavers, shown=shown)
    with context.database.transaction() as session:
        people.lock_roster(session)
        _allow(session, context.by())
        changes = _decide(context, session, file, past, on=on, leavers=leavers, shown=shown)
        if seen and seen != digest(changes):
            raise Conflict(
                "the roster has changed since you looked; nothing was imported.", hint="Look at the changes again."
            )
        if not changes.nothing:
            _store(context, session, changes)
            source = fingerprint([fingerprint_text(one) for one in (text, past_text)])
            subject = f"roster from {called or path.name}" + (
                f" with history from {history_called or history.name}" if history else ""
            )
            _record(context, session, changes, subject=subject, source=source)
            context.progress.step("committing")
    context.progress.done("roster", f"{len(changes.touched()):,} people changed")
    return changes


def _allow(session: Session, by: str) -> None:
    standing = [launches.require_version(session, entry.key).definition for entry in launches.applied_launches(session)]
    if not standing or not people.anybody(session) or may_keep_roster(standing, by):
        return
    if by.casefold() in accounts.administrators(session):
        return
    told = keepers(standing)
    shown = ", ".join(told[:5]) + (", …" if len(told) > 5 else "")
    raise NotAllowed(
        f"{by} may not change the roster.",
        hint=f"An administrator may, a launch's owner, and its team of {', '.join(KEEPING_FUNCTIONS[:-1])} or "
        f"{KEEPING_FUNCTIONS[-1]}: "
        f"{shown}. --preview is for everybody.",
    )


def _decide(
    context: Context, session: Session, file: RosterFile, past: HistoryFile | None, *, on: date, leavers: Leavers,
    shown: int,
) -> RosterChanges:  # fmt: skip
    """The changes, with the warnings of the files among theirs; DefinitionError when anything is wrong."""
    context.progress.step("comparing", f"{len(file.rows):,} rows")
    changes = roster_changes(
        people.load_roster(session), file, on=on, today=context.clock.today(), leavers=leavers, history=past
    )
    applied = [launches.require_version(session, one.key).definition for one in launches.applied_launches(session)]
    told = [*file.problems, *(past.problems if past else ()), *changes.warnings, *changes.problems]
    told += newly_unasked(changes, applied)
    told.sort(key=_in_file_order)
    errors = [problem for problem in told if problem.level == "error"]
    if errors:
        _refuse(file, [*errors, *(problem for problem in file.sheet.problems if problem.level == "warning")], shown)
    return replace(changes, warnings=tuple(told), problems=())


def _refuse(file: RosterFile, told: Sequence[Problem], shown: int) -> None:
    """`told` begins with the errors; what the header was not read as follows them, for it may be what causes them."""
    errors = [problem for problem in told if problem.level == "error"]
    by_code = ", ".join(f"{code} × {n:,}" for code, n in Counter(problem.code for problem in errors).most_common())
    name = Path(file.sheet.file).name
    many = f"; the first {shown:,} of them" if len(errors) > shown else ""
    raise DefinitionError(
        f"nothing was imported: {len(errors):,} problem{'s' if len(errors) != 1 else ''} in {name} ({by_code}){many}:",
        problems=[*errors[:shown], *told[len(errors) :]],
        hint=f"Mend the file and import it again. What a code means: readiness docs {errors[0].code}",
    )


def _store(context: Context, session: Session, changes: RosterChanges) -> None:
    """Each step is told, so that a test can stop the process in the middle of every one."""
    context.progress.step("people", f"{len(changes.touched()):,}")
    ids = people.add_people(session, changes)
    people.change_people(session, changes, ids)
    context.progress.step("postings", f"{sum(1 for _ in changes.postings_added()):,}")
    people.change_postings(session, changes, ids)
    session.flush()
    touched = sorted(ids[email] for email in changes.touched())
    context.progress.step("standings")
    if len(touched) <= _FEW:
        standings.refresh_everywhere(session, touched)
        return
    for launch in launches.applied_launches(session):
        standings.rebuild(session, launch.key)


def _record(context: Context, session: Session, changes: RosterChanges, *, subject: str, source: str) -> None:
    journal.record(
        session,
        context.clock,
        actor=context.by(),
        verb="imported",
        subject=subject,
        fingerprint=source,
        detail={
            "on": changes.on.isoformat(),
            "joined": len(changes.joined),
            "moved": len(changes.moved),
            "changed": len(changes.changed),
            "leave": len(changes.leave),
            "left": len(changes.left),
            "stayed": len(changes.stayed),
            "unchanged": changes.unchanged,
            "history": len(changes.loaded),
            "believed": "the roster's row from the day of its import, the history before",
            "disagreements": {one.email: str(one) for one in changes.disagreements},
        },
    )


def _text(path: Path) -> str:
    return decode(read_given(path, most=LARGEST_FILE), str(path))


def _in_file_order(problem: Problem) -> tuple[str, int, int]:
    where = problem.where
    return (where.file, where.line, where.column) if where else ("", 0, 0)
