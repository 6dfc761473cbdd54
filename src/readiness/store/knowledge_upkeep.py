"""Until when everybody's knowledge is fresh, kept for the gate: brought along with every answer, and rebuilt.

`knowledge_basis` says which definition and accepted items the rows follow from. Where that is not what stands, the gate
counts from the cards instead (`knowledge_counts`), until somebody who writes brings the rows up to date.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, cast

from sqlalchemy import Table, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from readiness.domain.definition.gating import KnowledgeFresh
from readiness.domain.definition.model import Launch
from readiness.domain.reinforcement.freshness import Fresh, freshness
from readiness.store import standings
from readiness.store.launches import LaunchVersion, current_version
from readiness.store.practice_cards import KeptCard, cards_of
from readiness.store.programmes import Programmes, programmes_of
from readiness.store.standing_facts import Run, runs_of, runs_of_everybody
from readiness.store.tables.practice import KnowledgeBasisRow, KnowledgeFreshRow

_FRESH = cast("Table", KnowledgeFreshRow.__table__)  # type: ignore[attr-defined]
_BASIS = cast("Table", KnowledgeBasisRow.__table__)  # type: ignore[attr-defined]

NEVER = date.min
"""Kept for somebody who is fresh on no day."""


class Told(NamedTuple):
    """A row of `knowledge_fresh`, less its launch."""

    criterion: str
    person_id: int
    certification: str
    answers: int
    fresh_through: date

    def fresh(self) -> Fresh:
        return Fresh(self.answers, None if self.fresh_through == NEVER else self.fresh_through)


@dataclass(frozen=True, slots=True)
class KnowledgeDrift:
    """Rows that there should be, and how many of those kept (or missing) were not so."""

    rows: int
    wrong: int


def criteria_of(definition: Launch) -> tuple[KnowledgeFresh, ...]:
    return tuple(one for one in definition.gate.criteria.values() if isinstance(one, KnowledgeFresh))


def refresh_people(session: Session, version: LaunchVersion, person_ids: Sequence[int]) -> None:
    """What is kept of these people follows from their cards; of everybody, when it followed from something else."""
    if not criteria_of(version.definition):
        return
    programmes, accepted = programmes_of(session, version.definition, version.fingerprint)
    if not is_kept(session, version, accepted):
        rebuild(session, version.launch)
        return
    for run in runs_of(person_ids):
        _written(session, version, programmes, run)


def bring_up_to_date(session: Session, launch: str) -> bool:
    """The rows follow from what stands; True when they had to be derived anew."""
    version = current_version(session, launch)
    if version is None or not criteria_of(version.definition):
        return False
    _, accepted = programmes_of(session, version.definition, version.fingerprint)
    if is_kept(session, version, accepted):
        return False
    rebuild(session, launch)
    return True


def rebuild(session: Session, launch: str) -> KnowledgeDrift:
    """Every row is what the cards say; tells what was not. A launch whose gate does not ask keeps nothing.

    Rows that follow from an earlier definition were not wrong: they are brought up to date here.
    """
    standings.lock(session, launch)
    version = current_version(session, launch)
    if version is None or not criteria_of(version.definition):
        gone = session.execute(select(func.count()).where(_FRESH.c.launch == launch)).scalar_one()
        session.execute(delete(_FRESH).where(_FRESH.c.launch == launch))
        session.execute(delete(_BASIS).where(_BASIS.c.launch == launch))
        return KnowledgeDrift(0, gone)
    programmes, accepted = programmes_of(session, version.definition, version.fingerprint)
    was_kept = is_kept(session, version, accepted)
    told = [_written(session, version, programmes, run) for run in runs_of_everybody(session)]
    values = {"definition": version.fingerprint, "accepted": accepted}
    statement = (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert(_BASIS)
    statement = statement.values(launch=launch, **values)
    session.execute(statement.on_conflict_do_update(index_elements=[_BASIS.c.launch], set_=values))
    return KnowledgeDrift(sum(rows for rows, _ in told), sum(wrong for _, wrong in told) if was_kept else 0)


def verify(session: Session, launch: str) -> KnowledgeDrift:
    """What is wrong with rows that say they follow from what stands; changes nothing."""
    version = current_version(session, launch)
    if version is None:
        return KnowledgeDrift(0, 0)
    programmes, accepted = programmes_of(session, version.definition, version.fingerprint)
    if not is_kept(session, version, accepted):
        return KnowledgeDrift(0, 0)
    rows = wrong = 0
    for run in runs_of_everybody(session):
        kept, derived = _stored(session, launch, run), _derived(session, version, programmes, run)
        rows, wrong = rows + len(derived), wrong + len({one[:3] for one in kept ^ derived})
    return KnowledgeDrift(rows, wrong)


def is_kept(session: Session, version: LaunchVersion, accepted: str) -> bool:
    """True when the rows follow from this definition and these accepted items."""
    query = select(_BASIS.c.definition, _BASIS.c.accepted).where(_BASIS.c.launch == version.launch)
    found = session.execute(query).one_or_none()
    return found is not None and tuple(found) == (version.fingerprint, accepted)


def told_of(
    definition: Launch, programmes: Programmes, people: Iterable[tuple[int, Sequence[KeptCard]]]
) -> Iterator[Told]:
    """What the cards of these people show, for every criterion on knowledge and every certification it counts."""
    asked = [
        (criterion, key, frozenset(question.card for question in questions))
        for criterion in criteria_of(definition)
        for key, questions in programmes.items()
        if criterion.certification in (None, key)
    ]
    for person_id, cards in people:
        for criterion, certification, questions in asked:
            mine = [card for card in cards if card[:2] in questions]
            if mine:
                fresh = freshness(criterion, [card.trace for card in mine], sum(card.answers for card in mine))
                yield Told(criterion.key, person_id, certification, fresh.answers, fresh.through or NEVER)


def _written(session: Session, version: LaunchVersion, programmes: Programmes, run: Run) -> tuple[int, int]:
    """Rows that there are now, rows that differed."""
    launch = version.launch
    kept, derived = _stored(session, launch, run), _derived(session, version, programmes, run)
    stay = {one[:3] for one in derived}
    for one in kept - derived:
        if one[:3] not in stay:
            row = _FRESH.c
            mine = (row.criterion == one.criterion, row.person_id == one.person_id)
            session.execute(delete(_FRESH).where(row.launch == launch, *mine, row.certification == one.certification))
    new = [{"launch": launch, **one._asdict()} for one in sorted(derived - kept)]
    if new:
        statement = (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert(_FRESH)
        changed = {name: statement.excluded[name] for name in ("answers", "fresh_through")}
        session.connection().execute(
            statement.on_conflict_do_update(index_elements=list(_FRESH.primary_key), set_=changed), new
        )
    return len(derived), len({one[:3] for one in kept ^ derived})


def _derived(session: Session, version: LaunchVersion, programmes: Programmes, run: Run) -> set[Told]:
    return set(told_of(version.definition, programmes, cards_of(session, version.launch, run)))


def _stored(session: Session, launch: str, run: Run) -> set[Told]:
    row = _FRESH.c
    columns = (row.criterion, row.person_id, row.certification, row.answers, row.fresh_through)
    query = select(*columns).where(row.launch == launch, run.among(row.person_id))
    return {Told._make(one) for one in session.connection().execute(query).fetchall()}


def as_mapping(told: Iterable[Told]) -> Mapping[tuple[str, int, str], Fresh]:
    """By (criterion, person, certification)."""
    return {(one.criterion, one.person_id, one.certification): one.fresh() for one in told}
