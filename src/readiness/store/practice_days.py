"""Who is asked what on a day: everybody certified whose programme goes on, a run of people at a time, or one person."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, func, select
from sqlmodel import Session

from readiness.domain.people.address import mail_address
from readiness.domain.reinforcement.choices import Chosen
from readiness.domain.reinforcement.choosing import Candidate, Held
from readiness.domain.reinforcement.day import Done, Enrolled, PracticeDay, practice_day, practice_line
from readiness.domain.reinforcement.programme import Question, is_running, market_of, quizzes_of
from readiness.domain.tasks.calendar import BusinessCalendar, DaysOff
from readiness.store import launches, people
from readiness.store.launches import LaunchVersion
from readiness.store.practice_answers import choices_of
from readiness.store.practice_cards import KeptCard, cards_of
from readiness.store.programmes import Programmes, programmes_of
from readiness.store.published_quizzes import published_keys
from readiness.store.standing_facts import Run, runs_of, runs_of_everybody
from readiness.store.tables.people import PersonRow
from readiness.store.tables.practice import PracticeReviewRow
from readiness.store.tables.standings import StandingRow

_STANDING = cast("Table", StandingRow.__table__)  # type: ignore[attr-defined]
_PERSON = cast("Table", PersonRow.__table__)  # type: ignore[attr-defined]
_REVIEW = cast("Table", PracticeReviewRow.__table__)  # type: ignore[attr-defined]

_NOTHING_CHOSEN = Chosen(None, {})


@dataclass(frozen=True, slots=True)
class Waits:
    """So many questions of one launch wait for somebody on a day."""

    email: str
    launch: str
    questions: int

    @property
    def line(self) -> str:
        return practice_line(self.questions)


class _Standing(NamedTuple):
    person_id: int
    email: str
    launch: str
    certification: str
    region: str
    certified_on: date
    on_leave: bool


@dataclass(frozen=True, slots=True)
class _Asking:
    """The launches that have a programme, with their questions, on one day."""

    on: date
    versions: Mapping[str, LaunchVersion]
    programmes: Mapping[str, Programmes]
    days_off: DaysOff
    closed: dict[tuple[str, str], str]

    def closed_in(self, launch: str, region: str) -> str:
        """Why nobody of this region is asked today: the holiday, or the weekday; "" = they are. Asked once a region."""
        if (launch, region) not in self.closed:
            market = market_of(self.versions[launch].definition, region)
            why = ""
            if market is not None:
                off = self.days_off
                calendar = BusinessCalendar(
                    off.weekend(market.holidays), off.holidays(market.holidays, (self.on.year,))
                )
                why = calendar.why_closed(self.on)
            self.closed[launch, region] = why
        return self.closed[launch, region]


def practice_of(session: Session, email: str, on: date, days_off: DaysOff) -> PracticeDay | None:
    """One person's day; None when nothing they are certified in asks questions afterwards, or nobody knows them."""
    person = people.person_ids(session, [email]).get(mail_address(email))
    if person is None:
        return None
    return next(practice_days(session, on, days_off, runs=[Run(ids=(person,))]), None)


def waiting_practice(
    session: Session, on: date, days_off: DaysOff, among: Collection[str] | None = None
) -> Iterator[Waits]:
    """Everybody (of `among`) for whom questions wait on the day, by number of the person and launch.

    Goes through all who are certified in something that asks; who is done, away or holds them is not among them.
    """
    runs = None if among is None else list(runs_of(sorted(people.person_ids(session, among).values())))
    for day in practice_days(session, on, days_off, runs=runs):
        for launch, questions in sorted(Counter(one.launch for one in day.asked).items()):
            yield Waits(day.email, launch, questions)


def practice_days(
    session: Session, on: date, days_off: DaysOff, *, runs: Sequence[Run] | None = None
) -> Iterator[PracticeDay]:
    """The day of everybody (of `runs`) who is certified in something that asks, by number of the person."""
    asking = _asking(session, on, days_off)
    if not asking.versions:
        return
    for run in runs_of_everybody(session) if runs is None else runs:
        yield from _days(session, asking, run)


def _asking(session: Session, on: date, days_off: DaysOff) -> _Asking:
    versions, programmes = {}, {}
    for entry in launches.applied_launches(session):
        version = launches.require_version(session, entry.key)
        made, _ = programmes_of(session, version.definition, version.fingerprint)
        if made:
            versions[entry.key] = version
            programmes[entry.key] = {key: _published(session, version, key, asked) for key, asked in made.items()}
    return _Asking(on, versions, programmes, days_off, {})


