"""Who is in the team of which applied launch, for which functions: read from the definitions that stand.

Asked on every request, so each definition is read once in a process: a fingerprint says the same for ever.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

from sqlalchemy import Table, select
from sqlmodel import Session

from readiness.domain.definition.snapshot import from_json
from readiness.domain.people.address import mail_address
from readiness.store.prepared import Prepared
from readiness.store.tables.launches import LaunchRow, LaunchVersionRow

_LAUNCH = cast("Table", LaunchRow.__table__)  # type: ignore[attr-defined]
_VERSION = cast("Table", LaunchVersionRow.__table__)  # type: ignore[attr-defined]
_STANDING = Prepared(select(_LAUNCH.c.key, _LAUNCH.c.version, _LAUNCH.c.fingerprint))
_MOST = 2_000

Team = Mapping[str, tuple[str, frozenset[str]]]
"""Mail address → name and functions."""

_read: dict[str, Team] = {}
"""By fingerprint of the definition; what stands there is true of every database."""


@dataclass(frozen=True, slots=True)
class Functions:
    """`teams`: launch key → functions. `name` as the last of those teams spells it, "" when in none."""

    name: str = ""
    teams: Mapping[str, frozenset[str]] = field(default_factory=dict)


NOWHERE = Functions()
"""In no team, as nearly everybody is."""


def functions_of(session: Session, email: str) -> Functions:
    """The functions of this address in the teams of all applied launches, as they stand now."""
    spelled, name, teams = mail_address(email), "", {}
    for launch, team in _teams(session):
        if found := team.get(spelled):
            name, teams[launch] = found
    return Functions(name, teams) if teams else NOWHERE


def members(session: Session) -> dict[str, Functions]:
    """Everybody in the team of an applied launch, by address."""
    names: dict[str, str] = {}
    teams: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
    for launch, team in _teams(session):
        for email, (name, functions) in team.items():
            names[email], teams[email][launch] = name, functions
    return {email: Functions(names[email], held) for email, held in teams.items()}


def _teams(session: Session) -> Iterator[tuple[str, Team]]:
    for key, number, fingerprint in _STANDING.all(session):
        team = _read.get(fingerprint)
        if team is None:
            team = _team(session, key, number)
            if len(_read) >= _MOST:
                _read.clear()
            _read[fingerprint] = team
        yield key, team


def _team(session: Session, key: str, number: int) -> Team:
    text = session.execute(
        select(_VERSION.c.definition).where(_VERSION.c.launch == key, _VERSION.c.number == number)
    ).scalar_one()
    functions: dict[str, set[str]] = defaultdict(set)
    names: dict[str, str] = {}
    for member in from_json(text).team.values():
        spelled = mail_address(member.email)
        functions[spelled].add(member.function)
        names[spelled] = member.name
    return {email: (names[email], frozenset(held)) for email, held in functions.items()}
