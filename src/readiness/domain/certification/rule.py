"""A certification made ready for many people: what it asks, what was published of it, and what counts beside it.

Holds the events of a time line too: what a fold takes in. Refuses to fold: the next module, `course`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from readiness.domain.certification.pauses import Leaves
from readiness.domain.definition.certifying import Certification, ModuleTestOut
from readiness.domain.definition.vocabulary import place_of
from readiness.domain.enrolment.requirement import Requirement, requirements_of
from readiness.domain.evidence.corrections import in_force
from readiness.domain.evidence.record import Evidence
from readiness.domain.materials.publication import Publication

PASSED_BY = {
    "module": "module-completed",
    "quiz": "quiz-attempt",
    "role-play": "role-play",
    "attestation": "attestation",
}
"""The kind of evidence that meets each kind of requirement."""

MARKED = frozenset({"quiz-attempt", "role-play"})
"""Kinds that meet nothing until they are graded; a module read or an attestation given needs no grade."""

DECISIONS = frozenset({"exemption", "revocation", "reissue"})
"""Kinds that are decided about a person, not done by one."""

Event = tuple[Any, ...]
"""Something on a person's time line: (instant as naive UTC, rank, kind, subject, fingerprint or last day, note).

Publications come before passes, passes before exemptions, exemptions before revocations, revocations before re-issues
of the same instant. What tells two events apart is all in the event, so that those which sort as equal have the same
effect and the order in which evidence arrived cannot matter.
"""

PUBLISHED, PASSED, EXEMPTED, REVOKED, REISSUED = range(5)

_PLAIN = 1 << 14
"""Ways in which things happen that a rule remembers."""


class Happened(NamedTuple):
    """All that happened to a person, in no order: the instants, and of each its event less the instant.

    Kept apart because `what` is the same of many people, and most of their standing follows from it alone.
    """

    instants: Sequence[datetime] = ()
    what: tuple[Event, ...] = ()

    def events(self) -> list[Event]:
        return [(at, *rest) for at, rest in zip(self.instants, self.what, strict=True)]


class Life(NamedTuple):
    """What a rule may need to know of a person besides what happened here: since when they are there, when they are
    away, and what happened to them in other launches, by the launch's key.
    """

    hired_on: date | None = None
    leaves: Leaves = ()
    elsewhere: Mapping[str, Happened] = MappingProxyType({})


NOBODY = Life()


@dataclass(frozen=True, slots=True)
class TestingOut:
    """A quiz that meets these places too, under the conditions of `asked`."""

    asked: ModuleTestOut
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Other:
    """Another certification that this one looks at. `launch` is "" for one of the same launch."""

    launch: str
    rule: Rule


@dataclass(frozen=True, slots=True)
class Rule:
    """A certification and the publications that concern it, made ready for many people. Made by `rule_of`.

    Places below `needed` are its requirements, in their order; those above are content that only renews or tests out.
    """

    certification: Certification
    requirements: tuple[Requirement, ...]
    places: dict[tuple[str, str], int]
    publications: tuple[Event, ...]
    instants: tuple[datetime, ...]
    good: tuple[tuple[frozenset[str] | None, ...], ...]
    """Per number of publications passed: the fingerprints that count for each place; None = any does."""
    renewal: frozenset[int] = frozenset()
    testing_out: Mapping[int, tuple[TestingOut, ...]] = field(default_factory=dict)
    others: Mapping[str, Other] = field(default_factory=dict)
    equivalents: tuple[str, ...] = ()
    voided_at: datetime | None = None
    """The last time that everything was asked again; what counted for this certification before no longer does."""
    _plain: dict[tuple[Event, ...], int | None] = field(default_factory=dict, compare=False, repr=False)

    @property
    def needed(self) -> int:
        return len(self.requirements)

    @property
    def needs_life(self) -> bool:
        """True when a standing follows from more than what happened in this launch."""
        return bool(self.certification.leave_pause_days or self.testing_out or self.others)

    def plainly_met(self, what: tuple[Event, ...]) -> int | None:
        """How many requirements are met by what happened since the last publication, in whatever order.

        None when the order matters: anything but passes that count, at most one of each content.
        """
        if what not in self._plain:
            if len(self._plain) >= _PLAIN:
                self._plain.clear()
            self._plain[what] = self._counted(what)
        return self._plain[what]

    def _counted(self, what: tuple[Event, ...]) -> int | None:
        met = set()
        for rank, kind, subject, fingerprint, _ in what:
            place = self.places.get((kind, subject))
            if rank != PASSED or place is None or place in met or place >= self.needed or place in self.testing_out:
                return None
            counts = self.good[-1][place]
            if fingerprint and counts is not None and fingerprint not in counts:
                return None
            met.add(place)
        return len(met)


def rule_of(
    certification: Certification, publications: Iterable[Publication], others: Mapping[str, Other] | None = None
) -> Rule:
    """The rule for `certification`; publications of content that it does not ask are left out.

    `others` are the certifications that it names, by the name it gives them; one that is not known counts for nothing.
    """
    requirements = requirements_of(certification)
    asked = list(dict.fromkeys([*requirements, *_beside(certification)]))
    contents: dict[tuple[str, str], int] = {(r.kind, r.key): i for i, r in enumerate(asked) if r.kind != "attestation"}
    concerned = [(p, contents[p.kind, p.key]) for p in publications if (p.kind, p.key) in contents]
    concerned.sort(key=lambda pair: (pair[0].at, pair[1], pair[0].version))
    good: list[tuple[frozenset[str] | None, ...]] = [(None,) * len(asked)]
    events = []
    voided_at = None
    for order, (publication, place) in enumerate(concerned):
        counts = list(good[-1])
        before = counts[place]
        change = "delta" if before is None else publication.change
        counts[place] = (before if before and change == "minor" else frozenset()) | {publication.fingerprint}
        good.append(tuple(counts))
        events.append((naive(publication.at), PUBLISHED, order, place, change, publication))
        if change == "recertify" and place < len(requirements):
            voided_at = naive(publication.at)
    known = others or {}
    return Rule(
        certification, requirements, {(PASSED_BY[r.kind], r.key): i for i, r in enumerate(asked)}, tuple(events),
        tuple(event[0] for event in events), tuple(good),
        renewal=frozenset(asked.index(one) for one in renewal_of(certification)),
        testing_out=_testing_out(certification, asked), others=known,
        equivalents=tuple(name for name in certification.equivalent_to if name in known), voided_at=voided_at,
    )  # fmt: skip


def rules_of(
    launch: str,
    certifications: Mapping[str, tuple[Certification, ...]],
    publications: Mapping[str, tuple[Publication, ...]],
) -> tuple[Rule, ...]:
    """The rules of all certifications of `launch`, by key, each with those that it looks at, in whichever launch.

    Both mappings are by launch; what is not in them counts for nothing. What counts for another certification is what
    was earned there: an equivalence does not lead on to the next.
    """
    ordered = sorted(certifications.get(launch, ()), key=lambda one: one.key)
    return tuple(_rule(launch, one, certifications, publications, frozenset(), first=True) for one in ordered)


def named(certification: Certification) -> tuple[str, ...]:
    """The certifications that this one looks at, as it writes them."""
    return tuple(
        dict.fromkeys([*certification.equivalent_to, *(one.held for one in certification.test_outs if one.held)])
    )


def looked_at(launch: str, certifications: Iterable[Certification]) -> tuple[str, ...]:
    """The other launches whose certifications these look at, by key; empty for nearly every launch."""
    found = {place_of(launch, name)[0] for certification in certifications for name in named(certification)}
    return tuple(sorted(found - {launch}))


def renewal_of(certification: Certification) -> tuple[Requirement, ...]:
    """What renewing asks, in the order of requirements; empty when there is no shorter path."""
    asked = certification.renewal
    if asked is None:
        return ()
    found = [
        *(Requirement("module", key) for key in asked.modules),
        *(Requirement("quiz", key) for key in asked.quizzes),
        *(Requirement("role-play", key) for key in asked.role_plays),
    ]
    if asked.attestation:
        found.append(Requirement("attestation", certification.key))
    return tuple(dict.fromkeys(found))


def naive(at: datetime) -> datetime:
    """The instant as a UTC time without offset, in which time lines are kept."""
    return at.astimezone(UTC).replace(tzinfo=None)


def pass_event(kind: str, subject: str, at: datetime, fingerprint: str | None) -> Event:
    """Something done, on a time line. `at` is naive UTC. Not for what failed or is not graded: `meets` tells."""
    return (at, PASSED, kind, subject, fingerprint or "", "")


def decision_event(kind: str, subject: str, at: datetime, until: date | None, note: str) -> Event | None:
    """A decision on a time line; None for an exemption without end, which is none."""
    if kind == "revocation":
        return (at, REVOKED, kind, subject, "", note)
    if kind == "reissue":
        return (at, REISSUED, kind, subject, "", note)
    return None if until is None else (at, EXEMPTED, kind, subject, until, note)


def meets(kind: str, passed: bool | None) -> bool:  # noqa: FBT001
    """Whether evidence can meet a requirement: passed, or nothing to pass. What failed is nothing at all."""
    return passed is True or (passed is None and kind not in MARKED)


def happened_to(evidence: Iterable[Evidence]) -> Happened:
    """What pieces of evidence of one person say, in their order."""
    events = events_of(evidence)
    return Happened([event[0] for event in events], tuple(event[1:] for event in events))


def events_of(evidence: Iterable[Evidence]) -> list[Event]:
    """The events that evidence makes, unordered; of what was corrected, the last correction makes one."""
    found = []
    for e in in_force(evidence):
        event: Event | None = None
        if e.kind in DECISIONS:
            event = decision_event(e.kind, e.subject, naive(e.happened_at), e.until, e.note)
        elif meets(e.kind, e.passed):
            event = pass_event(e.kind, e.subject, naive(e.happened_at), e.fingerprint)
        if event is not None:
            found.append(event)
    return found


def _beside(certification: Certification) -> list[Requirement]:
    """Content that is looked at without being asked of everybody: what renews, and what tests out."""
    return [*renewal_of(certification), *(Requirement("quiz", one.quiz) for one in certification.test_outs)]


def _testing_out(certification: Certification, asked: list[Requirement]) -> Mapping[int, tuple[TestingOut, ...]]:
    found: dict[int, tuple[TestingOut, ...]] = {}
    modules = {
        one.key: place for place, one in enumerate(asked) if one.kind == "module" and one.key in certification.modules
    }
    for one in certification.test_outs:
        covered = tuple(modules[key] for key in (one.modules or certification.modules) if key in modules)
        place = asked.index(Requirement("quiz", one.quiz))
        found[place] = (*found.get(place, ()), TestingOut(one, tuple(dict.fromkeys(covered))))
    return found


def _rule(
    launch: str,
    certification: Certification,
    certifications: Mapping[str, tuple[Certification, ...]],
    publications: Mapping[str, tuple[Publication, ...]],
    asking: frozenset[tuple[str, str]],
    *,
    first: bool,
) -> Rule:
    """A rule with those it looks at; one that looks back at who asks is left out, so that there is an end."""
    asking |= {(launch, certification.key)}
    others = {}
    for name in named(certification) if first else [one.held for one in certification.test_outs if one.held]:
        where, key = place_of(launch, name)
        found = next((one for one in certifications.get(where, ()) if one.key == key), None)
        if found is not None and (where, key) not in asking:
            others[name] = Other(
                "" if where == launch else where, _rule(where, found, certifications, publications, asking, first=False)
            )
    return rule_of(certification, publications.get(launch, ()), others)
