"""What applying the launch file would do. Reads file, playbook, calendars and record; writes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from sqlmodel import Session

from readiness.actions.draft_materials import INDEX, draft_materials
from readiness.actions.finish_engine_tasks import engine_tasks_ready
from readiness.actions.foresee_publication import foresee_changes
from readiness.actions.schedule_tasks import schedule_tasks
from readiness.context import Context
from readiness.domain.certification.population import GroupCount
from readiness.domain.checks.all_checks import run_checks
from readiness.domain.definition.assessment import Item
from readiness.domain.definition.gating import Population
from readiness.domain.definition.model import Launch
from readiness.domain.definition.reader import Reading
from readiness.domain.form_assembly.assembly import basis_of
from readiness.domain.form_assembly.needs import forms_problems
from readiness.domain.gate.figures import SignOffFact
from readiness.domain.materials.content import content_fingerprints
from readiness.domain.materials.seal import is_as_sealed
from readiness.domain.materials.spec import file_name
from readiness.domain.plan.build import Standing, Wanted, build_plan
from readiness.domain.plan.changes import EnrolmentChange, FormsLacking, Piece, Plan
from readiness.domain.plan.undone import ClearanceFact
from readiness.domain.quiz.forms import blueprint_problems, pool
from readiness.domain.tasks.states import finished_tasks
from readiness.domain.tasks.task import TaskGraph, TaskState
from readiness.ground.clock import Clock
from readiness.ground.errors import DefinitionError
from readiness.ground.fingerprint import fingerprint
from readiness.store import form_assemblies, rubrics
from readiness.store.launches import LaunchVersion, current_version
from readiness.store.materials import current, publications
from readiness.store.plan_sources import enrolments_ahead, roster_mark
from readiness.store.quizzes import accepted_items
from readiness.store.rule_effects import rule_changes
from readiness.store.standing_counts import certified_counts
from readiness.store.task_progress import Acts, states_under, task_progress

EVERYBODY = Population(exclude_on_leave=False, exclude_hired_within_days=0)


@dataclass(frozen=True, slots=True)
class _Record:
    """What the database says, read in one moment. `acts` is None for a launch that was never applied."""

    standing: Standing
    accepted: tuple[Item, ...]
    texts: Mapping[tuple[str, str], str]
    enrolments: tuple[EnrolmentChange, ...]
    finished: frozenset[str] = frozenset()
    acts: Acts | None = None


def plan_launch(context: Context, *, launch: str) -> Plan:
    """The plan of `launch` as of today. Everything it would render has been rendered, so that `apply` can.

    Raises NotFound for no such launch, Unusable or DefinitionError, with every problem of the file or else of the
    templates, for one that cannot be applied.
    """
    reading = context.launches.read(launch)
    definition = _sound(context, reading, launch)
    with context.database.reading() as session:
        record = _record(session, context.clock, definition)
    before = {(piece.kind, piece.key): piece.fingerprint for piece in record.standing.materials}
    drafted = draft_materials(context.templates, definition, accepted=record.accepted, standing=before)
    graph = _scheduled(context, definition, reading, record.finished)
    contents = content_fingerprints(definition, record.accepted)
    after: Mapping[tuple[str, str], str] = {(spec.kind, spec.key): spec.fingerprint for spec in drafted.specs}
    states: Mapping[str, TaskState] = {}
    if record.acts is not None:
        states = states_under(
            record.acts, graph, definition=fingerprint(definition), materials=after, contents=lambda: contents
        )
    wanted = Wanted(
        graph=graph,
        materials=tuple(Piece(s.kind, s.key, s.title, s.fingerprint) for s in drafted.specs),
        contents=contents,
        enrolments=record.enrolments,
        states=states,
    )
    standing = replace(
        record.standing,
        missing_files=_missing_files(context, launch, record.standing),
        edited_files=_edited_files(context, launch, record),
    )
    plan = build_plan(definition, standing=standing, wanted=wanted, made_on=context.clock.today())
    if standing.definition is None:
        return plan
    with context.database.reading() as session:
        return replace(
            plan, contents=foresee_changes(context, session, definition, plan.contents, contents),
            forms=tuple(_forms_lacking(session, definition, record, differs={(c.kind, c.key) for c in plan.contents})),
        )  # fmt: skip


def require_sound(context: Context, *, launch: str) -> Launch:
    """The definition in the workspace's file. Raises as `plan_launch` does; warnings are no reason to refuse."""
    return _sound(context, context.launches.read(launch), launch)


