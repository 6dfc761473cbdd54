"""Where one person stands in one certification: a fold over what happened and what was published, in order of time.

The rules, each with a worked example in `docs/explanation/certification.md`:

1. A pass counts while every publication of that content after the one it saw is `minor`. A `delta` asks that content
   again; a `recertify` voids everything that the certification asks and that was met before it. Failing later takes
   nothing away.
2. Certified when all requirements are met: `certified_on` is the UTC day on which the last one was, `expires_on` is
   `valid_days` later and is the last day on which it holds.
3. Renewed when every requirement was passed again after the certification: a full new set. Passing only what a `delta`
   asked ends the lapse and keeps the old end.
4. A revocation voids everything before it, an exemption included.
5. Of evidence and its corrections only the last one speaks, as of the moment when it happened; a correction may give a
   pass or take one away.
6. The first publication of a content asks for it from there on, whatever its class; until then anything counts. A pass
   that names a fingerprint nobody has published waits until somebody does.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from readiness.domain.definition.model import Certification
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

DECISIONS = frozenset({"exemption", "revocation"})
"""Kinds that are decided about a person, not done by one."""

Event = tuple[Any, ...]
"""Something on a person's time line: (instant as naive UTC, rank, kind, subject, fingerprint or last day, note).

Publications come before passes, passes before exemptions, exemptions before revocations of the same instant. What tells
two events apart is all in the event, so that those which sort as equal have the same effect and the order in which
evidence arrived cannot matter.
"""

_PLAIN = 1 << 14
"""Ways in which things happen that a rule remembers."""

_PUBLISHED, _PASSED, _EXEMPTED, _REVOKED = range(4)
_ALL = -1


class Happened(NamedTuple):
    """All that happened to a person, in no order: the instants, and of each its event less the instant.

    Kept apart because `what` is the same of many people, and most of their standing follows from it alone.
    """

    instants: Sequence[datetime] = ()
    what: tuple[Event, ...] = ()

    def events(self) -> list[Event]:
        return [(at, *rest) for at, rest in zip(self.instants, self.what, strict=True)]


class Standing(NamedTuple):
    """Where a person stands, with every date needed to say what it is on any day from the last evidence on.

    `certified_on` and `expires_on` are of the latest certification, kept while it is lapsed or over. `lapsed_on` is the
    day since which something published, or a revocation, asks again; None while it holds. `met` of `needed`
    requirements are met now.
    """

    certification: str
    needed: int
    met: int = 0
    enrolled: bool = False
    certified_on: date | None = None
    expires_on: date | None = None
    warn_from: date | None = None
    lapsed_on: date | None = None
    lapsed_because: str = ""
    exempt_until: date | None = None
    exempt_because: str = ""

    @property
    def holds_through(self) -> date | None:
        """The last day of a certification that is not lapsed; None when there is none."""
        return None if self.lapsed_on else self.expires_on


@dataclass(frozen=True, slots=True)
class Met:
    """How one requirement stands: since when it is met, or what asks for it (again)."""

    requirement: Requirement
    met_at: datetime | None
    asked_again: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A certification and the publications that concern it, made ready for many people. Made by `rule_of`."""

    certification: Certification
    requirements: tuple[Requirement, ...]
    places: dict[tuple[str, str], int]
    publications: tuple[Event, ...]
    instants: tuple[datetime, ...]
    good: tuple[tuple[frozenset[str] | None, ...], ...]
    """Per number of publications passed: the fingerprints that count for each requirement; None = any does."""
    _plain: dict[tuple[Event, ...], int | None] = field(default_factory=dict, compare=False, repr=False)

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
            if rank != _PASSED or place is None or place in met:
                return None
            counts = self.good[-1][place]
            if fingerprint and counts is not None and fingerprint not in counts:
                return None
            met.add(place)
        return len(met)


def rule_of(certification: Certification, publications: Iterable[Publication]) -> Rule:
    """The rule for `certification`; publications of content that it does not ask are left out."""
    requirements = requirements_of(certification)
    contents: dict[tuple[str, str], int] = {
        (r.kind, r.key): i for i, r in enumerate(requirements) if r.kind != "attestation"
    }
    concerned = [(p, contents[p.kind, p.key]) for p in publications if (p.kind, p.key) in contents]
    concerned.sort(key=lambda pair: (pair[0].at, pair[1], pair[0].version))
    good: list[tuple[frozenset[str] | None, ...]] = [(None,) * len(requirements)]
    events = []
    for order, (publication, place) in enumerate(concerned):
        counts = list(good[-1])
        before = counts[place]
        change = "delta" if before is None else publication.change
        counts[place] = (before if before and change == "minor" else frozenset()) | {publication.fingerprint}
        good.append(tuple(counts))
        events.append((naive(publication.at), _PUBLISHED, order, place, change, publication))
    places = {(PASSED_BY[r.kind], r.key): i for i, r in enumerate(requirements)}
    return Rule(certification, requirements, places, tuple(events), tuple(event[0] for event in events), tuple(good))


