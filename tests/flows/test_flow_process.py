"""A flow in a process of its own, under a real Prefect server: what it asks for is done here, whoever of the two ends."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter
from prefect.settings import PREFECT_API_URL, PREFECT_HOME

from readiness.actions.advance_launch import STEPS
from readiness.adapters.flow_process import FlowProcess
from readiness.ground.errors import Conflict, OutsideFailure

FLOW = "launch_readiness"
NOBODY = {"PREFECT_API_URL": "http://127.0.0.1:9/api"}
TOLD = {
    "turn": {"nothing_to_do": False, "continued": False, "plan": "p", "before": "held"},
    "pages": {"tasks": [{"task": "Write"}], "verdict": "# HELD", "outcome": "held", "definition": "d"},
}


class Answers:
    """Answers like a workspace; `troubles` are raised instead, one after the other, where their step is asked for."""

    def __init__(self, **troubles: list[BaseException]) -> None:
        self.asked: list[str] = []
        self._troubles = troubles

    def __call__(self, what: str, given: Mapping[str, Any]) -> Any:
        self.asked.append(given.get("step", what))
        if trouble := self._troubles.get(given.get("step", what)):
            raise trouble.pop(0)
        return TOLD.get(what, f"{given.get('step')} is through")


def given(launch: str) -> dict[str, str]:
    return {"launch": launch, "root": "", "by": "ada@tallybird.example"}


def state_of(launch: str) -> str | None:
    async def read() -> str | None:
        async with get_client() as client:
            wanted = FlowRunFilter.model_validate({"name": {"any_": [f"launch-readiness/{launch}"]}})
            (run,) = await client.read_flow_runs(flow_run_filter=wanted)
            return run.state_name

    return asyncio.run(read())


def test_one_that_was_never_asked_to_run_is_gone_at_once() -> None:
    with FlowProcess(FLOW, NOBODY, override=True) as process:
        pid = process.pid
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.parametrize(
    ("variables", "says"),
    [(NOBODY, "no Prefect server answers at http://127.0.0.1:9/api"), ({}, "no Prefect server is named")],
)
def test_without_a_server_nothing_is_asked_for(
    variables: dict[str, str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    answers = Answers()
    with (
        FlowProcess(FLOW, {"PREFECT_HOME": str(tmp_path), **variables}, override=True) as process,
        pytest.raises(OutsideFailure, match=says) as refused,
    ):
        process.run(given("nowhere"), answers)
    assert (answers.asked, "--engine none" in refused.value.hint) == ([], True)


def test_it_ends_with_the_process_that_started_it() -> None:
    """Killed so that it could do nothing about it: the pipe has an end."""
    dying = (
        "import os, signal; from readiness.adapters.flow_process import FlowProcess\n"
        f"print(FlowProcess({FLOW!r}, {NOBODY!r}, override=True).pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    died = subprocess.run([sys.executable, "-c", dying], capture_output=True, text=True, check=False)
    assert died.returncode == -signal.SIGKILL
    while Path(f"/proc/{int(died.stdout)}/cmdline").exists():
        time.sleep(0.05)


def test_a_flow_that_is_killed_is_told_and_what_was_done_stays() -> None:
    with FlowProcess(FLOW, NOBODY, override=True) as process:
        os.kill(process.pid, signal.SIGKILL)
        with pytest.raises(OutsideFailure, match="ended with -9") as told:
            process.run(given("killed"), Answers())
    assert "apply again" in told.value.hint


@pytest.mark.prefect
@pytest.mark.xdist_group("prefect")
@pytest.mark.usefixtures("prefect_server")
@pytest.mark.filterwarnings("default")
class TestUnderPrefect:
    @pytest.fixture
    def process(self) -> Any:
        here = {"PREFECT_API_URL": str(PREFECT_API_URL.value()), "PREFECT_HOME": str(PREFECT_HOME.value())}
        with FlowProcess(FLOW, here, override=True) as process:
            yield process

    def test_each_step_is_asked_for_once_and_again_when_something_outside_failed(self, process: FlowProcess) -> None:
        answers = Answers(tasks=[OutsideFailure("the disk is away")])
        done = process.run(given("again"), answers)
        assert answers.asked == ["turn", "validate", "tasks", *list(STEPS)[1:], "pages"]
        assert done["steps"] == {step: f"{step} is through" for step in STEPS}
        assert "/runs/flow-run/" in done["seen_at"]
        assert state_of("again") == "Completed"

    def test_what_is_refused_comes_back_as_it_was_and_no_step_follows(self, process: FlowProcess) -> None:
        no = Conflict("the world moved.", hint="Look again.")
        answers = Answers(gate=[no])
        with pytest.raises(Conflict) as refused:
            process.run(given("refused"), answers)
        assert refused.value is no
        assert answers.asked == ["turn", *STEPS]
        assert state_of("refused") == "Failed"

    def test_a_run_that_was_broken_off_does_not_stay_running(self, process: FlowProcess) -> None:
        answers = Answers(tasks=[KeyboardInterrupt()])
        with pytest.raises(KeyboardInterrupt):
            process.run(given("broken-off"), answers)
        process.close()
        assert state_of("broken-off") == "Failed"
