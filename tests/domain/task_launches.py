"""Small launches, playbooks and calendars for the tests of tasks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from readiness.domain.definition.certifying import Certification
from readiness.domain.definition.frame import Market, Member, Product, TaskChange
from readiness.domain.definition.gating import ChecksClean, Gate
from readiness.domain.definition.message import Objection
from readiness.domain.definition.model import Launch
from readiness.domain.tasks.calendar import BusinessCalendar, Interval
from readiness.domain.tasks.playbook import Playbook, PlaybookTask

TEAM = {
    key: Member(key=key, name=key.title(), email=f"{key}@example.com", function=function)
    for key, function in (("mara", "marketing"), ("mo", "marketing"), ("sam", "sales"), ("eve", "enablement"))
}


def launch(tasks: Mapping[str, TaskChange] | None = None, **changes: Any) -> Launch:
    """Launches on Friday 2 March 2018, owned by mo of marketing; one market, no content but one objection."""
    made = Launch(
        readiness=1,
        key="tiny",
        product=Product(name="Tiny", supplier="Us", summary="Small."),
        tier=3,
        owner="mo",
        launch_on=date(2018, 3, 2),
        markets={"us": Market(key="us", name="US", holidays="US")},
        team=TEAM,
        objections={"price": Objection(key="price", says="Too dear", kind="price")},
        gate=Gate(criteria={"clean": ChecksClean(kind="checks-clean", key="clean")}),
        tasks=tasks or {},
    )
    return replace(made, **changes)


def certified(days: int) -> Certification:
    return Certification(key=f"c{days}", name="C", role="rep", due_days_before_launch=days)


def playbook(**tasks: PlaybookTask) -> Playbook:
    """Keys with underscores for hyphens, as keyword arguments must."""
    named = {key.replace("_", "-"): replace(task, key=key.replace("_", "-")) for key, task in tasks.items()}
    return Playbook(playbook=1, tier=3, name="test", tasks=named)


def step(*after: str, days: int = 1, **fields: Any) -> PlaybookTask:
    """A task of marketing in the first stage."""
    given = {"title": "T", "stage": "value-propositions", "function": "marketing", **fields}
    return PlaybookTask(key="", after=after, days=days, **given)


def engine(*after: str, action: str = "render", **fields: Any) -> PlaybookTask:
    given = {"title": "T", "stage": "value-propositions", **fields}
    return PlaybookTask(key="", kind="engine", action=action, after=after, days=0, **given)


PLAIN = {"us": BusinessCalendar()}


def closed(*spans: tuple[date, date]) -> dict[str, BusinessCalendar]:
    return {"us": BusinessCalendar(blackouts=tuple(Interval(a, b, "closed") for a, b in spans))}
