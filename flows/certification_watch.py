"""Once a day: who was certified, whose certification runs out, who and what is overdue. For one launch, or for all.

Safe to run again: a day that was looked at says the same, and announces nothing twice.
"""

from __future__ import annotations

import asyncio
from typing import Any

from prefect import flow, get_run_logger, task
from prefect.runtime import flow_run

from flows.announcing import announce_notices, show_notices
from flows.retrying import RETRYING
from readiness.actions.watch_certifications import watch_certifications
from readiness.reports.launch_list import launches_on_record
from readiness.wiring.running import workspace


@task(name="look", task_run_name="look at {launch}", **RETRYING)
async def look(launch: str, root: str, by: str) -> dict[str, Any]:
    watched = await asyncio.to_thread(watch_certifications, workspace(root, by), launch=launch)
    announced = 0 if watched.again else announce_notices(launch, watched.notices)
    for notice in watched.notices:
        get_run_logger().info("%s %s (%s) %s", notice.kind, notice.subject, notice.about, notice.says)
    await show_notices(launch, watched.notices)
    return {"notices": len(watched.notices), "announced": announced, "again": watched.again}


def _run_name() -> str:
    return f"certification-watch/{flow_run.parameters['launch'] or 'all'}"


@flow(name="certification-watch", flow_run_name=_run_name)
async def certification_watch(launch: str = "", root: str = "", by: str = "") -> dict[str, Any]:
    """Today was looked at for `launch` (empty = every applied launch); returns how many notices of each kind."""
    keys = [launch] if launch else [entry.key for entry in launches_on_record(workspace(root, by))]
    return {key: await look(key, root, by) for key in keys}
