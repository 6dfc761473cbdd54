"""Every hour: whoever should hear of something now does, in one message. For all launches at once.

Safe to run twice and to kill: what was said is on record before it goes out, and is never said again.
"""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import Any

from prefect import flow, get_run_logger, task

from flows.retrying import RETRYING
from readiness.actions.send_reminders import send_reminders
from readiness.settings import load_settings
from readiness.wiring.reminding import with_channels
from readiness.wiring.running import workspace


@task(name="remind", task_run_name="remind", **RETRYING)
async def remind(root: str, by: str) -> dict[str, Any]:
    context = workspace(root, by)
    settings = load_settings(context.root)
    done = await asyncio.to_thread(
        send_reminders, with_channels(context, settings), address=settings.public_address.rstrip("/")
    )
    get_run_logger().info("%s messages, %s held back", done.messages, done.held)
    return asdict(done)


@flow(name="reminder-round", flow_run_name="reminder-round/all")
async def reminder_round(root: str = "", by: str = "") -> dict[str, Any]:
    """What people should hear at this moment is on its way; returns how much of it."""
    return await remind(root, by)
