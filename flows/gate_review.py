"""Evaluate the gate, record the verdict, announce when it differs from the one before. For one launch, or for all.

Started by an event or by a schedule. The sweep on the schedule is what makes cancelled runs of a burst of events
harmless: evaluating twice records one verdict.
"""

from __future__ import annotations

import asyncio
from typing import Any

from prefect import flow, task
from prefect.runtime import flow_run

from flows.announcing import announce_change, show_verdict
from flows.retrying import RETRYING
from readiness.actions.decide_gate import decide_gate
from readiness.reports.launch_list import launches_on_record
from readiness.reports.run_pages import verdict_page
from readiness.wiring.running import workspace


@task(name="evaluate", task_run_name="evaluate {launch}", **RETRYING)
async def evaluate(launch: str, root: str, by: str) -> dict[str, Any]:
    decided = await asyncio.to_thread(decide_gate, workspace(root, by), launch=launch)
    before, definition = decided.changed_from, decided.verdict.definition
    announced = before is not None and announce_change(launch, decided.outcome, definition, before=before)
    await show_verdict(launch, verdict_page(decided.verdict))
    return {"outcome": decided.outcome, "announced": announced}


def _run_name() -> str:
    return f"gate-review/{flow_run.parameters['launch'] or 'all'}"


@flow(name="gate-review", flow_run_name=_run_name)
async def gate_review(launch: str = "", root: str = "", by: str = "") -> dict[str, Any]:
    """The verdict of today on `launch` (empty = every applied launch) is on record."""
    keys = [launch] if launch else [entry.key for entry in launches_on_record(workspace(root, by))]
    return {key: await evaluate(key, root, by) for key in keys}
