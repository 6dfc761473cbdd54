"""RD2xx: the message leads with what sets the product apart, and does not promise what is not there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from readiness.domain.checks.rule import Check, Finding, Rule, Subject
from readiness.domain.definition.message import Capability
from readiness.domain.definition.model import Launch
from readiness.domain.messaging.alone import said_alone
from readiness.domain.messaging.prose import Sentence, spoken
from readiness.domain.messaging.standing import rivals_of, undervalued
from readiness.domain.wording.phrases import phrases

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


def _not_alone(subject: Subject) -> Iterator[Finding]:
    launch = subject.launch
    for one in spoken(launch):
        said = said_alone(launch, one.text) if one.promises else ""
        if not said:
            continue
        keys, rivals = _rests_on(launch, one)
        if any(all(launch.capabilities[key].standing.get(rival) == "unique" for rival in rivals) for key in keys):
            continue
        too = [
            f"{rival} has '{key}' too ({standing})"
            for key in keys
            for rival in rivals
            if (standing := launch.capabilities[key].standing.get(rival)) not in (None, "unique")
        ]
        if too:
            yield Finding(one.path, f"{one.whose} says “{said}”, and {'; '.join(too)}.", "Say what only you do.")


def _rests_on(launch: Launch, one: Sentence) -> tuple[Sequence[str], Sequence[str]]:
    """The capabilities that a sentence is about, and the rivals it is said against; partners are none."""
    section, key = one.path.split(".")[:2]
    rivals = rivals_of(launch)
    if section == "capabilities":
        return (key,), rivals
    if section != "value_propositions":
        return (), rivals
    proposition = launch.value_propositions[key]
    named = [rival for rival in proposition.competitors if rival in rivals]
    return proposition.capabilities, named or rivals


def _conceded(subject: Subject) -> Iterator[Finding]:
    for rival, competitor in subject.launch.competitors.items():
        for place, better in enumerate(competitor.better_at):
            for key, capability in subject.launch.capabilities.items():
                standing = capability.standing.get(rival)
                if standing not in (None, "weaker") and next(phrases(better, (capability.name,)), None):
                    message = f"'{rival}' is conceded to be better at '{key}', which the file calls {standing}."
                    fix = f"Write standing: {rival}: weaker, or take it out of better_at."
                    yield Finding(f"competitors.{rival}.better_at.{place}", message, fix)


def _unexplained(subject: Subject) -> Iterator[Finding]:
    for key, capability in _leads(subject.launch).items():
        value = capability.value
        if value is not None and undervalued(capability) and not value.why:
            message = f"'{key}' is worth {value.actual} and looks like {value.perceived}; the file does not say why."
            yield Finding(f"capabilities.{key}.value", message, "Add why: what customers have not seen.")


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
    Check(
        Rule(
            code="RD207", level="warning", title="Called the only one, and is not",
            rule="Whoever says “the only”, “nobody else” or “unique” rests it on a capability that is unique against "
            "every competitor it is said against.",
            why="The table of competitors in the same file says that somebody else has it. The buyer who talks to both "
            "finds out in the second meeting.",
            fix="Rest it on a capability that is unique, or say what it does without claiming to be alone.",
            source="S1, S10",
        ),
        _not_alone,
    ),
    Check(
        Rule(
            code="RD208", level="warning", title="Conceded and claimed",
            rule="What `better_at` concedes to a competitor, the capability's standing against them concedes too.",
            why="A battlecard is made of both. One that says “they are better at it” above and “only we do” below "
            "teaches reps to trust neither.",
            fix="Decide which is true, and correct the other.",
            source="S10",
        ),
        _conceded,
    ),
    Check(
        Rule(
            code="RD209", level="warning", title="Undervalued, and nobody says why",
            rule="A lead capability that customers undervalue says why.",
            why="The reason is the lesson: it is what the rep teaches. Without it there are two numbers and nothing to "
            "say.",
            fix="Write `why:` under its `value:`: what they have not seen, and what that costs them.",
            source="S2",
        ),
        _unexplained,
    ),
)  # fmt: skip
