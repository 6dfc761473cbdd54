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

from readiness.domain.certification.rule import Rule, looked_at, rules_of
from readiness.domain.definition.certifying import Certification
from readiness.domain.definition.model import Launch
from readiness.domain.materials.publication import Publication
from readiness.ground.fingerprint import fingerprint
from readiness.store import launches, materials
from readiness.store.prepared import Prepared
from readiness.store.tables.launches import LaunchRow, LaunchVersionRow
from readiness.store.tables.materials import PublicationRow
from readiness.store.tables.standings import LaunchLinkRow, StandingBasisRow

_BASIS: Table = StandingBasisRow.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Basis:
    """What the standings of a launch follow from, as it now is: its rules, who is new, the first day they speak of.

    `fingerprint` is the definition's; `elsewhere` are the launches that its rules look at, by key.
    """

    launch: str
    fingerprint: str
    rules: tuple[Rule, ...]
    new_days: int
    floor: date
    publications: int
    is_kept: bool
    """True when the kept standings follow from exactly this definition and these publications."""
    elsewhere: tuple[str, ...] = ()
    followed: str = ""
    """What is kept as the definition: its fingerprint, with what is followed elsewhere."""
    is_looked_at: bool = False
    """True when a certification of another launch looks at one of this."""

    @property
    def roles(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(rule.certification.role for rule in self.rules))


def basis_of(session: Session, launch: str) -> Basis | None:
    """What standings follow from now; None when the launch was never applied. Two small queries when it is known."""
    row = _FOLLOWED.first(session, {"launch": launch})
    if row is None:
        return None
    definition_print, publications, kept_definition, kept_publications, floor, links = row
    definition = _known_definition(session, launch, definition_print)
    log = materials.publications(session, launch) if publications else ()
    certifications = tuple(definition.certifications.values())
    elsewhere, followed = looked_at(launch, certifications), definition_print
    others: tuple[_Elsewhere, ...] = ()
    if elsewhere:
        others, prints = _others(session, elsewhere)
        followed = f"{definition_print}+{fingerprint(prints)}"
    return Basis(
        launch=launch,
        fingerprint=definition_print,
        rules=_rules(launch, certifications, log, others),
        new_days=definition.gate.population.exclude_hired_within_days,
        floor=floor or _first_applied(session, launch),
        publications=publications,
        is_kept=(kept_definition, kept_publications) == (followed, publications),
        elsewhere=elsewhere,
        followed=followed,
        is_looked_at=bool(links),
    )


_WANTED = bindparam("launch", type_=String)
_FOLLOWED = Prepared(
    select(
        col(LaunchRow.fingerprint),
        select(func.count()).select_from(PublicationRow).where(col(PublicationRow.launch) == _WANTED).scalar_subquery(),
        _BASIS.c.definition, _BASIS.c.publications, _BASIS.c.floor_on,
        select(func.count()).select_from(LaunchLinkRow).where(col(LaunchLinkRow.source) == _WANTED).scalar_subquery(),
    )
    .select_from(LaunchRow)
    .join(_BASIS, _BASIS.c.launch == col(LaunchRow.key), isouter=True)
    .where(col(LaunchRow.key) == _WANTED)
)  # fmt: skip
"""Built once: it is asked with every quiz that is handed in."""


_Elsewhere = tuple[str, tuple[Certification, ...], tuple[Publication, ...]]
"""Another launch: its key, its certifications, its publish log."""


def _others(session: Session, elsewhere: tuple[str, ...]) -> tuple[tuple[_Elsewhere, ...], list[list[object]]]:
    """The other launches as they now stand, and what tells whether they changed; who was never applied is left out."""
    found, prints = [], []
    for key in elsewhere:
        row = _FOLLOWED.first(session, {"launch": key})
        if row is None:
            continue
        definition = _known_definition(session, key, row[0])
        log = materials.publications(session, key) if row[1] else ()
        found.append((key, tuple(definition.certifications.values()), log))
        prints.append([key, row[0], row[1]])
    return tuple(found), prints


@lru_cache(maxsize=64)
def _rules(
    launch: str,
    certifications: tuple[Certification, ...],
    publications: tuple[Publication, ...],
    others: tuple[_Elsewhere, ...],
) -> tuple[Rule, ...]:
    """By key of certification, in which order rows are kept too."""
    asked = {launch: certifications} | {key: found for key, found, _ in others}
    logs = {launch: publications} | {key: log for key, _, log in others}
    return rules_of(launch, asked, logs)


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
