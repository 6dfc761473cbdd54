"""Where every task stands: a pure fold of what happened, over the graph and what its content reads now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from readiness.domain.tasks.task import BINDING, FINISHED, State, Task, TaskEvent, TaskGraph, TaskState
from readiness.ground.fingerprint import fingerprint

_LEADS_TO: Mapping[str, State] = {
    "start": "in-progress", "submit": "in-review", "approve": "done", "done": "done", "skip": "skipped",
    "block": "blocked", "reject": "in-progress",
}  # fmt: skip
_DID = {"approve": "approved", "done": "done", "skip": "skipped", "reject": "rejected"}


def task_states(graph: TaskGraph, events: Iterable[TaskEvent], concerned: Mapping[str, str]) -> Mapping[str, TaskState]:
    """The state of every task of `graph`, by key; `events` in the order in which they happened.

    `concerned` maps a task to the fingerprint of what it is about now; it has no entry while there is nothing yet. An
    approval, sign-off, publication or verdict counts only while its fingerprint is that one. A skipped task is
    finished, but those behind it may begin only when what comes before it is finished too: skipping takes out work, not
    order. A sign-off waits also for the approvals and publications that come before what it is after: those lapse when
    the content changes, and the work between does not. The gate is evaluated only when a verdict came after all that it
    waits for, and while that stays finished.
    """
    per_task: dict[str, list[TaskEvent]] = {task.key: [] for task in graph.tasks}
    for event in events:
        if event.task in per_task:
            per_task[event.task].append(event)
    states: dict[str, TaskState] = {}
    passable: set[str] = set()
    for task in graph.tasks:
        waits_for = tuple(name for name in task.after if name not in passable)
        if task.action == "sign-off":
            waits_for = waits_for or _unsettled_before(graph, task.after, states)
        told = per_task[task.key]
        if task.judges:
            told = _since_its_turn(graph, task, told, states, waits_for)
        state = _state(task, _fold(task, told, concerned.get(task.key)), waits_for)
        states[task.key] = state
        if state.state == "done" or (state.state == "skipped" and not waits_for):
            passable.add(task.key)
    return states


def finished_tasks(states: Mapping[str, TaskState]) -> frozenset[str]:
    """The keys of the tasks that are done or skipped; what `build_tasks` takes as `finished`."""
    return frozenset(key for key, state in states.items() if state.state in FINISHED)


def unsettled_before_sign_off(graph: TaskGraph, states: Mapping[str, TaskState], function: str) -> tuple[str, ...]:
    """The unfinished approvals, sign-offs and publications that come before what `function` signs off.

    Where no task asks the function to sign off, those that all the tasks ask for. In the order of the tasks.
    """
    asking = [task for task in graph.tasks if task.action == "sign-off" and task.function == function]
    if asking:
        return _unsettled_before(graph, [name for task in asking for name in task.after], states)
    return tuple(
        name for name in _unsettled_before(graph, list(states), states) if graph.by_key[name].action != "sign-off"
    )


def concerned_fingerprints(
    graph: TaskGraph, *, definition: str, materials: Mapping[tuple[str, str], str]
) -> Mapping[str, str]:
    """Task → fingerprint of what it is about, for every task that is about something that exists in full.

    `materials` maps (kind, key) of every current material to its fingerprint. A task has no entry while a kind it is
    about has no material. What concerns the definition alone has the definition's own fingerprint, and so has the
    evaluation of the gate.
    """
    by_kind: dict[str, dict[str, str]] = {}
    for (kind, key), value in materials.items():
        by_kind.setdefault(kind, {})[key] = value
    by_kind["definition"] = {"": definition}
    found = {}
    for task in graph.tasks:
        if task.judges or task.concerns == ("definition",):
            found[task.key] = definition
        elif task.concerns and all(kind in by_kind for kind in task.concerns):
            found[task.key] = fingerprint({kind: by_kind[kind] for kind in task.concerns})
    return found


@dataclass(frozen=True, slots=True)
class _Progress:
    """What the events of one task come to; `state` None when nothing that counts has happened."""

    state: State | None = None
    finished_by: str = ""
    since: datetime | None = None
    note: str = ""
    rejected: bool = False


def _unsettled_before(graph: TaskGraph, after: Iterable[str], states: Mapping[str, TaskState]) -> tuple[str, ...]:
    """The unfinished approvals, sign-offs and publications among these tasks and all that comes before them."""
    before: set[str] = set()
    open_ends = list(after)
    while open_ends:
        name = open_ends.pop()
        if name not in before:
            before.add(name)
            open_ends += graph.by_key[name].after
    return tuple(
        one.key
        for one in graph.tasks
        if one.key in before and one.action in BINDING and states[one.key].state not in FINISHED
    )


def _since_its_turn(
    graph: TaskGraph, task: Task, told: list[TaskEvent], states: Mapping[str, TaskState], waits_for: tuple[str, ...]
) -> list[TaskEvent]:
    """What happened to the evaluation of the gate, without the verdicts that came before its turn.

    A publication does not count as its turn: it leaves no mark in a verdict, so that none would follow it.
    """
    if waits_for:
        return [event for event in told if event.kind != "done"]
    ends = [states[name].since for name in task.after if graph.by_key[name].action != "publish"]
    turn = max((end for end in ends if end is not None), default=None)
    return [event for event in told if event.kind != "done" or turn is None or event.at >= turn]


def _fold(task: Task, events: list[TaskEvent], current: str | None) -> _Progress:
    """Decisions on content that reads differently now are left out; the last one is told while nothing replaces it."""
    progress = before_block = _Progress()
    lapsed = ""
    for event in events:
        if task.binds and event.kind in ("approve", "done", "reject") and event.fingerprint != current:
            lapsed = f"{_DID[event.kind]} by {event.by} before the content changed: that no longer counts"
        elif event.kind == "done" and progress.state == "skipped":
            continue  # finished by something else than an act on it: taking it up again is for people to say
        elif event.kind == "reopen":
            progress = _Progress(note=event.note) if progress.state == "done" else progress
        elif event.kind == "unblock":
            progress = before_block if progress.state == "blocked" else progress
        else:
            if event.kind == "block" and progress.state != "blocked":
                before_block = progress
            progress = _after(task, event)
    if lapsed and progress.state not in FINISHED and not progress.note:
        return replace(progress, note=lapsed)
    return progress


def _after(task: Task, event: TaskEvent) -> _Progress:
    if event.kind == "reject" and task.action in BINDING:
        return _Progress("blocked", since=event.at, note=f"rejected by {event.by}: {event.note}", rejected=True)
    state = _LEADS_TO[event.kind]
    return _Progress(state, _sentence(event) if state in FINISHED else "", event.at, event.note)


def _sentence(event: TaskEvent) -> str:
    acted_for = f" for {event.function}" if event.function and event.kind == "approve" else ""
    note = f": {event.note}" if event.note else ""
    return f"{_DID[event.kind]} by {event.by}{acted_for}{note}"


def _state(task: Task, progress: _Progress, waits_for: tuple[str, ...]) -> TaskState:
    if task.skip:
        return TaskState(task.key, "skipped", f"skipped by the launch file: {task.skip}", None, task.skip)
    if progress.state is not None:
        return TaskState(
            task.key, progress.state, progress.finished_by, progress.since, progress.note, progress.rejected
        )
    if waits_for:
        note = f"waits for {', '.join(waits_for)}"
        return TaskState(task.key, "waiting", note="; ".join(filter(None, [note, progress.note])))
    return TaskState(task.key, "ready", note=progress.note)
