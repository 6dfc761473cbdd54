"""Who looks after a launch's training, and who may act for a rep."""

from __future__ import annotations

from collections.abc import Collection

from readiness.domain.definition.frame import Member
from readiness.domain.definition.model import Launch

TRAINER_FUNCTIONS = ("enablement", "marketing", "product")


def trainer_of(launch: Launch, email: str) -> Member | None:
    """The member of the launch's team with this mail address who may accept items, import evidence, mark role-plays
    and open new rounds; None when there is none.
    """
    wanted = email.strip().casefold()
    return next(
        (m for m in launch.team.values() if m.email.casefold() == wanted and m.function in TRAINER_FUNCTIONS), None
    )


def trainers(launch: Launch) -> tuple[str, ...]:
    """Mail addresses of the launch's trainers, in file order."""
    return tuple(m.email for m in launch.team.values() if m.function in TRAINER_FUNCTIONS)


def may_sit(launch: Launch, actor: str, rep: str) -> bool:
    """A quiz is taken, and a module completed, by the rep; a trainer may do it for a try or beside somebody."""
    return actor.strip().casefold() == rep.strip().casefold() or trainer_of(launch, actor) is not None


def may_judge(launch: Launch, actor: str, rep: str, managers: Collection[str]) -> bool:
    """A role-play is marked, and a new round opened, by anybody in the rep's line of managers or by a trainer.

    Nobody judges themselves. `managers` is the line above the rep, by mail address.
    """
    who = actor.strip().casefold()
    if who == rep.strip().casefold():
        return False
    return who in {email.casefold() for email in managers} or trainer_of(launch, actor) is not None


def may_see_keys(launch: Launch, actor: str) -> bool:
    """Items with their right answers are for the launch's team; a rep would only have to look there."""
    return actor.strip().casefold() in {member.email.casefold() for member in launch.team.values()}


def may_see_result(launch: Launch, actor: str, rep: str, managers: Collection[str]) -> bool:
    """The result of an attempt is for whoever took it, everybody in the line above them, and the launch's team."""
    who = actor.strip().casefold()
    above = {email.casefold() for email in managers}
    return who == rep.strip().casefold() or who in above or may_see_keys(launch, actor)