def naive(at: datetime) -> datetime:
    """The instant as a UTC time without offset, in which time lines are kept."""
    return at.astimezone(UTC).replace(tzinfo=None)


def pass_event(kind: str, subject: str, at: datetime, fingerprint: str | None) -> Event:
    """Something done, on a time line. `at` is naive UTC. Not for what failed or is not graded: `meets` tells."""
    return (at, _PASSED, kind, subject, fingerprint or "", "")


def decision_event(kind: str, subject: str, at: datetime, until: date | None, note: str) -> Event | None:
    """An exemption or a revocation on a time line; None for an exemption without end, which is none."""
    if kind == "revocation":
        return (at, _REVOKED, kind, subject, "", note)
    return None if until is None else (at, _EXEMPTED, kind, subject, until, note)


def meets(kind: str, passed: bool | None) -> bool:  # noqa: FBT001
    """Whether evidence can meet a requirement: passed, or nothing to pass. What failed is nothing at all."""
    return passed is True or (passed is None and kind not in MARKED)


def standing_of(
    certification: Certification,
    evidence: Iterable[Evidence],
    publications: Iterable[Publication] = (),
    *,
    enrolled: bool = True,
) -> Standing:
    """The standing that follows from one person's evidence, in whatever order it comes."""
    rule = rule_of(certification, publications)
    return standing_from(rule, happened_to(evidence), enrolled=enrolled)


def requirements_met(
    certification: Certification, evidence: Iterable[Evidence], publications: Iterable[Publication] = ()
) -> tuple[Met, ...]:
    """How each requirement stands, in the order of the certification; told by the same fold as the standing."""
    rule = rule_of(certification, publications)
    course = _Course(rule)
    course.run(events_of(evidence))
    return tuple(
        Met(
            requirement,
            None if (at := course.latest[i]) is None else at.replace(tzinfo=UTC),
            course.because.get(i) or course.because.get(_ALL, "") if course.latest[i] is None else "",
        )
        for i, requirement in enumerate(rule.requirements)
    )


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


def standing_from(rule: Rule, happened: Happened, *, enrolled: bool) -> Standing:
    """The standing after all that happened, in whatever order it is told; it may concern other content too."""
    certification = rule.certification
    needed = len(rule.requirements)
    if not happened.what:
        return Standing(certification=certification.key, needed=needed, enrolled=enrolled)
    met = rule.plainly_met(happened.what)
    if met is not None and not (rule.instants and rule.instants[-1] > min(happened.instants)):
        # Nearly everybody: there is no order to keep.
        certified_on = max(happened.instants).date() if met == needed else None
        return Standing(certification.key, needed, met, enrolled, *_days(certification, certified_on))
    course = _Course(rule)
    course.run(happened.events())
    return Standing(
        certification.key,
        needed,
        course.met,
        enrolled,
        *_days(certification, course.certified_at.date() if course.certified_at else None),
        lapsed_on=course.lapsed_at.date() if course.lapsed_at else None,
        lapsed_because="; ".join(course.because.values()) if course.lapsed_at else "",
        exempt_until=course.exempt_until,
        exempt_because=course.exempt_because,
    )


def ticks_from(rule: Rule, happened: Happened) -> str:
    """Which requirements are met after all that happened: a character each, in their order, "1" = met, "0" = wanting.

    Told by the same fold as the standing: there are as many "1" as its `met`.
    """
    course = _Course(rule)
    course.run(happened.events())
    return "".join("0" if at is None else "1" for at in course.latest)


def _days(certification: Certification, certified_on: date | None) -> tuple[date | None, date | None, date | None]:
    """Certified on, expires on, warned from."""
    if certified_on is None:
        return None, None, None
    expires_on = certified_on + timedelta(days=certification.valid_days)
    return certified_on, expires_on, expires_on - timedelta(days=certification.warn_days)


