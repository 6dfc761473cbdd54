"""Evidence in and out. Adding it brings standings and counts along, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any, cast

from sqlalchemy import Table, bindparam, func, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from readiness.domain.evidence.record import Evidence, EvidenceKind
from readiness.domain.people.address import mail_address
from readiness.ground.clock import Clock
from readiness.ground.errors import NotFound, Problem
from readiness.store import people, standings
from readiness.store.prepared import Prepared
from readiness.store.tables.evidence import EvidenceRow
from readiness.store.tables.people import PersonRow

_EVIDENCE = cast("Table", EvidenceRow.__table__)  # type: ignore[attr-defined]
_PERSON = cast("Table", PersonRow.__table__)  # type: ignore[attr-defined]

_BATCH = 10_000


@dataclass(frozen=True, slots=True)
class Recorded:
    """Evidence as it was recorded: its id, and when."""

    id: int
    evidence: Evidence
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Totals:
    """Evidence of a launch up to a mark: the highest id (0 = none), how many, how many of those simulated."""

    mark: int
    records: int
    simulated: int


def add(session: Session, clock: Clock, evidence: Sequence[Evidence]) -> int:
    """The evidence is recorded, and standings and counts follow from it; returns how much of it was new.

    What bears a key that is there already is skipped. Evidence is simulated when it says so or when the clock is.
    Raises NotFound, with everybody nobody knows, before anything is written.
    """
    if not evidence:
        return 0
    ids = people.person_ids(session, {one.person for one in evidence})
    strangers = sorted({one.person for one in evidence if mail_address(one.person) not in ids})
    if strangers:
        raise NotFound(
            f"{len(strangers)} of the people were never on the roster.",
            hint="Import the roster first: readiness roster import FILE",
            problems=[Problem("EV012", f"nobody knows {email}.", "Mend the address.") for email in strangers],
        )
    by_launch: dict[str, list[Evidence]] = {}
    for one in evidence:
        by_launch.setdefault(one.launch, []).append(one)
    return sum(_add(session, clock, launch, by_launch[launch], ids) for launch in sorted(by_launch))


def of_person(session: Session, launch: str, person: str, *, mark: int | None = None) -> tuple[Recorded, ...]:
    """All evidence of one person in a launch, as it happened; empty for people nobody knows."""
    query = (
        select(_EVIDENCE, _PERSON.c.email)
        .join(_PERSON, _PERSON.c.id == _EVIDENCE.c.person_id)
        .where(_EVIDENCE.c.launch == launch, _PERSON.c.email == mail_address(person))
        .order_by(_EVIDENCE.c.happened_at, _EVIDENCE.c.id)
    )
    if mark is not None:
        query = query.where(_EVIDENCE.c.id <= mark)
    return tuple(_recorded(row) for row in session.execute(query))


def known_keys(session: Session, launch: str, keys: Sequence[str]) -> frozenset[str]:
    """Those of these natural keys under which evidence is recorded already; for previews."""
    found: set[str] = set()
    for start in range(0, len(keys), 500):
        found |= set(
            session.execute(
                select(_EVIDENCE.c.key).where(
                    _EVIDENCE.c.launch == launch, _EVIDENCE.c.key.in_(keys[start : start + 500])
                )
            ).scalars()
        )
    return frozenset(found)


def under_keys(session: Session, launch: str, keys: Sequence[str]) -> Iterator[Evidence]:
    """The evidence with these natural keys, and all that corrects it."""
    for start in range(0, len(keys), 500):
        some = keys[start : start + 500]
        of_launch = select(_EVIDENCE, _PERSON.c.email).join(_PERSON, _PERSON.c.id == _EVIDENCE.c.person_id)
        of_launch = of_launch.where(_EVIDENCE.c.launch == launch)
        for row in session.execute(of_launch.where(_EVIDENCE.c.key.in_(some))):
            yield _recorded(row).evidence
        for row in session.execute(of_launch.where(_EVIDENCE.c.corrects.in_(some))):
            yield _recorded(row).evidence


def totals(session: Session, launch: str, *, mark: int | None = None, elsewhere: Sequence[str] = ()) -> Totals:
    """How much there is, up to a mark when one is given; read from indexes alone.

    `elsewhere` are the launches that this one looks at: what happened there is below the mark too.
    """
    row = _EVIDENCE.c
    where = [row.launch == launch] if mark is None else [row.launch == launch, row.id <= mark]
    highest, records = session.execute(select(func.max(row.id), func.count()).where(*where)).one()
    simulated = session.execute(
        _SIMULATED[session.get_bind().dialect.name], {"launch": launch, "mark": _EVERY_ID if mark is None else mark}
    )
    for other in elsewhere if mark is None else ():
        theirs = session.execute(select(func.max(row.id)).where(row.launch == other)).scalar()
        highest = max(highest or 0, theirs or 0)
    return Totals(highest or 0, records, simulated.scalar_one())


def mark_on(session: Session, launch: str, day: date) -> int:
    """The highest id that was recorded by the end of a day (UTC); 0 = none."""
    end = datetime.combine(day + timedelta(days=1), time.min, UTC)
    return (
        session.execute(
            select(func.max(_EVIDENCE.c.id)).where(_EVIDENCE.c.launch == launch, _EVIDENCE.c.recorded_at < end)
        ).scalar()
        or 0
    )


_EVERY_ID = 2**31 - 1
_SIMULATED = {
    # SQLite is told which index: by itself it takes the one of people and looks up every row.
    dialect: text(
        f"SELECT count(*) FROM evidence {index} WHERE simulated AND launch = :launch AND id <= :mark"  # noqa: S608
    )
    for dialect, index in (("sqlite", "INDEXED BY ix_evidence_launch_simulated"), ("postgresql", ""))
}


def _add(session: Session, clock: Clock, launch: str, evidence: list[Evidence], ids: dict[str, int]) -> int:
    standings.lock(session, launch)
    at = clock.now()  # one instant for all of it: what is put right together is told together
    if len(evidence) == 1:  # an answer, a mark: by far the most common, and somebody waits for it
        row = _row(evidence[0], clock, at, ids)
        if _IS_THERE.first(session, {"launch": launch, "key": row["key"]}) is not None:
            return 0
        _ADD.run(session, row)
        standings.refresh_after_evidence(session, launch, [row["person_id"]])
        return 1
    before = session.execute(select(func.max(_EVIDENCE.c.id))).scalar() or 0
    statement = _insert(session.get_bind().dialect.name)
    for start in range(0, len(evidence), _BATCH):
        session.execute(statement, [_row(one, clock, at, ids) for one in evidence[start : start + _BATCH]])
    # Who writes this launch waits for the lock, so what has a higher id now is what was new. Read by id alone: asked
    # for the launch too, SQLite would go through the launch's whole index.
    newer = select(_EVIDENCE.c.person_id, _EVIDENCE.c.launch).where(_EVIDENCE.c.id > before)
    added = [person_id for person_id, of_launch in session.execute(newer) if of_launch == launch]
    standings.refresh_after_evidence(session, launch, added)
    return len(added)


@cache
def _insert(dialect: str) -> Any:
    return (
        (sqlite if dialect == "sqlite" else postgresql)
        .insert(_EVIDENCE)
        .on_conflict_do_nothing(index_elements=["launch", "key"])
    )


_IS_THERE = Prepared(
    select(_EVIDENCE.c.id).where(_EVIDENCE.c.launch == bindparam("launch"), _EVIDENCE.c.key == bindparam("key"))
)
_ADD = Prepared(_insert, keys=[column.name for column in _EVIDENCE.c if column.name != "id"])


def _row(one: Evidence, clock: Clock, at: datetime, ids: dict[str, int]) -> dict[str, Any]:
    return {
        "launch": one.launch, "person_id": ids[mail_address(one.person)], "kind": one.kind, "subject": one.subject,
        "fingerprint": one.fingerprint, "fraction": one.fraction, "passed": one.passed,
        "happened_at": one.happened_at, "recorded_at": at, "recorded_by": one.recorded_by,
        "source": one.source, "simulated": one.simulated or clock.simulated, "note": one.note, "until": one.until,
        "key": one.key, "corrects": one.corrects, "correction": one.correction,
    }  # fmt: skip


def _recorded(row: Any) -> Recorded:
    evidence = Evidence(
        launch=row.launch, person=row.email, kind=cast("EvidenceKind", row.kind), subject=row.subject,
        happened_at=row.happened_at, source=row.source, recorded_by=row.recorded_by, key=row.key,
        fingerprint=row.fingerprint, fraction=row.fraction, passed=row.passed, simulated=row.simulated,
        note=row.note, until=row.until, corrects=row.corrects, correction=row.correction,
    )  # fmt: skip
    return Recorded(row.id, evidence, row.recorded_at)
