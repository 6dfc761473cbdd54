"""RD1xx: what the message promises is answered, proven, tested and used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from readiness.domain.checks.rule import Check, Finding, Rule, Subject
from readiness.domain.definition.message import Fact, ProofPoint
from readiness.domain.definition.model import Launch
from readiness.domain.messaging.claims import claim_title, taught_by
from readiness.domain.messaging.proof import permitted_outside, proof_gaps, valid_on
from readiness.domain.quiz.forms import is_asked, pool
from readiness.domain.quiz.items import MARKED_BY_HAND

RESOURCES = ("value_propositions", "objections", "modules", "quizzes", "role_plays", "items")
"""Sections whose entries serve a conversation."""


def _unproven(subject: Subject) -> Iterator[Finding]:
    for gap in proof_gaps(subject.launch, subject.on):
        if gap.reason == "none":
            path = f"value_propositions.{gap.value_proposition}"
            yield Finding(
                path, f"value proposition '{gap.value_proposition}' has no proof.", "Add proof: [a proof point]."
            )


_GAPS = {
    "shows-nothing": ("shows any of its capabilities", "Add proof of what it promises, or say what the proof shows."),
    "expired": ("holds on the launch day", "Renew the proof or its dates."),
    "not-permitted": ("may be shown outside", "Get permission (public or approved) or use other proof."),
}


def _proof_gap(subject: Subject) -> Iterator[Finding]:
    for gap in proof_gaps(subject.launch, subject.on):
        if gap.reason != "none":
            said, fix = _GAPS[gap.reason]
            names = ", ".join(gap.proof)
            message = f"proof gap in value proposition '{gap.value_proposition}': none of its proof ({names}) {said}."
            yield Finding(f"value_propositions.{gap.value_proposition}.proof", message, fix)


def _unanswered(subject: Subject) -> Iterator[Finding]:
    for key, objection in subject.launch.objections.items():
        if objection.response is None:
            message = f"nobody answers the objection “{objection.says}”"
            yield Finding(f"objections.{key}", message, "Add response: with acknowledge and reframe.")


def _unconceded(subject: Subject) -> Iterator[Finding]:
    for key, objection in subject.launch.objections.items():
        if objection.response is not None and not objection.response.concede:
            message = f"the response to '{key}' concedes nothing."
            yield Finding(f"objections.{key}.response", message, "Add concede: what is honestly true in it.")


def _untested(subject: Subject) -> Iterator[Finding]:
    launch = subject.launch
    # Essays wait in the bank until a quiz takes them; everything else may be drawn by any.
    essays = {item.key for quiz in launch.quizzes.values() for item in pool(quiz, launch, ())}
    asked = [i for i in launch.items.values() if is_asked(i) and (i.kind not in MARKED_BY_HAND or i.key in essays)]
    tested = {claim for item in asked for claim in item.tests}
    drafts: dict[str, int] = {}
    for item in subject.drafted:
        for claim in item.tests:
            drafts[claim] = drafts.get(claim, 0) + 1
    for claim, modules in taught_by(launch).items():
        if claim in tested:
            continue
        place = launch.modules[modules[0]].teaches.index(claim)
        path = f"modules.{modules[0]}.teaches.{place}"
        said = f"module '{modules[0]}' teaches {claim} (“{claim_title(launch, claim)}”) and no item tests it"
        if claim in drafts:
            count = drafts[claim]
            noun = "one drafted item waits" if count == 1 else f"{count} drafted items wait"
            yield Finding(
                path, f"{said}; {noun} to be accepted.", f"Run: readiness quiz items {launch.key} --drafted", "warning"
            )
        else:
            yield Finding(path, f"{said}; none can be drafted.", f"Write an item with tests: [{claim}].")


def _questionless(subject: Subject) -> Iterator[Finding]:
    for key, persona in subject.launch.personas.items():
        if not persona.questions:
            message = f"there is no discovery question for {persona.name} ('{key}')."
            yield Finding(f"personas.{key}", message, "Add questions: two to five to ask this person.")


def _served(launch: Launch) -> set[str]:
    return {entry.conversation for entry in _resources(launch) if entry.conversation}


def _resources(launch: Launch) -> Iterator[Any]:
    for section in RESOURCES:
        yield from getattr(launch, section).values()


def _unserved(subject: Subject) -> Iterator[Finding]:
    served = _served(subject.launch)
    for key, conversation in subject.launch.conversations.items():
        if key not in served:
            message = f"nothing serves the conversation '{key}' ({conversation.name})."
            yield Finding(f"conversations.{key}", message, f"Give a resource conversation: {key}.")


def _aimless(subject: Subject) -> Iterator[Finding]:
    for section in RESOURCES:
        if section == "items":
            continue
        for key, entry in getattr(subject.launch, section).items():
            if entry.conversation is None:
                names = ", ".join(subject.launch.conversations)
                yield Finding(
                    f"{section}.{key}", f"'{section}.{key}' serves no conversation.", f"Name one of: {names}."
                )


def _leaning(subject: Subject) -> Iterator[Finding]:
    launch = subject.launch
    for key, objection in launch.objections.items():
        for place, name in enumerate(objection.response.proof if objection.response else ()):
            point = launch.proof_points[name]
            if not valid_on(point, subject.on):
                said, fix = "does not hold on the launch day", "Renew it or take it out."
            elif not permitted_outside(point):
                said, fix = (
                    f"may not be shown outside (permission: {point.permission})",
                    "Get permission or take it out.",
                )
            else:
                continue
            message = f"the response to '{key}' leans on proof '{name}', which {said}."
            yield Finding(f"objections.{key}.response.proof.{place}", message, fix)


def _unanswered_requirement(subject: Subject) -> Iterator[Finding]:
    answered = {proposition.requirement for proposition in subject.launch.value_propositions.values()}
    for key in subject.launch.requirements:
        if key not in answered:
            message = f"no value proposition answers the requirement '{key}'."
            yield Finding(f"requirements.{key}", message, f"Write one with requirement: {key}, or take it out.")


_NO_SOURCES = frozenset(
    ("tbd", "tba", "tbc", "todo", "to do", "to be done", "to be confirmed", "to be defined", "unknown", "none", "n/a",
     "na", "?", "??", "???", "-", "–", "...", "…", "xxx", "source", "internet", "the internet", "web", "google",
     "chatgpt", "ai", "hearsay", "somebody", "someone", "me", "we", "us", "own", "various"),
)  # fmt: skip
"""What stands under `source:` and names none."""


def _unsourced(subject: Subject) -> Iterator[Finding]:
    entries: dict[str, Mapping[str, ProofPoint | Fact]] = {
        "proof_points": dict(subject.launch.proof_points), "facts": dict(subject.launch.facts),
    }  # fmt: skip
    for section, named in entries.items():
        for key, one in named.items():
            if one.source.strip(" .").casefold() in _NO_SOURCES or not one.source.strip(" .?-–…"):
                message = f"'{section}.{key}' has the source “{one.source}”, where nobody can look it up."
                fix = "Name the document, its author and its date, or an address."
                yield Finding(f"{section}.{key}.source", message, fix)


def _untold(subject: Subject) -> Iterator[Finding]:
    gaps = {gap.value_proposition for gap in proof_gaps(subject.launch, subject.on)}
    for key, proposition in subject.launch.value_propositions.items():
        for place, name in enumerate(proposition.proof if key not in gaps else ()):
            point = subject.launch.proof_points[name]
            if not permitted_outside(point):
                message = (
                    f"value proposition '{key}' names proof '{name}' (permission: {point.permission}) beside other."
                )
                yield Finding(
                    f"value_propositions.{key}.proof.{place}",
                    message,
                    "Get permission, or take it out: a rep would tell it.",
                )


CHECKS = (
    Check(
        Rule(
            code="RD101", level="error", title="Value proposition without proof",
            rule="Every value proposition names at least one proof point.",
            why="A promise without proof is an opinion, and a buyer treats it as one. Most launches that fail in the "
            "field "
            "fail here first: the rep makes the promise, is asked who else has seen it come true, and has nothing.",
            fix="Name proof points under `proof:`. When there is none yet, find one before the launch or drop the "
            "promise.",
            source="S18, S19",
        ),
        _unproven,
    ),
    Check(
        Rule(
            code="RD102", level="warning", title="Proof gap",
            rule="At least one proof point of every value proposition shows one of its capabilities, holds on the "
            "launch day and may be shown outside.",
            why="A figure about something else, a story that has expired or one that the customer never released looks "
            "like proof in the file and is none in the conversation. The gate's `proof-valid` asks the same question.",
            fix="Add proof that `shows` a capability of the proposition, renew its dates, or get permission.",
            source="S18, S19",
        ),
        _proof_gap,
    ),
    Check(
        Rule(
            code="RD103", level="error", title="Objection without response",
            rule="Every objection has a response.",
            why="An objection that is known and not answered is answered anew, and differently, by every rep.",
            fix="Write `response:` with `acknowledge` and `reframe`; add `proof`, `ask` and `concede`.",
            source="S15",
        ),
        _unanswered,
    ),
    Check(
        Rule(
            code="RD104", level="note", title="Response without a concession",
            rule="Every response says what is honestly true in the objection.",
            why="Buyers notice when nothing is ever conceded. Where truly nothing is, leave the note standing.",
            fix="Write `concede:` under the response.",
        ),
        _unconceded,
    ),
    Check(
        Rule(
            code="RD105", level="error", title="Taught and not tested",
            rule="Every claim that a module teaches is tested by at least one quiz item.",
            why="What is taught and never asked is not known to be learned, and the certification would say it is. An "
            "item that the engine can draft counts as soon as a trainer accepts it; until then this is a warning.",
            fix="Accept a drafted item (`readiness quiz items KEY --drafted` shows them, `readiness quiz accept` "
            "accepts) or write one that `tests:` the claim.",
            source="S14, S22",
        ),
        _untested,
    ),
    Check(
        Rule(
            code="RD106", level="warning", title="Persona without a question",
            rule="Every persona has at least one discovery question.",
            why="A persona without questions is a label. Reps need a first sentence for this person, not a "
            "description.",
            fix="Write two to five `questions:` that cannot be answered with yes or no.",
            source="S6, S8",
        ),
        _questionless,
    ),
    Check(
        Rule(
            code="RD107", level="warning", title="Conversation that nothing serves",
            rule="Every conversation is served by at least one value proposition, objection, module, quiz, role-play "
            "or item.",
            why="Reps hold five kinds of conversation with a customer; for one that nothing serves they make "
            "something up.",
            fix="Name the conversation on what belongs to it, or write what is missing.",
            source="S6",
        ),
        _unserved,
    ),
    Check(
        Rule(
            code="RD108", level="note", title="Resource that serves no conversation",
            rule="Every value proposition, objection, module, quiz and role-play names the conversation it serves.",
            why="Most sales content goes unused because it serves no conversation that anybody has.",
            fix="Write `conversation:`.",
            source="S6",
        ),
        _aimless,
    ),
    Check(
        Rule(
            code="RD109", level="warning", title="Response leans on bad proof",
            rule="Proof named in a response holds on the launch day and may be shown outside.",
            why="The response is spoken to a buyer; proof that has expired or is confidential must not be.",
            fix="Renew the proof, get permission, or take it out of the response.",
            source="S19",
        ),
        _leaning,
    ),
    Check(
        Rule(
            code="RD110", level="warning", title="Requirement that nothing answers",
            rule="Every business requirement is answered by at least one value proposition.",
            why="A problem that the file names and the message does not answer is a gap in the map of selling "
            "situations.",
            fix="Write a value proposition for it, or take the requirement out.",
            source="S18",
        ),
        _unanswered_requirement,
    ),
    Check(
        Rule(
            code="RD111", level="warning", title="Source that is none",
            rule="The source of a proof point or fact says where it can be looked up.",
            why="A figure lives as long as somebody can check it. “TBD” and “the internet” pass every review until a "
            "customer asks.",
            fix="Name the document, its author and its date, or an address.",
            source="S19",
        ),
        _unsourced,
    ),
    Check(
        Rule(
            code="RD112", level="warning", title="Proof that may not be told",
            rule="Every proof point that a value proposition names may be shown outside.",
            why="RD102 asks whether any of its proof counts. This asks for each: a rep who reads three names under a "
            "promise tells all three, and the confidential one too.",
            fix="Get permission (`public` or `approved`), or take it out of the proposition.",
            source="S19",
        ),
        _untold,
    ),
)  # fmt: skip
