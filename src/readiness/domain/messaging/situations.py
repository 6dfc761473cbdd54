"""The message map: which value proposition answers which selling situation, with what, and where nothing does.

A selling situation is a business requirement together with a competitive situation: a named competitor whom the buyer
chooses against, or none. A proposition answers the situations of its requirement against the competitors it names;
one that names none answers all of them, with and without a competitor (the definition says so of `competitors`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from readiness.domain.definition.message import ValueProposition
from readiness.domain.definition.model import Launch
from readiness.domain.definition.vocabulary import Standing
from readiness.domain.messaging.proof import Reason, point_fault, proof_gaps
from readiness.domain.messaging.standing import rivals_of

GapKind = Literal[
    "no-proposition", "no-proof", "proof-shows-nothing", "proof-expired", "proof-not-permitted", "lead-not-ahead",
    "nothing-ahead", "standing-unstated", "not-available",
]  # fmt: skip

AHEAD = frozenset(("unique", "stronger"))

_PROOF_GAPS: dict[Reason, GapKind] = {
    "none": "no-proof",
    "shows-nothing": "proof-shows-nothing",
    "expired": "proof-expired",
    "not-permitted": "proof-not-permitted",
}


@dataclass(frozen=True, slots=True)
class Situation:
    """`competitor` None = the buyer compares us with nobody."""

    requirement: str
    competitor: str | None


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that a rep would miss there. `about` are keys of capabilities or of proof, empty for no-proposition."""

    kind: GapKind
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CapabilityUsed:
    """`standing` is against the situation's competitor: None without one, and where the file does not say."""

    capability: str
    standing: Standing | None


@dataclass(frozen=True, slots=True)
class ProofUsed:
    """`fault` None = it shows one of the capabilities, holds on the day, and may be told outside."""

    proof: str
    fault: Reason | None


@dataclass(frozen=True, slots=True)
class Answer:
    """One cell of the map: a proposition in one situation. No gap = a rep can say it, and prove it."""

    proposition: str
    capabilities: tuple[CapabilityUsed, ...]
    proof: tuple[ProofUsed, ...]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class SituationRow:
    """One row. Without any answer its own `gaps` say so; those of its answers stand with them."""

    situation: Situation
    answers: tuple[Answer, ...]
    gaps: tuple[Gap, ...]

    @property
    def is_covered(self) -> bool:
        """True when somebody can answer here without any gap."""
        return any(not answer.gaps for answer in self.answers)


@dataclass(frozen=True, slots=True)
class MessageMap:
    """Rows by requirement and then competitor, in file order, no competitor last; columns are `propositions`."""

    rows: tuple[SituationRow, ...]
    propositions: tuple[str, ...]

    @property
    def unanswered(self) -> tuple[Situation, ...]:
        return tuple(row.situation for row in self.rows if not row.answers)


def message_map(launch: Launch, on: date) -> MessageMap:
    """Every selling situation of `launch` with what answers it on that day; no requirement = no row."""
    unproven = {gap.value_proposition: gap for gap in proof_gaps(launch, on)}
    rows = []
    for situation in situations(launch):
        answers = tuple(
            _answer(launch, proposition, situation, on, proof_gap=unproven[key].reason if key in unproven else None)
            for key, proposition in launch.value_propositions.items()
            if answers_to(proposition, situation)
        )
        rows.append(SituationRow(situation, answers, () if answers else (Gap("no-proposition"),)))
    return MessageMap(tuple(rows), tuple(launch.value_propositions))


def situations(launch: Launch) -> tuple[Situation, ...]:
    """Every requirement against every rival, and against nobody. A partner is in it when a proposition names it."""
    named = {key for proposition in launch.value_propositions.values() for key in proposition.competitors}
    rivals = set(rivals_of(launch)) | named
    against = (*(key for key in launch.competitors if key in rivals), None)
    return tuple(Situation(requirement, competitor) for requirement in launch.requirements for competitor in against)


def answers_to(proposition: ValueProposition, situation: Situation) -> bool:
    if proposition.requirement != situation.requirement:
        return False
    return not proposition.competitors or situation.competitor in proposition.competitors


def _answer(
    launch: Launch, proposition: ValueProposition, situation: Situation, on: date, *, proof_gap: Reason | None
) -> Answer:
    against = situation.competitor
    used = tuple(
        CapabilityUsed(key, launch.capabilities[key].standing.get(against) if against else None)
        for key in proposition.capabilities
    )
    proof = tuple(
        ProofUsed(key, point_fault(launch.proof_points[key], proposition.capabilities, on)) for key in proposition.proof
    )
    gaps = [*_gaps(launch, used, against)]
    if proof_gap is not None:
        gaps.append(Gap(_PROOF_GAPS[proof_gap], proposition.proof))
    return Answer(proposition.key, used, proof, tuple(gaps))


def _gaps(launch: Launch, used: tuple[CapabilityUsed, ...], against: str | None) -> Iterator[Gap]:
    """What is wrong with the capabilities themselves. Whether anything is ahead is asked only against somebody."""
    missing = tuple(one.capability for one in used if not launch.capabilities[one.capability].available)
    if missing:
        yield Gap("not-available", missing)
    if against is None:
        return
    there = [one for one in used if one.capability not in missing]
    behind = tuple(
        one.capability
        for one in there
        if launch.capabilities[one.capability].lead and one.standing in {"parity", "weaker"}
    )
    unstated = tuple(one.capability for one in there if one.standing is None)
    if behind:
        yield Gap("lead-not-ahead", behind)
    elif there and not unstated and not any(one.standing in AHEAD for one in there):
        yield Gap("nothing-ahead", tuple(one.capability for one in there))
    if unstated:
        yield Gap("standing-unstated", unstated)
