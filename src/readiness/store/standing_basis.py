"""What the standings of a launch follow from, its definition and publications, and whether the kept ones do.

Two small queries for every answer of a quiz; definitions and rules are remembered by what they were made from.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import cast

from sqlalchemy import String, Table, bindparam, func, select
from sqlmodel import Session, col

from readiness.domain.certification.standing import Rule, rule_of
from readiness.domain.definition.model import Certification, Launch
from readiness.domain.materials.publication import Publication
from readiness.store import launches, materials
from readiness.store.prepared import Prepared
from readiness.store.tables.launches import LaunchRow, LaunchVersionRow
from readiness.store.tables.materials import PublicationRow
from readiness.store.tables.standings import StandingBasisRow

_BASIS: Table = StandingBasisRow.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Basis:
    """What the standings of a launch follow from, as it now is: its rules, who is new, the first day they speak of."""

    launch: str
    fingerprint: str
    rules: tuple[Rule, ...]
    new_days: int
    floor: date
    publications: int
    is_kept: bool
    """True when the kept standings follow from exactly this definition and these publications."""

    @property
    def roles(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(rule.certification.role for rule in self.rules))


def basis_of(session: Session, launch: str) -> Basis | None:
    """What standings follow from now; None when the launch was never applied. Two small queries when it is known."""
    row = _FOLLOWED.first(session, {"launch": launch})
    if row is None:
        return None
    fingerprint, publications, kept_definition, kept_publications, floor = row
    definition = _known_definition(session, launch, fingerprint)
    log = materials.publications(session, launch) if publications else ()
    return Basis(
        launch=launch,
        fingerprint=fingerprint,
        rules=_rules(tuple(definition.certifications.values()), log),
        new_days=definition.gate.population.exclude_hired_within_days,
        floor=floor or _first_applied(session, launch),
        publications=publications,
        is_kept=(kept_definition, kept_publications) == (fingerprint, publications),
    )


_WANTED = bindparam("launch", type_=String)
_FOLLOWED = Prepared(
    select(
        col(LaunchRow.fingerprint),
        select(func.count()).select_from(PublicationRow).where(col(PublicationRow.launch) == _WANTED).scalar_subquery(),
        _BASIS.c.definition, _BASIS.c.publications, _BASIS.c.floor_on,
    )
    .select_from(LaunchRow)
    .join(_BASIS, _BASIS.c.launch == col(LaunchRow.key), isouter=True)
    .where(col(LaunchRow.key) == _WANTED)
)  # fmt: skip
"""Built once: it is asked with every quiz that is handed in."""


@lru_cache(maxsize=64)
def _rules(certifications: tuple[Certification, ...], publications: tuple[Publication, ...]) -> tuple[Rule, ...]:
    """By key of certification, in which order rows are kept too."""
    ordered = sorted(certifications, key=lambda certification: certification.key)
    return tuple(rule_of(certification, publications) for certification in ordered)


_DEFINITIONS: dict[str, Launch] = {}


def _known_definition(session: Session, launch: str, fingerprint: str) -> Launch:
    """Definitions are kept by fingerprint, so that a quiz answer does not read 50 KB of JSON again."""
    if fingerprint not in _DEFINITIONS:
        if len(_DEFINITIONS) >= 32:
            _DEFINITIONS.clear()
        _DEFINITIONS[fingerprint] = launches.require_version(session, launch).definition
    return _DEFINITIONS[fingerprint]


def _first_applied(session: Session, launch: str) -> date:
    at = session.execute(
        select(col(LaunchVersionRow.applied_at))
        .where(col(LaunchVersionRow.launch) == launch)
        .order_by(col(LaunchVersionRow.number))
        .limit(1)
    ).scalar_one()
    return cast("datetime", at).date()
