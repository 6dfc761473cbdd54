"""Which earlier version of a module somebody may start from: who knows it reads what changed, everybody else the whole.

A rep reads the difference from the last version they completed to the one that is published now, however many versions
lie between. They read the whole module when they completed none, when a version since was published as `recertify`, or
when something that voids all they have done came after. What voids, and what gives back, is told by the fold of the
standings itself (`course`): a `recertify` of other content that the same certification asks, a revocation and its
re-issue. Testing out is knowing the version that stood then; a correction that takes the pass away takes this too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from readiness.domain.certification.course import Course
from readiness.domain.certification.rule import NOBODY, PASSED, PASSED_BY, Event, Life, Rule, events_of, naive
from readiness.domain.evidence.record import Evidence
from readiness.domain.materials.publication import Publication

_Taken = tuple[datetime, int, str]
"""When something was taken (naive UTC), at which place of the rule, and its fingerprint; "" = not said."""


@dataclass(frozen=True, slots=True)
class CatchingUp:
    """From the version they completed to the one that stands. `between` are the publications after `since`, in order.

    `is_asked`: one of them is a `delta`, so the content is asked of them again; else reading what changed is theirs to
    choose.
    """

    since: Publication
    between: tuple[Publication, ...]

    @property
    def is_asked(self) -> bool:
        return any(one.change == "delta" for one in self.between)

    @property
    def now(self) -> Publication:
        return self.between[-1]

    @property
    def notes(self) -> tuple[str, ...]:
        return tuple(one.note for one in self.between if one.note)


def catching_up(
    log: Sequence[Publication],
    evidence: Iterable[Evidence],
    *,
    kind: str,
    key: str,
    rules: Iterable[Rule],
    life: Life = NOBODY,
) -> CatchingUp | None:
    """None = there is nothing to catch up with, or no version to start from: the whole content is theirs to take.

    `log` is the publish log in its order, `evidence` all of one person, `rules` of the certifications of their role.
    """
    versions = [one for one in log if (one.kind, one.key) == (kind, key)]
    if len(versions) < 2:
        return None
    known = _known(versions, events_of(evidence), (PASSED_BY[kind], key), rules, life)
    if not known:
        return None
    since = max(known, key=lambda one: one.version)
    between = tuple(one for one in versions if one.version > since.version)
    if not between or between[-1].fingerprint in {one.fingerprint for one in known}:
        return None
    if any(one.change == "recertify" for one in between):
        return None
    return CatchingUp(since, between)


class _Knowing(Course):
    """The fold of the standings, which remembers besides what was taken of each content since nothing voided it."""

    __slots__ = ("known", "lost")

    def __init__(self, rule: Rule, happened: list[Event], life: Life) -> None:
        super().__init__(rule, happened, life)
        self.known: list[_Taken] = []
        self.lost: list[_Taken] = []

    def _passes(self, at: datetime, place: int, fingerprint: str) -> None:
        self.known.append((at, place, fingerprint))
        super()._passes(at, place, fingerprint)

    def _renews(self, at: datetime, place: int, fingerprint: str) -> None:
        if place >= self.needed:
            self.known.append((at, place, fingerprint))
        super()._renews(at, place, fingerprint)

    def _void(self, at: datetime, because: str) -> None:
        self.lost = [*(self.lost if self.taken is not None else ()), *self.known]
        self.known = []
        super()._void(at, because)

    def _reissues(self, at: datetime) -> None:
        if self.revoked_at is not None and self.taken is not None:
            self.known, self.lost = [*self.lost, *self.known], []
        super()._reissues(at)


def _known(
    versions: Sequence[Publication], events: list[Event], content: tuple[str, str], rules: Iterable[Rule], life: Life
) -> list[Publication]:
    """The versions that every certification which asks for the content has seen them take; of none, all they took."""
    found: set[int] | None = None
    for rule in rules:
        if content in rule.places:
            course = _Knowing(rule, list(events), life)
            course.run()
            place = rule.places[content]
            seen = {_seen(versions, at, fingerprint) for at, where, fingerprint in course.known if where == place}
            found = seen if found is None else found & seen
    if found is None:
        found = {_seen(versions, one[0], one[4]) for one in events if one[1] == PASSED and one[2:4] == content}
    return [one for one in versions if one.version in found]


def _seen(versions: Sequence[Publication], at: datetime, fingerprint: str) -> int:
    """The version that was taken: by its content, else the one that stood then; 0 = none that is known."""
    taken = next(
        (v for v in reversed(versions) if (v.fingerprint == fingerprint if fingerprint else naive(v.at) <= at)), None
    )
    return taken.version if taken else 0