def _published(
    session: Session, version: LaunchVersion, certification: str, questions: tuple[Question, ...]
) -> tuple[Question, ...]:
    """Those of a quiz that is published as it now reads; all where the programme has no quiz."""
    keys = quizzes_of(version.definition.certifications[certification])
    if not keys:
        return questions
    open_now = published_keys(session, version, keys)
    return tuple(one for one in questions if one.item.key in open_now)


def _days(session: Session, asking: _Asking, run: Run) -> Iterator[PracticeDay]:
    standing: dict[int, list[_Standing]] = defaultdict(list)
    for one in _certified(session, asking, run):
        definition = asking.versions[one.launch].definition
        programme = definition.certifications[one.certification].reinforcement
        if programme is not None and is_running(programme, one.certified_on, asking.on):
            standing[one.person_id].append(one)
    if not standing:
        return
    ids = Run(ids=tuple(standing)) if run.ids else run
    chosen, done = choices_of(session, ids), _done(session, asking.on, ids)
    cards: dict[tuple[str, int], list[KeptCard]] = {}
    for launch in sorted({one.launch for several in standing.values() for one in several}):
        for person_id, theirs in cards_of(session, launch, ids):
            cards[launch, person_id] = theirs
    for person_id in sorted(standing):
        mine, choices = standing[person_id], chosen.get(person_id, _NOTHING_CHOSEN)
        yield practice_day(
            person_id=person_id, email=mine[0].email, on=asking.on,
            enrolled=[_enrolled(asking, one, choices) for one in mine],
            candidates=[
                found for one in mine for found in _candidates(asking, one, cards.get((one.launch, person_id), ()))
            ],
            choices=choices, on_leave=any(one.on_leave for one in mine), done=done.get(person_id, Done()),
        )  # fmt: skip


def _certified(session: Session, asking: _Asking, run: Run) -> list[_Standing]:
    row, on = _STANDING.c, asking.on
    columns = (
        row.person_id, _PERSON.c.email, row.launch, row.certification, row.region, row.certified_on, row.on_leave,
    )  # fmt: skip
    query = (
        select(*columns)
        .join(_PERSON, _PERSON.c.id == row.person_id)
        .where(
            row.launch.in_(sorted(asking.versions)), run.among(row.person_id), row.valid_from <= on,
            row.valid_to >= on if on == date.max else row.valid_to > on, row.holds_through >= on,
        )
        .order_by(row.person_id, row.launch, row.certification)
    )  # fmt: skip
    wanted = {(launch, key) for launch, made in asking.programmes.items() for key in made}
    return [
        _Standing._make(one)
        for one in session.connection().execute(query).fetchall()
        if (one.launch, one.certification) in wanted and one.certified_on is not None
    ]


def _done(session: Session, on: date, run: Run) -> Mapping[int, Done]:
    row = _REVIEW.c
    columns: Any = (row.person_id, func.count(), func.count().filter(row.is_new.is_(True)))
    query = select(*columns).where(run.among(row.person_id), row.on_day == on).group_by(row.person_id)
    return {person: Done(answered, new) for person, answered, new in session.connection().execute(query).fetchall()}


def _enrolled(asking: _Asking, one: _Standing, choices: Chosen) -> Enrolled:
    definition = asking.versions[one.launch].definition
    certification = definition.certifications[one.certification]
    programme = certification.reinforcement
    assert programme is not None
    closed = asking.closed_in(one.launch, one.region) if programme.business_days else ""
    return Enrolled(
        one.launch, definition.product.name, one.certification, certification.name, programme,
        choices.left.get(one.launch), closed,
    )  # fmt: skip


def _candidates(asking: _Asking, one: _Standing, cards: Sequence[KeptCard]) -> Iterator[Candidate]:
    programme = asking.versions[one.launch].definition.certifications[one.certification].reinforcement
    assert programme is not None
    kept = {(card.item, card.meaning): Held(card.stability, card.last_on, card.due_on) for card in cards}
    for question in asking.programmes[one.launch][one.certification]:
        held = kept.get(question.card)
        yield Candidate(one.launch, one.certification, question, programme.desired_retention, held)
