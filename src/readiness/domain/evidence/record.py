"""One piece of evidence, its natural key, and what is wrong with one that nobody should record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Literal, get_args

from readiness.domain.definition.assessment import Quiz, RolePlay
from readiness.domain.definition.model import Launch
from readiness.ground.errors import Problem, Where
from readiness.ground.keys import did_you_mean

EvidenceKind = Literal[
    "module-completed", "quiz-attempt", "role-play", "attestation", "exemption", "revocation", "reissue"
]

KINDS: tuple[str, ...] = get_args(EvidenceKind)

SUBJECT_OF: Mapping[str, str] = {
    "module-completed": "modules", "quiz-attempt": "quizzes", "role-play": "role_plays",
    "attestation": "certifications", "exemption": "certifications", "revocation": "certifications",
    "reissue": "certifications",
}  # fmt: skip
"""The section of the launch file in which the subject of each kind is found."""

_REASONED = {"exemption": "an exemption", "revocation": "a revocation", "reissue": "a re-issue"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Something that happened to one person in one launch.

    `subject` is the key of the module, quiz, role-play or certification. `fingerprint` is the content the person saw;
    None = not known (it happened elsewhere), and then it speaks for whatever was published at the time. `fraction`
    0..1, None = not graded. `passed` None = nothing to pass (a module read, an attestation given). `until` is the last
    day of an exemption. The same `key` twice in a launch is the same evidence, and only the first is kept.
    `corrects` is the key of the evidence whose mark this one replaces, and `correction` which time that is, from 1;
    None and 0 for what corrects nothing (see `corrections`).
    """

    launch: str
    person: str
    kind: EvidenceKind
    subject: str
    happened_at: datetime
    source: str
    recorded_by: str
    key: str
    fingerprint: str | None = None
    fraction: float | None = None
    passed: bool | None = None
    simulated: bool = False
    note: str = ""
    until: date | None = None
    corrects: str | None = None
    correction: int = 0


def natural_key(*, person: str, kind: str, subject: str, happened_at: datetime, source: str) -> str:
    """The key of evidence that has no id of its own elsewhere: who, what, when and where from make it the same."""
    return f"{source}|{kind}|{subject}|{person}|{happened_at.astimezone(UTC).isoformat()}"


def graded(evidence: Evidence, launch: Launch) -> Evidence:
    """`passed` follows from `fraction` and the pass mark of the quiz or role-play, where the source did not say."""
    if evidence.passed is not None or evidence.fraction is None:
        return evidence
    content: Quiz | RolePlay | None = None
    if evidence.kind == "quiz-attempt":
        content = launch.quizzes.get(evidence.subject)
    elif evidence.kind == "role-play":
        content = launch.role_plays.get(evidence.subject)
    if content is None:
        return evidence
    return replace(evidence, passed=evidence.fraction >= content.pass_fraction)


def evidence_problems(
    evidence: Sequence[Evidence], launch: Launch, now: datetime, places: Sequence[Where] = ()
) -> tuple[Problem, ...]:
    """Everything that is wrong with these, in their order; empty = all may be recorded.

    `places` says where each was read from; without it, a problem's path counts from 1: `evidence 3`.
    """
    found: list[Problem] = []
    for index, one in enumerate(evidence):
        where = places[index] if places else None
        path = "" if where else f"evidence {index + 1}"
        found += [
            Problem(code, f"{path + ': ' if path else ''}{message}", fix, where, path=path)
            for code, message, fix in _faults(one, launch, now)
        ]
    return tuple(found)


def last_exempt(launch: Launch, on: date) -> date:
    """The last day that an exemption given on `on` may name: a year after it and after the launch, as for a waiver.

    Without an end somebody would be out of the count unseen.
    """
    start = max(on, launch.launch_on, launch.release_on or launch.launch_on)
    return start + timedelta(days=365) if start < date.max - timedelta(days=365) else date.max


def _faults(one: Evidence, launch: Launch, now: datetime) -> list[tuple[str, str, str]]:
    """Code, message and fix of every fault of one piece of evidence."""
    faults: list[tuple[str, str, str]] = []
    if one.launch != launch.key:
        faults.append(("EV001", f"it is of launch '{one.launch}', not '{launch.key}'.", "Record it there."))
    if not one.key or not one.person or not one.source:
        faults.append(("EV002", "key, person and source must be said.", "Name them."))
    if one.kind not in KINDS:
        faults.append(("EV003", f"unknown kind '{one.kind}'.", did_you_mean(one.kind, KINDS)))
    elif one.subject not in (known := getattr(launch, SUBJECT_OF[one.kind])):
        section = SUBJECT_OF[one.kind]
        faults.append(
            ("EV004", f"'{one.subject}' is not in {section} of '{launch.key}'.", did_you_mean(one.subject, known))
        )
    if one.fraction is not None and not 0 <= one.fraction <= 1:
        faults.append(("EV005", f"fraction {one.fraction:g} is not between 0 and 1.", "Write 80 % as 0.8."))
    if (one.corrects is None) != (one.correction == 0) or one.correction < 0 or one.corrects == one.key:
        told = "a correction names other evidence and is numbered from 1."
        faults.append(("EV015", told, "Say which, and which time."))
    faults += _time_faults(one, launch, now)
    if one.kind in _REASONED and not one.note.strip():
        faults.append(("EV008", f"{_REASONED[one.kind]} needs a reason.", "Say why."))
    return faults


def _time_faults(one: Evidence, launch: Launch, now: datetime) -> list[tuple[str, str, str]]:
    if one.happened_at.tzinfo is None:
        return [("EV006", "its time has no UTC offset.", "Write 2018-02-01T09:00:00+00:00.")]
    faults = []
    if one.happened_at > now:
        faults.append(
            ("EV007", f"it happened at {one.happened_at.isoformat()}, which is still to come.", "Mend the date.")
        )
    if one.kind == "exemption" and one.until is None:
        faults.append(("EV009", "an exemption needs an end date.", "Give the last day it holds."))
    if one.kind == "exemption" and one.until is not None and one.until < one.happened_at.astimezone(UTC).date():
        faults.append(("EV010", f"the exemption ends on {one.until}, before it is given.", "Give a later day."))
    last = last_exempt(launch, one.happened_at.astimezone(UTC).date())
    if one.kind == "exemption" and one.until is not None and one.until > last:
        told = f"the exemption ends on {one.until}, more than a year after the launch and the day it is given."
        faults.append(("EV014", told, f"Name {last} at the latest, and decide again then."))
    if one.kind != "exemption" and one.until is not None:
        faults.append(("EV011", "only an exemption has an end date.", "Leave 'until' out."))
    return faults
