"""What people who know Prefect expect to see of a run: artifacts on its page, events in the feed. No rules here.

The pages are made by `reports`; this only puts them where Prefect shows them. Only called inside a run: outside one,
sending an event blocks for ten seconds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from prefect.artifacts import acreate_markdown_artifact, acreate_table_artifact
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter
from prefect.client.schemas.objects import State
from prefect.events import emit_event
from prefect.runtime import flow_run
from prefect.states import Crashed

from readiness.domain.certification.notice import Notice

SHOWN = 500
"""Rows of a table, and people announced one by one: past this, a page nobody reads and a feed nobody can follow."""


async def show_tasks(launch: str, rows: list[dict[str, str]]) -> None:
    """The launch's tasks are a table on the run's page."""
    await acreate_table_artifact(rows, key=f"{launch}-tasks", description="The tasks")


async def show_verdict(launch: str, page: str) -> None:
    """The verdict, as Markdown, is on the run's page."""
    await acreate_markdown_artifact(page, key=f"{launch}-verdict", description="The gate")


def announce(event: str, launch: str, facts: Mapping[str, str]) -> None:
    """Whoever listens to `readiness.<event>` hears of it."""
    resource = {"prefect.resource.id": f"readiness.launch.{launch}", "prefect.resource.name": launch}
    emit_event(f"readiness.{event}", resource=resource, payload={"launch": launch, **facts})


def announce_change(launch: str, outcome: str, definition: str, *, before: str) -> bool:
    """An outcome that differs from the one before is announced, the first one too."""
    if outcome == before:
        return False
    announce(f"launch.{outcome}", launch, {"outcome": outcome, "before": before, "definition": definition})
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
