"""Shares of certified people whose knowledge is fresh, judged group by group and compared exactly."""

from __future__ import annotations

from collections.abc import Sequence

from readiness.domain.definition.gating import KnowledgeFresh
from readiness.domain.gate.figures import SHOWN, Group, Share
from readiness.domain.gate.found import Found, GroupFound, nothing
from readiness.domain.gate.interval import wilson
from readiness.domain.gate.shares import enough, needed
from readiness.ground.percent import percent


def groups_behind(criterion: KnowledgeFresh, groups: Sequence[Group]) -> tuple[Group, ...]:
    """The groups with too few fresh, lowest share first."""
    return tuple(sorted((group for group in groups if not _has_enough(criterion, group)), key=_worst_first))


def judge_knowledge(criterion: KnowledgeFresh, share: Share) -> Found:
    """Met when every group, also one that is expected and empty, has enough certified people who are fresh."""
    there = {group.name for group in share.groups}
    groups = (*share.groups, *(Group(name, 0, 0) for name in share.expected if name not in there))
    fresh, certified = sum(group.certified for group in groups), sum(group.counted for group in groups)
    of_what = f"of '{criterion.certification}'" if criterion.certification else "of all certifications"
    if not certified:
        fix = "See who is to be certified first: readiness gate, criterion certified-share."
        return nothing(f"nobody is certified here: no people {of_what}", criterion.at_least, fix)
    short = groups_behind(criterion, groups)
    worst = min(groups, key=_worst_first)
    is_grouped = criterion.within != "overall"
    says = f"{fresh} of {certified} certified people {of_what} are fresh"
    if is_grouped:
        reach = f"{len(groups) - len(short)} of {len(groups)} {criterion.within}s reach {percent(criterion.at_least)}"
        says += f"; {reach}, lowest {worst.name or 'no ' + criterion.within}: {worst.certified} of {worst.counted}"
    return Found(
        not short, says, worst.certified / worst.counted if worst.counted else None, criterion.at_least, fresh,
        certified, interval=wilson(worst.certified, worst.counted),
        groups=tuple(_found(criterion, group) for group in short[:SHOWN]) if is_grouped else (),
        groups_short=len(short) if is_grouped else 0, behind=share.missing, behind_total=share.missing_total,
        fix=_fix(criterion, short),
    )  # fmt: skip


def _has_enough(criterion: KnowledgeFresh, group: Group) -> bool:
    return enough(group.certified, group.counted, criterion.at_least, criterion.at_least_people)


def _found(criterion: KnowledgeFresh, group: Group) -> GroupFound:
    return GroupFound(
        group.name, group.certified, group.counted, _has_enough(criterion, group),
        needed(group.certified, group.counted, criterion.at_least), wilson(group.certified, group.counted),
    )  # fmt: skip


def _worst_first(group: Group) -> tuple[float, str]:
    return (group.certified / group.counted if group.counted else -1.0, group.name)


def _fix(criterion: KnowledgeFresh, short: Sequence[Group]) -> str:
    told = []
    for group in short[:3]:
        where = "" if criterion.within == "overall" else f" in {group.name or 'no ' + criterion.within}"
        if group.counted < max(1, criterion.at_least_people):
            people = "nobody is" if not group.counted else f"only {group.counted} are"
            told.append(f"{people.capitalize()} certified{where}, which proves nothing.")
            continue
        count = needed(group.certified, group.counted, criterion.at_least)
        more = "1 more person" if count == 1 else f"{count} more people"
        told.append(f"{more} must answer their daily questions{where}.")
    if len(short) > 3:
        told.append(f"And {len(short) - 3} more {criterion.within}s.")
    return " ".join(told)
