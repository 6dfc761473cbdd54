"""How a flow comes by its workspace: the one the process already has open, or the one at the root it was given.

`readiness apply` runs the flow in its own process and shares its Context (database, clock, progress in the terminal); a
Prefect worker starts with nothing but the flow's parameters.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

from readiness.actions.apply_launch import Turn, applying
from readiness.context import Context
from readiness.wiring.workspace import open_workspace

WORKER = "prefect@workers.invalid"
"""Who acts when a schedule does: nobody named."""

_context: ContextVar[Context | None] = ContextVar("readiness workspace", default=None)
_turn: ContextVar[Turn | None] = ContextVar("readiness turn", default=None)


@contextmanager
def sharing(context: Context, turn: Turn | None = None) -> Iterator[None]:
    """Flows that run inside the block use this Context, and this turn when it is of their launch."""
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
def own_turn(context: Context, *, launch: str, base: Mapping[str, str] | None = None, plan: str = "") -> Iterator[Turn]:
    """The turn that whoever started the flow took already, else one of the flow's own (see `applying`)."""
    shared = _turn.get()
    if shared is not None and shared.launch == launch:
        yield shared
        return
    with applying(context, launch=launch, engine="prefect", base=base, plan=plan) as turn:
        yield turn


@lru_cache(maxsize=8)
def _opened(root: str, by: str) -> Context:
    """Once per process and workspace: the tasks of a run share one pool of connections."""
    return open_workspace(Path(root) if root else None, by=by or os.environ.get("READINESS_BY", WORKER))