def _sound(context: Context, reading: Reading, launch: str) -> Launch:
    problems = reading.problems
    if reading.launch is not None:
        found = run_checks(reading.launch, reading.where, context.templates.modules(), levels=context.check_levels)
        problems = (*found, *context.templates.stray_links())
    errors = [problem for problem in problems if problem.level == "error"]
    if reading.launch is None or errors:
        raise DefinitionError(
            f"launch '{launch}' cannot be applied as it is written.",
            hint=f"All of it, warnings included: readiness check {launch}",
            problems=errors,
        )
    return reading.launch


def _scheduled(context: Context, definition: Launch, reading: Reading, finished: frozenset[str]) -> TaskGraph:
    """The tasks with their dates; what is wrong with them is told with its place in the file."""
    try:
        return schedule_tasks(context, definition, finished=finished)
    except DefinitionError as error:
        placed = [p if p.where else replace(p, where=reading.where(p.path)) for p in error.problems]
        raise DefinitionError(error.message, hint=error.hint, problems=placed) from None


def _record(session: Session, clock: Clock, definition: Launch) -> _Record:
    """For a launch that was never applied there is only the roster, and items accepted before."""
    launch, today = definition.key, clock.today()
    before = current_version(session, launch)
    accepted = accepted_items(session, launch, definition)
    enrolments = enrolments_ahead(session, definition, on=today)
    if before is None:
        return _Record(Standing(roster=roster_mark(session)), accepted, {}, enrolments)
    progress = task_progress(session, launch)
    acts = progress.acts
    made = current(session, launch)
    standing = Standing(
        definition=before.fingerprint,
        tasks=progress.graph,
        ready=tuple(task.key for task in engine_tasks_ready(progress)),
        states=progress.states,
        materials=tuple(Piece(m.kind, m.key, m.title, m.fingerprint) for m in made.values()),
        approvals=acts.approvals,
        sign_offs=tuple(SignOffFact(s.function, s.by, s.at, s.definition, s.withdrawn) for s in acts.sign_offs),
        clearances=tuple(ClearanceFact(c.market, c.definition, c.by, c.at.date()) for c in acts.clearances),
        publications=publications(session, launch),
        people=_people(session, before, clock),
        rules=rule_changes(session, before.definition, definition, on=today),
        roster=roster_mark(session),
        rubrics=rubrics.used(session, launch),
    )
    texts = {name: version.markdown for name, version in made.items()}
    return _Record(standing, accepted, texts, enrolments, finished_tasks(progress.states), acts)


def _people(session: Session, version: LaunchVersion, clock: Clock) -> Mapping[str, GroupCount]:
    """Where everybody on the roster stands today, on leave or new as they may be, by certification."""
    found = {}
    for name in version.definition.certifications:
        groups = certified_counts(
            session, version.launch, certification=name, within="overall", as_of=clock.today(), population=EVERYBODY
        )
        found[name] = groups[0] if groups else GroupCount("")
    return found


def _forms_lacking(
    session: Session, definition: Launch, record: _Record, *, differs: Collection[tuple[str, str]]
) -> Iterator[FormsLacking]:
    """Of quizzes that are published as they read: publishing one of those that differ puts its forms together."""
    for quiz in definition.quizzes.values():
        if quiz.forms is None or ("quiz", quiz.key) in differs:
            continue
        items = pool(quiz, definition, record.accepted)
        if forms_problems(quiz, items) or blueprint_problems(quiz, items):
            continue  # the check tells those
        if form_assemblies.kept(session, definition.key, quiz.key, basis_of(quiz, fingerprint(items))) is None:
            yield FormsLacking(quiz.key, quiz.title, quiz.forms.count)


def _missing_files(context: Context, launch: str, standing: Standing) -> tuple[str, ...]:
    """Files of the materials that stand, and of the folder's first page, which are not there."""
    if not standing.materials:
        return ()
    pieces = (file_name(p.kind, p.key, ending) for p in standing.materials for ending in ("md", "html"))
    return context.outputs.missing(launch, [INDEX, *pieces])


def _edited_files(context: Context, launch: str, record: _Record) -> tuple[str, ...]:
    """Files of the materials that stand which are there and read otherwise than they were rendered."""
    if not record.texts:
        return ()
    found = []
    pages = [INDEX]
    for (kind, key), markdown in record.texts.items():
        text, page = (file_name(kind, key, ending) for ending in ("md", "html"))
        pages.append(page)
        if context.outputs.read(launch, text) != markdown:
            found.append(text)
    found += [page for page in pages if not is_as_sealed(context.outputs.read(launch, page) or "")]
    there = set(found).difference(context.outputs.missing(launch, found))
    return tuple(name for name in found if name in there)
