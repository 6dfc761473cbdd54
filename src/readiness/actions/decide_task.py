"""A person moves a task on: start, submit, approve, reject, done, skip, block, unblock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session

from readiness.actions.approve_materials import one_voice
from readiness.actions.finish_engine_tasks import RENDERING, finish_ready
from readiness.actions.publish_content import publish_content
from readiness.actions.sign_off import require_one_voice
from readiness.context import Context
from readiness.domain.definition.model import Launch
from readiness.domain.materials.approval import Approval, Decision, latest_decisions, other_voice
from readiness.domain.tasks.task import BINDING, TOLD, VERBS, Task, TaskEvent, TaskState, Verb
from readiness.domain.tasks.turns import acting_function, takes_effect
from readiness.ground.errors import Conflict, NotAllowed, NotFound
from readiness.ground.keys import did_you_mean
from readiness.ground.notes import fit_note
from readiness.store import approvals, gate, journal
from readiness.store.task_progress import TaskProgress, contents_of, pieces_of, task_progress
from readiness.store.tasks import add_event, hold_graph

Publish = Callable[..., object]


@dataclass(frozen=True, slots=True)
class DecidedTask:
    """Where the task stands now, whether this call moved it, and what it set free.

    `published` are the contents that went out with it, as kind and key; `by_engine` the engine's tasks that it finished
    on the way; `now_ready` the tasks whose turn has come through it.
    """

    task: Task
    state: TaskState
    changed: bool
    published: tuple[tuple[str, str], ...] = ()
    by_engine: tuple[str, ...] = ()
    now_ready: tuple[str, ...] = ()


def decide_task(
    context: Context,
    *,
    launch: str,
    task: str,
    verb: Verb,
    note: str = "",
    function: str | None = None,
    publish: Publish = publish_content,
) -> DecidedTask:
    """`verb` has happened to the task, in the name of whoever acts. The second time it says so and does nothing.

    An approval is recorded on every piece the task is about, a sign-off on the definition that stands. Publishing first
    publishes (by `publish`) every content the task is about, each by itself, so that a broken-off run is simply done
    again. Raises NotFound, NotAllowed when it is somebody else's to do, Conflict when it is not its turn or when what
    it is about has not been rendered.
    """
    if verb not in VERBS:
        raise NotFound(f"nobody can '{verb}' a task.", hint=did_you_mean(verb, VERBS))
    act = _Act(task, verb, context.by(), function, fit_note(note))
    with context.database.reading() as session:
        before = task_progress(session, launch)
        asked = _ask(before, act)
    if not asked.takes_effect:
        return DecidedTask(asked.task, asked.state, changed=False)
    published: tuple[tuple[str, str], ...] = ()
    if asked.task.action == "publish" and verb == "done":
        published = contents_of(asked.task, asked.definition)
        for kind, key in published:
            publish(context, launch=launch, kind=kind, key=key, note=act.note)
    with context.database.transaction() as session:
        hold_graph(session, launch)
        now = task_progress(session, launch)
        asked = _ask(now, act)
        if not asked.takes_effect and not published:  # what was published just now has finished the task already
            return DecidedTask(asked.task, asked.state, changed=False)
        _record(context, session, now, act, asked)
        by_engine = finish_ready(session, context.clock, launch=launch, actions=RENDERING)
        after = task_progress(session, launch)
    freed = (
        key
        for key, state in after.states.items()
        if state.state == "ready" and before.states[key].state == "waiting" and after.graph.by_key[key].kind == "human"
    )
    return DecidedTask(asked.task, after.states[task], True, published, by_engine, tuple(freed))


@dataclass(frozen=True, slots=True)
class _Act:
    """What somebody wants to do, for the function they name (None = whichever fits)."""

    task: str
    verb: Verb
    by: str
    function: str | None
    note: str


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked of which task in which function, and whether it would move it."""

    definition: Launch
    task: Task
    state: TaskState
    function: str
    takes_effect: bool


def _ask(progress: TaskProgress, act: _Act) -> _Asked:
    launch, key = progress.version.definition, act.task
    found = progress.graph.by_key.get(key)
    if found is None:
        if not progress.graph.tasks:
            raise NotFound(f"launch '{launch.key}' has no tasks yet.", hint=f"Run: readiness apply {launch.key}")
        raise NotFound(f"launch '{launch.key}' has no task '{key}'.", hint=did_you_mean(key, progress.graph.by_key))
    acting = acting_function(launch, found, act.verb, act.by, act.function)
    state = progress.states[key]
    effect = takes_effect(found, state, act.verb, act.note)
    binds = found.action in BINDING and act.verb in ("approve", "reject", "done")
    if effect and binds and key not in progress.concerned:
        raise Conflict(
            f"'{key}' is about {' and '.join(found.concerns)}, and not all of that has been rendered yet.",
            hint=f"Run: readiness apply {launch.key}",
        )
    return _Asked(launch, found, state, acting, effect)


def _record(context: Context, session: Session, progress: TaskProgress, act: _Act, asked: _Asked) -> None:
    task, launch, clock = asked.task, asked.definition.key, context.clock
    bound = progress.concerned.get(task.key) if task.action in BINDING else None
    if task.action == "approve" and act.verb in ("approve", "reject"):
        approvals.record_all(session, _decisions(context, session, progress, act, asked))
    if task.action == "sign-off" and act.verb == "approve":
        require_one_voice(
            session, asked.definition, function=task.function, fingerprint=progress.version.fingerprint, by=act.by
        )
        gate.record_sign_off(
            session, clock, launch=launch, function=task.function, fingerprint=progress.version.fingerprint,
            by=act.by.casefold(), note=act.note,
        )  # fmt: skip
    add_event(
        session,
        TaskEvent(
            launch=launch, task=task.key, kind=act.verb, by=act.by, function=asked.function, at=clock.now(),
            fingerprint=bound, note=act.note, simulated=clock.simulated,
        ),
    )  # fmt: skip
    journal.record(
        session, clock, actor=act.by, verb=TOLD[act.verb], subject=f"task {task.key}", launch=launch, fingerprint=bound,
        detail={"function": asked.function, "note": act.note},
    )  # fmt: skip


def _decisions(context: Context, session: Session, progress: TaskProgress, act: _Act, asked: _Asked) -> list[Approval]:
    """The function's decision on every piece the task is about, but for those on which it says the same already.

    Raises NotAllowed for an approval of what this person has approved for another function.
    """
    task, problems, found = asked.task, [], []
    decision: Decision = "approved" if act.verb == "approve" else "rejected"
    launch = progress.version.launch
    made = approvals.approvals(session, launch)
    for kind, key, value in pieces_of(task, progress.materials):
        latest = latest_decisions(made, kind, key, value)
        last = latest.get(task.function)
        if last is not None and last.decision == decision:
            continue
        if decision == "approved" and (other := other_voice(latest, function=task.function, by=act.by)):
            problems.append(
                one_voice(asked.definition, f"{kind}/{key}", function=task.function, other=other, by=act.by)
            )
        found.append(
            Approval(
                launch=launch, kind=kind, key=key, fingerprint=value, function=task.function, decision=decision,
                by=act.by, at=context.clock.now(), note=act.note, simulated=context.clock.simulated,
            )
        )  # fmt: skip
    if problems:
        raise NotAllowed(f"{act.by} cannot approve for two functions; nothing was decided.", problems=problems)
    return found
