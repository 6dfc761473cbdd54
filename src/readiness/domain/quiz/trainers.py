"""Who looks after a launch's training: members of its team from these functions."""

from __future__ import annotations

from readiness.domain.definition.model import Launch, Member

TRAINER_FUNCTIONS = ("enablement", "marketing", "product")


def trainer_of(launch: Launch, email: str) -> Member | None:
    """The member of the launch's team with this mail address who may accept items, reset attempts, import evidence and
    mark role-plays; None when there is none.
    """
    wanted = email.strip().lower()
    return next(
        (m for m in launch.team.values() if m.email.lower() == wanted and m.function in TRAINER_FUNCTIONS), None
    )
