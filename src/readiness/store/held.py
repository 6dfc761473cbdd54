"""Answers that are counted once and held in the process until something on record changes.

Counting 100,000 people for one screen takes half a second, so it is not done on each view. `mark_of` tells in
microseconds whether anything was recorded since; when nothing was, the held answer is exact. When something was, it is
counted again, but for answers that twice were slow to make (over QUICK seconds) no more often than once in PATIENCE
times what that takes: however busily evidence comes in and pages are looked at, counting takes at most a fiftieth of
the time. Whoever shows an answer says when it was counted.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Table, bindparam, func, literal_column, select
from sqlmodel import Session

from readiness.store.launches import require_version
from readiness.store.session import Database
from readiness.store.tables.evidence import EvidenceRow
from readiness.store.tables.gate import ClearanceRow, SignOffRow, VerdictRow, WaiverRow, WaiverWithdrawalRow
from readiness.store.tables.journal import JournalRow
from readiness.store.tables.launches import LaunchRow, LaunchVersionRow
from readiness.store.tables.materials import ApprovalRow, PublicationRow
from readiness.store.tables.people import PostingRow
from readiness.store.tables.tasks import TaskEventRow

A = TypeVar("A")

QUICK = 0.02
"""Seconds; what is made within them is always made anew when something changed. A page may rest on two such answers and
has 30 milliseconds at 10,000 people, also while evidence comes in."""
PATIENCE = 50
MOST = 256
"""Answers held per database; the one that was asked for longest ago goes first."""


def mark_of(session: Session) -> str:
    """Where the record stands: while it is the same, nothing that a board shows has changed.

    On SQLite one writer at a time gives out ascending ids, and every act writes to the journal (evidence, postings and
    publications are looked at themselves too). On Postgres ids become visible out of order, so there it is the snapshot
    itself, which any commit in the cluster changes: asked for too often rather than too seldom.
    """
    return str(session.connection().execute(select(_mark(session))).scalar_one())


def standing_mark(session: Session, launch: str) -> tuple[str, str]:
    """The fingerprint of the definition that stands, and the mark: what a held answer is asked for by.

    Raises NotFound for a launch that was never applied.
    """
    found = session.connection().execute(_STANDING[_dialect(session)], {"launch": launch}).one_or_none()
    return (found[0], found[1]) if found else (require_version(session, launch).fingerprint, mark_of(session))


def words_mark(session: Session) -> str:
    """How many words on launches people have given: sign-offs, waivers, approvals, task steps, verdicts, clearances.

    They are few beside evidence, and whoever gave one looks next at what came of it: an answer that rests on them is
    held under this mark, and so never shown from before the last one, however long counting takes.
    """
    return ".".join(map(str, session.connection().execute(_WORDS_MARK).one()))


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name


def _mark(session: Session) -> ColumnElement[str]:
    return _MARKS[_dialect(session)]


_WORDS = (SignOffRow, WaiverRow, WaiverWithdrawalRow, ClearanceRow, VerdictRow, ApprovalRow, TaskEventRow)
_RECORDS = (JournalRow, EvidenceRow, PostingRow, PublicationRow, LaunchVersionRow)
_HIGHEST, _GIVEN = (
    [func.coalesce(select(func.max(cast("Any", row).__table__.c.id)).scalar_subquery(), 0) for row in rows]
    for rows in (_RECORDS, _WORDS)
)
_WORDS_MARK = select(*_GIVEN)
_MARKS: dict[str, ColumnElement[str]] = {
    "sqlite": func.printf("%d.%d.%d.%d.%d", *_HIGHEST),
    "postgresql": literal_column("pg_current_snapshot()::text"),
}
_LAUNCH = cast("Table", LaunchRow.__table__)  # type: ignore[attr-defined]
_STANDING = {
    # Built once: making a statement costs as much as running one, and these run on every view.
    dialect: select(_LAUNCH.c.fingerprint, mark).where(_LAUNCH.c.key == bindparam("launch"))
    for dialect, mark in _MARKS.items()
}


@dataclass(slots=True)
class _Answer:
    """`cost` is the least that making it took, in seconds; 0 when it was made once, which tells little."""

    mark: str
    value: Any
    cost: float
    took: float
    made_at: float


@dataclass(slots=True)
class _Shelf:
    answers: OrderedDict[Hashable, _Answer] = field(default_factory=OrderedDict)
    making: dict[Hashable, threading.Lock] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)


_shelves: WeakKeyDictionary[Database, _Shelf] = WeakKeyDictionary()


def held(
    database: Database, key: Hashable, mark: str, make: Callable[[], A], watch: Callable[[], float] = time.perf_counter
) -> A:
    """`make()`, or what it gave lately under this key.

    The key holds all that an answer is never shown without: whose it is, the definition, the day. One thread makes an
    answer at a time; the others are given the one before, and wait only when there is none. `watch` tells seconds.
    """
    shelf = _shelves.setdefault(database, _Shelf())
    with shelf.lock:
        found = shelf.answers.get(key)
        if found is not None:
            shelf.answers.move_to_end(key)
            if _serves(found, mark, watch):
                return found.value  # type: ignore[no-any-return]
        making = shelf.making.setdefault(key, threading.Lock())
    if not making.acquire(blocking=found is None):
        assert found is not None
        return found.value  # type: ignore[no-any-return]
    try:
        with shelf.lock:
            latest = shelf.answers.get(key)
        if latest is not None and latest is not found and _serves(latest, mark, watch):
            return latest.value  # type: ignore[no-any-return]
        began = watch()
        value = make()
        now = watch()
        with shelf.lock:
            cost = 0.0 if found is None else min(found.took, now - began)
            shelf.answers[key] = _Answer(mark, value, cost, now - began, now)
            while len(shelf.answers) > MOST:
                shelf.making.pop(shelf.answers.popitem(last=False)[0], None)
        return value
    finally:
        making.release()


def _serves(answer: _Answer, mark: str, watch: Callable[[], float]) -> bool:
    if answer.mark == mark:
        return True
    return answer.cost > QUICK and watch() - answer.made_at < PATIENCE * answer.cost
