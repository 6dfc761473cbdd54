"""What a Prefect run shows of a launch: its tasks as rows, its verdict as Markdown. Texts of people are escaped."""

from __future__ import annotations

import re

from readiness.context import Context
from readiness.domain.gate.verdict import CriterionResult, Verdict
from readiness.store import gate
from readiness.store.task_progress import task_progress

_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
_MARKUP = re.compile(r"([\\`*_{}\[\]()#+!|<>~&])")


def task_table(context: Context, *, launch: str) -> list[dict[str, str]]:
    """One row per task, in working order. Raises NotFound before `apply`."""
    with context.database.reading() as session:
        progress = task_progress(session, launch)
    return [
        {
            "due": task.due_on.isoformat(),
            "task": task.title,
            "stage": task.stage,
            "who": task.owner_email or "engine",
            "state": progress.states[task.key].state,
            "slack": "critical" if task.critical else f"{task.slack_days} days",
        }
        for task in progress.graph.tasks
    ]


def verdict_page(verdict: Verdict) -> str:
    """Cleared or held, with every criterion, its figure and what to do."""
    met = sum(result.outcome == "met" for result in verdict.criteria)
    waived = f", {len(verdict.waived())} waived" if verdict.waived() else ""
    rows = "\n".join(_row(result) for result in verdict.criteria)
    fixes = "\n".join(f"- **{escaped(r.name)}**: {escaped(r.found.fix)}" for r in verdict.unmet() if r.found.fix)
    simulated = "\n\n**Rests on simulated evidence.**" if verdict.evidence.simulated else ""
    return (
        f"# {verdict.outcome.upper()}: {escaped(verdict.launch)}\n\n"
        f"As of {verdict.as_of}; {met} of {len(verdict.criteria)} criteria met{waived}. "
        f"{escaped(verdict.population)}{simulated}\n\n"
        f"| Criterion | Outcome | Found |\n|---|---|---|\n{rows}\n" + (f"\n## What to do\n\n{fixes}\n" if fixes else "")
    )


def last_outcome(context: Context, *, launch: str) -> str:
    """The outcome of the latest verdict on the launch as a whole; empty when there is none."""
    with context.database.reading() as session:
        last = gate.last_verdict(session, launch, "")
    return last.outcome if last else ""


def escaped(text: str) -> str:
    """Markdown that shows `text` and does nothing else, also inside a table."""
    return _MARKUP.sub(lambda found: _ENTITIES.get(found[0], f"\\{found[0]}"), " ".join(text.split()))


def _row(result: CriterionResult) -> str:
    return f"| {escaped(result.name)} | {result.outcome} | {escaped(result.found.says)} |"
