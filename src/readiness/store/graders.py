"""The people who might grade a role-play, with everything that decides whether they may."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Table, and_, or_, select
from sqlmodel import Session

from readiness.domain.certification.reasons import in_words
from readiness.domain.certification.standing import Standing
from readiness.domain.certification.states import HOLDING, state_on
from readiness.domain.definition.model import Launch
from readiness.domain.people.address import mail_address
from readiness.domain.role_play.calibration import CalibrationEnd, calibrated, calibration_end
from readiness.domain.role_play.graders import Calibrated, Grader, Wanting, calibration_lacks
from readiness.domain.role_play.rubric import grading_of
from readiness.store import exemplars, people, role_play_marks
from readiness.store.recount import leading_on, standings_as_of
from readiness.store.reporting_lines import managers_above, team_sizes
from readiness.store.standing_basis import basis_of
from readiness.store.standing_kept import Kept
from readiness.store.tables.people import LeaveRow, PersonRow, PostingRow
from readiness.store.tables.standings import StandingRow

_PERSON = cast("Table", PersonRow.__table__)  # type: ignore[attr-defined]
_POSTING = cast("Table", PostingRow.__table__)  # type: ignore[attr-defined]
_LEAVE = cast("Table", LeaveRow.__table__)  # type: ignore[attr-defined]
_STANDING = cast("Table", StandingRow.__table__)  # type: ignore[attr-defined]

TRAINING_FUNCTION = "enablement"
_FINE = HOLDING | {"exempt"}


def graders_of(
    session: Session, definition: Launch, role_play: str, *, rep: str, today: date, through: date
) -> tuple[Grader, ...]:
    """Everybody who leads people, is above the rep, or trains for this launch, by mail address.

    `through` is the day by which they would have to have graded: leave that begins by then counts.
    """
    above = frozenset(managers_above(session, rep, today))
    trainers = trainers_of(definition)
    ids = people.person_ids(session, above | trainers.keys())
    leads = frozenset(session.execute(leading_on(today)).scalars())
    found = {row.email: row for row in _people(session, leads | set(ids.values()), today)}
    wanting = _wanting(session, definition, [row.id for row in found.values() if row.role is not None], today)
    away = _away(session, [row.id for row in found.values()], today, through)
    loads, calibrations = role_play_marks.open_counts(session), calibrations_of(session, definition.key, role_play)
    return tuple(
        Grader(
            email=email,
            name=found[email].name if email in found else trainers[email],
            is_trainer=email in trainers,
            is_manager=email in found and found[email].id in leads,
            is_above=email in above,
            on_roster=email in found and _is_there(found[email], today),
            away_from=away.get(found[email].id) if email in found else None,
            wanting=wanting.get(found[email].id, ()) if email in found else (),
            calibration=calibrations.get(email),
            open=loads.get(email, 0),
        )
        for email in sorted(found.keys() | trainers.keys())
    )


def trainers_of(definition: Launch) -> Mapping[str, str]:
    """Mail address → name of those in the launch's team who train for it, and know the rubric: they may grade on it."""
    return {mail_address(one.email): one.name for one in definition.team.values() if one.function == TRAINING_FUNCTION}


def wanting_of(session: Session, definition: Launch, email: str, today: date) -> tuple[Wanting, ...]:
    """What somebody who leads people has to be certified in and is not; empty for everybody else."""
    if not team_sizes(session, (email,), today):
        return ()
    ids = people.person_ids(session, [email])
    return _wanting(session, definition, ids.values(), today).get(ids.get(email, 0), ())


def calibrations_of(session: Session, launch: str, role_play: str) -> Mapping[str, Calibrated]:
    """Grader → where their calibration stands on the exemplars that there are; who graded none is not in it."""
    live = [one.id for one in exemplars.of_launch(session, launch, role_play)]
    by_grader: dict[str, list[tuple[int, float, date]]] = defaultdict(list)
    for one in exemplars.tries(session, live):
        by_grader[one.grader].append((one.exemplar, one.off, one.at.date()))
    told = {grader: calibrated(tries) for grader, tries in by_grader.items()}
    return {grader: found for grader, found in told.items() if found is not None}


