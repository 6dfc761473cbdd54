"""What people who know Prefect expect to see of a run: artifacts on its page, events in the feed. No rules here.

The pages are made by `reports`; this only puts them where Prefect shows them. Only called inside a run: outside one,
sending an event blocks for ten seconds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from prefect.artifacts import acreate_markdown_artifact, acreate_table_artifact
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter
from prefect.client.schemas.objects import State
from prefect.events import emit_event
from prefect.runtime import flow_run
from prefect.states import Crashed

from readiness.actions.decide_gate import decide_gate
from readiness.context import Context
from readiness.domain.certification.notice import Notice
from readiness.domain.gate.verdict import Verdict
from readiness.reports.run_pages import task_table, verdict_page

SHOWN = 500
"""Rows of a table, and people announced one by one: past this, a page nobody reads and a feed nobody can follow."""


async def show_and_announce(context: Context, launch: str, plan: str, before: str) -> None:
    """Tasks and verdict are on the run's page; the plan applied is announced, and an outcome unlike `before`."""
    verdict = decide_gate(context, launch=launch, record=False).verdict
    await asyncio.gather(show_tasks(context, launch), show_verdict(verdict))
    announce("launch.applied", launch, {"plan": plan, "definition": verdict.definition})
    announce_change(verdict, before)


async def show_tasks(context: Context, launch: str) -> None:
    """The launch's tasks are a table on the run's page."""
    await acreate_table_artifact(task_table(context, launch=launch), key=f"{launch}-tasks", description="The tasks")


async def show_verdict(verdict: Verdict) -> None:
    """The verdict is on the run's page."""
    await acreate_markdown_artifact(verdict_page(verdict), key=f"{verdict.launch}-verdict", description="The gate")


def announce(event: str, launch: str, facts: Mapping[str, str]) -> None:
    """Whoever listens to `readiness.<event>` hears of it."""
    resource = {"prefect.resource.id": f"readiness.launch.{launch}", "prefect.resource.name": launch}
    emit_event(f"readiness.{event}", resource=resource, payload={"launch": launch, **facts})


def announce_change(verdict: Verdict, before: str) -> bool:
    """An outcome that differs from the one before is announced, the first one too."""
    if verdict.outcome == before:
        return False
    facts = {"outcome": verdict.outcome, "before": before, "definition": verdict.definition}
    announce(f"launch.{verdict.outcome}", verdict.launch, facts)
    return True


async def bury_dead_runs(launch: str) -> int:
    """Runs of this launch that Prefect still believes in are crashed: only one can run, and that is this one.

    A killed process cannot say so itself; without this its run stays `Running` for ever.
    """
    mine = str(flow_run.id)
    name = f"launch-readiness/{launch}"
    running = FlowRunFilter.model_validate({"name": {"any_": [name]}, "state": {"type": {"any_": ["RUNNING"]}}})
    async with get_client() as client:
        found = [run for run in await client.read_flow_runs(flow_run_filter=running) if str(run.id) != mine]
        for run in found:
            said: State[None] = Crashed(message=f"The process ended; run {mine} goes on with it.")
            await client.set_flow_run_state(run.id, said, force=True)
    return len(found)


async def show_notices(launch: str, notices: Sequence[Notice]) -> None:
    """What the watch has to say is a table on the run's page; nothing is put there when it has nothing to say."""
    if notices:
        rows = [{"what": n.kind, "who": n.subject, "about": n.about, "why": n.says} for n in notices[:SHOWN]]
        more = f", {len(notices) - SHOWN} more" if len(notices) > SHOWN else ""
        await acreate_table_artifact(rows, key=f"{launch}-notices", description=f"Due notices{more}")


def announce_notices(launch: str, notices: Sequence[Notice]) -> int:
    """Whoever was certified is announced one by one, at most SHOWN; the rest of the notices as one count each."""
    certified = [n for n in notices if n.kind == "certified"]
    for notice in certified[:SHOWN]:
        announce("rep.certified", launch, {"rep": notice.subject, "certification": notice.about})
    for kind in ("expiring", "expired", "overdue", "task-overdue"):
        if count := sum(n.kind == kind for n in notices):
            announce(f"notices.{kind}", launch, {"count": str(count)})
    return len(certified)
