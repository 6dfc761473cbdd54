"""Issued credentials, their places in the status lists, and what is on record that may have ended them."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final, cast

from sqlalchemy import Table, func, select
from sqlmodel import Session

from readiness.domain.certification.standing import PASSED_BY
from readiness.domain.credentials.state import CredentialState, Since, state_of
from readiness.domain.credentials.status_list import ENTRIES
from readiness.domain.definition.certifying import Certification
from readiness.domain.enrolment.requirement import requirements_of
from readiness.store import materials
from readiness.store.launches import require_version
from readiness.store.tables.credentials import CredentialRow
from readiness.store.tables.evidence import EvidenceRow
from readiness.store.tables.standings import StandingRow

_CREDENTIAL = cast("Table", CredentialRow.__table__)  # type: ignore[attr-defined]
_EVIDENCE = cast("Table", EvidenceRow.__table__)  # type: ignore[attr-defined]
_STANDING = cast("Table", StandingRow.__table__)  # type: ignore[attr-defined]
_FULL: Final = ENTRIES * 3 // 4
"""From so many on a new list is begun: a free place is found by chance, and must be found soon."""
_ASKS_AGAIN: Final = frozenset({"delta", "recertify"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A credential on record. `text` is its JSON as it was signed; `number` counts those of one person, from 1."""

    uid: str
    launch: str
    certification: str
    person_id: int
    number: int
    certified_on: date
    valid_through: date
    status_list: int
    status_index: int
    basis: str
    key_id: str
    text: str
    issued_at: datetime
    issued_by: str
    simulated: bool


_COLUMNS: Final = tuple(_CREDENTIAL.c[name] for name in Issued.__dataclass_fields__)
_DATED: Final = tuple(column for column in _COLUMNS if column.name != "text")


def add(session: Session, issued: Issued) -> None:
    """It is on record. Raises IntegrityError when another took its number or its place at the same moment."""
    session.execute(_CREDENTIAL.insert(), {name: getattr(issued, name) for name in Issued.__dataclass_fields__})


def latest(session: Session, launch: str, certification: str, person_id: int) -> Issued | None:
    """The last credential of a person for a certification, whether or not it still counts; None when there is none."""
    c = _CREDENTIAL.c
    query = (
        select(*_COLUMNS)
        .where(c.launch == launch, c.certification == certification, c.person_id == person_id)
        .order_by(c.number.desc())
        .limit(1)
    )
    row = session.execute(query).mappings().one_or_none()
    return Issued(**row) if row else None


def with_uid(session: Session, uid: str) -> Issued | None:
    """The credential with this UUID, or None."""
    row = session.execute(select(*_COLUMNS).where(_CREDENTIAL.c.uid == uid)).mappings().one_or_none()
    return Issued(**row) if row else None


def free_place(session: Session) -> tuple[int, int]:
    """A status list and an index in it that nobody has, by chance: an index tells nothing of when or how many."""
    c = _CREDENTIAL.c
    last = session.execute(select(func.max(c.status_list))).scalar() or 1
    taken = session.execute(select(func.count()).where(c.status_list == last)).scalar_one()
    if taken >= _FULL:
        last += 1
    while True:
        index = secrets.randbelow(ENTRIES)
        found = session.execute(select(c.uid).where(c.status_list == last, c.status_index == index)).first()
        if found is None:
            return last, index


def has_list(session: Session, number: int) -> bool:
    """True when a credential stands in status list `number`."""
    found = session.execute(select(_CREDENTIAL.c.uid).where(_CREDENTIAL.c.status_list == number).limit(1)).first()
    return found is not None


def withdrawn_in(session: Session, number: int, on: date) -> tuple[int, ...]:
    """The indexes of status list `number` whose credential does not count on `on`, sorted."""
    rows = session.execute(select(*_DATED).where(_CREDENTIAL.c.status_list == number)).mappings()
    issued = [Issued(**row, text="") for row in rows]
    states = states_of(session, issued, on)
    return tuple(sorted(one.status_index for one in issued if states[one.uid] != "valid"))


