"""Why a launch is held, as a screen shows it: each unmet criterion, who or what is behind it, and where to go.

Read off the verdict (`explain_launch` tells the same at the terminal). People are never named here: how many there are,
and the list that names those whom the viewer may see.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from readiness.context import Context
from readiness.domain.definition.gating import CertifiedShare, KnowledgeFresh, ManagersCertified
from readiness.domain.definition.model import Launch
from readiness.domain.definition.titles import in_titles
from readiness.domain.gate.verdict import CriterionResult, Verdict
from readiness.reports.seen_people import without_names
from readiness.reports.verdict_words import Named, Names, names_behind
from readiness.store import launches

SHOWN: Final = 5
_PLACES: Final = {
    "materials-approved": ("/message", "See the message and its approvals"),
    "tasks-done": ("", "Open the board"),
    "sign-offs": ("/gate", "Sign off at the gate"),
    "proof-valid": ("/message", "See the message map"),
    "checks-clean": ("/definition", "Open the definition"),
    "objections-answered": ("/voice", "See what the field sent"),
}
"""By kind of criterion: where in the launch its things are, and what the link says."""


@dataclass(frozen=True, slots=True)
class Thing:
    """Something behind a reason; `path` "" = nowhere to go."""

    name: str
    why: str
    path: str


@dataclass(frozen=True, slots=True)
class Reason:
    """One criterion that is unmet, or waived. `people` are behind it in the whole launch; `things` are when no people
    are. `path` leads on; `leads` says where to. `fix` is empty where it names a command of the terminal.
    """

    name: str
    kind: str
    outcome: str
    says: str
    fix: str
    figure: float | None
    threshold: float
    people: int
    things: tuple[Thing, ...]
    things_hidden: int
    path: str
    leads: str


def launch_reasons(context: Context, *, verdict: Verdict) -> tuple[Reason, ...]:
    """The unmet criteria, then the waived ones, each in the order of the launch file; empty when all are met."""
    with context.database.reading() as session:
        definition = launches.version(session, verdict.launch, verdict.definition).definition
        results = (*verdict.unmet(), *verdict.waived())
        names = names_behind(session, definition, results)
    return tuple(_reason(definition, result, names) for result in results)


def _reason(definition: Launch, result: CriterionResult, names: Names) -> Reason:
    found, home = result.found, f"/launches/{definition.key}"
    criterion = definition.gate.criteria.get(result.key)
    things: tuple[Thing, ...] = ()
    people = 0
    if isinstance(criterion, (CertifiedShare, ManagersCertified)):
        people = found.behind_total
        asked = {"state": "wanting"}
        if isinstance(criterion, CertifiedShare) and criterion.certification:
            asked["certification"] = criterion.certification
        path, leads = f"{home}/readiness/people?{urlencode(asked)}", "See who is not certified"
    elif isinstance(criterion, KnowledgeFresh):
        people = found.behind_total
        path, leads = f"{home}/retention", "See what they still know"
    else:
        place, leads = _PLACES.get(result.kind, ("/gate", "Open the gate"))
        path = home + place
        things = tuple(
            Thing(named.title, one.why, named.path)
            for one in found.behind[:SHOWN]
            for named in (names.get((result.kind, one.name), Named(one.name)),)
        )
    return Reason(
        name=result.name, kind=result.kind, outcome=result.outcome,
        says=in_titles(definition, without_names(found.says)),
        fix="" if "readiness " in found.fix else without_names(found.fix),
        figure=found.figure, threshold=found.threshold, people=people, things=things,
        things_hidden=max(0, found.behind_total - len(things)) if things else 0, path=path, leads=leads,
    )  # fmt: skip
