"""Launches as applied: which definition stands, every one that stood, and how far each `apply` has come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import cast

from sqlalchemy import Table, and_, bindparam
from sqlalchemy import select as core_select
from sqlmodel import Session, col, select

from readiness.domain.definition.model import Launch
from readiness.domain.definition.snapshot import from_json, to_json
from readiness.ground.clock import Clock
from readiness.ground.errors import NotApplied, NotFound
from readiness.ground.fingerprint import fingerprint
from readiness.ground.kept import Kept
from readiness.store.launch_links import keep_links
from readiness.store.prepared import Prepared
from readiness.store.tables.launches import ApplicationRow, ApplicationStepRow, LaunchRow, LaunchVersionRow


@dataclass(frozen=True, slots=True)
class LaunchVersion:
    """A definition as it was applied. `number` counts from 1 within the launch."""

    launch: str
    fingerprint: str
    definition: Launch
    applied_at: datetime
    applied_by: str
    number: int


@dataclass(frozen=True, slots=True)
class LaunchEntry:
    """What a list of launches shows; no definition is parsed for it."""

    key: str
    name: str
    tier: int
    launch_on: date
    fingerprint: str


@dataclass(frozen=True, slots=True)
class FinishedStep:
    step: str
    summary: str
    changed: bool
    finished_at: datetime


@dataclass(frozen=True, slots=True)
class Application:
    """One `apply`. `finished` maps the steps that are through to what came of them, in the order they were done."""

    id: int
    launch: str
    fingerprint: str
    plan: str
    engine: str
    started_at: datetime
    started_by: str
    finished: dict[str, FinishedStep]


def record_version(session: Session, clock: Clock, launch: Launch, by: str) -> str:
    """`launch` is the version that stands; returns its fingerprint. Nothing is written when it stood already."""
    now = fingerprint(launch)
    row = session.exec(select(LaunchRow).where(LaunchRow.key == launch.key).with_for_update()).one_or_none()
    if row is not None and row.fingerprint == now:
        return now
    if row is None:
        row = LaunchRow(key=launch.key, name="", tier=0, launch_on=launch.launch_on, version=0, fingerprint=now)
    row.name, row.tier, row.launch_on = launch.product.name, launch.tier, launch.launch_on
    row.version, row.fingerprint = row.version + 1, now
    session.add(row)
    session.flush()
    session.add(
        LaunchVersionRow(
            launch=launch.key,
            number=row.version,
            fingerprint=now,
            definition=to_json(launch),
            applied_at=clock.now(),
            applied_by=by,
            simulated=clock.simulated,
        )
    )
    session.flush()
    keep_links(session, launch)
    return now


def current_version(session: Session, key: str) -> LaunchVersion | None:
    """The version that stands, or None when `key` was never applied."""
    row = _CURRENT.first(session, {"key": key})
    if row is None:
        return None
    definition = _READ.of(row.fingerprint)
    if definition is None:
        text = session.execute(_TEXT, {"key": key, "number": row.number}).scalar_one()
        definition = _READ.keep(row.fingerprint, _definition(text))
    return LaunchVersion(key, row.fingerprint, definition, row.applied_at, row.applied_by, row.number)


def require_version(session: Session, key: str) -> LaunchVersion:
    """The version that stands. Raises NotApplied, telling what to run, when `key` never was."""
    found = current_version(session, key)
    if found is None:
        raise NotApplied(key, session.exec(select(LaunchRow.key)).all())
    return found


def version(session: Session, key: str, definition_fingerprint: str) -> LaunchVersion:
    """The latest version of `key` with this fingerprint. Raises NotFound."""
    row = session.exec(
        select(LaunchVersionRow)
        .where(LaunchVersionRow.launch == key, LaunchVersionRow.fingerprint == definition_fingerprint)
        .order_by(col(LaunchVersionRow.number).desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        raise NotFound(f"launch '{key}' never stood at {definition_fingerprint}.")
    return _version(row)


def version_at(session: Session, key: str, until: datetime) -> LaunchVersion | None:
    """The version of `key` that stood at an instant; None when it was not applied by then."""
    row = session.exec(
        select(LaunchVersionRow)
        .where(LaunchVersionRow.launch == key, LaunchVersionRow.applied_at <= until)
        .order_by(col(LaunchVersionRow.number).desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else _version(row)


def versions(session: Session, key: str) -> Iterator[LaunchVersion]:
    """Every version of `key`, the latest first; read one by one, for whoever stops early."""
    numbers = session.exec(
        select(LaunchVersionRow.id).where(LaunchVersionRow.launch == key).order_by(col(LaunchVersionRow.number).desc())
    ).all()
    for number in numbers:
        yield _version(session.exec(select(LaunchVersionRow).where(LaunchVersionRow.id == number)).one())


def applied_launches(session: Session) -> tuple[LaunchEntry, ...]:
    """Every launch that was ever applied, by key."""
    rows = session.exec(select(LaunchRow).order_by(LaunchRow.key)).all()
    return tuple(LaunchEntry(r.key, r.name, r.tier, r.launch_on, r.fingerprint) for r in rows)


def begin_application(
    session: Session, clock: Clock, *, launch: str, definition_fingerprint: str, plan: str, engine: str, by: str
) -> Application:
    """A new application with no step finished."""
    row = ApplicationRow(
        launch=launch, fingerprint=definition_fingerprint, plan=plan, engine=engine,
        started_at=clock.now(), started_by=by, simulated=clock.simulated,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return _application(row, [])


def last_application(session: Session, launch: str) -> Application | None:
    """The latest application of `launch`, finished or not; None when there was none."""
    row = session.exec(
        select(ApplicationRow).where(ApplicationRow.launch == launch).order_by(col(ApplicationRow.id).desc()).limit(1)
    ).one_or_none()
    if row is None:
        return None
    steps = session.exec(
        select(ApplicationStepRow)
        .where(ApplicationStepRow.application_id == row.id)
        .order_by(col(ApplicationStepRow.id))
    ).all()
    return _application(row, steps)


def finish_step(session: Session, clock: Clock, *, application: int, step: str, summary: str, changed: bool) -> None:
    """`step` of the application is through."""
    session.add(
        ApplicationStepRow(
            application_id=application, step=step, summary=summary, changed=changed, finished_at=clock.now()
        )
    )
    session.flush()


def _version(row: LaunchVersionRow) -> LaunchVersion:
    return LaunchVersion(
        row.launch, row.fingerprint, _definition(row.definition), row.applied_at, row.applied_by, row.number
    )


# The version that stands is asked for with everything a rep does in a quiz: its text, 50 KB of JSON, is read once.
_READ: Kept[str, Launch] = Kept(64)
_LAUNCH = cast("Table", LaunchRow.__table__)  # type: ignore[attr-defined]
_VERSION = cast("Table", LaunchVersionRow.__table__)  # type: ignore[attr-defined]
_CURRENT = Prepared(
    core_select(_VERSION.c.fingerprint, _VERSION.c.number, _VERSION.c.applied_at, _VERSION.c.applied_by)
    .join(_LAUNCH, and_(_LAUNCH.c.key == _VERSION.c.launch, _LAUNCH.c.version == _VERSION.c.number))
    .where(_LAUNCH.c.key == bindparam("key"))
)
_TEXT = core_select(_VERSION.c.definition).where(
    _VERSION.c.launch == bindparam("key"), _VERSION.c.number == bindparam("number")
)


@lru_cache(maxsize=32)
def _definition(text: str) -> Launch:
    """Definitions are frozen and versions never change, so a process reads each of them once."""
    return from_json(text)


def _application(row: ApplicationRow, steps: Sequence[ApplicationStepRow]) -> Application:
    assert row.id is not None
    finished = {s.step: FinishedStep(s.step, s.summary, s.changed, s.finished_at) for s in steps}
    return Application(
        row.id, row.launch, row.fingerprint, row.plan, row.engine, row.started_at, row.started_by, finished
    )