def calibration_ends(session: Session, definition: Launch, role_play: str) -> Mapping[str, CalibrationEnd]:
    """Grader → when their calibration ends or ended, of those who had one; empty where the file asks for none."""
    play = definition.role_plays.get(role_play)
    if play is None or not grading_of(play).calibrated:
        return {}
    kept = {one.id: one.at for one in exemplars.of_launch(session, definition.key, role_play)}
    by_grader: dict[str, list[tuple[int, float, datetime]]] = defaultdict(list)
    for one in exemplars.tries(session, list(kept)):
        by_grader[one.grader].append((one.exemplar, one.off, one.at))
    told = {grader: calibration_end(tries, kept, grading_of(play)) for grader, tries in by_grader.items()}
    return {grader: found for grader, found in told.items() if found is not None}


def calibration_wanting(session: Session, definition: Launch, role_play: str, email: str, today: date) -> str:
    """Why this grader's calibration does not let them mark, where the file asks for one; "" = it does, or none is."""
    play = definition.role_plays.get(role_play)
    live = len(exemplars.of_launch(session, definition.key, role_play)) if play else 0
    if play is None or not live or not grading_of(play).calibrated:
        return ""
    return calibration_lacks(
        calibrations_of(session, definition.key, role_play).get(email), grading_of(play), today, live
    )


def _people(session: Session, ids: Collection[int], today: date) -> Iterator[Any]:
    query = select(_PERSON.c.id, _PERSON.c.email, _PERSON.c.name, _PERSON.c.left_on, _POSTING.c.role).join(
        _POSTING, and_(_POSTING.c.person_id == _PERSON.c.id, people.posted_on(today)), isouter=True
    )
    for batch in _batches(ids):
        yield from session.execute(query.where(_PERSON.c.id.in_(batch)))


def _is_there(row: Any, today: date) -> bool:
    return row.role is not None and (row.left_on is None or row.left_on > today)


def _away(session: Session, ids: Collection[int], today: date, through: date) -> Mapping[int, date]:
    query = select(_LEAVE.c.person_id, _LEAVE.c.starts_on).where(
        _LEAVE.c.starts_on <= through, or_(_LEAVE.c.ends_on.is_(None), _LEAVE.c.ends_on >= today)
    )
    return {
        person: starts_on
        for batch in _batches(ids)
        for person, starts_on in session.execute(query.where(_LEAVE.c.person_id.in_(batch)))
    }


def _wanting(
    session: Session, definition: Launch, ids: Iterable[int], today: date
) -> Mapping[int, tuple[Wanting, ...]]:
    """Person → certifications of their role that they do not hold; from the kept standings when these are current."""
    found: dict[int, tuple[Wanting, ...]] = {}
    for person, standing in _standings(session, definition.key, frozenset(ids), today):
        state = state_on(standing, today)
        if state.name not in _FINE and standing.certification in definition.certifications:
            because = in_words(definition, state.because)
            told = Wanting(definition.certifications[standing.certification].name, because)
            found[person] = (*found.get(person, ()), told)
    return found


def _standings(session: Session, launch: str, ids: frozenset[int], today: date) -> Iterator[tuple[int, Standing]]:
    basis = basis_of(session, launch)
    if basis is None or not basis.is_kept or today < basis.floor:
        for seen in standings_as_of(session, launch, today):
            if seen.person_id in ids:
                yield seen.person_id, seen.standing
        return
    query = select(_STANDING).where(
        _STANDING.c.launch == launch, _STANDING.c.valid_from <= today, _STANDING.c.valid_to > today
    )
    for batch in _batches(ids):
        for row in session.execute(query.where(_STANDING.c.person_id.in_(batch))):
            kept = Kept._make(row)
            yield kept.person_id, kept.standing()


def _batches(ids: Collection[int]) -> Iterator[list[int]]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), 500):
        yield ordered[start : start + 500]
