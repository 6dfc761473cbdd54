"""The board of one launch: its tasks by stage, decided in place, and the page of one task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Request, Response

from readiness.actions.decide_task import DecidedTask, decide_task
from readiness.domain.access.permissions import do_tasks, see_launches
from readiness.domain.access.roles import Viewer
from readiness.domain.definition.vocabulary import STAGES
from readiness.domain.tasks.task import VERBS, State, Verb
from readiness.domain.tasks.turns import NEEDS_NOTE
from readiness.ground.errors import Conflict, NotAllowed, NotFound, ReadinessError
from readiness.reports.board import Card, LaunchBoard, LaunchPlace, TaskPage, launch_board, launch_place, task_page
from readiness.reports.definition import FileStanding, file_standing
from readiness.web.access import acting, may
from readiness.web.errors import status_of
from readiness.web.page_words import in_page_words, sentence
from readiness.web.pages import back, show

router = APIRouter()

SHOWN_HERE: Final = {"x-shown-here": "yes"}
"""On a refused htmx request: what came back stands where the answer would have stood (readiness.js)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPage:
    """`board` and `standing` are None until the launch is applied."""

    place: LaunchPlace
    board: LaunchBoard | None
    standing: FileStanding | None
    mine: bool
    stage: str
    stages: tuple[str, ...] = STAGES


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPage:
    """The card that was moved, with what is to be said of it, and the others that stand elsewhere now."""

    launch: str
    card: Card
    told: str
    tone: str
    note: str
    others: tuple[Card, ...]
    board: LaunchBoard


@dataclass(frozen=True, slots=True, kw_only=True)
class OneTaskPage:
    """`told` is why the last act was refused, `note` what had been typed."""

    launch: str
    task: TaskPage
    told: str = ""
    note: str = ""


@router.get("/launches/{launch}")
def board(
    request: Request,
    launch: str,
    viewer: Annotated[Viewer, Depends(may(see_launches))],
    mine: str = "",
    stage: str = "",
) -> Response:
    context = acting(request, viewer)
    place = launch_place(context, launch=launch)
    found = standing = None
    if place.applied:
        found = launch_board(context, launch=launch, viewer=viewer.email, mine=bool(mine), stage=stage, sees=viewer)
        standing = file_standing(context, launch=launch)
    page = BoardPage(place=place, board=found, standing=standing, mine=bool(mine), stage=stage)
    return show(request, viewer, "launches/board.html.j2", page)


@router.get("/launches/{launch}/tasks/{task}")
def one_task(
    request: Request, launch: str, task: str, viewer: Annotated[Viewer, Depends(may(see_launches))]
) -> Response:
    found = task_page(acting(request, viewer), launch=launch, task=task, viewer=viewer.email)
    return show(request, viewer, "launches/task.html.j2", OneTaskPage(launch=launch, task=found))


@router.post("/launches/{launch}/tasks/{task}")
def decide(
    request: Request,
    launch: str,
    task: str,
    viewer: Annotated[Viewer, Depends(may(do_tasks))],
    verb: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
    came_from: Annotated[str, Form()] = "board",
) -> Response:
    context = acting(request, viewer)
    before = _cards(launch_board(context, launch=launch, viewer=viewer.email))
    if task not in before or verb not in VERBS:
        raise NotFound(f"launch '{launch}' has no task '{task[:80]}' to do that to.")
    in_place = request.headers.get("hx-request") == "true"
    try:
        _require_reason(verb, note)
        decided = decide_task(context, launch=launch, task=task, verb=verb, note=note)
    except (Conflict, NotAllowed) as error:
        if in_place:
            return _card(request, viewer, launch, task, before, told=_why(error), note=note, error=error)
        page = task_page(context, launch=launch, task=task, viewer=viewer.email)
        shown = OneTaskPage(launch=launch, task=page, told=_why(error), note=note)
        return show(request, viewer, "launches/task.html.j2", shown, status=status_of(error))
    said = _said(decided)
    if in_place:
        return _card(request, viewer, launch, task, before, told=said)
    return back(f"/launches/{launch}/tasks/{task}" if came_from == "task" else f"/launches/{launch}#task-{task}", said)


def _card(
    request: Request,
    viewer: Viewer,
    launch: str,
    task: str,
    before: Mapping[str, Card],
    *,
    told: str,
    note: str = "",
    error: ReadinessError | None = None,
) -> Response:
    found = launch_board(acting(request, viewer), launch=launch, viewer=viewer.email)
    after = _cards(found)
    page = CardPage(
        launch=launch,
        card=after[task],
        told=told,
        tone="bad" if error else "good",
        note=note,
        others=tuple(card for key, card in after.items() if key != task and card != before.get(key)),
        board=found,
    )
    response = show(request, viewer, "launches/card.html.j2", page, status=status_of(error) if error else 200)
    if error is not None:
        response.headers.update(SHOWN_HERE)
    return response


def _require_reason(verb: Verb, note: str) -> None:
    if verb in NEEDS_NOTE and not note.strip():
        raise Conflict("this needs a reason: write it under “More”, for whoever reads it later.")


def _cards(found: LaunchBoard) -> dict[str, Card]:
    return {card.line.key: card for column in found.columns for card in column.cards}


def _said(decided: DecidedTask) -> str:
    state: State = decided.state.state
    if not decided.changed:
        return f"It was {_in_words(state)} already."
    parts = [f"“{decided.task.title}” is {_in_words(state)}."]
    if decided.published:
        parts.append(f"Published: {', '.join(f'{kind} {key}' for kind, key in decided.published)}.")
    if decided.now_ready:
        parts.append(f"Now ready: {', '.join(decided.now_ready)}.")
    return " ".join(parts)


def _in_words(state: State) -> str:
    return state.replace("-", " ")


def _why(error: ReadinessError) -> str:
    """In the words of a page: what is said of commands is of no use here."""
    return f"{sentence(error.message)} {in_page_words(error.hint)}".strip()
