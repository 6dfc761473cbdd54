"""Standings told anew from evidence, for a day or a moment that the kept ones do not speak of.

A day in the past, a verdict that is recomputed from its record, a definition that has not been derived yet: everybody
is gone through again, a run of people at a time. About a hundred times slower than the kept counts, and always right.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast

from sqlalchemy import Select, Table, or_, select
from sqlmodel import Session

from readiness.domain.certification.population import Place, absence, lasts, new_until, stays_of
from readiness.domain.certification.rule import Rule, looked_at, rules_of
from readiness.domain.certification.standing import Standing, standing_from
from readiness.domain.certification.states import state_on
from readiness.domain.definition.model import Launch
from readiness.domain.materials.publication import Publication
from readiness.store import launches, materials, people
from readiness.store.standing_facts import facts_of, runs_of_everybody
from readiness.store.tables.people import PersonRow, PostingRow

_PERSON = cast("Table", PersonRow.__table__)  # type: ignore[attr-defined]
_POSTING = cast("Table", PostingRow.__table__)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Seen:
    """One person in one certification on the day asked about."""

    person_id: int
    place: Place
    on_leave: bool
    hired_on: date | None
    standing: Standing


@dataclass(frozen=True, slots=True)
class Recount:
    """Everybody who counted for a certification of `definition` on `day`, as known at `mark`."""

    day: date
    mark: int | None
    definition: Launch
    seen: tuple[Seen, ...]
    leaders: frozenset[int]

    def state(self, seen: Seen, new_days: int) -> tuple[str, str]:
        """(how they may be left out, state) on the day."""
        is_new = self.day < new_until(seen.hired_on, new_days)
        return absence(on_leave=seen.on_leave, is_new=is_new), state_on(seen.standing, self.day).name


def standings_as_of(
    session: Session,
    launch: str,
    day: date,
    mark: int | None = None,
    *,
    definition: Launch | None = None,
    published_until: datetime | None = None,
    also: Sequence[Publication] = (),
) -> Iterator[Seen]:
    """Everybody who counts on `day`, by person id, told from what had happened by then and is recorded up to `mark`.

    `definition` is the one that stood, when it is not the current one; publications count up to `published_until`, by
    default the end of the day. The roster is the one we know now: postings are never edited, but a move that was
    imported since is seen. Raises NotFound when no definition is given and the launch was never applied.
    """
    definition = definition or launches.require_version(session, launch).definition
    until = published_until or _end_of(day)
    elsewhere = looked_at(launch, definition.certifications.values())
    rules = rules_until(session, launch, definition, until, also)
    roles = tuple(dict.fromkeys(rule.certification.role for rule in rules))
    for run in runs_of_everybody(session):
        people_then = facts_of(session, launch, run, roles, elsewhere=elsewhere, until_day=day, mark=mark)
        for facts in people_then.values():
            for place in facts.places:
                if day < place.valid_from or not lasts(place.valid_to, day):
                    continue
                stays = stays_of(
                    [place], place.role, hired_on=facts.hired_on, left_on=facts.left_on, leaves=facts.leaves
                )
                stay = next((stay for stay in stays if stay.start <= day and lasts(stay.until, day)), None)
                if stay is None:
                    continue
                for rule in rules:
                    if rule.certification.role == place.role:
                        enrolled = rule.certification.key in facts.enrolled
                        standing = standing_from(rule, facts.happened, enrolled=enrolled, life=facts.life)
                        yield Seen(facts.person_id, place, stay.on_leave, facts.hired_on, standing)


def rules_until(
    session: Session, launch: str, definition: Launch, until: datetime, also: Sequence[Publication] = ()
) -> tuple[Rule, ...]:
    """The rules of a definition with what was published by `until`; other launches as they stood then.

    `also` counts as published in this launch, too: to see what it would bring.
    """
    asked = {launch: tuple(definition.certifications.values())}
    logs = {launch: (*_log(session, launch, until), *also)}
    for other in looked_at(launch, definition.certifications.values()):
        stood = launches.version_at(session, other, until)
        if stood is not None:
            asked[other] = tuple(stood.definition.certifications.values())
            logs[other] = _log(session, other, until)
    return rules_of(launch, asked, logs)


def _log(session: Session, launch: str, until: datetime) -> tuple[Publication, ...]:
    return tuple(p for p in materials.publications(session, launch) if p.at <= until)


def recount(
    session: Session,
    launch: str,
    day: date,
    mark: int | None = None,
    *,
    definition: Launch | None = None,
    published_until: datetime | None = None,
    also: Sequence[Publication] = (),
) -> Recount:
    """`standings_as_of` held in memory (about 40 MB for 100,000 people), to be counted in several ways."""
    definition = definition or launches.require_version(session, launch).definition
    seen = standings_as_of(
        session, launch, day, mark, definition=definition, published_until=published_until, also=also
    )
    return Recount(day, mark, definition, tuple(seen), leaders_on(session, day))


def leaders_on(session: Session, day: date) -> frozenset[int]:
    """Everybody whom the posting of somebody on the roster names as manager on that day."""
    return frozenset(session.execute(leading_on(day)).scalars())


def leading_on(day: date) -> Select[Any]:
    """The SQL of `leaders_on`."""
    return (
        select(_POSTING.c.manager_id)
        .join(_PERSON, _PERSON.c.id == _POSTING.c.person_id)
        .where(
            people.posted_on(day),
            _POSTING.c.manager_id.is_not(None),
            or_(_PERSON.c.hired_on.is_(None), _PERSON.c.hired_on <= day),
            or_(_PERSON.c.left_on.is_(None), _PERSON.c.left_on > day),
        )
        .distinct()
    )


def numbers_of(
    found: Recount, *, certification: str | None, within: str, new_days: int, regions: frozenset[str] | None
) -> dict[tuple[str, str | int | None], Counter[tuple[str, str]]]:
    """People per (absence, state) of each (region, group); a manager's group is told by the person id."""
    numbers: dict[tuple[str, str | int | None], Counter[tuple[str, str]]] = defaultdict(Counter)
    for seen in found.seen:
        if certification not in (None, seen.standing.certification):
            continue
        if regions is not None and seen.place.region not in regions:
            continue
        numbers[group_of(seen, within)][found.state(seen, new_days)] += 1
    return numbers


def group_of(seen: Seen, within: str) -> tuple[str, str | int | None]:
    """The (region, group) that somebody belongs to."""
    place = seen.place
    if within == "manager":
        return "", place.manager_id
    return place.region, {"overall": "", "region": place.region, "territory": place.territory, "team": place.team}[
        within
    ]


def _end_of(day: date) -> datetime:
    if day == date.max:
        return datetime.max.replace(tzinfo=UTC)
    return datetime.combine(day + timedelta(days=1), time.min, UTC) - timedelta(microseconds=1)
