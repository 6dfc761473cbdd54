"""The flow walks the very steps of `advance_launch`, each as a Prefect task of its name; under a real test server."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Coroutine
from typing import Any

import pytest
from prefect import Task
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import ArtifactFilter, FlowRunFilter
from prefect.client.schemas.objects import FlowRun

from flows import certification_watch as watch
from flows import gate_review as review
from flows import launch_readiness as module
from flows.announcing import announce_change
from flows.retrying import failed_outside
from readiness.actions.advance_launch import STEPS
from readiness.actions.apply_launch import apply_launch, applying
from readiness.ground.errors import Conflict, OutsideFailure
from readiness.wiring.running import sharing
from tests.plan_world import KEY, MARKETER, Workspace

TASKS = {found.name: found for found in vars(module).values() if isinstance(found, Task)}
prefect = [
    pytest.mark.prefect,
    pytest.mark.xdist_group("prefect"),
    pytest.mark.usefixtures("prefect_server"),
    pytest.mark.filterwarnings("default"),
]


def run(workspace: Workspace, flow: Coroutine[Any, Any, Any], **given: Any) -> Any:
    """The flow's result, in the test's own workspace."""
    with sharing(workspace.context(**given)):
        return asyncio.run(flow)


async def flow_runs(name: str) -> list[FlowRun]:
    async with get_client() as client:
        wanted = FlowRunFilter.model_validate({"name": {"any_": [name]}})
        return await client.read_flow_runs(flow_run_filter=wanted)


def test_there_is_one_task_for_each_step_in_the_order_of_the_steps() -> None:
    assert list(TASKS) == list(STEPS)


def test_every_task_is_short_and_holds_no_rule() -> None:
    for flow_module in (module, review, watch):
        for task in vars(flow_module).values():
            if isinstance(task, Task):
                assert len(inspect.getsource(task.fn).splitlines()) < 12, task.name


def test_the_functions_do_the_steps_without_prefect(workspace: Workspace) -> None:
    context = workspace.context()
    with sharing(context), applying(context, launch=KEY, engine="none"):
        for task in TASKS.values():
            assert asyncio.run(task.fn(KEY, "", MARKETER))
    assert apply_launch(context, launch=KEY).nothing_to_do


@pytest.mark.parametrize(("error", "again"), [(OutsideFailure("disk"), True), (Conflict("no"), False)])
def test_only_what_failed_outside_is_tried_again(error: Exception, again: bool) -> None:
    class Ended:
        async def aresult(self, *, raise_on_failure: bool) -> Exception:  # noqa: ARG002
            return error

    state: Any = Ended()
    nobody: Any = None
    assert asyncio.run(failed_outside(nobody, nobody, state)) is again


def test_an_outcome_that_stays_is_not_announced() -> None:
    assert announce_change(KEY, "held", "f", before="held") is False


class TestUnderPrefect:
    pytestmark = prefect

    def test_a_run_shows_its_steps_its_tasks_and_its_verdict(self, workspace: Workspace) -> None:
        found = run(workspace, module.launch_readiness(launch=KEY, by=MARKETER))
        assert list(found["steps"]) == list(STEPS)
        assert found["steps"]["gate"].startswith("held")
        assert apply_launch(workspace.context(), launch=KEY).nothing_to_do

        async def seen() -> tuple[str | None, set[str | None], list[str | None]]:
            async with get_client() as client:
                (flow_run,) = await flow_runs(f"launch-readiness/{KEY}")
                wanted = FlowRunFilter.model_validate({"id": {"any_": [flow_run.id]}})
                artifacts = await client.read_artifacts(artifact_filter=ArtifactFilter(), flow_run_filter=wanted)
                for _ in range(3000):
                    tasks = await client.read_task_runs(flow_run_filter=wanted)
                    if len(tasks) == len(STEPS):
                        break
                    await asyncio.sleep(0.1)  # the server records task runs a moment later
                return flow_run.state_name, {a.key for a in artifacts}, [t.name for t in tasks]

        state, artifacts, tasks = asyncio.run(seen())
        assert state == "Completed"
        assert artifacts == {f"{KEY}-tasks", f"{KEY}-verdict"}
        assert sorted(filter(None, tasks)) == sorted(STEPS)

    def test_a_second_run_has_nothing_to_do(self, workspace: Workspace) -> None:
        run(workspace, module.launch_readiness(launch=KEY, by=MARKETER))
        record = workspace.record()
        assert run(workspace, module.launch_readiness(launch=KEY, by=MARKETER))["steps"] == {}
        assert workspace.record() == record

    def test_a_run_beside_another_is_refused_with_who_runs(self, workspace: Workspace) -> None:
        with (
            applying(workspace.context(by="ada@tallybird.example"), launch=KEY, engine="none"),
            pytest.raises(Conflict, match="is being applied by ada@tallybird"),
        ):
            run(workspace, module.launch_readiness(launch=KEY, by=MARKETER))

    def test_a_gate_review_records_once_and_a_watch_looks_once_a_day(self, workspace: Workspace) -> None:
        apply_launch(workspace.context(), launch=KEY)
        verdicts = workspace.record()["verdict"]
        assert run(workspace, review.gate_review()) == {KEY: {"outcome": "held", "announced": False}}
        assert workspace.record()["verdict"] == verdicts
        first = run(workspace, watch.certification_watch())[KEY]
        again = run(workspace, watch.certification_watch(launch=KEY))[KEY]
        assert (first["again"], again["again"]) == (False, True)
        assert first["notices"] == again["notices"]
