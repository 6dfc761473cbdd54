"""RD2xx: the message leads with what sets the product apart, and does not promise what is not there."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.domain.checks.rule import Check, Finding, Rule, Subject
from readiness.domain.definition.message import Capability
from readiness.domain.definition.model import Launch
from readiness.domain.messaging.standing import rivals_of, undervalued

HANDFUL = 5


def _leads(launch: Launch) -> dict[str, Capability]:
    return {key: capability for key, capability in launch.capabilities.items() if capability.lead}


def _not_unique(subject: Subject) -> Iterator[Finding]:
    for key, capability in _leads(subject.launch).items():
        told = {rival: capability.standing.get(rival) for rival in rivals_of(subject.launch)}
        others = [f"{rival} ({standing})" for rival, standing in told.items() if standing not in (None, "unique")]
        if others:
            message = f"the message leads with '{key}', which is not unique: {', '.join(others)}."
            yield Finding(f"capabilities.{key}.standing", message, "Lead with what only you do, or say why it leads.")


def _unstated(subject: Subject) -> Iterator[Finding]:
    for key, capability in subject.launch.capabilities.items():
        if not capability.lead and "unique" not in capability.standing.values():
            continue
        missing = [rival for rival in rivals_of(subject.launch) if rival not in capability.standing]
        if missing:
            said = "leads the message" if capability.lead else "is called unique"
            message = f"'{key}' {said}, but the file does not say how it stands against {', '.join(missing)}."
            yield Finding(f"capabilities.{key}", message, "Add each to standing: unique, stronger, parity or weaker.")


def _too_many(subject: Subject) -> Iterator[Finding]:
    leads = _leads(subject.launch)
    if len(leads) > HANDFUL:
        yield Finding(
            "capabilities", f"{len(leads)} capabilities lead: {', '.join(leads)}.", f"Keep {HANDFUL} at most."
        )


def _none_undervalued(subject: Subject) -> Iterator[Finding]:
    leads = _leads(subject.launch)
    if leads and not any(undervalued(capability) for capability in leads.values()):
        message = "no lead capability is worth more to customers than they think."
        yield Finding("capabilities", message, "Give value: perceived and actual, and lead with one they undervalue.")


def _unavailable(subject: Subject) -> Iterator[Finding]:
    launch = subject.launch
    for key, proposition in launch.value_propositions.items():
        for place, name in enumerate(proposition.capabilities):
            if not launch.capabilities[name].available:
                message = f"value proposition '{key}' promises '{name}', which is not available."
                yield Finding(f"value_propositions.{key}.capabilities.{place}", message, "Take it out of the promise.")
    for key, capability in _leads(launch).items():
        if not capability.available:
            message = f"the message leads with '{key}', which is not available."
            yield Finding(f"capabilities.{key}.lead", message, "Write lead: false.")


def _leaderless(subject: Subject) -> Iterator[Finding]:
    if subject.launch.capabilities and not _leads(subject.launch):
        message = f"none of the {len(subject.launch.capabilities)} capabilities leads the message."
        yield Finding("capabilities", message, "Mark one to five with lead: true.")


CHECKS = (
    Check(
        Rule(
            code="RD201", level="warning", title="Lead capability is not unique",
            rule="Every capability that the message leads with is unique against every named competitor but partners.",
            why="“Why should I buy from you over anyone else?” is answered by what nobody else does. A lead at parity "
            "with a named competitor teaches the buyer to want it, and then to buy it there.",
            fix="Lead with another capability, or keep it with open eyes: the warning stands in every check as a fact "
            "about the message.",
            source="S1, S10",
        ),
        _not_unique,
    ),
    Check(
        Rule(
            code="RD202", level="warning", title="Standing not stated",
            rule="A capability that leads, or is called unique against anybody, says where it stands against every "
            "named competitor but partners.",
            why="A blank is where an author forgets the competitor who has it too.",
            fix="Add the missing competitors under `standing:`; find out first, `parity` is an answer.",
            source="S1, S10",
        ),
        _unstated,
    ),
    Check(
        Rule(
            code="RD203", level="warning", title="More than a handful of leads",
            rule="At most five capabilities lead the message.",
            why="Who leads with everything leads with nothing; reps remember a handful.",
            fix="Take `lead: true` off the weakest.",
            source="S1",
        ),
        _too_many,
    ),
    Check(
        Rule(
            code="RD204", level="warning", title="Nothing to teach",
            rule="At least one lead capability is undervalued: its actual value to customers is above the perceived "
            "one.",
            why="Customers need no salesperson for what they already prize. The message has to teach what they fail to "
            "appreciate.",
            fix="Write `value:` with `perceived` and `actual` (1 to 5) and why they differ; lead with one that "
            "differs.",
            source="S2",
        ),
        _none_undervalued,
    ),
    Check(
        Rule(
            code="RD205", level="error", title="Promise of what is not there",
            rule="No value proposition uses, and no message leads with, a capability that is not available.",
            why="It will be found out at the customer's, by the customer.",
            fix="Take the capability out of the proposition, or correct `available:`.",
        ),
        _unavailable,
    ),
    Check(
        Rule(
            code="RD206", level="warning", title="Nothing leads",
            rule="A message with capabilities leads with at least one.",
            why="Without a lead every rep chooses one, and each another.",
            fix="Mark one to five capabilities with `lead: true`.",
            source="S1",
        ),
        _leaderless,
    ),
)  # fmt: skip
