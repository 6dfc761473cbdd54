"""Standings and their counts: kept up to date in the transaction that changes what they follow from, and rebuilt.

`refresh` is called by whoever adds evidence, enrols or imports a roster; `bring_up_to_date` by whoever applies a
definition or publishes content. All of them, and `rebuild`, compute the same rows with the same function and write only
what differs. Writers of one launch wait for each other: on SQLite there is one writer anyway, on Postgres a lock of the
transaction sees to it, which also keeps evidence ids in the order in which evidence became visible.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Table, and_, bindparam, delete, func, or_, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from readiness.domain.certification.rule import NOBODY, Happened
from readiness.domain.certification.standing import standing_from
from readiness.store.launch_links import lookers
from readiness.store.prepared import Prepared
from readiness.store.standing_basis import Basis, basis_of
from readiness.store.standing_facts import (
    Facts,
    Run,
    day_reader,
    facts_of,
    happened_in,
    lives_of,
    raw_rows,
    runs_of,
    runs_of_everybody,
)
from readiness.store.standing_kept import LEVELS, Kept, Key, counted, counts_of, expanded, kept_of, with_standing
from readiness.store.tables.launches import LaunchRow
from readiness.store.tables.standings import (
    RequirementBasisRow,
    StandingBasisRow,
    StandingCountRow,
    StandingRow,
)

_STANDING: Table = StandingRow.__table__  # type: ignore[attr-defined]
_COUNT: Table = StandingCountRow.__table__  # type: ignore[attr-defined]
_BASIS: Table = StandingBasisRow.__table__  # type: ignore[attr-defined]

SHOWN = 20
"""Differences of a drift that are told one by one."""


@dataclass(frozen=True, slots=True)
class Drift:
    """What was compared, and where the kept rows and the evidence disagree.

    `differences` holds at most SHOWN of `total`.
    """

    launch: str
    standings: int
    counts: int
    differences: tuple[str, ...] = ()
    total: int = 0

    @property
    def clean(self) -> bool:
        return self.total == 0


def refresh(session: Session, launch: str, person_ids: Sequence[int]) -> int:
    """The standings of these people, and all counts, follow from everything recorded of them; returns rows changed.

    Nothing happens in a launch that was never applied. When the definition or a publication changed since the standings
    were last derived, all of the launch is derived anew.
    """
    return _refresh(session, launch, person_ids, _written_anew)


def refresh_after_evidence(session: Session, launch: str, person_ids: Sequence[int]) -> int:
    """As `refresh`, when nothing but evidence was added: where people stand on the roster is taken as it is kept."""
    return _refresh(session, launch, person_ids, _written_after_evidence)


def refresh_everywhere(session: Session, person_ids: Sequence[int]) -> int:
    """As `refresh`, in every launch that was applied; for a roster import. Launches are locked in order of key."""
    keys = session.execute(select(col(LaunchRow.key)).order_by(col(LaunchRow.key))).scalars().all()
    for key in keys:
        lock(session, key)
    changed = 0
    for key in keys:
        basis = basis_of(session, key)
        if basis is not None and any(rule.testing_out for rule in basis.rules):
            # Who may test out follows from the day they were hired: which requirements they met is told anew.
            session.execute(delete(RequirementBasisRow).where(col(RequirementBasisRow.launch) == key))
        changed += _refresh(session, key, person_ids, _written_anew, onwards=False)
    return changed


def bring_up_to_date(session: Session, launch: str) -> bool:
    """The kept standings follow from the current definition and publications, and so do those of the launches that look
    at this one; True when any had to be derived anew.
    """
    lock(session, launch)
    found = [_brought_up_to_date(session, key) for key in (launch, *lookers(session, launch))]
    return any(found)


def _brought_up_to_date(session: Session, launch: str) -> bool:
    basis = basis_of(session, launch)
    if basis is None or basis.is_kept:
        return False
    for other in basis.elsewhere:
        lock(session, other)
    rebuild(session, launch)
    return True


def rebuild(session: Session, launch: str) -> Drift:
    """Everything kept of the launch is what its evidence says; tells what was not. Writes only what differs.

    A launch that was never applied keeps nothing.
    """
    lock(session, launch)
    basis = basis_of(session, launch)
    drift = _compare(session, launch, basis, mend=True)
    session.execute(delete(_BASIS).where(_BASIS.c.launch == launch))
    if basis is not None:
        session.execute(
            _BASIS.insert().values(
                launch=launch, definition=basis.followed, publications=basis.publications, floor_on=basis.floor
            )
        )
    return drift


def verify(session: Session, launch: str) -> Drift:
    """What `rebuild` would change; changes nothing. Memory does not grow with the number of people."""
    lock(session, launch)
    basis = basis_of(session, launch)
    drift = _compare(session, launch, basis, mend=False)
    if basis is None or basis.is_kept or not drift.standings:
        return drift
    stale = f"the standings follow from an older definition or publish log than the one at {basis.fingerprint}"
    return Drift(launch, drift.standings, drift.counts, (stale, *drift.differences)[:SHOWN], drift.total + 1)


def kept_launches(session: Session) -> tuple[str, ...]:
    """Every launch of which something is kept, by key, whether or not there is such a launch."""
    found: set[str] = set()
    for table in (_STANDING, _COUNT, _BASIS):
        found.update(session.execute(select(table.c.launch).distinct()).scalars())
    return tuple(sorted(found))


def lock(session: Session, launch: str) -> None:
    """Nobody else writes standings or evidence of this launch until the transaction ends. Safe to take again.

    Launches that look at this one are locked with it, always in the order of their keys.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_LOCK, {"launch": launch})


