"""When a task is tried again: when something outside failed. A refusal or an unsound file stays what it is."""

from __future__ import annotations

from typing import Any

from prefect import Task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun

from readiness.ground.errors import OutsideFailure


async def failed_outside(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    """True for a database, file system or server that failed; every step may be repeated."""
    return isinstance(await state.aresult(raise_on_failure=False), OutsideFailure)


RETRYING: dict[str, Any] = {
    "retries": 2,
    "retry_delay_seconds": [1, 5],
    "retry_condition_fn": failed_outside,
    "cache_policy": NO_CACHE,
}
"""For every task that touches the database or files; caching is ours to do, by fingerprint."""
