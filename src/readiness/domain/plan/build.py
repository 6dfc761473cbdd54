"""The one function that says what `apply` would do: `build_plan`, of what stands and what the file asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from readiness.domain.certification.population import GroupCount
from readiness.domain.definition.assessment import Module, Quiz, RolePlay
from readiness.domain.definition.model import Launch
from readiness.domain.enrolment.requirement import requirements_of
from readiness.domain.gate.figures import SignOffFact
from readiness.domain.materials.approval import Approval
from readiness.domain.materials.publication import Publication, latest_publication
from readiness.domain.plan.changes import (
    AlsoAsked,
    ContentChange,
    Difference,
    EnrolmentChange,
    Lapse,
    MaterialChanges,
    Piece,
    Plan,
    RubricChange,
    RuleChange,
    TaskChanges,
    TaskEdit,
    TaskLine,
)
from readiness.domain.plan.undone import (
    ClearanceFact,
    outdated_clearances,
    reopened_tasks,
    voided_approvals,
    voided_sign_offs,
)
from readiness.domain.role_play.rubric import rubric_of
from readiness.domain.tasks.task import Task, TaskGraph, TaskState
from readiness.ground.fingerprint import fingerprint

NOTHING = "nothing"
"""The fingerprint of a part of the world that is not there yet."""

_COMPARED = (
    "title", "stage", "kind", "action", "owner_email", "function", "after", "days", "start_on", "due_on", "skip",
    "concerns",
)  # fmt: skip
"""What makes a task another one. Not among it: slack and the critical path, which move by themselves day by day."""

_SAID = {"owner_email": "owner", "start_on": "start", "due_on": "due", "concerns": "about", "days": "business days"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The world as it is. `definition` is the applied one's fingerprint, None when there is none.

    `ready` are the engine's own tasks whose turn has come, `states` where every task stands. `sign_offs` are last
    words, `clearances` all there are, both oldest first. `people` counts everybody on the roster, by certification.
    `roster` is a fingerprint of who works where. `missing_files` are those of the materials that stand,
    `edited_files` those that read otherwise than they were rendered. `rubrics`: role-play → each version that was used,
    oldest first, as (number, fingerprint, how many marks or submissions are bound to it).
    """

    definition: str | None = None
    tasks: TaskGraph | None = None
    ready: tuple[str, ...] = ()
    states: Mapping[str, TaskState] = field(default_factory=dict)
    materials: tuple[Piece, ...] = ()
    approvals: tuple[Approval, ...] = ()
    sign_offs: tuple[SignOffFact, ...] = ()
    clearances: tuple[ClearanceFact, ...] = ()
    publications: tuple[Publication, ...] = ()
    people: Mapping[str, GroupCount] = field(default_factory=dict)
    roster: str = NOTHING
    missing_files: tuple[str, ...] = ()
    edited_files: tuple[str, ...] = ()
    rubrics: Mapping[str, tuple[tuple[int, str, int], ...]] = field(default_factory=dict)
    rules: tuple[RuleChange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The world as the file asks for it. `contents` maps (kind, key) of what people are held to to its fingerprint.

    `states` is where every task of `graph` would stand once everything reads as asked for.
    """

    graph: TaskGraph
    materials: tuple[Piece, ...]
    contents: Mapping[tuple[str, str], str]
    enrolments: tuple[EnrolmentChange, ...]
    states: Mapping[str, TaskState] = field(default_factory=dict)


def build_plan(launch: Launch, *, standing: Standing, wanted: Wanted, made_on: date) -> Plan:
    """What applying `launch` on `made_on` would do."""
    definition = fingerprint(launch)
    return Plan(
        launch=launch.key,
        name=launch.product.name,
        made_on=made_on,
        launch_on=launch.launch_on,
        definition=definition,
        definition_before=standing.definition,
        base=_base(definition, standing, wanted),
        tasks=replace(task_changes(standing.tasks or TaskGraph(), wanted.graph), ready=standing.ready),
        materials=material_changes(standing.materials, wanted.materials, standing.approvals),
        sign_offs=voided_sign_offs(standing.definition, definition, standing.sign_offs),
        clearances=outdated_clearances(standing.definition, definition, standing.clearances),
        reopened=reopened_tasks(standing.states, wanted.states, wanted.graph),
        enrolments=tuple(e for e in wanted.enrolments if not e.nothing),
        contents=content_changes(launch, wanted.contents, standing.publications, standing.people),
        rules=standing.rules,
        slips=wanted.graph.slips,
        critical_path=wanted.graph.critical_path,
        missing_files=standing.missing_files,
        edited_files=standing.edited_files,
        rubrics=tuple(rubric_changes(launch, standing.rubrics)),
        task_titles={task.key: task.title for task in wanted.graph.tasks},
        target=fingerprint(
            {
                "definition": definition,
                "tasks": _tasks_fingerprint(wanted.graph),
                "materials": _pieces_fingerprint(wanted.materials),
                "enrolments": wanted.enrolments,
            }
        ),
    )


def task_changes(before: TaskGraph, after: TaskGraph) -> TaskChanges:
    """Added and changed in the order of the new graph, removed in the order of the old one."""
    old, new = before.by_key, after.by_key
    edits = [
        TaskEdit(_line(task), differences)
        for task in after.tasks
        if task.key in old and (differences := _differences(old[task.key], task))
    ]
    return TaskChanges(
        added=tuple(_line(task) for task in after.tasks if task.key not in old),
        changed=tuple(edits),
        removed=tuple(_line(task) for task in before.tasks if task.key not in new),
        unchanged=sum(task.key in old for task in after.tasks) - len(edits),
    )


def material_changes(
    before: Iterable[Piece], after: Iterable[Piece], approvals: tuple[Approval, ...]
) -> MaterialChanges:
    """Which pieces come, read differently or go, and the approvals that thereby stop counting."""
    old = {(p.kind, p.key): p for p in before}
    new = {(p.kind, p.key): p for p in after}
    rerendered = tuple(p for name, p in new.items() if name in old and old[name].fingerprint != p.fingerprint)
    retired = tuple(p for name, p in old.items() if name not in new)
    gone = [old[p.kind, p.key] for p in rerendered] + list(retired)
    return MaterialChanges(
        rendered=tuple(p for name, p in new.items() if name not in old),
        rerendered=rerendered,
        retired=retired,
        voided=voided_approvals(gone, approvals),
        unchanged=len(new.keys() & old.keys()) - len(rerendered),
    )


def content_changes(
    launch: Launch,
    contents: Mapping[tuple[str, str], str],
    publications: tuple[Publication, ...],
    people: Mapping[str, GroupCount],
) -> tuple[ContentChange, ...]:
    """Content that differs from its last publication, or has none, in the order of `contents`."""
    found = []
    for (kind, key), now in contents.items():
        last = latest_publication(publications, kind, key)
        if last is not None and last.fingerprint == now:
            continue
        entry = _content(launch, kind, key)
        asking = tuple(
            name
            for name, certification in launch.certifications.items()
            if any((r.kind, r.key) == (kind, key) for r in requirements_of(certification))
        )
        lapses, also = ((), ()) if last is None else _asked_again(launch, asking, entry.change, people)
        version = last.version if last else 0
        found.append(
            ContentChange(kind, key, entry.title, entry.change, entry.change_note, version, asking, lapses, also)
        )
    return tuple(found)


def rubric_changes(launch: Launch, used: Mapping[str, tuple[tuple[int, str, int], ...]]) -> Iterator[RubricChange]:
    """The rubrics that were used and do not read as they did when they last were, in file order."""
    for key, play in launch.role_plays.items():
        versions, now = used.get(key, ()), rubric_of(play).fingerprint
        if not versions or versions[-1][1] == now:
            continue
        last = versions[-1][0]
        again = next((number for number, seen, _ in versions if seen == now), last + 1)
        yield RubricChange(key, play.title, last, again, sum(bound for _, seen, bound in versions if seen != now))


def _asked_again(
    launch: Launch, asking: tuple[str, ...], change: str, people: Mapping[str, GroupCount]
) -> tuple[tuple[Lapse, ...], tuple[AlsoAsked, ...]]:
    """A delta asks for this content again, recertify for all the certification asks; both end it until then.

    Whoever is not certified today has nothing to lose and is asked all the same: those whose certification ended, and
    those who are on their way to it.
    """
    if change == "minor":
        return (), ()
    lapses, also = [], []
    for name in asking:
        counted = people.get(name, GroupCount(""))
        again = 1 if change == "delta" else len(requirements_of(launch.certifications[name]))
        if counted.certified:
            lapses.append(Lapse(name, counted.certified, again))
        if (ended := counted.expired + counted.lapsed) or counted.in_progress:
            also.append(AlsoAsked(name, ended, counted.in_progress, again))
    return tuple(lapses), tuple(also)


def _content(launch: Launch, kind: str, key: str) -> Module | Quiz | RolePlay:
    if kind == "module":
        return launch.modules[key]
    return launch.quizzes[key] if kind == "quiz" else launch.role_plays[key]


def _base(definition: str, standing: Standing, wanted: Wanted) -> Mapping[str, str]:
    """Every part of the world that a plan depends on, named as the refusal names it when it has moved.

    Not among it: who is certified, the publish log, the work done on tasks. They move all day on a live launch, and
    applying touches none of them.
    """
    return {
        "the launch file": definition,
        "the applied definition": standing.definition or NOTHING,
        "the tasks as applied": _tasks_fingerprint(standing.tasks) if standing.tasks else NOTHING,
        "the tasks asked for (playbook, calendar, file)": _tasks_fingerprint(wanted.graph),
        "the materials as rendered": _pieces_fingerprint(standing.materials),
        "the materials asked for (templates, accepted items, file)": _pieces_fingerprint(wanted.materials),
        "the approvals": fingerprint(standing.approvals),
        "the sign-offs": fingerprint(standing.sign_offs),
        "the clearances": fingerprint(standing.clearances),
        "the roster": standing.roster,
        "the enrolments": fingerprint(wanted.enrolments),
    }


def _tasks_fingerprint(graph: TaskGraph) -> str:
    return fingerprint([{"key": task.key, **{name: getattr(task, name) for name in _COMPARED}} for task in graph.tasks])


def _pieces_fingerprint(pieces: Iterable[Piece]) -> str:
    return fingerprint(sorted([p.kind, p.key, p.fingerprint] for p in pieces))


def _line(task: Task) -> TaskLine:
    return TaskLine(task.key, task.title, task.stage, task.kind, task.owner_email, task.start_on, task.due_on)


def _differences(before: Task, after: Task) -> tuple[Difference, ...]:
    return tuple(
        Difference(_SAID.get(name, name), _say(getattr(before, name)), _say(getattr(after, name)))
        for name in _COMPARED
        if getattr(before, name) != getattr(after, name)
    )


def _say(value: object) -> str:
    if value is None or value in {"", ()}:
        return "none"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