_LOCK = text(
    "SELECT pg_advisory_xact_lock(hashtextextended('standing:' || key, 0)) FROM (SELECT CAST(:launch AS text) AS key"
    " UNION SELECT launch FROM launch_link WHERE source = :launch ORDER BY key) AS wanted"
)


def _refresh(session: Session, launch: str, person_ids: Sequence[int], write: Any, *, onwards: bool = True) -> int:
    """`onwards`: also in the launches that look at this one."""
    if not person_ids:
        return 0
    lock(session, launch)
    basis = basis_of(session, launch)
    changed = 0
    if basis is not None:
        if basis.is_kept:
            changed = sum(write(session, basis, run) for run in runs_of(person_ids))
        else:
            changed = rebuild(session, launch).total
    if onwards and (basis is None or basis.is_looked_at):
        for other in lookers(session, launch):
            changed += _refresh(session, other, person_ids, _written_anew, onwards=False)
    return changed


def _written_anew(session: Session, basis: Basis, run: Run) -> int:
    return _write(session, _stored(session, basis.launch, run), _derived(session, basis, run))


def _written_after_evidence(session: Session, basis: Basis, run: Run) -> int:
    stored = _stored(session, basis.launch, run)
    if not stored:
        return 0
    happened = happened_in(session, basis.launch, run)
    rules = {rule.certification.key: rule for rule in basis.rules}
    lives = lives_of(session, run, basis.elsewhere) if any(rule.needs_life for rule in basis.rules) else {}
    derived = []
    for row in stored:
        rule = rules[row.certification]
        told = happened.get(row.person_id, Happened())
        life = lives.get(row.person_id, NOBODY)
        derived.append(with_standing(row, standing_from(rule, told, enrolled=row.enrolled, life=life)))
    return _write(session, stored, derived)


def _write(session: Session, stored: list[Kept], derived: list[Kept]) -> int:
    gone, new = _difference(stored, derived)
    counts = counts_of(gone, -1)
    counts.update(counts_of(new))
    _write_rows(session, gone, new)
    _add_counts(session, counts)
    return len({_identity(row) for row in (*gone, *new)})


