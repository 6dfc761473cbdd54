"""Where one person stands in one certification: a fold over what happened and what was published, in order of time.

The rules, each with a worked example in `docs/explanation/certification.md`:

1. A pass counts while every publication of that content after the one it saw is `minor`. A `delta` asks that content
   again; a `recertify` voids everything that the certification asks and that was met before it. Failing later takes
   nothing away.
2. Certified when all requirements are met: `certified_on` is the UTC day on which the last one was, `expires_on` is
   `valid_days` later and is the last day on which it holds. Leave moves it, as far as the certification says.
3. Renewed when every requirement was passed again after the certification: a full new set. Passing only what a `delta`
   asked ends the lapse and keeps the old end. Inside the window of a shorter path, what that asks renews too, and
   counts on from the old end.
4. A revocation voids everything before it, an exemption included. A re-issue gives back what the last one took, less
   what was asked again since, with the old end.
5. Of evidence and its corrections only the last one speaks, as of the moment when it happened; a correction may give a
   pass or take one away.
6. The first publication of a content asks for it from there on, whatever its class; until then anything counts. A pass
   that names a fingerprint nobody has published waits until somebody does.
7. Passing a quiz that tests out meets the modules it covers, as they were published then.
8. A certification that counts for this one holds here as long as it holds there, when it was earned after the last
   revocation and the last `recertify` here, and lasts longer than what was earned here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from readiness.domain.certification.course import ALL, Course
from readiness.domain.certification.pauses import ends_on
from readiness.domain.certification.rule import (
    NOBODY,
    PASSED_BY,
    Happened,
    Life,
    Rule,
    events_of,
    happened_to,
    meets,
    renewal_of,
    rule_of,
)
from readiness.domain.definition.certifying import Certification
from readiness.domain.enrolment.requirement import Requirement
from readiness.domain.evidence.record import Evidence
from readiness.domain.materials.publication import Publication

__all__ = [
    "PASSED_BY",
    "Happened",
    "Met",
    "OpenRenewal",
    "Rule",
    "Standing",
    "asks_for",
    "happened_to",
    "meets",
    "met_by",
    "renewal_on",
    "requirements_met",
    "rule_of",
    "standing_from",
    "standing_of",
    "ticks_from",
]


class Standing(NamedTuple):
    """Where a person stands, with every date needed to say what it is on any day from the last evidence on.

    `certified_on` and `expires_on` are of the latest certification, kept while it is lapsed or over. `lapsed_on` is the
    day since which something published, or a revocation, asks again; None while it holds. `met` of `needed`
    requirements are met now. `revoked_on` is the day of a revocation that stands. `renews_through` is the last day on
    which the shorter path is open, None when there is none. `counts` names the certification that counts for this one
    and of which the dates are; "" when they are its own.
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
    revoked_on: date | None = None
    renews_through: date | None = None
    counts: str = ""

    @property
    def holds_through(self) -> date | None:
        """The last day of a certification that is not lapsed; None when there is none."""
        return None if self.lapsed_on else self.expires_on


@dataclass(frozen=True, slots=True)
class Met:
    """How one requirement stands: since when it is met, or what asks for it (again). `via` is the quiz that met a
    module by testing out; "" otherwise.
    """

    requirement: Requirement
    met_at: datetime | None
    asked_again: str = ""
    via: str = ""


@dataclass(frozen=True, slots=True)
class OpenRenewal:
    """What renewing asks, each with whether it is met in this window, whose first and last day these are."""

    opens_on: date
    closes_on: date
    asked: tuple[tuple[Requirement, bool], ...]


def standing_of(
    certification: Certification,
    evidence: Iterable[Evidence],
    publications: Iterable[Publication] = (),
    *,
    enrolled: bool = True,
    life: Life = NOBODY,
) -> Standing:
    """The standing that follows from one person's evidence, in whatever order it comes; nothing else counts for it."""
    return standing_from(rule_of(certification, publications), happened_to(evidence), enrolled=enrolled, life=life)


def requirements_met(
    certification: Certification, evidence: Iterable[Evidence], publications: Iterable[Publication] = ()
) -> tuple[Met, ...]:
    """`met_by`, for whoever has no rule at hand; other certifications count for nothing in it."""
    return met_by(rule_of(certification, publications), evidence)


def met_by(rule: Rule, evidence: Iterable[Evidence], life: Life = NOBODY) -> tuple[Met, ...]:
    """How each requirement stands, in the order of the certification; told by the same fold as the standing."""
    course = Course(rule, events_of(evidence), life).run()
    return tuple(
        Met(
            requirement,
            None if (at := course.latest[i]) is None else at.replace(tzinfo=UTC),
            course.because.get(i) or course.because.get(ALL, "") if course.latest[i] is None else "",
            course.via.get(i, ""),
        )
        for i, requirement in enumerate(rule.requirements)
    )


def asks_for(rule: Rule, evidence: Iterable[Evidence], asked: Requirement, day: date, life: Life = NOBODY) -> bool:
    """Whether doing it (again) on `day` counts for something: it is not met, or the renewal that is open wants it."""
    told = tuple(evidence)
    if any(one.requirement == asked and one.met_at is None for one in met_by(rule, told, life)):
        return True
    window = renewal_on(rule, told, day, life)
    return window is not None and (asked, False) in window.asked


