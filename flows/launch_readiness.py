"""Advance a launch as far as it can go: check, tasks, materials stage by stage, enrolment, certification, gate.

A table of contents: each task asks for one step of `actions.advance_launch`, which remembers what is through; who does
it, this process or the one that started it, is a matter of `flows.asking`. Safe to run again at any point; two runs of
one launch cannot interleave. Waits of weeks are rows in the database, never a run.
"""

from __future__ import annotations

import asyncio
from typing import Any

from prefect import flow, task
from prefect.runtime import flow_run
from prefect.utilities.urls import url_for

from flows.announcing import announce, announce_change, bury_dead_runs, show_tasks, show_verdict
from flows.asking import ask, turn
from flows.retrying import RETRYING


@task(name="validate", task_run_name="validate", **RETRYING)
async def validate(launch: str, root: str, by: str) -> str:
    return await _advance("validate", launch, root, by)


@task(name="tasks", task_run_name="tasks", **RETRYING)
async def tasks(launch: str, root: str, by: str) -> str:
    return await _advance("tasks", launch, root, by)


@task(name="value-propositions", task_run_name="value-propositions", **RETRYING)
async def value_propositions(launch: str, root: str, by: str) -> str:
    return await _advance("value-propositions", launch, root, by)


@task(name="objection-handling", task_run_name="objection-handling", **RETRYING)
async def objection_handling(launch: str, root: str, by: str) -> str:
    return await _advance("objection-handling", launch, root, by)


@task(name="training-modules", task_run_name="training-modules", **RETRYING)
async def training_modules(launch: str, root: str, by: str) -> str:
    return await _advance("training-modules", launch, root, by)


@task(name="knowledge-quizzes", task_run_name="knowledge-quizzes", **RETRYING)
async def knowledge_quizzes(launch: str, root: str, by: str) -> str:
    return await _advance("knowledge-quizzes", launch, root, by)


@task(name="enrolment", task_run_name="enrolment", **RETRYING)
async def enrolment(launch: str, root: str, by: str) -> str:
    return await _advance("enrolment", launch, root, by)


@task(name="certification", task_run_name="certification", **RETRYING)
async def certification(launch: str, root: str, by: str) -> str:
    return await _advance("certification", launch, root, by)


@task(name="gate", task_run_name="gate", **RETRYING)
async def gate(launch: str, root: str, by: str) -> str:
    return await _advance("gate", launch, root, by)


@flow(name="launch-readiness", flow_run_name="launch-readiness/{launch}")
async def launch_readiness(
    launch: str, root: str = "", by: str = "", base: dict[str, str] | None = None, plan: str = ""
) -> dict[str, Any]:
    """Every step of `launch` is through. `base` and `plan` are a saved plan's; anything else than that is refused."""
    with turn(launch, root, by, base, plan) as taken:
        if taken["nothing_to_do"]:
            await ask("restore", launch=launch, root=root, by=by)
            return {"launch": launch, "steps": {}}
        if taken["continued"]:
            await bury_dead_runs(launch)
        named = (launch, root, by)
        steps = {
            "validate": await validate(*named),
            "tasks": await tasks(*named),
            "value-propositions": await value_propositions(*named),
            "objection-handling": await objection_handling(*named),
            "training-modules": await training_modules(*named),
            "knowledge-quizzes": await knowledge_quizzes(*named),
            "enrolment": await enrolment(*named),
            "certification": await certification(*named),
            "gate": await gate(*named),
        }
        pages = await ask("pages", launch=launch, root=root, by=by)
        await asyncio.gather(show_tasks(launch, pages["tasks"]), show_verdict(launch, pages["verdict"]))
        announce("launch.applied", launch, {"plan": taken["plan"], "definition": pages["definition"]})
        announce_change(launch, pages["outcome"], pages["definition"], before=taken["before"])
        return {"launch": launch, "steps": steps, "seen_at": url_for("flow-run", obj_id=str(flow_run.id)) or ""}


async def _advance(step: str, launch: str, root: str, by: str) -> str:
    summary: str = await ask("step", launch=launch, root=root, by=by, step=step)
    return summary