def _difference(stored: list[Kept], derived: list[Kept]) -> tuple[list[Kept], list[Kept]]:
    """Rows to take away and rows to put in; a changed row is in both."""
    if stored == derived:
        return [], []
    was, now = set(stored), set(derived)
    return [row for row in stored if row not in now], [row for row in derived if row not in was]


def _identity(row: Kept) -> tuple[int, str, date]:
    return row.person_id, row.certification, row.valid_from


def _write_rows(session: Session, gone: list[Kept], new: list[Kept]) -> None:
    kept = {_identity(row) for row in new}
    for row in gone:
        if _identity(row) not in kept:
            session.execute(
                delete(_STANDING).where(
                    _STANDING.c.launch == row.launch,
                    _STANDING.c.person_id == row.person_id,
                    _STANDING.c.certification == row.certification,
                    _STANDING.c.valid_from == row.valid_from,
                )
            )
    if new:
        _PUT_STANDINGS.run(session, *(row._asdict() for row in new))


def _add_counts(session: Session, counts: Counter[Key]) -> None:
    """Each changed count by its primary key, in the order of the keys."""
    rows = [_count_row(key, n) for key, n in sorted(counts.items()) if n]
    if not rows:
        return
    _ADD_COUNTS.run(session, *rows)


def _count_row(key: Key, n: int) -> dict[str, Any]:
    names = ("launch", "certification", "level", "on_day", "region", "name", "away", "state")
    return dict(zip(names, key, strict=True)) | {"n": n}


def _upsert_standings(dialect: str) -> Any:
    statement = _insert(dialect, _STANDING)
    changed = {c.name: statement.excluded[c.name] for c in _STANDING.columns if not c.primary_key}
    return statement.on_conflict_do_update(index_elements=list(_STANDING.primary_key), set_=changed)


def _upsert_counts(dialect: str) -> Any:
    statement = _insert(dialect, _COUNT)
    more = {"n": _COUNT.c.n + statement.excluded.n}
    return statement.on_conflict_do_update(index_elements=list(_COUNT.primary_key), set_=more)


def _insert(dialect: str, table: Table) -> Any:
    return (sqlite if dialect == "sqlite" else postgresql).insert(table)


_PUT_STANDINGS = Prepared(_upsert_standings, keys=[column.name for column in _STANDING.columns])
_ADD_COUNTS = Prepared(_upsert_counts, keys=[column.name for column in _COUNT.columns])
_STORED = select(_STANDING).order_by(_STANDING.c.person_id, _STANDING.c.certification, _STANDING.c.valid_from)
_STORED_OF = _STORED.where(
    _STANDING.c.launch == bindparam("launch"), _STANDING.c.person_id.in_(bindparam("people", expanding=True))
)
_STORED_OF_ONE = Prepared(
    _STORED.where(_STANDING.c.launch == bindparam("launch"), _STANDING.c.person_id == bindparam("person"))
)
"""Built once: somebody waits for it with every quiz that is handed in."""


def _stored(session: Session, launch: str, run: Run) -> list[Kept]:
    if len(run.ids) == 1:
        rows: Sequence[Any] = _STORED_OF_ONE.raw(session, {"launch": launch, "person": run.ids[0]})
    elif run.ids:
        rows = raw_rows(session, _STORED_OF, {"launch": launch, "people": run.ids})
    else:
        wanted = (_STANDING.c.launch == launch, run.among(_STANDING.c.person_id))
        rows = raw_rows(session, _STORED.where(*wanted))
    day = day_reader(session)
    return [
        Kept(
            launch, person_id, certification, day(valid_from), day(valid_to), region, territory, team, manager_id,
            bool(on_leave), day(no_longer_new), bool(enrolled), met, needed, day(certified_on), day(expires_on),
            day(warn_from), day(holds_through), day(lapsed_on), lapsed_because, day(exempt_through), exempt_because,
            day(revoked_on), day(renews_through), counts,
        )
        for (
            _, person_id, certification, valid_from, valid_to, region, territory, team, manager_id, on_leave,
            no_longer_new, enrolled, met, needed, certified_on, expires_on, warn_from, holds_through, lapsed_on,
            lapsed_because, exempt_through, exempt_because, revoked_on, renews_through, counts,
        ) in rows
    ]  # fmt: skip


