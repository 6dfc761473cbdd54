"""Cards: what people's answers to each question come to, kept so that a day can be chosen without going through all of
them. Follows from the answers alone; `rebuild` tells them anew and finds what is not so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from math import isclose
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, and_, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from readiness.domain.reinforcement.memory import Memory, remembered
from readiness.domain.reinforcement.recall import Trace
from readiness.store.practice_answers import CardKey, answers_of, answers_to
from readiness.store.standing_facts import Run, day_reader, raw_rows, runs_of_everybody
from readiness.store.tables.practice import PracticeCardRow

_CARD = cast("Table", PracticeCardRow.__table__)  # type: ignore[attr-defined]


class KeptCard(NamedTuple):
    """A row of `practice_card`, less its launch and person."""

    item: str
    meaning: str
    stability: float
    difficulty: float
    last_on: date
    due_on: date
    answers: int
    wrong: int
    missed: bool

    @property
    def trace(self) -> Trace:
        return Trace(self.stability, self.last_on, self.missed)


@dataclass(frozen=True, slots=True)
class CardDrift:
    """Rows that there should be, and how many of those kept (or missing) were not so."""

    rows: int
    wrong: int


def refresh_card(session: Session, launch: str, person_id: int, card: CardKey) -> None:
    """The card is what all answers to it come to, whatever order they were recorded in."""
    memory = remembered(answers_to(session, launch, person_id, card))
    if memory is not None:
        _put(session, launch, [(person_id, _kept(card, memory))])


def cards_of(session: Session, launch: str, run: Run) -> Iterator[tuple[int, list[KeptCard]]]:
    """By person, ascending: every card that they ever answered, of former wordings too."""
    row = _CARD.c
    columns = (
        row.person_id, row.item, row.meaning, row.stability, row.difficulty, row.last_on, row.due_on, row.answers,
        row.wrong, row.missed,
    )  # fmt: skip
    query = select(*columns).where(row.launch == launch, run.among(row.person_id)).order_by(*columns[:3])
    day = day_reader(session)
    for person_id, rows in groupby(raw_rows(session, query), key=lambda one: one[0]):
        yield (
            person_id,
            [
                KeptCard(item, meaning, stability, difficulty, day(last_on), day(due_on), answers, wrong, bool(missed))
                for _, item, meaning, stability, difficulty, last_on, due_on, answers, wrong, missed in rows
            ],
        )


def told_anew(
    session: Session, launch: str, run: Run, *, mark: int | None = None, until: date | None = None
) -> Mapping[int, list[KeptCard]]:
    """The same from the answers themselves, as far as they are asked for."""
    return {
        person_id: [
            _kept(card, memory)
            for card, answers in sorted(cards.items())
            if (memory := remembered(answers)) is not None
        ]
        for person_id, cards in answers_of(session, launch, run, mark=mark, until=until).items()
    }


def rebuild(session: Session, launch: str) -> CardDrift:
    """Every card is what the answers say; tells what was not. Writes only what differs."""
    return _compared(session, launch, mend=True)


def verify(session: Session, launch: str) -> CardDrift:
    """What `rebuild` would change; changes nothing."""
    return _compared(session, launch, mend=False)


def _compared(session: Session, launch: str, *, mend: bool) -> CardDrift:
    rows = wrong = 0
    for run in runs_of_everybody(session):
        kept = {
            (person, card.item, card.meaning): card
            for person, cards in cards_of(session, launch, run)
            for card in cards
        }
        should = {
            (person, card.item, card.meaning): card
            for person, cards in told_anew(session, launch, run).items()
            for card in cards
        }
        gone = [key for key in kept if key not in should]
        new = [key for key, card in should.items() if key not in kept or not _alike(kept[key], card)]
        rows, wrong = rows + len(should), wrong + len(gone) + len(new)
        if mend:
            for person, item, meaning in gone:
                mine = (_CARD.c.launch == launch, _CARD.c.person_id == person)
                session.execute(delete(_CARD).where(*mine, and_(_CARD.c["item"] == item, _CARD.c.meaning == meaning)))
            _put(session, launch, [(key[0], should[key]) for key in new])
    return CardDrift(rows, wrong)


def _alike(one: KeptCard, other: KeptCard) -> bool:
    """The same, but for the last digit of a power, which machines may round otherwise."""
    close = isclose(one.stability, other.stability) and isclose(one.difficulty, other.difficulty)
    return close and one[4:] == other[4:]


def _kept(card: CardKey, memory: Memory) -> KeptCard:
    return KeptCard(
        card[0], card[1], memory.stability, memory.difficulty, memory.last_on, memory.due_on, memory.answers,
        memory.wrong, memory.missed,
    )  # fmt: skip


def _put(session: Session, launch: str, cards: Iterable[tuple[int, KeptCard]]) -> None:
    rows: list[dict[str, Any]] = [{"launch": launch, "person_id": person, **card._asdict()} for person, card in cards]
    if not rows:
        return
    statement = (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert(_CARD)
    changed = {column.name: statement.excluded[column.name] for column in _CARD.columns if not column.primary_key}
    session.connection().execute(
        statement.on_conflict_do_update(index_elements=list(_CARD.primary_key), set_=changed), rows
    )