def states_of(session: Session, issued: Iterable[Issued], on: date) -> Mapping[str, CredentialState]:
    """The state of each of these on `on`, by its UUID; told from the kept standings and the record."""
    by_launch: dict[str, list[Issued]] = defaultdict(list)
    for one in issued:
        by_launch[one.launch].append(one)
    found: dict[str, CredentialState] = {}
    for launch, ones in by_launch.items():
        record = _Record(session, launch, ones, on)
        found |= {one.uid: state_of(one.certified_on, one.valid_through, record.since(one), on) for one in ones}
    return found


class _Record:
    """What is on record of these credentials' holders in one launch: a few statements, however many there are."""

    def __init__(self, session: Session, launch: str, ones: list[Issued], on: date) -> None:
        self._people = sorted({one.person_id for one in ones})
        self._one = self._people[0] if len(self._people) == 1 else None
        self._standings = self._read_standings(session, launch, on)
        self._latest = self._read_latest(session, launch)
        self._revoked = self._read_revocations(session, launch)
        self._retaken = self._read_retaken(session, launch)

    def since(self, one: Issued) -> Since:
        who = (one.person_id, one.certification)
        certified_on, holds = self._standings.get(who, (None, False))
        return Since(
            certified_on=certified_on, holds=holds, is_latest=self._latest.get(who, one.number) == one.number,
            was_revoked=any(at >= one.issued_at for at in self._revoked.get(who, ())),
            was_asked_again=any(
                published > one.issued_at and taken > published for published, taken in self._retaken.get(who, ())
            ),
        )  # fmt: skip

    def _of(self, table: Table) -> Any:
        """One person by the index, many by the whole launch."""
        return table.c.person_id == self._one if self._one is not None else table.c.person_id.is_not(None)

    def _read_standings(
        self, session: Session, launch: str, on: date
    ) -> dict[tuple[int, str], tuple[date | None, bool]]:
        """Evidence says the same in all stretches of a person, so any of them will do: they may have left."""
        c = _STANDING.c
        query = select(c.person_id, c.certification, c.certified_on, c.holds_through).where(
            c.launch == launch, self._of(_STANDING)
        )
        return {(who, key): (day, through >= on) for who, key, day, through in session.execute(query)}

    def _read_latest(self, session: Session, launch: str) -> dict[tuple[int, str], int]:
        c = _CREDENTIAL.c
        query = (
            select(c.person_id, c.certification, func.max(c.number))
            .where(c.launch == launch, self._of(_CREDENTIAL))
            .group_by(c.person_id, c.certification)
        )
        return {(who, key): number for who, key, number in session.execute(query)}

    def _read_revocations(self, session: Session, launch: str) -> dict[tuple[int, str], list[datetime]]:
        c = _EVIDENCE.c
        query = select(c.person_id, c.subject, c.recorded_at).where(
            c.launch == launch, c.kind == "revocation", self._of(_EVIDENCE)
        )
        found: dict[tuple[int, str], list[datetime]] = defaultdict(list)
        for who, key, at in session.execute(query):
            found[who, key].append(at)
        return found

    def _read_retaken(self, session: Session, launch: str) -> dict[tuple[int, str], list[tuple[datetime, datetime]]]:
        """When content was published anew and asked again, and when each person took it after that."""
        asked = [
            one for one in materials.publications(session, launch) if one.version > 1 and one.change in _ASKS_AGAIN
        ]
        found: dict[tuple[int, str], list[tuple[datetime, datetime]]] = defaultdict(list)
        if not asked:
            return found
        certifications = require_version(session, launch).definition.certifications.values()
        c = _EVIDENCE.c
        for one in asked:
            keys = [each.key for each in certifications if _asks(each, one.kind, one.key)]
            query = (
                select(c.person_id, func.max(c.happened_at))
                .where(c.launch == launch, c.kind == PASSED_BY[one.kind], c.subject == one.key, c.happened_at > one.at)
                .where(self._of(_EVIDENCE))
                .group_by(c.person_id)
            )
            for who, taken in session.execute(query):
                for key in keys:
                    found[who, key].append((one.at, _aware(taken)))
        return found


def _asks(certification: Certification, kind: str, key: str) -> bool:
    return any((one.kind, one.key) == (kind, key) for one in requirements_of(certification))


def _aware(at: datetime) -> datetime:
    """SQLite gives the maximum of a time as it is stored, without offset."""
    return at if at.tzinfo else at.replace(tzinfo=UTC)
