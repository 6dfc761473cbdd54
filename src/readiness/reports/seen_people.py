"""What a gate tells one viewer: every figure, and of the people behind it those whom this viewer may see.

The rule is that of the readiness board (`domain.access.scope`), as of today also for a verdict of last year: who may
see somebody's record is a question of now. Figures, totals and outcomes stay as they are; a name that is left out still
counts in its total. Whoever sees everybody is told the verdict as it was decided, and the signed text of a clearance.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from sqlmodel import Session

from readiness.domain.access.roles import Viewer
from readiness.domain.access.scope import scopes_of, sees_everybody
from readiness.domain.gate.figures import Share
from readiness.domain.gate.found import Found
from readiness.domain.gate.verdict import CriterionResult, Inputs, Verdict
from readiness.domain.people.address import mail_address
from readiness.store.gate import RecordedClearance, RecordedVerdict
from readiness.store.reporting_trees import seen_among

UNSEEN: Final = "(not yours to see)"
"""Stands where an address would: of a manager whose people are a group of a criterion."""

COUNTS_PEOPLE: Final = frozenset({"certified-share", "managers-certified", "knowledge-fresh"})
"""The kinds of criteria whose figure is of people: behind the others are tasks, materials, functions."""

_ADDRESS: Final = re.compile(r"[^\s:;,()\[\]{}'\"]+@[^\s:;,()\[\]{}'\"]*[^\s:;,.()\[\]{}'\"]")
_FIGURE: Final = re.compile(r"-?[\d.]+|None|True|False|met|unmet|waived|cleared|held")
_NOT_TOLD: Final = "not told: it names people whom you may not see"


@dataclass(frozen=True, slots=True)
class SeenPeople:
    """Which of the people that something names a viewer may see; `names` counts only when not `everybody`."""

    everybody: bool
    names: frozenset[str] = frozenset()

    def sees(self, email: str) -> bool:
        return self.everybody or mail_address(email) in self.names


def seen_people(session: Session, viewer: Viewer | None, named: Collection[str], on: date) -> SeenPeople:
    """Whom of `named` this viewer may see on a day: themselves, and who is in a scope of theirs. None, who is a program
    that said no name, sees nobody.
    """
    if viewer is None:
        return SeenPeople(everybody=False)
    if sees_everybody(viewer):
        return SeenPeople(everybody=True)
    return SeenPeople(
        everybody=False, names=seen_among(session, scopes_of(viewer), named, on) | {mail_address(viewer.email)}
    )


def verdict_for(session: Session, verdict: Verdict, viewer: Viewer | None, on: date) -> Verdict:
    """The verdict as this viewer may read it."""
    seen = seen_people(session, viewer, set(_named_in(verdict)), on)
    return verdict if seen.everybody else _verdict(verdict, seen)


def recorded_for(session: Session, recorded: RecordedVerdict, viewer: Viewer, on: date) -> RecordedVerdict:
    """The verdict on record, with its figures, as this viewer may read it."""
    named = {*_named_in(recorded.verdict), *_named_in_shares(recorded.inputs.figures.shares)}
    seen = seen_people(session, viewer, named, on)
    if seen.everybody:
        return recorded
    return replace(recorded, verdict=_verdict(recorded.verdict, seen), inputs=_inputs(recorded.inputs, seen))


def clearance_for(clearance: RecordedClearance, viewer: Viewer) -> RecordedClearance:
    """The clearance with its signature. The signed text is told whole or, to whoever does not see everybody, not at
    all ("" then): it holds the figures of everybody, and with a name less it would not be what was signed.
    """
    if sees_everybody(viewer):
        return clearance
    return replace(clearance, signed=replace(clearance.signed, text=""))


def difference_for(viewer: Viewer | None, path: str, text: str) -> str:
    """A value that came out otherwise on deciding again, found at `path`. Of what may name people only figures are told
    to whoever does not see everybody.
    """
    may_name = path.startswith(("shares", "criteria")) and not _FIGURE.fullmatch(text)
    return _NOT_TOLD if may_name and (viewer is None or not sees_everybody(viewer)) else text


def addresses_in(text: str) -> tuple[str, ...]:
    """Every mail address in it."""
    return tuple(_ADDRESS.findall(text))


def text_as_seen(text: str, seen: SeenPeople) -> str:
    """The sentence without the addresses of people whom the viewer may not see."""
    return _ADDRESS.sub(lambda found: found[0] if seen.sees(found[0]) else UNSEEN, text)


def without_names(text: str) -> str:
    """The sentence with no address in it."""
    return _ADDRESS.sub(UNSEEN, text)


def _named_in(verdict: Verdict) -> Iterator[str]:
    for result in verdict.criteria:
        if result.kind in COUNTS_PEOPLE:
            found = result.found
            yield from (one.name for one in found.behind)
            yield from (group.name for group in found.groups if "@" in group.name)
            yield from _ADDRESS.findall(f"{found.says} {found.fix}")


def _named_in_shares(shares: Sequence[Share]) -> Iterator[str]:
    for share in shares:
        yield from (one.name for one in share.missing)
        yield from (group.name for group in share.groups if "@" in group.name)


def _verdict(verdict: Verdict, seen: SeenPeople) -> Verdict:
    return replace(verdict, criteria=tuple(_result(one, seen) for one in verdict.criteria))


def _result(result: CriterionResult, seen: SeenPeople) -> CriterionResult:
    return replace(result, found=_found(result.found, seen)) if result.kind in COUNTS_PEOPLE else result


def _found(found: Found, seen: SeenPeople) -> Found:
    return replace(
        found,
        says=text_as_seen(found.says, seen),
        fix=text_as_seen(found.fix, seen),
        groups=tuple(replace(group, name=_group(group.name, seen)) for group in found.groups),
        behind=tuple(one for one in found.behind if seen.sees(one.name)),
    )


def _inputs(inputs: Inputs, seen: SeenPeople) -> Inputs:
    shares = tuple(
        replace(
            share,
            groups=tuple(replace(group, name=_group(group.name, seen)) for group in share.groups),
            missing=tuple(one for one in share.missing if seen.sees(one.name)),
        )
        for share in inputs.figures.shares
    )
    return replace(inputs, figures=replace(inputs.figures, shares=shares))


def _group(name: str, seen: SeenPeople) -> str:
    return UNSEEN if "@" in name and not seen.sees(name) else name
