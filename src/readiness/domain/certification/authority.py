"""Who may vouch for a person, and who may set a certification aside."""

from __future__ import annotations

from readiness.domain.definition.model import Launch

DECIDING_FUNCTIONS = ("enablement", "leadership")
"""The functions that run the certification, and may exempt from it and revoke it."""


def may_decide(launch: Launch, email: str) -> bool:
    """The launch's owner, and everybody in its team of enablement or leadership."""
    owner = launch.team.get(launch.owner)
    allowed = {m.email.casefold() for m in launch.team.values() if m.function in DECIDING_FUNCTIONS}
    if owner is not None:
        allowed.add(owner.email.casefold())
    return email.casefold() in allowed


def may_attest(launch: Launch, *, by: str, person: str, manager: str | None) -> bool:
    """The person's manager of that day, or somebody of the launch's team who brings in what a manager said; never the
    person themselves.
    """
    name = by.casefold()
    if name == person.casefold():
        return False
    return name == (manager or "").casefold() or name in {m.email.casefold() for m in launch.team.values()}
