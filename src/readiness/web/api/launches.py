"""Launches: their definition, their plan, applying them, their tasks and their message."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import Depends, Request, Response
from pydantic import BaseModel

from readiness.actions.advance_launch import STEPS
from readiness.actions.decide_task import decide_task
from readiness.actions.plan_launch import plan_launch
from readiness.actions.preview_definition import check_changed, plan_changed
from readiness.actions.save_definition import save_definition
from readiness.actions.start_apply import start_apply
from readiness.actions.start_launch import NewLaunch, start_launch
from readiness.actions.verdict_today import verdicts_today
from readiness.domain.access import permissions
from readiness.domain.access.roles import Viewer
from readiness.domain.definition.vocabulary import FUNCTIONS
from readiness.domain.tasks.task import Verb
from readiness.ground.errors import Conflict, DefinitionError, Problem
from readiness.ground.fingerprint import plain
from readiness.reports.applying import apply_progress
from readiness.reports.definition import definition_text
from readiness.reports.message_map import MessageBoard, message_board
from readiness.reports.portfolio import Portfolio, launch_page, portfolio
from readiness.reports.status import StatusLine
from readiness.reports.tasks import TaskLine, task_boards, task_line
from readiness.reports.timeline import Timeline, launch_timeline
from readiness.web.access import acting, may
from readiness.web.api.preconditions import REFUSALS, IfMatch, changed_since, etag, read_before
from readiness.web.api.shape import (
    Body,
    Cursor,
    Day,
    Limit,
    Page,
    ProblemLine,
    api_router,
    page_of,
    problem_lines,
    read_cursor,
    write_cursor,
)

router = api_router("launches")

Sees = Annotated[Viewer, Depends(may(permissions.see_launches))]
Reads = Annotated[Viewer, Depends(may(permissions.see_definitions))]
Edits = Annotated[Viewer, Depends(may(permissions.edit_launches))]
Does = Annotated[Viewer, Depends(may(permissions.do_tasks))]


class NewLaunchBody(Body):
    key: str
    name: str
    launch_on: Day
    owner_name: str = ""


class FileText(BaseModel):
    """One file of a launch, with the names of all that may be edited."""

    file: str
    files: list[str]
    text: str


class FileBody(Body):
    """A file of the launch, by its name in the launch's folder, and what it would say."""

    file: str = "launch.yaml"
    text: str


class Checked(BaseModel):
    """`sound`: no problem at error level."""

    sound: bool
    problems: list[ProblemLine]


class SavedFile(BaseModel):
    changed: bool
    problems: int


class ApplyBody(Body):
    """`plan`: the fingerprint of the plan that was looked at; exactly that is carried out, or nothing."""

    plan: str


class Started(BaseModel):
    outcome: Literal["started", "under way", "done already", "nothing to do"]


class ApplyStep(BaseModel):
    name: str
    standing: str
    summary: str
    changed: bool


class Progress(BaseModel):
    outcome: Literal["running", "done", "failed", "none"]
    steps: list[ApplyStep]


class TaskBody(Body):
    """What is done to the task. `function`: for whom it is approved, when one is in several."""

    verb: Verb
    note: str = ""
    function: str | None = None


class TaskDone(BaseModel):
    task: TaskLine
    changed: bool


@router.get("/launches")
def launches(request: Request, viewer: Sees, cursor: Cursor = "", limit: Limit = 50) -> Page[StatusLine]:
    """Every launch: where it stands, and by when."""
    context = acting(request, viewer)
    after = read_cursor(cursor) if cursor else ""
    shown, has_more = launch_page(context, after=after, limit=limit, decide=verdicts_today(context))
    return Page(items=list(shown), next=write_cursor(shown[-1].key) if has_more and shown else None)


@router.get("/portfolio")
def load(request: Request, viewer: Sees) -> Portfolio:
    """All launches on one page, and the training they ask of each role, week by week."""
    context = acting(request, viewer)
    return portfolio(context, decide=verdicts_today(context))


@router.post("/launches", status_code=201)
def start(request: Request, body: NewLaunchBody, viewer: Edits) -> FileText:
    """A new launch begins from the sample, and whoever asks owns it; nothing is applied."""
    context = acting(request, viewer)
    start_launch(context, NewLaunch(key=body.key, name=body.name, launch_on=body.launch_on, owner_name=body.owner_name))
    found = definition_text(context, launch=body.key)
    return FileText(file=found.file, files=list(found.files), text=found.text)


@router.get("/launches/{launch}/definition")
def read_file(request: Request, response: Response, launch: str, viewer: Reads, file: str = "launch.yaml") -> FileText:
    """One file of the launch (`launch.yaml`), with its `ETag`."""
    found = definition_text(acting(request, viewer), launch=launch, file=file)
    if found.trouble:
        raise DefinitionError(
            f"{file[:200]} cannot be shown.", problems=[Problem("AP004", found.trouble, "Mend it on disk.")]
        )
    response.headers.update(etag(found.fingerprint))
    return FileText(file=found.file, files=list(found.files), text=found.text)


