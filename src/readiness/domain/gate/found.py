"""What a rule of the gate answers with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from readiness.domain.gate.figures import SHOWN, Behind


@dataclass(frozen=True, slots=True)
class GroupFound:
    """One group of a share criterion: `needed` more people must certify (0 = none); `interval` is 95 %."""

    name: str
    certified: int
    counted: int
    met: bool
    needed: int
    interval: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule found. `figure` is a fraction 0..1, except for checks-clean (a number of findings).

    `counted` of `of` is the n of N behind the figure, within groups those of all groups together, while figure and
    interval are the lowest group's (`of_figure`); `of` 0 means nobody or nothing counts here. `groups` are told only
    for criteria within groups: those that fall short, worst first, at most SHOWN of `groups_short`.
    """

    met: bool
    says: str
    figure: float | None
    threshold: float
    counted: int
    of: int
    interval: tuple[float, float] | None = None
    groups: tuple[GroupFound, ...] = ()
    groups_short: int = 0
    behind: tuple[Behind, ...] = ()
    behind_total: int = 0
    fix: str = ""

    @property
    def of_figure(self) -> tuple[int, int] | None:
        """The n and N that the figure itself is the share of, the lowest group's within groups.

        None when that group is not told (it does not fall short): its counts stand in `says` alone.
        """
        known = ((group.certified, group.counted) for group in self.groups[:1])
        for n, of in (*known, (self.counted, self.of)):
            if of and self.figure == n / of:
                return n, of
        return None


def complete(noun: str, done: int, of: int, behind: Sequence[Behind], fix: str) -> Found:
    """All of `of` must be done; met exactly when nothing is behind."""
    return Found(
        not behind,
        f"{done} of {of} {noun}",
        done / of,
        1.0,
        done,
        of,
        behind=tuple(behind[:SHOWN]),
        behind_total=len(behind),
        fix=fix,
    )


def nothing(says: str, threshold: float, fix: str, behind: Sequence[Behind] = ()) -> Found:
    """Nobody or nothing counts: unmet, whatever the threshold."""
    return Found(False, says, None, threshold, 0, 0, behind=tuple(behind[:SHOWN]), behind_total=len(behind), fix=fix)
