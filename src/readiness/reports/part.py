"""What somebody may do in one launch, beyond what their role opens: its team decides, and pages say so beforehand."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.context import Context
from readiness.domain.quiz.trainers import trainer_of, trainers
from readiness.store.launches import current_version


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """`in_team`: puts definitions in force and asks for waivers. `trains`: writes, accepts and retires questions.

    `team` and `trainers` are whom to ask, by mail address. `standing` is the fingerprint of the definition in force,
    "" before the first apply; then the file's team counts, and a file that cannot be read has none.
    """

    in_team: bool
    trains: bool
    team: tuple[str, ...]
    trainers: tuple[str, ...]
    standing: str

    def applies(self, definition: str) -> bool:
        """True when they may carry out a plan of this definition: going on with what stands needs nobody's word."""
        return self.in_team or (self.standing != "" and self.standing == definition)


def part_in(context: Context, *, launch: str, email: str) -> Part:
    """The part of whoever has this mail address in the launch."""
    with context.database.reading() as session:
        version = current_version(session, launch)
    definition = version.definition if version else context.launches.read(launch).launch
    if definition is None:
        return Part(in_team=False, trains=False, team=(), trainers=(), standing="")
    team = tuple(dict.fromkeys(member.email for member in definition.team.values()))
    return Part(
        in_team=email.casefold() in {one.casefold() for one in team},
        trains=trainer_of(definition, email) is not None,
        team=team,
        trainers=trainers(definition),
        standing=version.fingerprint if version else "",
    )