@router.put("/launches/{launch}/definition", responses=REFUSALS)
def write_file(
    request: Request, response: Response, launch: str, body: FileBody, viewer: Edits, if_match: IfMatch = ""
) -> SavedFile:
    """The file says this now; 412 when somebody saved it since it was read, 428 without `If-Match`."""
    context = acting(request, viewer)
    opened = read_before(if_match, lambda: definition_text(context, launch=launch, file=body.file).fingerprint)
    try:
        saved = save_definition(context, launch=launch, file=body.file, text=body.text, opened=opened)
    except Conflict as error:
        raise changed_since(error.message) from error
    response.headers.update(etag(saved.fingerprint))
    return SavedFile(changed=saved.changed, problems=saved.problems)


@router.post("/launches/{launch}/definition/check")
def check(request: Request, launch: str, body: FileBody, viewer: Edits) -> Checked:
    """Every problem the launch would have if the file said this; nothing is written."""
    found = check_changed(acting(request, viewer), launch=launch, file=body.file, text=body.text)
    lines = problem_lines(found.problems)
    return Checked(sound=not any(line.level == "error" for line in lines), problems=lines)


@router.post("/launches/{launch}/definition/plan")
def preview(request: Request, launch: str, body: FileBody, viewer: Edits) -> dict[str, Any]:
    """What applying would do if the file said this; nothing is written. As `readiness plan --json`."""
    return _plan(plan_changed(acting(request, viewer), launch=launch, file=body.file, text=body.text))


@router.get("/launches/{launch}/plan")
def plan(request: Request, launch: str, viewer: Sees) -> dict[str, Any]:
    """What applying would do; the shape is that of `readiness plan --json`."""
    return _plan(plan_launch(acting(request, viewer), launch=launch))


@router.post("/launches/{launch}/apply", status_code=202)
def apply(request: Request, launch: str, body: ApplyBody, viewer: Edits) -> Started:
    """Exactly the plan that was looked at is carried out, in a process of its own; 409 when it no longer fits."""
    return Started(outcome=start_apply(acting(request, viewer), launch=launch, plan=body.plan))


@router.get("/launches/{launch}/apply")
def progress(request: Request, launch: str, viewer: Sees) -> Progress:
    """How far the last apply is, step by step."""
    found = apply_progress(acting(request, viewer), launch=launch, steps=STEPS)
    steps = [ApplyStep(name=s.name, standing=s.standing, summary=s.summary, changed=s.changed) for s in found.steps]
    return Progress(outcome=found.outcome, steps=steps)


@router.get("/launches/{launch}/timeline")
def timeline(request: Request, launch: str, viewer: Sees) -> Timeline:
    """Every task in time, with slack, critical path and the days on which nobody works."""
    return launch_timeline(acting(request, viewer), launch=launch)


@router.get("/launches/{launch}/tasks")
def tasks(
    request: Request, launch: str, viewer: Sees, cursor: Cursor = "", limit: Limit = 50, stage: str = ""
) -> Page[TaskLine]:
    """Its tasks, in an order in which they can be done; of one `stage` only, when given.

    Where a task stands follows from those before it, so all of a launch are worked out and a page is cut.
    """
    (board,) = task_boards(acting(request, viewer), launch=launch, stage=stage)
    return page_of(board.lines, cursor=cursor, limit=limit, key=lambda line: line.key)


@router.get("/launches/{launch}/tasks/{task}")
def task(request: Request, launch: str, task: str, viewer: Sees) -> TaskLine:
    """One task."""
    return task_line(acting(request, viewer), launch=launch, task=task)


@router.post("/launches/{launch}/tasks/{task}")
def decide(request: Request, launch: str, task: str, body: TaskBody, viewer: Does) -> TaskDone:
    """The task is started, submitted, approved …: whose turn it is, the task says; 403 or 409 otherwise."""
    context = acting(request, viewer)
    if body.function is not None and body.function not in FUNCTIONS:
        problem = Problem("AP005", f"there is no function '{body.function[:60]}'.", f"One of {', '.join(FUNCTIONS)}.")
        raise DefinitionError("the task cannot be decided like this.", problems=[problem])
    done = decide_task(context, launch=launch, task=task, verb=body.verb, note=body.note, function=body.function)
    return TaskDone(task=task_line(context, launch=launch, task=task), changed=done.changed)


@router.get("/launches/{launch}/message")
def message(
    request: Request, launch: str, viewer: Annotated[Viewer, Depends(may(permissions.see_message))]
) -> MessageBoard:
    """The message map with every gap, and the pieces made of it."""
    return message_board(acting(request, viewer), launch=launch)


def _plan(made: Any) -> dict[str, Any]:
    told: dict[str, Any] = plain(made)
    return told | {"fingerprint": made.fingerprint}
