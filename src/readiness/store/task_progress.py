"""Where a launch's tasks stand, with every act that counts for one, wherever it was recorded.

A material approved by itself, a sign-off given by itself, content published by itself, a verdict and the clearance
finish tasks too. They are told to the fold as the task events they amount to, so that the same act counts the same
however it was done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from readiness.domain.definition.model import Launch
from readiness.domain.materials.approval import Approval, latest_decisions
from readiness.domain.materials.content import content_fingerprints
from readiness.domain.materials.publication import CONTENT_KINDS, Publication, latest_publication
from readiness.domain.tasks.states import concerned_fingerprints, task_states, unsettled_before_sign_off
from readiness.domain.tasks.task import Task, TaskEvent, TaskGraph, TaskState
from readiness.store.approvals import approvals
from readiness.store.gate import VerdictEntry, last_verdict
from readiness.store.launches import LaunchVersion, require_version
from readiness.store.materials import current_fingerprints, publications
from readiness.store.quizzes import accepted_items
from readiness.store.tables.gate import ClearanceRow, SignOffRow
from readiness.store.tasks import events, load_graph

Materials = Mapping[tuple[str, str], str]
Contents = Callable[[], Mapping[tuple[str, str], str]]
"""What people would be held to now: the fingerprint of every content, by kind and key. Asked for only when needed."""


@dataclass(frozen=True, slots=True)
class SignOffWord:
    """The last word of a person, for a function, on one definition: signed off, or taken back."""

    function: str
    by: str
    at: datetime
    definition: str
    withdrawn: bool
    note: str
    simulated: bool


@dataclass(frozen=True, slots=True)
class Given:
    """A clearance by what it names; `market` "" = the launch as a whole."""

    market: str
    definition: str
    by: str
    at: datetime
    simulated: bool


@dataclass(frozen=True, slots=True)
class Acts:
    """Everything on record that may finish a task of a launch, whatever text and definition it was about.

    Each in the order in which it happened. `verdict` is the last one on the launch as a whole.
    """

    launch: str
    events: tuple[TaskEvent, ...]
    approvals: tuple[Approval, ...]
    sign_offs: tuple[SignOffWord, ...]
    clearances: tuple[Given, ...]
    publications: tuple[Publication, ...] = ()
    verdict: VerdictEntry | None = None


@dataclass(frozen=True, slots=True)
class TaskProgress:
    """`concerned` maps a task to the fingerprint of what it is about, `materials` (kind, key) to that of the piece."""

    version: LaunchVersion
    graph: TaskGraph
    states: Mapping[str, TaskState]
    concerned: Mapping[str, str]
    materials: Materials
    acts: Acts


def task_progress(session: Session, launch: str) -> TaskProgress:
    """The tasks of the applied launch and their states. Raises NotFound when it has not been applied."""
    version = require_version(session, launch)
    graph = load_graph(session, launch)
    materials = current_fingerprints(session, launch)
    acts = Acts(
        launch, events(session, launch), approvals(session, launch), _words(session, launch), _given(session, launch),
        publications(session, launch), last_verdict(session, launch, ""),
    )  # fmt: skip
    concerned = concerned_fingerprints(graph, definition=version.fingerprint, materials=materials)
    standing = version.definition
    states = states_under(
        acts, graph, definition=version.fingerprint, materials=materials, concerned=concerned,
        contents=lambda: content_fingerprints(standing, accepted_items(session, launch, standing)),
    )  # fmt: skip
    return TaskProgress(version, graph, states, concerned, materials, acts)


def before_sign_off(progress: TaskProgress, function: str) -> tuple[Task, ...]:
    """What has to be approved or published again before `function` signs off: its sign-off task waits for the same.

    Empty while nothing of the launch was ever published: nothing has lapsed that others learn from.
    """
    if not progress.acts.publications:
        return ()
    names = unsettled_before_sign_off(progress.graph, progress.states, function)
    return tuple(progress.graph.by_key[name] for name in names)


def states_under(
    acts: Acts,
    graph: TaskGraph,
    *,
    definition: str,
    materials: Materials,
    concerned: Mapping[str, str] | None = None,
    contents: Contents = dict,
) -> Mapping[str, TaskState]:
    """Where the tasks of `graph` stand when the definition and the materials read so: as they do, or as they would.

    Reads nothing. `concerned` is that of these materials; worked out when it is left out. `contents` are those of the
    definition; without them no task is finished by what was published by itself.
    """
    if concerned is None:
        concerned = concerned_fingerprints(graph, definition=definition, materials=materials)
    told = [
        *acts.events,
        *material_decisions(graph, concerned, materials, acts.approvals, acts.events),
        *published_contents(graph, concerned, acts.publications, contents),
        *taken_again(graph, acts.publications),
        *_sign_offs(graph, definition, acts),
        *_verdicts(graph, acts),
        *_clearances(graph, definition, acts),
    ]
    told.sort(key=lambda event: event.at)
    return task_states(graph, told, concerned)


def pieces_of(task: Task, materials: Materials) -> tuple[tuple[str, str, str], ...]:
    """Kind, key and fingerprint of every current material that the task is about."""
    return tuple((kind, key, value) for (kind, key), value in materials.items() if kind in task.concerns)


def material_decisions(
    graph: TaskGraph,
    concerned: Mapping[str, str],
    materials: Materials,
    made: tuple[Approval, ...],
    told: Iterable[TaskEvent],
) -> Iterator[TaskEvent]:
    """A task is approved once its function has approved every piece it is about, rejected once it rejected one.

    A rejection of the task itself is recorded on all its pieces; it is among the events `told` and is not told again,
    so that a change of one piece opens the task although the others read as they did.
    """
    by_event = {(event.task, event.by, event.at) for event in told if event.kind == "reject"}
    for task in graph.tasks:
        if task.action != "approve" or task.key not in concerned or "definition" in task.concerns:
            continue
        pieces = pieces_of(task, materials)
        decisions = [latest_decisions(made, kind, key, value).get(task.function) for kind, key, value in pieces]
        found = sorted((d for d in decisions if d is not None), key=lambda d: d.at)
        rejected = [d for d in found if d.decision == "rejected"]
        by_itself = [d for d in rejected if (task.key, d.by, d.at) not in by_event]
        if not by_itself and (rejected or len(found) < len(pieces)):
            continue
        last = (by_itself or found)[-1]
        yield TaskEvent(
            launch=last.launch,
            task=task.key,
            kind="reject" if by_itself else "approve",
            by=last.by,
            function=task.function,
            at=last.at,
            fingerprint=concerned[task.key],
            note=last.note,
            simulated=last.simulated,
        )


def published_contents(
    graph: TaskGraph, concerned: Mapping[str, str], log: tuple[Publication, ...], contents: Contents
) -> Iterator[TaskEvent]:
    """Publishing is done once every content it is about is published as it now reads, by whichever command."""
    tasks = [task for task in graph.tasks if task.action == "publish" and task.key in concerned]
    reads = contents() if tasks and log else {}
    for task in tasks:
        units = [unit for unit in reads if unit[0] in task.concerns]
        latest = [latest_publication(log, *unit) for unit in units]
        last = [p for unit, p in zip(units, latest, strict=True) if p is not None and p.fingerprint == reads[unit]]
        if not units or len(last) < len(units):
            continue
        newest = max(last, key=lambda publication: publication.at)
        yield TaskEvent(
            launch=newest.launch,
            task=task.key,
            kind="done",
            by=newest.by,
            function=task.function,
            at=newest.at,
            fingerprint=concerned[task.key],
            note="; ".join(map(_published, last)),
            simulated=newest.simulated,
        )


def taken_again(graph: TaskGraph, log: tuple[Publication, ...]) -> Iterator[TaskEvent]:
    """Content that people are asked to take, after they were done taking: its first version, a delta, a recertify."""
    for task in graph.tasks:
        if not task.is_taken_again:
            continue
        for publication in log:
            if publication.kind not in task.concerns or (publication.version > 1 and publication.change == "minor"):
                continue
            what = f"{publication.kind} '{publication.key}' version {publication.version}"
            change = "" if publication.version == 1 else f" ({publication.change})"
            yield TaskEvent(
                launch=publication.launch,
                task=task.key,
                kind="reopen",
                by=publication.by,
                function=task.function,
                at=publication.at,
                note=f"{what}{change} was published since it was done: people are asked to take it",
                simulated=publication.simulated,
            )


def contents_of(task: Task, definition: Launch) -> tuple[tuple[str, str], ...]:
    """What people are held to among what the task is about, as kind and key, in the order of the file."""
    keys = {"module": definition.modules, "quiz": definition.quizzes, "role-play": definition.role_plays}
    return tuple((kind, key) for kind in CONTENT_KINDS if kind in task.concerns for key in keys[kind])


def _published(publication: Publication) -> str:
    why = f" ({publication.note})" if publication.note else ""
    return f"published {publication.kind}/{publication.key} version {publication.version}{why}"


def _words(session: Session, launch: str) -> tuple[SignOffWord, ...]:
    rows = session.exec(select(SignOffRow).where(SignOffRow.launch == launch).order_by(col(SignOffRow.id)))
    latest: dict[tuple[str, str, str], SignOffWord] = {}
    for row in rows:
        latest.pop((row.function, row.by, row.definition), None)
        latest[row.function, row.by, row.definition] = SignOffWord(
            row.function, row.by, row.at, row.definition, row.withdrawn, row.note, row.simulated
        )
    return tuple(latest.values())


def _given(session: Session, launch: str) -> tuple[Given, ...]:
    row = ClearanceRow
    rows = session.exec(
        select(row.market, row.definition, row.cleared_by, row.cleared_at, row.simulated)  # type: ignore[call-overload]
        .where(row.launch == launch)
        .order_by(col(row.id))
    )
    return tuple(Given(*found) for found in rows)


def _sign_offs(graph: TaskGraph, definition: str, acts: Acts) -> Iterator[TaskEvent]:
    """The last word of each person on this definition; a word taken back opens the task again."""
    for task in graph.tasks:
        if task.action != "sign-off" or task.concerns != ("definition",):
            continue
        words = [word for word in acts.sign_offs if (word.definition, word.function) == (definition, task.function)]
        standing = [word for word in words if not word.withdrawn]
        for word in (standing or words)[-1:]:
            yield TaskEvent(
                launch=acts.launch,
                task=task.key,
                kind="reject" if word.withdrawn else "approve",
                by=word.by,
                function=word.function,
                at=word.at,
                fingerprint=definition,
                note=word.note or ("the sign-off was taken back" if word.withdrawn else ""),
                simulated=word.simulated,
            )


def _verdicts(graph: TaskGraph, acts: Acts) -> Iterator[TaskEvent]:
    """The last verdict on the launch as a whole is the evaluation of the gate."""
    entry = acts.verdict
    for task in graph.tasks if entry is not None else ():
        if task.judges and entry is not None:
            yield TaskEvent(
                launch=acts.launch,
                task=task.key,
                kind="done",
                by="engine",
                function=task.function,
                at=entry.decided_at,
                fingerprint=entry.definition,
                note=f"verdict {entry.number}, {entry.outcome} as of {entry.as_of}",
                simulated=entry.simulated,
            )


def _clearances(graph: TaskGraph, definition: str, acts: Acts) -> Iterator[TaskEvent]:
    """The clearance of the launch as a whole, with this definition, finishes the tasks that ask for it."""
    of_all = [given for given in acts.clearances if (given.market, given.definition) == ("", definition)]
    for task in graph.tasks if of_all else ():
        if task.action == "clear":
            last = of_all[-1]
            yield TaskEvent(
                launch=acts.launch,
                task=task.key,
                kind="done",
                by=last.by,
                function=task.function,
                at=last.at,
                fingerprint=definition,
                simulated=last.simulated,
            )
