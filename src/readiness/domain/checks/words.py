"""RD21x: how the message says it: generic claims, superlatives, unsourced figures, promises, names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from readiness.domain.checks.rule import Check, Finding, Rule, Subject
from readiness.domain.messaging.language import miscalled_in, promises_in, sourced_figures
from readiness.domain.messaging.proof import permitted_outside, valid_on
from readiness.domain.messaging.prose import Sentence, spoken, written
from readiness.domain.messaging.standing import rivals_of
from readiness.domain.wording.figures import figures
from readiness.domain.wording.generic import GenericClaim, generic_claims
from readiness.domain.wording.superlatives import Superlative, superlatives


def _generic(subject: Subject) -> Iterator[Finding]:
    for one in spoken(subject.launch):
        said = _quoted(generic_claims(one.text))
        if said:
            message = f"{one.whose} says what anybody says: {said}."
            yield Finding(one.path, message, "Say what it does for the customer, in their words and with a figure.")


def _unproven_superlative(subject: Subject) -> Iterator[Finding]:
    launch = subject.launch
    for one in spoken(launch):
        said = _quoted(superlatives(one.text))
        if said and one.promises and not _is_shown(subject, one):
            message = f"{one.whose} says {said}, and nothing shows it."
            yield Finding(one.path, message, "Name the proof that shows it, or say it without.")


def _is_shown(subject: Subject, one: Sentence) -> bool:
    """Proof that holds on the launch day and may be told; for a capability, that nobody else named has it."""
    launch = subject.launch
    points = (launch.proof_points[key] for key in one.proof)
    if any(valid_on(point, subject.on) and permitted_outside(point) for point in points):
        return True
    section, key = one.path.split(".")[:2]
    if section != "capabilities":
        return False
    standing, rivals = launch.capabilities[key].standing, rivals_of(launch)
    return bool(rivals) and all(standing.get(rival) == "unique" for rival in rivals)


def _unsourced_figure(subject: Subject) -> Iterator[Finding]:
    known = sourced_figures(subject.launch)
    for one in spoken(subject.launch):
        for figure in figures(one.text) if one.promises else ():
            if figure.is_telling and not any(figure.same_as(other) for other in known):
                message = f"{one.whose} says “{figure.text}”, which is in no fact and no proof point."
                yield Finding(one.path, message, "Write the fact or proof point it comes from, with its source.")


def _forbidden(subject: Subject) -> Iterator[Finding]:
    launch = subject.launch
    for sentence in written(launch) if launch.forbidden_promises else ():
        for one in promises_in(launch, sentence.text, subject.on) if sentence.promises else ():
            why = f"a promise that '{one.key}' forbids: {one.promise.why}"
            yield Finding(sentence.path, f"{sentence.whose} says “{one.said.text}”, {why}", one.fix)


def _vocabulary(subject: Subject) -> Iterator[Finding]:
    launch = subject.launch
    for sentence in written(launch) if launch.vocabulary else ():
        for one in miscalled_in(launch, sentence.text, subject.on):
            message = f"{sentence.whose} says “{one.said.text}”, which is written “{one.term.write}”."
            yield Finding(sentence.path, message, one.fix)


def _quoted(claims: Iterable[GenericClaim | Superlative]) -> str:
    """Each wording once, in quotes; "" = none."""
    return ", ".join(dict.fromkeys(f"“{claim.text}”" for claim in claims))


CHECKS = (
    Check(
        Rule(
            code="RD211", level="warning", title="Generic claim",
            rule="What is said to customers uses none of the words that any company says of itself.",
            why="Leading, best, unique, innovative, solution: buyers have read them in every brochure and stop "
            "listening. They take the place of the one thing that is only true of you.",
            fix="Say what it does for the customer, in their words and with a figure.",
            source="S5",
        ),
        _generic,
    ),
    Check(
        Rule(
            code="RD212", level="warning", title="Superlative without proof",
            rule="Whoever says the fastest, the only or number one names proof that holds on the launch day and may be "
            "told, or a capability that no named competitor has.",
            why="A buyer asks “says who?”, and the rep has to have the answer. A superlative that cannot be shown is "
            "also the first thing a competitor's lawyer reads.",
            fix="Name the proof, or say it without the superlative.",
            source="S1, S10",
        ),
        _unproven_superlative,
    ),
    Check(
        Rule(
            code="RD213", level="warning", title="Figure without a source",
            rule="Every amount, share, length of time and large number in the message is in a fact or a proof point.",
            why="A figure without a source cannot be checked when it changes, and a rep who is asked for it "
            "has nothing to say.",
            fix="Write the fact or proof point, with its source; else take the figure out.",
            source="S19",
        ),
        _unsourced_figure,
    ),
    Check(
        Rule(
            code="RD214", level="error", title="Forbidden promise",
            rule="Nothing in the file promises what `forbidden_promises` says that nobody may, on the launch day.",
            why="What the company cannot keep, or may not say by law or contract, is promised by those who never heard "
            "that they must not. Here it is written down, with what to say instead.",
            fix="Say what the entry says instead, or take the sentence out.",
            source="S19",
        ),
        _forbidden,
    ),
    Check(
        Rule(
            code="RD215", level="warning", title="Another word for it",
            rule="What `vocabulary` names is written as it says there, capitals included, on the launch day.",
            why="A product that goes by three names looks like three products. Names change with a release, so each "
            "holds between two dates.",
            fix="Write it as the entry says; else mend the entry.",
            source="S19",
        ),
        _vocabulary,
    ),
)  # fmt: skip