class _Course:
    """One person's way through one certification, event by event, in order of time."""

    __slots__ = (
        "because", "certified_at", "exempt_because", "exempt_until", "good", "in_round", "lapsed_at", "latest", "met",
        "rule", "saw", "waiting",
    )  # fmt: skip

    def __init__(self, rule: Rule) -> None:
        needed = len(rule.requirements)
        self.rule = rule
        self.latest: list[datetime | None] = [None] * needed
        self.saw: list[str] = [""] * needed
        self.met = 0
        self.certified_at: datetime | None = None
        self.in_round = False
        """True while `certified_at` is a round that passes can renew; False before the first and after a voiding."""
        self.lapsed_at: datetime | None = None
        self.because: dict[int, str] = {}
        self.waiting: dict[tuple[int, str], datetime] = {}
        self.exempt_until: date | None = None
        self.exempt_because = ""
        self.good: Sequence[frozenset[str] | None] = rule.good[0]

    def run(self, events: list[Event]) -> None:
        """All events are taken in, in order of time."""
        rule = self.rule
        events = sorted(events)
        if rule.publications:
            # Publications before a person's first event change nothing but what counts, which the rule knows already.
            earlier = bisect_right(rule.instants, events[0][0]) if events else len(rule.instants)
            self.good = rule.good[earlier]
            if earlier < len(rule.publications):
                events = sorted([*events, *rule.publications[earlier:]], key=_told)
        places, mine = rule.places, rule.certification.key
        for event in events:
            rank = event[1]
            if rank == _PASSED:
                place = places.get(event[2:4])
                if place is not None:
                    self._passes(event[0], place, event[4])
            elif rank == _PUBLISHED:
                self._publishes(event)
            elif event[3] != mine:
                continue
            elif rank == _EXEMPTED:
                self.exempt_until, self.exempt_because = event[4], event[5]
            else:
                self.exempt_until, self.exempt_because = None, ""
                self._void(event[0], f"revoked: {event[5]}")

    def _passes(self, at: datetime, place: int, fingerprint: str) -> None:
        good = self.good[place]
        if fingerprint and good is not None and fingerprint not in good:
            self.waiting[place, fingerprint] = at
            return
        if self.latest[place] is None:
            self.met += 1
            self.because.pop(place, None)
        elif self.saw[place] and self.saw[place] != fingerprint:
            self.waiting[place, self.saw[place]] = self.latest[place]  # type: ignore[assignment]
        self.latest[place], self.saw[place] = at, fingerprint
        if self.met == len(self.latest):
            self._complete(at)

    def _complete(self, at: datetime) -> None:
        """Everything is met at `at`: certified, renewed, or caught up with a change."""
        if not self.in_round or min(self.latest) > self.certified_at:  # type: ignore[type-var, operator]
            self.certified_at, self.in_round = at, True
        self.lapsed_at = None
        self.because.clear()

    def _publishes(self, event: Event) -> None:
        at, _, order, place, change, publication = event
        self.good = self.rule.good[order + 1]
        if change == "recertify":
            self._void(at, _reason(publication))
            return
        seen_before = self.waiting.get((place, publication.fingerprint))
        if self.latest[place] is not None:
            if change == "minor" or self.saw[place] == publication.fingerprint:
                return
            if self.saw[place]:
                self.waiting[place, self.saw[place]] = self.latest[place]  # type: ignore[assignment]
            if seen_before is not None:
                self.latest[place], self.saw[place] = seen_before, publication.fingerprint
                return
            self.latest[place], self.saw[place] = None, ""
            self.met -= 1
            self.because[place] = _reason(publication)
            if self.in_round and self.lapsed_at is None:
                self.lapsed_at = at
        elif seen_before is not None:
            self.latest[place], self.saw[place] = seen_before, publication.fingerprint
            self.met += 1
            self.because.pop(place, None)
            if self.met == len(self.latest):
                self._complete(at)

    def _void(self, at: datetime, because: str) -> None:
        needed = len(self.latest)
        self.latest, self.saw, self.met = [None] * needed, [""] * needed, 0
        self.waiting.clear()
        self.in_round = False
        self.because = {_ALL: because}
        if self.certified_at is not None and self.lapsed_at is None:
            self.lapsed_at = at


def _told(event: Event) -> tuple[Any, ...]:
    return event[:3] if event[1] == _PUBLISHED else event


def _reason(publication: Publication) -> str:
    note = f": {publication.note}" if publication.note else ""
    return f"{publication.kind} '{publication.key}' version {publication.version} ({publication.change}){note}"
