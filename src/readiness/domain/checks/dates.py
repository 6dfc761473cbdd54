"""RD4xx: the dates of a launch can all be true at once. Judged on the launch day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations

from readiness.domain.checks.rule import Check, Finding, Rule, Subject
from readiness.domain.definition.message import Fact


def _released_late(subject: Subject) -> Iterator[Finding]:
    launch = subject.launch
    if launch.release_on is not None and launch.release_on > launch.launch_on:
        days = (launch.release_on - launch.launch_on).days
        message = f"it is released on {launch.release_on}, {days} days after it is launched: sold before it is there."
        yield Finding("release_on", message, "Launch later, or say in the message when it can be had.")


def _starts_late(subject: Subject) -> Iterator[Finding]:
    launch = subject.launch
    if launch.starts_on is not None and launch.starts_on >= launch.launch_on:
        message = f"work starts on {launch.starts_on}, not before the launch on {launch.launch_on}."
        yield Finding("starts_on", message, "Start earlier or launch later.")


def _reversed(subject: Subject) -> Iterator[Finding]:
    launch = subject.launch
    for key, blackout in launch.blackouts.items():
        yield from _order(f"blackouts.{key}", blackout.starts_on, blackout.ends_on, "ends_on")
    for key, fact in launch.facts.items():
        yield from _order(f"facts.{key}", fact.holds_from, fact.holds_until, "holds_until")
    for key, term in launch.vocabulary.items():
        yield from _order(f"vocabulary.{key}", term.holds_from, term.holds_until, "holds_until")
    for key, promise in launch.forbidden_promises.items():
        yield from _order(f"forbidden_promises.{key}", promise.holds_from, promise.holds_until, "holds_until")
    for key, point in launch.proof_points.items():
        yield from _order(f"proof_points.{key}", point.dated, point.expires_on, "expires_on")


def _order(path: str, first: date | None, last: date | None, name: str) -> Iterator[Finding]:
    if first is not None and last is not None and last < first:
        yield Finding(f"{path}.{name}", f"'{path}' ends on {last}, before it begins on {first}.", "Swap them?")


def _dark(subject: Subject) -> Iterator[Finding]:
    for key, blackout in subject.launch.blackouts.items():
        if blackout.starts_on <= subject.on <= blackout.ends_on:
            where = f" in {', '.join(blackout.markets)}" if blackout.markets else ""
            message = f"the launch day {subject.on} lies inside the blackout '{key}'{where} ({blackout.reason})."
            yield Finding(f"blackouts.{key}", message, "Move the launch or the blackout.")


def _no_such_zone(subject: Subject) -> Iterator[Finding]:
    for key, market in subject.launch.markets.items():
        if market.time_zone and not _is_zone(market.time_zone):
            yield Finding(
                f"markets.{key}.time_zone", f"there is no time zone '{market.time_zone}'.",
                "Write an IANA name: Europe/Berlin, America/New_York, Asia/Kolkata.",
            )  # fmt: skip


def _is_zone(name: str) -> bool:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # noqa: PLC0415 - most markets name none

    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _no_hours(subject: Subject) -> Iterator[Finding]:
    policy = subject.launch.reminders
    if policy.from_hour >= policy.until_hour:
        yield Finding(
            "reminders.until_hour", f"reminders go out from {policy.from_hour} to {policy.until_hour}: never.",
            "Write from_hour: 8 and until_hour: 18.",
        )  # fmt: skip
    if policy.leader_after_days <= policy.manager_after_days:
        yield Finding(
            "reminders.leader_after_days",
            f"the leader hears after {policy.leader_after_days} days, the manager after {policy.manager_after_days}.",
            "Let the manager hear first.",
        )  # fmt: skip


def _stale_proof(subject: Subject) -> Iterator[Finding]:
    for key, point in subject.launch.proof_points.items():
        if point.dated is not None and point.dated > subject.on:
            message = f"proof '{key}' is dated {point.dated}, after the launch."
            yield Finding(f"proof_points.{key}.dated", message, "Proof that is not there yet proves nothing.")
        elif point.expires_on is not None and point.expires_on < subject.on:
            message = f"proof '{key}' expires on {point.expires_on}, before the launch."
            yield Finding(f"proof_points.{key}.expires_on", message, "Renew it or take it out.")


def _stale_fact(subject: Subject) -> Iterator[Finding]:
    for key, fact in subject.launch.facts.items():
        if fact.holds_until is not None and fact.holds_until < subject.on:
            message = f"fact '{key}' holds until {fact.holds_until}, before the launch."
            yield Finding(f"facts.{key}.holds_until", message, "Correct the fact or take it out.")
        elif fact.holds_from is not None and fact.holds_from > subject.on:
            message = f"fact '{key}' holds from {fact.holds_from}, after the launch."
            yield Finding(f"facts.{key}.holds_from", message, "Say it when it is true, or launch then.")


def _due_before_start(subject: Subject) -> Iterator[Finding]:
    starts = subject.launch.starts_on
    for key, certification in subject.launch.certifications.items():
        due = subject.on - timedelta(days=certification.due_days_before_launch)
        if starts is not None and due <= starts:
            message = f"certification '{key}' is due on {due}, and work starts on {starts}."
            yield Finding(
                f"certifications.{key}.due_days_before_launch", message, "Start earlier or let it be due later."
            )


def _contradictory(subject: Subject) -> Iterator[Finding]:
    alike: dict[str, list[Fact]] = {}
    for fact in subject.launch.facts.values():
        if about := _about(fact):
            alike.setdefault(about, []).append(fact)
    for one, other in (pair for facts in alike.values() for pair in combinations(facts, 2)):
        if _figure(one) != _figure(other) and _overlap(one, other):
            message = (
                f"facts '{one.key}' and '{other.key}' say the same with different figures, "
                f"{one.figure} and {other.figure}, and hold at the same time."
            )
            yield Finding(f"facts.{other.key}", message, "Give each the dates between which it is right, or drop one.")


def _about(fact: Fact) -> str:
    """The statement without its own figure, case and spacing; empty when there is no figure to be found in it."""
    if not fact.figure or _figure(fact) not in _plain(fact.statement):
        return ""
    return " ".join(_plain(fact.statement).replace(_figure(fact), " ").split())


def _figure(fact: Fact) -> str:
    return _plain(fact.figure or "")


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().casefold()


def _overlap(one: Fact, other: Fact) -> bool:
    starts = max(one.holds_from or date.min, other.holds_from or date.min)
    ends = min(one.holds_until or date.max, other.holds_until or date.max)
    return starts <= ends


CHECKS = (
    Check(
        Rule(
            code="RD401", level="warning", title="Launched before it is released",
            rule="The release date is not after the launch date.",
            why="Reps will sell on the launch day. What they sell has to be there, or the message has to say when it "
            "will be.",
            fix="Move one of the dates, or say the date in a fact and in an objection.", source="S13",
        ),
        _released_late,
    ),
    Check(
        Rule(
            code="RD402", level="error", title="Work starts too late",
            rule="The day on which work starts lies before the launch day.",
            why="Tasks are scheduled back from the launch; there is no day left for any of them.",
            fix="Correct `starts_on` or `launch_on`.",
        ),
        _starts_late,
    ),
    Check(
        Rule(
            code="RD403", level="error", title="Dates the wrong way round",
            rule="Blackouts, facts and proof points do not end before they begin.",
            why="A window that ends before it begins covers no day: the blackout blocks nothing, the fact is never "
            "true.",
            fix="Swap or correct the two dates.",
        ),
        _reversed,
    ),
    Check(
        Rule(
            code="RD404", level="error", title="Blackout on the launch day",
            rule="The launch day lies in no blackout.",
            why="A blackout says that nothing may fall due; the launch itself would.",
            fix="Move the launch or shorten the blackout.",
        ),
        _dark,
    ),
    Check(
        Rule(
            code="RD405", level="warning", title="Proof out of date",
            rule="Every proof point exists and has not expired on the launch day.",
            why="Expired proof gets quoted from old slides for years; the file is where it must end. A proof point "
            "dated after the launch is a hope.",
            fix="Renew it, correct its dates, or take it out.", source="S19",
        ),
        _stale_proof,
    ),
    Check(
        Rule(
            code="RD406", level="warning", title="Fact not true on the launch day",
            rule="Every fact holds on the launch day.",
            why="Modules and quizzes teach facts to people who speak on that day.",
            fix="Correct the dates, or take the fact out until it is true.", source="S19",
        ),
        _stale_fact,
    ),
    Check(
        Rule(
            code="RD407", level="error", title="Due before work starts",
            rule="Every certification is due after the day on which work starts.",
            why="Nobody can be certified before there is anything to be certified on.",
            fix="Lower `due_days_before_launch`, or start earlier.",
        ),
        _due_before_start,
    ),
    Check(
        Rule(
            code="RD408", level="warning", title="Facts that contradict each other",
            rule="Two facts that differ only in their figure do not hold at the same time.",
            why="A price or a date that was changed lives on beside its successor; reps quote whichever they find. "
            "Only facts "
            "whose statements are otherwise the same, word for word, are compared: different wording is not judged.",
            fix="Give the older one `holds_until:` and the newer one `holds_from:`, or drop one.", source="S19",
        ),
        _contradictory,
    ),
    Check(
        Rule(
            code="RD409", level="error", title="No such time zone",
            rule="The time zone of a market is an IANA name.",
            why="People are reminded in working hours where they are; which hours those are, the time zone says.",
            fix="Write Europe/Berlin, America/New_York …, or leave it out for UTC.",
        ),
        _no_such_zone,
    ),
    Check(
        Rule(
            code="RD410", level="error", title="Reminders that nobody could get",
            rule="Reminders have hours in which they go out, and the manager hears before the leader does.",
            why="Without an hour nothing is ever said; and whoever hears from above before they were told is not "
            "helped.",
            fix="Mend the hours or the days of the section `reminders`.",
        ),
        _no_hours,
    ),
)  # fmt: skip
