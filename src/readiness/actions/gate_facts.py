"""What stands behind the gate's criteria that ask for things, not people: materials, tasks, sign-offs, proof, findings.

Each is read as far as its `GateSource` says, so that a verdict of then can be gathered again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from readiness.domain.checks.all_checks import run_checks
from readiness.domain.checks.levels import AS_WRITTEN, OF_LAUNCH_FILES, CheckLevels
from readiness.domain.definition.gating import (
    CertifiedShare,
    ManagersCertified,
    TasksDone,
)
from readiness.domain.definition.model import Launch
from readiness.domain.enrolment.requirement import requirements_of
from readiness.domain.field_voice.triage import groups_of
from readiness.domain.gate.criteria import stages_asked
from readiness.domain.gate.figures import (
    ContentFact,
    EvidenceFact,
    FindingFact,
    LevelFact,
    MaterialFact,
    ProofFact,
    SignOffFact,
    TaskFact,
    VoiceFact,
)
from readiness.domain.materials.approval import latest_decisions
from readiness.domain.materials.content import content_fingerprint
from readiness.domain.materials.publication import CONTENT_KINDS, latest_publication
from readiness.domain.messaging.proof import proof_gaps
from readiness.store import field_voice, gate, gate_sources, materials
from readiness.store.evidence import Totals
from readiness.store.field_voice import NOTHING_SEEN, VoiceMarks
from readiness.store.gate_sources import Marks
from readiness.store.knowledge_counts import KnowledgeTally
from readiness.store.quizzes import accepted_items
from readiness.store.standing_counts import Tally
from readiness.store.task_progress import task_progress


@dataclass(frozen=True, slots=True)
class GateSource:
    """Where and how far to read. `tally` counts people, each thing once however many criteria ask for it.

    `live` is False when the states of tasks and materials are read up to `marks`, because more may have come since;
    publications, which have no mark, are read up to `until`. `knowledge` counts whose knowledge is fresh, from answers
    up to `practice_mark`, 0 where nothing asks; so are `voices` of the field. `levels`: how the workspace
    has each check told.
    """

    session: Session
    definition: Launch
    fingerprint: str
    on: date
    marks: Marks
    evidence: Totals
    tally: Tally
    knowledge: KnowledgeTally
    practice_mark: int
    voices: VoiceMarks = NOTHING_SEEN
    levels: CheckLevels = AS_WRITTEN
    live: bool = True
    until: datetime | None = None


def unpublished(source: GateSource) -> tuple[ContentFact, ...]:
    """What the certifications that criteria count ask for and that is not published as it reads, in file order."""
    definition, until = source.definition, source.until
    asking: dict[tuple[str, str], list[str]] = {}
    for certification in _counted(definition):
        for requirement in requirements_of(definition.certifications[certification]):
            if requirement.kind in CONTENT_KINDS:
                asking.setdefault((requirement.kind, requirement.key), []).append(certification)
    if not asking:
        return ()
    key = definition.key
    log = [one for one in materials.publications(source.session, key) if until is None or one.at <= until]
    accepted = accepted_items(source.session, key, definition, until=until)
    found = []
    for (kind, name), certifications in asking.items():
        last = latest_publication(log, kind, name)
        if last is None or last.fingerprint != content_fingerprint(definition, kind, name, accepted):
            found.append(ContentFact(kind, name, last.version if last else 0, tuple(certifications)))
    return tuple(found)


def _counted(definition: Launch) -> tuple[str, ...]:
    """The certifications whose people some criterion counts: all, when one counts them together, or managers."""
    named = set()
    for criterion in definition.gate.criteria.values():
        if isinstance(criterion, ManagersCertified) or (
            isinstance(criterion, CertifiedShare) and criterion.certification is None
        ):
            return tuple(definition.certifications)
        if isinstance(criterion, CertifiedShare):
            named.add(criterion.certification)
    return tuple(key for key in definition.certifications if key in named)


def materials_now(source: GateSource) -> tuple[MaterialFact, ...]:
    key = source.definition.key
    found = gate_sources.materials_seen(source.session, key, source.marks.materials)
    decisions = gate_sources.approvals_seen(source.session, key, source.marks.approvals)
    facts = []
    for (kind, name), fingerprint in found.items():
        latest = latest_decisions(decisions, kind, name, fingerprint)
        said = {word: tuple(sorted(f for f, a in latest.items() if a.decision == word)) for word in _WORDS}
        facts.append(MaterialFact(kind, name, fingerprint, said["approved"], said["rejected"]))
    return tuple(facts)


_WORDS = ("approved", "rejected")


def tasks_now(source: GateSource) -> tuple[TaskFact, ...]:
    """Tasks of the stages asked for, but for evaluating and clearing: a verdict cannot wait for what waits for it."""
    key = source.definition.key
    if source.live:
        progress = task_progress(source.session, key)
        graph, states = progress.graph, progress.states
    else:
        graph, states = gate_sources.tasks_seen(
            source.session, key, source.marks, source.fingerprint, until=source.until
        )
    stages = {
        stage
        for criterion in source.definition.gate.criteria.values()
        if isinstance(criterion, TasksDone)
        for stage in stages_asked(criterion)
    }
    return tuple(
        TaskFact(
            task.key, task.title, task.stage, states[task.key].state, task.owner_email, task.due_on,
            states[task.key].note,
        )
        for task in graph.tasks
        if task.stage in stages and task.action != "clear" and not task.judges
    )  # fmt: skip


def sign_offs_now(source: GateSource) -> tuple[SignOffFact, ...]:
    return gate.sign_offs(source.session, source.definition.key, up_to=source.marks.sign_offs)


def proof_gaps_now(source: GateSource) -> tuple[ProofFact, ...]:
    return tuple(
        ProofFact(gap.value_proposition, gap.reason, gap.proof) for gap in proof_gaps(source.definition, source.on)
    )


def objections_now(source: GateSource) -> tuple[VoiceFact, ...]:
    """In the order in which they were first sent."""
    key, marks = source.definition.key, source.voices
    sent = field_voice.voices_of(source.session, key, up_to=marks.voices)
    decided = field_voice.decisions_of(source.session, key, up_to=marks.decisions)
    groups = groups_of([one for one in sent if one.kind == "objection"], decided, source.definition)
    return tuple(
        VoiceFact(one.number, one.says, len(one.senders), one.state, one.entry)
        for one in sorted(groups, key=lambda group: group.number)
    )


def findings_now(definition: Launch, levels: CheckLevels) -> tuple[FindingFact, ...]:
    return tuple(
        FindingFact(problem.code, problem.level, problem.message, problem.path)
        for problem in run_checks(definition, levels=levels)
    )


def levels_set(levels: CheckLevels) -> tuple[LevelFact, ...]:
    return tuple(LevelFact(code, told) for code, told in levels.among(OF_LAUNCH_FILES).set_to.items())


def evidence_seen(source: GateSource) -> EvidenceFact:
    return EvidenceFact(
        mark=source.evidence.mark, records=source.evidence.records, simulated=source.evidence.simulated,
        approvals_mark=source.marks.approvals, tasks_mark=source.marks.tasks, sign_offs_mark=source.marks.sign_offs,
        materials_mark=source.marks.materials, practice_mark=source.practice_mark,
        voices_mark=source.voices.voices, voice_decisions_mark=source.voices.decisions,
    )  # fmt: skip
