"""Shares of people, judged group by group and compared exactly: 0.8 of 5 is 4, never 3.9999."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache

from readiness.domain.definition.gating import CertifiedShare, ManagersCertified
from readiness.domain.gate.figures import SHOWN, Group, Share
from readiness.domain.gate.found import Found, GroupFound, nothing
from readiness.domain.gate.interval import wilson
from readiness.ground.percent import percent


def enough(certified: int, counted: int, at_least: float, people: int = 1) -> bool:
    """Exactly certified / counted ≥ at_least, with at least `people` counted; nobody is never enough."""
    of, by = _exact(at_least)
    return counted >= max(people, 1) and certified * by >= of * counted


def needed(certified: int, counted: int, at_least: float) -> int:
    """How many more of `counted` must certify; 0 when there are enough."""
    of, by = _exact(at_least)
    return max(0, -(-of * counted // by) - certified)


def short_groups(criterion: CertifiedShare | ManagersCertified, groups: Iterable[Group]) -> tuple[str, ...]:
    """Names of the groups that do not reach the threshold, in the given order: whose people are behind the figure."""
    at_least, people = criterion.at_least, _people_of(criterion)
    return tuple(group.name for group in groups if not enough(group.certified, group.counted, at_least, people))


def worst_groups(criterion: CertifiedShare | ManagersCertified, groups: Iterable[Group]) -> tuple[Group, ...]:
    """The groups that do not reach the threshold, lowest share first."""
    listed = tuple(groups)
    names = set(short_groups(criterion, listed))
    return tuple(sorted((group for group in listed if group.name in names), key=_worst_first))


def judge_share(criterion: CertifiedShare | ManagersCertified, share: Share) -> Found:
    """What a share criterion finds: met when every group, also one that is expected and empty, has enough."""
    within = criterion.within if isinstance(criterion, CertifiedShare) else "overall"
    groups = _with_expected(share)
    certified = sum(group.certified for group in groups)
    counted = sum(group.counted for group in groups)
    if counted == 0:
        return nothing(f"nobody counts here: no {_noun(criterion)}", criterion.at_least, _nobody_fix(criterion, share))
    short = worst_groups(criterion, groups)
    shown = tuple(_found(criterion, group) for group in short[:SHOWN])
    worst = min(groups, key=_worst_first)
    says = f"{certified} of {counted} {_noun(criterion)} certified"
    if within != "overall":
        reach = f"{len(groups) - len(short)} of {_number(len(groups), within)} reach {percent(criterion.at_least)}"
        says += f"; {reach}, lowest {_named(worst.name, within)}: {worst.certified} of {worst.counted}"
    return Found(
        not short,
        says,
        worst.certified / worst.counted if worst.counted else None,
        criterion.at_least,
        certified,
        counted,
        interval=wilson(worst.certified, worst.counted),
        groups=shown if within != "overall" else (),
        groups_short=len(short) if within != "overall" else 0,
        behind=share.missing,
        behind_total=share.missing_total,
        fix=_fix(criterion, share, shown, len(short)),
    )


@lru_cache(maxsize=256)
def _exact(at_least: float) -> tuple[int, int]:
    """The threshold as it was written, as a fraction: 0.29 means 29/100, not the nearest binary number."""
    written = Fraction(repr(at_least))
    return written.numerator, written.denominator


def _people_of(criterion: CertifiedShare | ManagersCertified) -> int:
    return criterion.at_least_people if isinstance(criterion, CertifiedShare) else 1


def _with_expected(share: Share) -> tuple[Group, ...]:
    there = {group.name for group in share.groups}
    return (*share.groups, *(Group(name, 0, 0) for name in share.expected if name not in there))


def _found(criterion: CertifiedShare | ManagersCertified, group: Group) -> GroupFound:
    return GroupFound(
        group.name,
        group.certified,
        group.counted,
        enough(group.certified, group.counted, criterion.at_least, _people_of(criterion)),
        needed(group.certified, group.counted, criterion.at_least),
        wilson(group.certified, group.counted),
    )


def _worst_first(group: Group) -> tuple[float, str]:
    return (group.certified / group.counted if group.counted else -1.0, group.name)


def _noun(criterion: CertifiedShare | ManagersCertified) -> str:
    if isinstance(criterion, ManagersCertified):
        return "managers"
    return f"people of '{criterion.certification}'" if criterion.certification else "people of all certifications"


def _nobody_fix(criterion: CertifiedShare | ManagersCertified, share: Share) -> str:
    extra = "Give a certification `manages: true`. " if isinstance(criterion, ManagersCertified) else ""
    if share.left_out:
        reasons = ", ".join(f"{out.people} {out.why}" for out in share.left_out)
        return f"All are left out of the count ({reasons}). {extra}Change gate.population, or wait until they count."
    return (
        f"The roster has no {_noun(criterion)} here. {extra}"
        "Import it (readiness roster import FILE), then apply the launch again."
    )


def _fix(criterion: CertifiedShare | ManagersCertified, share: Share, short: Sequence[GroupFound], in_all: int) -> str:
    within = criterion.within if isinstance(criterion, CertifiedShare) else "overall"
    told = []
    for group in short[:3]:
        where = f" in {_named(group.name, within)}" if within != "overall" else ""
        if group.counted == 0:
            told.append(f"Nobody counts{where}. {_nobody_fix(criterion, share)}")
        elif group.counted < _people_of(criterion):
            count = "1 person counts" if group.counted == 1 else f"{group.counted} people count"
            told.append(f"Only {count}{where}, which proves nothing: the criterion asks {_people_of(criterion)}.")
        else:
            more = "1 more person" if group.needed == 1 else f"{group.needed} more people"
            told.append(f"{more} must certify{where}.")
    if in_all > 3:
        told.append(f"And {_number(in_all - 3, 'more ' + within)}.")
    return " ".join(told)


def _named(name: str, within: str) -> str:
    return name or f"no {within}"


def _number(count: int, noun: str) -> str:
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{count} {noun if count == 1 else plural}"