def renewal_on(rule: Rule, evidence: Iterable[Evidence], day: date, life: Life = NOBODY) -> OpenRenewal | None:
    """The shorter path that is open on `day`; None when there is none, or it was gone already."""
    asked = rule.certification.renewal
    course = Course(rule, events_of(evidence), life).run()
    if asked is None or not rule.renewal or not course.in_round or course.expires_on is None:
        return None
    opens_on = course.expires_on - timedelta(days=asked.window_days)
    closes_on = course.expires_on + timedelta(days=asked.grace_days)
    if not opens_on <= day <= closes_on:
        return None
    wanted = tuple(
        (one, rule.places[PASSED_BY[one.kind], one.key] in course.renewing) for one in renewal_of(rule.certification)
    )
    return OpenRenewal(opens_on, closes_on, wanted)


def standing_from(rule: Rule, happened: Happened, *, enrolled: bool, life: Life = NOBODY) -> Standing:
    """The standing after all that happened, in whatever order it is told; it may concern other content too."""
    needed = rule.needed
    if not happened.what and not rule.equivalents:
        return Standing(certification=rule.certification.key, needed=needed, enrolled=enrolled)
    met = rule.plainly_met(happened.what)
    if (
        met is not None
        and not rule.equivalents
        and happened.what
        and not (rule.instants and rule.instants[-1] > min(happened.instants))
    ):
        # Nearly everybody: there is no order to keep.
        if met < needed:
            return Standing(rule.certification.key, needed, met, enrolled)
        return _certified(rule, max(happened.instants).date(), met, life, enrolled=enrolled)
    course = Course(rule, happened, life).run()
    found = _of_course(course, enrolled=enrolled)
    return _counting(course, found) if rule.equivalents else found


def ticks_from(rule: Rule, happened: Happened, life: Life = NOBODY) -> str:
    """Which requirements are met after all that happened: a character each, in their order, "1" = met, "0" = wanting.

    Told by the same fold as the standing: there are as many "1" as its `met`.
    """
    return "".join("0" if at is None else "1" for at in Course(rule, happened, life).run().latest)


def _certified(rule: Rule, certified_on: date, met: int, life: Life, *, enrolled: bool) -> Standing:
    """Certified once, with nothing since."""
    asked = rule.certification
    expires_on = ends_on(certified_on, asked.valid_days, life.leaves, at_most=asked.leave_pause_days)
    return Standing(
        asked.key, met, met, enrolled, certified_on, expires_on, expires_on - timedelta(days=asked.warn_days),
        renews_through=_renews_through(rule, expires_on),
    )  # fmt: skip


def _of_course(course: Course, *, enrolled: bool) -> Standing:
    asked, expires_on = course.rule.certification, course.expires_on
    renewable = course.in_round and expires_on is not None
    return Standing(
        asked.key,
        course.needed,
        course.met,
        enrolled,
        course.certified_at.date() if course.certified_at else None,
        expires_on,
        expires_on - timedelta(days=asked.warn_days) if expires_on else None,
        lapsed_on=course.lapsed_at.date() if course.lapsed_at else None,
        lapsed_because="; ".join(course.because.values()) if course.lapsed_at else "",
        exempt_until=course.exempt_until,
        exempt_because=course.exempt_because,
        revoked_on=course.revoked_at.date() if course.revoked_at else None,
        renews_through=_renews_through(course.rule, expires_on) if renewable else None,
    )


def _renews_through(rule: Rule, expires_on: date | None) -> date | None:
    asked = rule.certification.renewal
    return expires_on + timedelta(days=asked.grace_days) if asked and rule.renewal and expires_on else None


def _counting(course: Course, own: Standing) -> Standing:
    """The standing, or that of the certification which counts for it longest."""
    rule = course.rule
    best: tuple[date, str, Course] | None = None
    for name in rule.equivalents:
        other = course.other(name)
        if other.certified_at is None or other.expires_on is None or other.lapsed_at is not None:
            continue
        if rule.voided_at is not None and other.certified_at <= rule.voided_at:
            continue
        if best is None or other.expires_on > best[0]:
            best = (other.expires_on, name, other)
    if best is None:
        return own
    expires_on, name, other = best
    assert other.certified_at is not None
    dates = {
        "certified_on": other.certified_at.date(), "expires_on": expires_on,
        "warn_from": expires_on - timedelta(days=rule.certification.warn_days), "renews_through": None, "counts": name,
    }  # fmt: skip
    if course.since is not None and other.certified_at <= course.since:
        if course.certified_at is not None:
            return own
        told = {"lapsed_on": course.since.date(), "lapsed_because": course.since_why, "revoked_on": course.since.date()}
        return own._replace(**dates, **told)  # type: ignore[arg-type]
    if own.holds_through is not None and own.holds_through >= expires_on:
        return own
    if own.certified_on is not None and own.certified_on > expires_on:
        return own
    return own._replace(**dates, lapsed_on=None, lapsed_because="", revoked_on=None)  # type: ignore[arg-type]
