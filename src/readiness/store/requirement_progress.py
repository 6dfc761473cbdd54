"""Which requirements each person has met, kept for those who are part of the way; brought up to date when looked at.

Not in the transaction that records evidence: an answer to a quiz is the hottest path there is, a board is looked at far
less often, and one pass over everybody with new evidence costs less than a piece each time. `requirement_basis` says
what the rows follow from, so that nothing is ever taken for newer than it is. `rebuild` derives all of it anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from readiness.domain.certification.rule import NOBODY, Happened, Life, Rule
from readiness.domain.certification.standing import ticks_from
from readiness.store import standings
from readiness.store.standing_basis import Basis, basis_of
from readiness.store.standing_facts import Run, happened_in, lives_of, runs_of, runs_of_everybody
from readiness.store.tables.evidence import EvidenceRow
from readiness.store.tables.standings import RequirementBasisRow, RequirementProgressRow

_PROGRESS = cast("Table", RequirementProgressRow.__table__)  # type: ignore[attr-defined]
_BASIS = cast("Table", RequirementBasisRow.__table__)  # type: ignore[attr-defined]
_EVIDENCE = cast("Table", EvidenceRow.__table__)  # type: ignore[attr-defined]


class Progress(NamedTuple):
    """A row of `requirement_progress`, less its launch."""

    person_id: int
    certification: str
    ticks: str


@dataclass(frozen=True, slots=True)
class ProgressDrift:
    """Rows that there should be, and how many of those kept (or missing) were not so."""

    rows: int
    wrong: int


def is_up_to_date(session: Session, launch: str) -> bool:
    """True when there is nothing to bring up to date; asked before every board, so it is three small reads."""
    basis = basis_of(session, launch)
    return basis is None or _kept(session, launch) == (basis.followed, basis.publications, _mark(session))


def bring_up_to_date(session: Session, launch: str) -> int:
    """The rows follow from everything recorded; returns how many people were looked at.

    Everybody when the definition or the publish log changed, else those of whom there is new evidence. A launch that
    was never applied keeps nothing.
    """
    standings.lock(session, launch)
    basis = basis_of(session, launch)
    if basis is None:
        return 0
    mark, kept = _mark(session), _kept(session, launch)
    if kept is None or kept[:2] != (basis.followed, basis.publications):
        runs: Iterable[Run] = runs_of_everybody(session)
    else:
        among = _EVIDENCE.c.launch.in_([launch, *basis.elsewhere])
        newer = (_EVIDENCE.c.id > kept[2], _EVIDENCE.c.id <= mark, among)
        runs = runs_of(session.execute(select(_EVIDENCE.c.person_id).where(*newer).distinct()).scalars().all())
    looked_at = sum(_written(session, basis, run)[0] for run in runs)
    _stand(session, basis, mark)
    return looked_at


def rebuild(session: Session, launch: str) -> ProgressDrift:
    """Every row is what the evidence says, told anew from all of it; tells what was not.

    What came since anybody looked is taken in first: it was not wrong.
    """
    standings.lock(session, launch)
    basis = basis_of(session, launch)
    if basis is None:
        gone = session.execute(select(func.count()).where(_PROGRESS.c.launch == launch)).scalar_one()
        session.execute(delete(_PROGRESS).where(_PROGRESS.c.launch == launch))
        session.execute(delete(_BASIS).where(_BASIS.c.launch == launch))
        return ProgressDrift(0, gone)
    if not is_up_to_date(session, launch):
        bring_up_to_date(session, launch)
    told = [_written(session, basis, run) for run in runs_of_everybody(session)]
    return ProgressDrift(sum(rows for _, rows, _ in told), sum(wrong for _, _, wrong in told))


def verify(session: Session, launch: str) -> ProgressDrift:
    """What is wrong with the rows that say they follow from all there is; changes nothing.

    Rows that do not say so yet are not wrong: they are brought up to date when somebody looks.
    """
    basis = basis_of(session, launch)
    if basis is None or not is_up_to_date(session, launch):
        return ProgressDrift(0, 0)
    rows = wrong = 0
    for run in runs_of_everybody(session):
        kept = _stored(session, launch, run)
        derived = set(_part_way(basis.rules, happened_in(session, launch, run), _lives(session, basis, run)))
        rows, wrong = rows + len(derived), wrong + len({one[:2] for one in kept ^ derived})
    return ProgressDrift(rows, wrong)


def _written(session: Session, basis: Basis, run: Run) -> tuple[int, int, int]:
    """People with evidence, rows that there are now, rows that differed."""
    happened = happened_in(session, basis.launch, run)
    kept = _stored(session, basis.launch, run)
    derived = set(_part_way(basis.rules, happened, _lives(session, basis, run)))
    stay = {one[:2] for one in derived}
    for one in kept - derived:
        if one[:2] not in stay:
            row = _PROGRESS.c
            where = (row.launch == basis.launch, row.person_id == one.person_id, row.certification == one.certification)
            session.execute(delete(_PROGRESS).where(*where))
    new = [{"launch": basis.launch, **one._asdict()} for one in sorted(derived - kept)]
    if new:
        statement = (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert(_PROGRESS)
        changed = {"ticks": statement.excluded.ticks}
        statement = statement.on_conflict_do_update(index_elements=list(_PROGRESS.primary_key), set_=changed)
        session.connection().execute(statement, new)
    return len(happened), len(derived), len({one[:2] for one in kept ^ derived})


def _lives(session: Session, basis: Basis, run: Run) -> Mapping[int, Life]:
    """What else a tick may follow from: who may test out."""
    return lives_of(session, run, basis.elsewhere) if any(rule.testing_out for rule in basis.rules) else {}


def _part_way(rules: Sequence[Rule], people: Mapping[int, Happened], lives: Mapping[int, Life]) -> Iterator[Progress]:
    told: dict[tuple[str, tuple[Any, ...]], str] = {}
    for person_id, happened in people.items():
        first = min(happened.instants)
        for rule in rules:
            # Where no order is to be kept, what happened tells all: it is the same of many people, and told once.
            plain = not (rule.instants and rule.instants[-1] > first) and rule.plainly_met(happened.what) is not None
            key = (rule.certification.key, happened.what)
            ticks = told.get(key) if plain else None
            if ticks is None:
                ticks = ticks_from(rule, happened, lives.get(person_id, NOBODY))
                if plain:
                    told[key] = ticks
            if "0" in ticks and "1" in ticks:
                yield Progress(person_id, rule.certification.key, ticks)


def _stored(session: Session, launch: str, run: Run) -> set[Progress]:
    row = _PROGRESS.c
    query = select(row.person_id, row.certification, row.ticks).where(row.launch == launch, run.among(row.person_id))
    return {Progress._make(one) for one in session.connection().execute(query).fetchall()}


def _stand(session: Session, basis: Basis, mark: int) -> None:
    values = {"definition": basis.followed, "publications": basis.publications, "mark": mark}
    statement = (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert(_BASIS)
    statement = statement.values(launch=basis.launch, **values)
    session.execute(statement.on_conflict_do_update(index_elements=[_BASIS.c.launch], set_=values))


def _kept(session: Session, launch: str) -> tuple[str, int, int] | None:
    row = _BASIS.c
    found = session.execute(
        select(row.definition, row.publications, row.mark).where(row.launch == launch)
    ).one_or_none()
    return None if found is None else (found[0], found[1], found[2])


def _mark(session: Session) -> int:
    """The highest id of any evidence: by launch it would cost a walk over the launch's whole index."""
    return session.execute(select(func.max(_EVIDENCE.c.id))).scalar() or 0
