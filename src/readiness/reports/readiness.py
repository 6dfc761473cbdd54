"""Everything about one launch on one page: the verdict, the people behind it, the work, the materials, the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from readiness.context import Context
from readiness.domain.certification.population import GroupCount
from readiness.domain.definition.model import Launch
from readiness.domain.definition.vocabulary import STAGES
from readiness.domain.gate.verdict import Verdict
from readiness.domain.tasks.task import FINISHED
from readiness.reports.clearance import ClearanceStanding, clearance_standings
from readiness.reports.journal import JournalLine, journal
from readiness.reports.materials import MaterialLine, material_lines
from readiness.store.launches import require_version
from readiness.store.standing_counts import certified_counts, uncertified_people
from readiness.store.task_progress import TaskProgress, task_progress

PEOPLE_SHOWN = 100
"""At most this many people are named per certification; the totals count everybody."""


@dataclass(frozen=True, slots=True)
class CertificationShare:
    """One certification on the day. `waiting` are people who count and are not certified, with why, at most
    PEOPLE_SHOWN of `waiting_total`. `regions` is empty when nobody of that role is on the roster.
    """

    name: str
    overall: GroupCount
    regions: tuple[GroupCount, ...]
    waiting: tuple[tuple[str, str], ...]
    waiting_total: int


@dataclass(frozen=True, slots=True)
class OpenTask:
    title: str
    state: str
    owner: str
    due_on: date
    overdue: bool
    note: str


@dataclass(frozen=True, slots=True)
class StageProgress:
    """`done` counts finished and skipped tasks; `open` are the others, by due date."""

    stage: str
    done: int
    total: int
    open: tuple[OpenTask, ...]


@dataclass(frozen=True, slots=True)
class ReadinessReport:
    """What a sales leader opens and sends. `simulated` = the clock was; what evidence was is in the verdict."""

    launch: str
    product: str
    summary: str
    tier: int
    launch_on: date
    as_of: date
    made_at: datetime
    simulated: bool
    verdict: Verdict
    number: int | None
    clearances: tuple[ClearanceStanding, ...]
    certifications: tuple[CertificationShare, ...]
    stages: tuple[StageProgress, ...]
    materials: tuple[MaterialLine, ...]
    journal: tuple[JournalLine, ...]


def readiness_report(context: Context, *, verdict: Verdict, number: int | None) -> ReadinessReport:
    """The report around a verdict that was just decided. Raises NotFound before `apply`."""
    launch, day = verdict.launch, verdict.as_of
    with context.database.reading() as session:
        definition = require_version(session, launch).definition
        progress = task_progress(session, launch)
        shares = tuple(_share(session, definition, key, day) for key in definition.certifications)
    return ReadinessReport(
        launch=launch, product=definition.product.name, summary=definition.product.summary, tier=definition.tier,
        launch_on=definition.launch_on, as_of=day, made_at=context.clock.now(), simulated=context.clock.simulated,
        verdict=verdict, number=number,
        clearances=clearance_standings(context, launch=launch, verdict=verdict),
        certifications=shares, stages=_stages(definition, progress, day),
        materials=material_lines(context, launch=launch), journal=journal(context, launch=launch, limit=25),
    )  # fmt: skip


def _share(session: Session, definition: Launch, key: str, day: date) -> CertificationShare:
    certification, population = definition.certifications[key], definition.gate.population

    def counts(within: str) -> tuple[GroupCount, ...]:
        return certified_counts(
            session, definition.key, certification=key, within=within, as_of=day, population=population
        )

    overall = counts("overall")
    if not overall:
        return CertificationShare(certification.name, GroupCount(group=""), (), (), 0)
    waiting = uncertified_people(
        session, definition.key, certification=key, within="overall", as_of=day, population=population,
        limit=PEOPLE_SHOWN,
    )  # fmt: skip
    return CertificationShare(certification.name, overall[0], counts("region"), waiting.people, waiting.total)


def _stages(definition: Launch, progress: TaskProgress, day: date) -> tuple[StageProgress, ...]:
    names: Mapping[str, str] = {member.email: member.name for member in definition.team.values()}
    found = []
    for stage in STAGES:
        tasks = [task for task in progress.graph.tasks if task.stage == stage]
        left = [task for task in tasks if progress.states[task.key].state not in FINISHED]
        found.append(
            StageProgress(
                stage,
                len(tasks) - len(left),
                len(tasks),
                tuple(
                    OpenTask(
                        task.title,
                        progress.states[task.key].state,
                        names.get(task.owner_email, "the engine"),
                        task.due_on,
                        task.due_on < day,
                        progress.states[task.key].note,
                    )
                    for task in sorted(left, key=lambda task: (task.due_on, task.key))
                ),
            )
        )
    return tuple(found)
