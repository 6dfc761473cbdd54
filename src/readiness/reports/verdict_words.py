"""A verdict in the words of the people who read it: what its sentences name by key is called by its title.

The verdict keeps its keys: it is recomputed and signed as it was decided, and programs and the terminal go by them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from readiness.context import Context
from readiness.domain.certification.reasons import in_words
from readiness.domain.definition.model import Launch
from readiness.domain.definition.titles import in_titles
from readiness.domain.gate.verdict import CriterionResult, Verdict
from readiness.domain.messaging.claims import claim_title
from readiness.store import launches, materials, tasks


@dataclass(frozen=True, slots=True)
class Named:
    """Something behind a criterion as people call it; `path` is its page, "" = it has none."""

    title: str
    path: str = ""


Names = Mapping[tuple[str, str], Named]
"""By kind of criterion and name as the verdict has it. Who is not in it stands for themselves: people by address."""


@dataclass(frozen=True, slots=True)
class WordedVerdict:
    """The verdict with its sentences in titles, and what the things behind its criteria are called."""

    verdict: Verdict
    names: Names


def verdict_in_words(context: Context, *, verdict: Verdict) -> WordedVerdict:
    """By the definition that it was decided on. Raises NotFound when that is not on record."""
    with context.database.reading() as session:
        definition = launches.version(session, verdict.launch, verdict.definition).definition
        names = names_behind(session, definition, verdict.criteria)
    results = tuple(
        replace(
            one,
            found=replace(
                one.found,
                says=in_titles(definition, one.found.says),
                fix=in_titles(definition, one.found.fix),
                behind=tuple(replace(who, why=in_words(definition, who.why)) for who in one.found.behind),
            ),
        )
        for one in verdict.criteria
    )
    return WordedVerdict(replace(verdict, criteria=results), names)


def names_behind(session: Session, definition: Launch, results: Sequence[CriterionResult]) -> Names:
    """What is behind these criteria and is no person: tasks, materials, functions, value propositions."""
    found: dict[tuple[str, str], Named] = {}
    wanted = {result.kind for result in results if result.found.behind}
    home = f"/launches/{definition.key}"
    if "tasks-done" in wanted:
        for task in tasks.load_graph(session, definition.key).tasks:
            found["tasks-done", task.key] = Named(task.title, f"{home}/tasks/{task.key}")
    if "materials-approved" in wanted:
        for (kind, key), piece in materials.current(session, definition.key).items():
            found["materials-approved", f"{kind}/{key}"] = Named(piece.title, f"{home}/materials/{kind}/{key}")
    if "proof-valid" in wanted:
        for key in definition.value_propositions:
            title = claim_title(definition, f"value_propositions.{key}")
            found["proof-valid", key] = Named(title, f"{home}/message")
    return found