def _derived(session: Session, basis: Basis, run: Run) -> list[Kept]:
    people = facts_of(session, basis.launch, run, basis.roles, elsewhere=basis.elsewhere)
    return list(_kept_rows(basis, people.values()))


def _kept_rows(basis: Basis, people: Iterable[Facts]) -> Iterator[Kept]:
    for facts in people:
        yield from kept_of(basis.launch, facts, basis.rules, new_days=basis.new_days, floor=basis.floor)


def _compare(session: Session, launch: str, basis: Basis | None, *, mend: bool) -> Drift:
    """Every row against the evidence, then every count against the rows that there should be."""
    with cycles_uncollected():
        return _compared(session, launch, basis, mend=mend)


@contextmanager
def cycles_uncollected() -> Iterator[None]:
    """A pass over everybody makes millions of tuples and not one cycle: looking for cycles was a third of its time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _compared(session: Session, launch: str, basis: Basis | None, *, mend: bool) -> Drift:
    total, compared = 0, 0
    shown: list[str] = []
    people: Counter[tuple[Any, ...]] = Counter()
    for run in runs_of_everybody(session):
        stored = _stored(session, launch, run)
        derived = _derived(session, basis, run) if basis else []
        compared += len(derived)
        people.update(map(counted, derived))
        gone, new = _difference(stored, derived)
        wrong = {_identity(row) for row in (*gone, *new)}
        total += len(wrong)
        for person_id, certification, day in sorted(wrong)[: SHOWN - len(shown)]:
            shown.append(f"standing of person {person_id} in '{certification}' from {day}")
        if mend:
            _write_rows(session, gone, new)
    should = expanded(people)
    held = _held_counts(session, launch)
    wrong_counts = _wrong_counts(held, should)
    for key in sorted(wrong_counts)[: max(0, SHOWN - len(shown))]:
        was, is_now = wrong_counts[key]
        shown.append(
            f"count of {' / '.join(str(part) for part in key[1:] if part != '')}: kept {was}, should be {is_now}"
        )
    older = _older_levels(session, launch)
    told = [*(f"{n:,} counts by {level}, which are no longer kept" for level, n in older), *shown][:SHOWN]
    if mend:
        _add_counts(session, Counter({key: now - was for key, (was, now) in wrong_counts.items()}))
        unkept = or_(_COUNT.c.n == 0, _COUNT.c.level.not_in(LEVELS))
        session.execute(delete(_COUNT).where(and_(_COUNT.c.launch == launch, unkept)))
    number = sum(1 for n in should.values() if n)
    return Drift(launch, compared, number, tuple(told), total + len(wrong_counts) + len(older))


def _older_levels(session: Session, launch: str) -> list[tuple[str, int]]:
    """(level, how many counts) of levels that an earlier release kept."""
    level = _COUNT.c.level
    query = select(level, func.count()).where(_COUNT.c.launch == launch, level.not_in(LEVELS)).group_by(level)
    return [(name, number) for name, number in session.execute(query)]


def _held_counts(session: Session, launch: str) -> dict[Key, int]:
    day = day_reader(session)
    rows = raw_rows(session, select(_COUNT).where(_COUNT.c.launch == launch, _COUNT.c.level.in_(LEVELS)))
    return {(*row[:3], day(row[3]), *row[4:8]): row[8] for row in rows}


def _wrong_counts(held: dict[Key, int], should: Counter[Key]) -> dict[Key, tuple[int, int]]:
    """What is kept and what should be, where the two differ; `held` is used up."""
    wrong = {}
    for key, n in should.items():
        if (was := held.pop(key, 0)) != n:
            wrong[key] = (was, n)
    return wrong | {key: (was, 0) for key, was in held.items() if was}
