"""How one person came to stand where they stand: every turn of each of their certifications in a launch.

Told by the fold that certifies, from the evidence itself: nothing of it is kept. See `domain.certification.history`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Final

from sqlmodel import Session, col, select

from readiness.context import Context
from readiness.domain.certification.history import Past, Turn, history_of
from readiness.domain.certification.reasons import in_words
from readiness.domain.certification.rule import DECISIONS, NOBODY, Life, Rule, looked_at, rules_of
from readiness.domain.definition.certifying import Certification
from readiness.domain.definition.model import Launch
from readiness.domain.evidence.record import Evidence
from readiness.domain.materials.publication import Publication
from readiness.ground.errors import NotFound
from readiness.ground.keys import did_you_mean
from readiness.store import evidence, launches, materials, people
from readiness.store.standing_facts import Run, lives_of
from readiness.store.tables.enrolment import EnrolmentRow

COLUMNS: Final = (
    "email", "certification", "on", "at", "before", "after", "trigger", "why", "cause", "by", "holds_through",
    "simulated", "evidence",
)  # fmt: skip
"""Of the file that one person's history is downloaded as."""


@dataclass(frozen=True, slots=True)
class CertificationHistory:
    """One certification: its turns, the first one first; empty when nothing ever moved."""

    certification: str
    name: str
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class RepHistory:
    """One person in one launch up to the end of a day. A certification that is not of their role is in it when they
    were ever enrolled in it, or something was decided about it.
    """

    launch: str
    rep: str
    name: str
    on: date
    certifications: tuple[CertificationHistory, ...]

    def turns(self, certification: str) -> tuple[Turn, ...]:
        """Those of one certification; empty for one that is not in it."""
        return next((one.turns for one in self.certifications if one.certification == certification), ())


def certification_history(
    context: Context, *, launch: str, rep: str, certification: str | None = None, on: date | None = None
) -> RepHistory:
    """Every turn up to the end of `on` (today when None). Raises NotFound for a launch that was not applied, somebody
    nobody knows, and a certification there is not.
    """
    day = on or context.clock.today()
    with context.database.reading() as session:
        definition = launches.require_version(session, launch).definition
        if certification is not None and certification not in definition.certifications:
            raise NotFound(
                f"launch '{launch}' has no certification '{certification}'.",
                hint=did_you_mean(certification, definition.certifications),
            )
        known, _ = people.known(session, rep)
        person = known.person
        posting = people.posting_on(session, person.email, day)
        past = _whole_past(session, definition, person.email, day)
        found = []
        for key, asked in definition.certifications.items():
            if certification not in (None, key):
                continue
            if (posting is not None and posting.role == asked.role) or past.concerns(key):
                turns = tuple(_in_words(definition, turn) for turn in history_of(past.of(key), until=day))
                found.append(CertificationHistory(key, asked.name, turns))
    return RepHistory(launch, person.email, person.name, day, tuple(found))


def history_rows(found: RepHistory) -> Iterator[tuple[str, ...]]:
    """The header, then one row a turn, by certification; times are UTC."""
    yield COLUMNS
    for one in found.certifications:
        for turn in one.turns:
            yield (
                found.rep, one.certification, turn.on.isoformat(), turn.at.isoformat() if turn.at else "", turn.before,
                turn.after, turn.trigger, turn.why, turn.cause, turn.by,
                turn.holds_through.isoformat() if turn.holds_through else "", "yes" if turn.simulated else "no",
                turn.key,
            )  # fmt: skip


def _in_words(definition: Launch, turn: Turn) -> Turn:
    return replace(turn, why=in_words(definition, turn.why), cause=in_words(definition, turn.cause))


@dataclass(frozen=True, slots=True)
class _WholePast:
    """All that the histories of one person in one launch are told from."""

    launch: str
    certifications: Mapping[str, tuple[Certification, ...]]
    logs: Mapping[str, tuple[Publication, ...]]
    evidence: tuple[Evidence, ...]
    enrolled: Mapping[str, tuple[tuple[date, date | None], ...]]
    life: Life
    recorded: Mapping[str, datetime]

    def concerns(self, certification: str) -> bool:
        """Whether they were ever enrolled in it, or something was decided about it."""
        decided = any(e.kind in DECISIONS and e.subject == certification for e in self.evidence)
        return decided or certification in self.enrolled

    def of(self, certification: str) -> Past:
        elsewhere = {launch: log for launch, log in self.logs.items() if launch != self.launch}
        return Past(
            certification, lambda at: self._rule(certification, at), self.evidence, self.logs[self.launch],
            self.enrolled.get(certification, ()), self.life, elsewhere, self.recorded,
        )  # fmt: skip

    def _rule(self, certification: str, at: datetime) -> Rule:
        logs = {launch: tuple(p for p in log if p.at <= at) for launch, log in self.logs.items()}
        rules = rules_of(self.launch, self.certifications, logs)
        return next(rule for rule in rules if rule.certification.key == certification)


def _whole_past(session: Session, definition: Launch, email: str, day: date) -> _WholePast:
    until = datetime.combine(day, time.max, UTC)
    launch, person_id = definition.key, people.require_person(session, email)
    asked = {launch: tuple(definition.certifications.values())}
    logs = {launch: _log(session, launch, until)}
    others = looked_at(launch, asked[launch])
    for other in others:
        stood = launches.current_version(session, other)
        if stood is not None:
            asked[other] = tuple(stood.definition.certifications.values())
            logs[other] = _log(session, other, until)
    lives = lives_of(session, Run(ids=(person_id,)), others, until_day=day)
    found = [one for one in evidence.of_person(session, launch, email) if one.evidence.happened_at <= until]
    return _WholePast(
        launch, asked, logs, tuple(one.evidence for one in found), _enrolled(session, launch, person_id),
        lives.get(person_id, NOBODY),
        {one.evidence.key: one.recorded_at for one in found if one.evidence.corrects is not None},
    )  # fmt: skip


def _log(session: Session, launch: str, until: datetime) -> tuple[Publication, ...]:
    return tuple(p for p in materials.publications(session, launch) if p.at <= until)


def _enrolled(session: Session, launch: str, person_id: int) -> dict[str, tuple[tuple[date, date | None], ...]]:
    """By certification, the days on which anything of it was asked: of somebody enrolled again, the last stretch."""
    rows = session.exec(
        select(EnrolmentRow).where(EnrolmentRow.launch == launch, col(EnrolmentRow.person_id) == person_id)
    ).all()
    found: dict[str, tuple[tuple[date, date | None], ...]] = {}
    for key in {row.certification for row in rows}:
        mine = [row for row in rows if row.certification == key]
        gone = None if any(row.withdrawn_on is None for row in mine) else max(row.withdrawn_on for row in mine)  # type: ignore[type-var]
        found[key] = ((min(row.enrolled_on for row in mine), gone),)
    return found
