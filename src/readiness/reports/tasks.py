"""The tasks of one launch or of all, as a screen shows them: who does what by when, where it stands, what is late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session

from readiness.context import Context
from readiness.domain.certification.reasons import in_words
from readiness.domain.definition.vocabulary import STAGES
from readiness.domain.tasks.calendar import launch_calendars
from readiness.domain.tasks.graph import count_from, years_needed
from readiness.domain.tasks.states import finished_tasks
from readiness.domain.tasks.task import FINISHED, Slip, State, Task, TaskState
from readiness.ground.errors import NotFound
from readiness.ground.keys import did_you_mean
from readiness.store.launches import applied_launches
from readiness.store.task_progress import TaskProgress, task_progress


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One task. `who` is a mail address, or "engine". `overdue_days` are calendar days past the due date, 0 = in time.

    `slack_days` and `critical` are counted from today; finished tasks are never critical. `since` is None when no
    event brought the task to its state.
    """

    launch: str
    key: str
    title: str
    stage: str
    kind: str
    action: str
    function: str
    who: str
    state: State
    start_on: date
    due_on: date
    days: int
    overdue_days: int
    slack_days: int
    critical: bool
    after: tuple[str, ...]
    concerns: tuple[str, ...]
    since: datetime | None
    finished_by: str
    note: str


@dataclass(frozen=True, slots=True)
class TaskBoard:
    """The tasks of one launch, in an order in which they can be done.

    `counts`, `overdue` and `critical_path` are of all of them, `lines` and `slips` of those that are shown.
    """

    launch: str
    name: str
    launch_on: date
    days_to_launch: int
    lines: tuple[TaskLine, ...]
    counts: Mapping[State, int]
    overdue: int
    critical_path: tuple[str, ...]
    slips: tuple[Slip, ...]


def task_boards(context: Context, *, launch: str = "", mine: str = "", stage: str = "") -> tuple[TaskBoard, ...]:
    """One board per applied launch, or that of `launch`; only lines owned by `mine`, only of `stage`, when given.

    With `mine`, launches in which that person owns nothing are left out. Raises NotFound for a launch that was not
    applied, an unknown stage, or a person who owns no task anywhere.
    """
    if stage and stage not in STAGES:
        raise NotFound(f"there is no stage '{stage}'.", hint=did_you_mean(stage, STAGES))
    with context.database.reading() as session:
        keys = [launch] if launch else [entry.key for entry in applied_launches(session)]
        boards = tuple(_board(context, session, key) for key in keys)
    if not mine:
        return tuple(_only(board, mine, stage) for board in boards)
    owners = {line.who for board in boards for line in board.lines if line.kind == "human"}
    if mine.casefold() not in {owner.casefold() for owner in owners}:
        raise NotFound(f"{mine} owns no task.", hint=did_you_mean(mine, owners))
    return tuple(shown for board in boards if (shown := _only(board, mine, stage)).lines)


def task_line(context: Context, *, launch: str, task: str) -> TaskLine:
    """One task of an applied launch. Raises NotFound with a suggestion."""
    with context.database.reading() as session:
        lines = {line.key: line for line in _board(context, session, launch).lines}
    if task not in lines:
        raise NotFound(f"launch '{launch}' has no task '{task}'.", hint=did_you_mean(task, lines))
    return lines[task]


def board_of(context: Context, progress: TaskProgress) -> TaskBoard:
    """The board of a launch whose tasks were read already."""
    today = context.clock.today()
    definition = progress.version.definition
    years = years_needed(definition, progress.graph, today)
    calendars = launch_calendars(definition, context.calendars, years)
    graph = count_from(progress.graph, definition, calendars, today, finished=finished_tasks(progress.states))
    lines = tuple(_line(task, progress, today) for task in graph.tasks)
    counts: dict[State, int] = {}
    for line in lines:
        counts[line.state] = counts.get(line.state, 0) + 1
    return TaskBoard(
        launch=progress.version.launch,
        name=definition.product.name,
        launch_on=definition.launch_on,
        days_to_launch=(definition.launch_on - today).days,
        lines=lines,
        counts=counts,
        overdue=sum(line.overdue_days > 0 for line in lines),
        critical_path=graph.critical_path,
        slips=graph.slips,
    )


def _board(context: Context, session: Session, launch: str) -> TaskBoard:
    return board_of(context, task_progress(session, launch))


def _line(task: Task, progress: TaskProgress, today: date) -> TaskLine:
    state: TaskState = progress.states[task.key]
    is_open = state.state not in FINISHED
    return TaskLine(
        launch=progress.version.launch,
        key=task.key,
        title=task.title,
        stage=task.stage,
        kind=task.kind,
        action=task.action,
        function=task.function,
        who=task.owner_email or "engine",
        state=state.state,
        start_on=task.start_on,
        due_on=task.due_on,
        days=task.days,
        overdue_days=max(0, (today - task.due_on).days) if is_open else 0,
        slack_days=task.slack_days,
        critical=task.critical,
        after=task.after,
        concerns=task.concerns,
        since=state.since,
        finished_by=in_words(progress.version.definition, state.finished_by),
        note=in_words(progress.version.definition, state.note),
    )


def _only(board: TaskBoard, mine: str, stage: str) -> TaskBoard:
    lines = tuple(
        line
        for line in board.lines
        if (not mine or line.who.casefold() == mine.casefold()) and stage in ("", line.stage)
    )
    shown = {line.key for line in lines}
    return replace(board, lines=lines, slips=tuple(slip for slip in board.slips if slip.task in shown))
