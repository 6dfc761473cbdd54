"""Who may change the roster once there is one."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.domain.definition.model import Launch

KEEPING_FUNCTIONS = ("operations", "enablement", "leadership")
"""The functions that keep the roster: they know who sells what, and whom to ask."""


def may_keep_roster(launches: Iterable[Launch], email: str) -> bool:
    """The owner of any of these launches, and everybody in the team of one of operations, enablement or leadership."""
    return email.casefold() in {keeper.casefold() for keeper in keepers(launches)}


def keepers(launches: Iterable[Launch]) -> tuple[str, ...]:
    """Mail addresses of everybody who may, in the order of the launches and their teams."""
    found: dict[str, None] = {}
    for launch in launches:
        for key, member in launch.team.items():
            if key == launch.owner or member.function in KEEPING_FUNCTIONS:
                found[member.email] = None
    return tuple(found)
