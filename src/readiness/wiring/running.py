"""What flows have done for them, and in which workspace: the one this process has open, or the one at a given root.

`readiness apply` answers the flow it started out of its own Context (database, clock, progress in the terminal); a
Prefect worker starts with nothing but the flow's parameters and opens the workspace.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from readiness.actions.advance_launch import run_step
from readiness.actions.apply_launch import Turn, applying, restore_files
from readiness.actions.decide_gate import decide_gate
from readiness.context import Context
from readiness.ground.errors import Conflict
from readiness.reports.run_pages import last_outcome, task_table, verdict_page
from readiness.wiring.workspace import open_workspace

WORKER = "prefect@workers.invalid"
"""Who acts when a schedule does: nobody named."""

_context: ContextVar[Context | None] = ContextVar("readiness workspace", default=None)
_turn: ContextVar[Turn | None] = ContextVar("readiness turn", default=None)


@contextmanager
def sharing(context: Context, turn: Turn | None = None) -> Iterator[None]:
    """Flows that run or are answered inside the block use this Context, and this turn when it is of their launch."""
    tokens = _context.set(context), _turn.set(turn)
    try:
        yield
    finally:
        _context.reset(tokens[0])
        _turn.reset(tokens[1])


def workspace(root: str = "", by: str = "") -> Context:
    """The Context a flow or task works in. `root` empty = READINESS_ROOT, else the current folder."""
    return _context.get() or _opened(root or os.environ.get("READINESS_ROOT", ""), by)


@contextmanager
def own_turn(
    root: str, by: str, *, launch: str, base: Mapping[str, str] | None = None, plan: str = ""
) -> Iterator[dict[str, Any]]:
    """The turn that this process has, else one of the flow's own (see `applying`), as `ANSWERS["turn"]` tells it."""
    shared = _turn.get()
    if shared is not None and shared.launch == launch:
        yield _told(launch, root, by)
        return
    context = workspace(root, by)
    with applying(context, launch=launch, engine="prefect", base=base, plan=plan) as turn, sharing(context, turn):
        yield _told(launch, root, by)


def answer(what: str, given: Mapping[str, Any]) -> Any:
    """One of ANSWERS; JSON in and out."""
    return ANSWERS[what](**given)


def _told(launch: str, root: str, by: str) -> dict[str, Any]:
    """What the turn is about, and the outcome of the gate before it."""
    turn = _taken(launch)
    return {
        "nothing_to_do": turn.nothing_to_do,
        "continued": turn.continued,
        "plan": turn.plan.fingerprint,
        "before": last_outcome(workspace(root, by), launch=launch),
    }


def _step(launch: str, root: str, by: str, step: str) -> str:
    """One step of `actions.advance_launch` is through; its summary."""
    return run_step(workspace(root, by), launch=launch, step=step).summary


def _restore(launch: str, root: str, by: str) -> None:
    """The files that are missing are written again."""
    restore_files(workspace(root, by), _taken(launch))


def _pages(launch: str, root: str, by: str) -> dict[str, Any]:
    """What the run's page shows of tasks and verdict, and what is announced."""
    context = workspace(root, by)
    verdict = decide_gate(context, launch=launch, record=False).verdict
    return {
        "tasks": task_table(context, launch=launch),
        "verdict": verdict_page(verdict),
        "outcome": verdict.outcome,
        "definition": verdict.definition,
    }


ANSWERS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {"turn": _told, "step": _step, "restore": _restore, "pages": _pages}
)
"""What the flow of a launch may ask for. All take launch, root and by; a step also its name."""


def _taken(launch: str) -> Turn:
    turn = _turn.get()
    if turn is None or turn.launch != launch:
        raise Conflict(f"'{launch}' is not being advanced here.")
    return turn


@lru_cache(maxsize=8)
def _opened(root: str, by: str) -> Context:
    """Once per process and workspace: the tasks of a run share one pool of connections."""
    return open_workspace(Path(root) if root else None, by=by or os.environ.get("READINESS_BY", WORKER))
