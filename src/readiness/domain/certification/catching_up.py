"""Which earlier version of a module somebody may start from: who knows it reads what changed, everybody else the whole.

A rep reads the difference from the last version they completed to the one that is published now, however many versions
lie between. They read the whole module when they completed none, when a version since was published as `recertify`, or
when something that voids all they have done came after: a `recertify` of other content that the same certification
asks, or a revocation.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from readiness.domain.certification.standing import PASSED_BY, meets
from readiness.domain.definition.certifying import Certification
from readiness.domain.enrolment.requirement import requirements_of
from readiness.domain.evidence.record import Evidence
from readiness.domain.materials.publication import Publication


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
    certifications: Iterable[Certification],
) -> CatchingUp | None:
    """None = there is nothing to catch up with, or no version to start from: the whole content is theirs to take.

    `log` is the publish log in its order, `evidence` all of one person, `certifications` those of their role.
    """
    versions = [one for one in log if (one.kind, one.key) == (kind, key)]
    if len(versions) < 2:
        return None
    told = tuple(evidence)
    asking = [one for one in certifications if any((r.kind, r.key) == (kind, key) for r in requirements_of(one))]
    void = _void_until(log, told, asking)
    known = [
        seen
        for one in told
        if (one.kind, one.subject) == (PASSED_BY[kind], key) and meets(one.kind, one.passed)
        if void is None or one.happened_at > void
        if (seen := _seen(versions, one)) is not None
    ]
    if not known:
        return None
    since = max(known, key=lambda one: one.version)
    between = tuple(one for one in versions if one.version > since.version)
    if not between or between[-1].fingerprint in {one.fingerprint for one in known}:
        return None
    if any(one.change == "recertify" for one in between):
        return None
    return CatchingUp(since, between)


def _seen(versions: Sequence[Publication], one: Evidence) -> Publication | None:
    """The version that was taken: by its content, else the one that stood then."""
    if one.fingerprint:
        return next((v for v in reversed(versions) if v.fingerprint == one.fingerprint), None)
    return next((v for v in reversed(versions) if v.at <= one.happened_at), None)


def _void_until(
    log: Sequence[Publication], evidence: Iterable[Evidence], asking: Sequence[Certification]
) -> datetime | None:
    """The last moment that voided everything they had done before it; None when there was none."""
    contents = {(r.kind, r.key) for one in asking for r in requirements_of(one)}
    keys = {one.key for one in asking}
    firsts: set[tuple[str, str]] = set()
    found: list[datetime] = []
    for publication in log:
        unit = (publication.kind, publication.key)
        if unit in contents and unit in firsts and publication.change == "recertify":
            found.append(publication.at)
        firsts.add(unit)
    found += [one.happened_at for one in evidence if one.kind == "revocation" and one.subject in keys]
    return max(found, default=None)
