"""Who may do what to a task, and when it is its turn."""

from __future__ import annotations

from readiness.domain.definition.model import Launch
from readiness.domain.tasks.task import APPROVING, BINDING, FINISHED, VERBS, Task, TaskState, Verb
from readiness.ground.errors import Conflict, NotAllowed

NEEDS_NOTE = ("reject", "skip", "block")
LEADERSHIP = "leadership"
"""May leave out another function's approval or sign-off, with a reason; nobody else may."""
_OPEN = ("ready", "in-progress", "in-review")


def acting_function(launch: Launch, task: Task, verb: Verb, by: str, function: str | None = None) -> str:
    """The function `by` acts for; raises NotAllowed when they may not do this to the task.

    An approval or sign-off is for members of the task's function alone; leaving it out, for them and leadership.
    Everything else is for its owner, the launch's owner and members of its function. `function` chooses one for people
    who are in the team more than once.
    """
    mine = {m.function for m in launch.team.values() if m.email.casefold() == by.casefold()}
    if not mine:
        raise NotAllowed(f"{by} is not in the team of '{launch.key}'.", hint="The team stands in the launch file.")
    if function is not None and function not in mine:
        raise NotAllowed(f"{by} is of {_list(mine)}, not of {function}.", hint="Leave --function out, or name yours.")
    acting = {function} if function is not None else mine
    if verb in ("approve", "reject") and task.action in APPROVING:
        if task.function not in acting:
            raise NotAllowed(
                f"'{task.key}' is {task.function}'s to {task.action}, and {by} is of {_list(acting)}.",
                hint=f"Ask {task.owner_email}.",
            )
        return task.function
    if verb == "skip" and task.action in APPROVING and not acting & {task.function, LEADERSHIP}:
        raise NotAllowed(
            f"'{task.key}' is {task.function}'s word; {by} is of {_list(acting)} and cannot leave it out.",
            hint=f"{task.function.capitalize()} or leadership may; ask {task.owner_email}.",
        )
    if task.function in acting:
        return task.function
    if verb == "skip" and task.action in APPROVING:
        return LEADERSHIP
    lead = launch.team[launch.owner].email.casefold()
    if by.casefold() not in (task.owner_email.casefold(), lead):
        whose = f"{task.function}'s, owned by {task.owner_email}" if task.owner_email else "the engine's"
        raise NotAllowed(f"'{task.key}' is {whose}; {by} is of {_list(acting)}.", hint=f"Or ask {lead}.")
    return min(acting)


def takes_effect(task: Task, state: TaskState, verb: Verb, note: str = "") -> bool:
    """True when `verb` moves the task on, False when it is there already; raises Conflict when it is not its turn."""
    if verb in NEEDS_NOTE and not note.strip():
        raise Conflict(f"to {verb} '{task.key}' needs a reason.", hint="Pass --note '…'.")
    if task.kind == "engine" and verb not in ("skip", "block", "unblock"):
        raise Conflict(f"'{task.key}' is the engine's work.", hint="It is done by: readiness apply")
    rule = {
        "start": _start, "submit": _submit, "approve": _approve, "done": _done,
        "reject": _reject, "skip": _skip, "block": _block, "unblock": _unblock,
    }[verb]  # fmt: skip
    return rule(task, state)


def open_verbs(launch: Launch, task: Task, state: TaskState, by: str) -> tuple[Verb, ...]:
    """What `by` may do to the task now and would move it on, a reason given where one is needed; empty = nothing."""
    return tuple(verb for verb in VERBS if _is_open(launch, task, state, verb, by))


def _is_open(launch: Launch, task: Task, state: TaskState, verb: Verb, by: str) -> bool:
    try:
        acting_function(launch, task, verb, by)
        return takes_effect(task, state, verb, "a reason")
    except (NotAllowed, Conflict):
        return False


def _start(task: Task, state: TaskState) -> bool:
    if state.state == "skipped" and task.skip is None:
        return True
    if state.state == "in-progress":
        return False
    if state.state not in _OPEN:
        raise _not_now(task, state, "started")
    return True


def _submit(task: Task, state: TaskState) -> bool:
    if task.action in BINDING:
        raise Conflict(f"'{task.key}' has nothing to submit.", hint=_finishes(task))
    if state.state == "in-review":
        return False
    if state.state not in _OPEN:
        raise _not_now(task, state, "submitted")
    return True


def _approve(task: Task, state: TaskState) -> bool:
    if state.state == "done":
        return False
    if task.action in APPROVING:
        if state.state in _OPEN or state.rejected:
            return True
        raise _not_now(task, state, "approved")
    if state.state != "in-review":
        hint = _finishes(task) if state.state in _OPEN else ""
        raise Conflict(f"'{task.key}' has not been submitted for review; it is {state.state}.", hint=hint)
    return True


def _done(task: Task, state: TaskState) -> bool:
    if task.action in (*APPROVING, "clear"):
        raise Conflict(f"'{task.key}' is not finished by saying so.", hint=_finishes(task))
    if state.state == "done":
        return False
    if state.state not in _OPEN:
        raise _not_now(task, state, "finished")
    return True


def _reject(task: Task, state: TaskState) -> bool:
    if task.action == "approve":
        if state.rejected:
            return False
        if state.state in (*_OPEN, "done"):
            return True
        raise _not_now(task, state, "rejected")
    if task.action in BINDING:
        if state.state == "done":
            raise Conflict(f"'{task.key}' is done, and that stands on the record.", hint="Change the launch file.")
        if task.action == "publish":
            raise Conflict(f"'{task.key}' has nothing to reject.", hint="Block it with a reason.")
        if state.state in _OPEN:
            return True
        raise _not_now(task, state, "rejected")
    if state.state not in ("in-review", "done"):
        raise Conflict(f"'{task.key}' has nothing to reject; it is {state.state}.", hint="Block it with a reason.")
    return True


def _skip(task: Task, state: TaskState) -> bool:
    if state.state == "skipped":
        return False
    if task.action == "clear":
        raise Conflict(f"'{task.key}' cannot be skipped.", hint=_finishes(task))
    if state.state == "done":
        raise _not_now(task, state, "skipped")
    return True


def _block(task: Task, state: TaskState) -> bool:
    if state.state == "blocked":
        return False
    if state.state in FINISHED:
        raise _not_now(task, state, "blocked")
    return True


def _unblock(task: Task, state: TaskState) -> bool:
    if state.state != "blocked":
        raise _not_now(task, state, "unblocked")
    return True


def _not_now(task: Task, state: TaskState, wanted: str) -> Conflict:
    why = {
        "waiting": state.note,
        "blocked": f"it is blocked: {state.note}",
        "done": f"it is {state.finished_by}",
        "skipped": f"it is skipped: {state.note}",
    }.get(state.state, f"it is {state.state}")
    hint = f"Lift it first: readiness task unblock … {task.key}" if state.state == "blocked" else ""
    return Conflict(f"'{task.key}' cannot be {wanted} now: {why}.", hint=hint)


def _finishes(task: Task) -> str:
    if task.action == "clear":
        return "It is done by: readiness clear"
    verb = "approve" if task.action in APPROVING else "done"
    return f"Finish it with: readiness task {verb} … {task.key}"


def _list(functions: set[str]) -> str:
    return " and ".join(sorted(functions))
