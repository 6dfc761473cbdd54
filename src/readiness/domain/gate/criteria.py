"""One rule per kind of criterion: pure functions over `Figures`, registered with their code and documentation.

`judge` is the way in. An empty population is never passed in silence: where nobody or nothing counts, the criterion is
unmet and says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from readiness.domain.definition.gating import (
    CertifiedShare,
    ChecksClean,
    Criterion,
    KnowledgeFresh,
    ManagersCertified,
    MaterialsApproved,
    ObjectionsAnswered,
    ProofValid,
    SignOffs,
    TasksDone,
)
from readiness.domain.definition.vocabulary import STAGES
from readiness.domain.gate.figures import SHOWN, Behind, Figures
from readiness.domain.gate.found import Found, complete, nothing
from readiness.domain.gate.knowledge import judge_knowledge
from readiness.domain.gate.published import on_what_stands
from readiness.domain.gate.shares import judge_share


class Rule(Protocol):
    def __call__(self, criterion: Any, figures: Figures, market: str) -> Found: ...


@dataclass(frozen=True, slots=True)
class Kind:
    """A registered kind: its stable code, its model class, its rule, and what the reference says about it."""

    kind: str
    code: str
    model: type
    rule: Rule
    asks: str
    formula: str
    nobody: str
    example: str


KINDS: dict[str, Kind] = {}

PROOF_REASONS = {
    "none": "it names no proof",
    "shows-nothing": "none of its proof shows one of its capabilities",
    "expired": "its proof has expired, or is dated later",
    "not-permitted": "its proof may not be used outside",
}
"""`messaging.proof`'s reasons, in words."""


def judge(criterion: Criterion, figures: Figures, market: str = "") -> Found:
    """What the criterion's rule finds in `market` ("" = the whole launch)."""
    found = KINDS[criterion.kind].rule(criterion, figures, market)
    return found if not found.met else replace(found, fix="", behind=(), behind_total=0)


def kind_of(criterion: Criterion) -> Kind:
    return KINDS[criterion.kind]


def stages_asked(criterion: TasksDone) -> tuple[str, ...]:
    """The stages whose tasks the criterion asks for; none named = all before clearance."""
    return criterion.stages or tuple(stage for stage in STAGES if stage != "clearance")


def _registered(
    kind: str, code: str, model: type, *, asks: str, formula: str, nobody: str, example: str
) -> Callable[[Rule], Rule]:
    def register(rule: Rule) -> Rule:
        KINDS[kind] = Kind(kind, code, model, rule, asks, formula, nobody, example)
        return rule

    return register


@_registered(
    "certified-share",
    "GC101",
    CertifiedShare,
    asks="At least this share of a certification's people are certified: overall, or in every region, territory, "
    "team or manager's group.",
    formula="certified ÷ counted ≥ at_least in every group, compared as exact fractions; and counted ≥ "
    "at_least_people in every group, because fewer prove nothing. The figure shown is the lowest group's; the "
    "interval beside it is Wilson's, 95 %. And every module, quiz and role-play that the certification asks for is "
    "published as it now reads: people are certified on what stands.",
    nobody="Unmet. A region that the launch's markets name and in which nobody counts is a group of nobody: unmet.",
    example="at_least: 0.8 with 5 people counted: 4 certified is met, 3 is not.",
)
def _certified_share(criterion: CertifiedShare, figures: Figures, market: str) -> Found:
    found = judge_share(criterion, figures.share(criterion.key, market))
    return on_what_stands(found, criterion.certification, figures)


@_registered(
    "managers-certified",
    "GC102",
    ManagersCertified,
    asks="Everybody who leads people and has a certification to hold is certified (or the share at_least of them).",
    formula="certified managers ÷ managers counted ≥ at_least, as exact fractions. And every module, quiz and "
    "role-play that any certification asks for is published as it now reads.",
    nobody="Unmet: no manager with a certification to hold means that nobody coaches what is being launched.",
    example="at_least: 1.0 with 3 managers: 3 certified is met, 2 is not.",
)
def _managers_certified(criterion: ManagersCertified, figures: Figures, market: str) -> Found:
    return on_what_stands(judge_share(criterion, figures.share(criterion.key, market)), None, figures)


@_registered(
    "materials-approved",
    "GC103",
    MaterialsApproved,
    asks="Every current material (of these kinds; none named = all) is approved, as it now reads, by each function.",
    formula="materials approved by every function in `by` ÷ current materials of the kinds = 1. An approval counts "
    "for exactly the fingerprint it saw; the latest word of a function wins.",
    nobody="Unmet: nothing rendered is nothing approved. The same for any one kind that is named and has no material.",
    example="by: [marketing, sales] with 12 materials: 12 approved by both is met; 11 is not.",
)
def _materials_approved(criterion: MaterialsApproved, figures: Figures, market: str) -> Found:  # noqa: ARG001
    facts = [fact for fact in figures.materials if not criterion.kinds or fact.kind in criterion.kinds]
    absent = [kind for kind in criterion.kinds if all(fact.kind != kind for fact in facts)]
    behind = [Behind(kind, "nothing of this kind is rendered") for kind in absent]
    approved = 0
    for fact in facts:
        lacking = [function for function in criterion.by if function not in fact.approved_by]
        approved += not lacking
        if lacking:
            behind.append(Behind(f"{fact.kind}/{fact.key}", _lacking(lacking, fact.rejected_by)))
    if not facts:
        return nothing("no material is rendered", 1.0, f"Run: readiness apply {figures.launch}", behind)
    by = " and ".join(criterion.by)
    return complete(
        f"materials approved by {by}", approved, len(facts) + len(absent), behind,
        f"Review and approve them: readiness materials approve {figures.launch} --by EMAIL"
        + (". Take kinds that this launch does not have out of the criterion." if absent else ""),
    )  # fmt: skip


@_registered(
    "tasks-done",
    "GC104",
    TasksDone,
    asks="Every task of these stages (none named = all before clearance) is done, or skipped with a reason. The "
    "tasks of evaluating the gate and of clearing are never asked for.",
    formula="tasks done or skipped with a reason ÷ tasks of the stages = 1.",
    nobody="Unmet: a launch without tasks has not been applied. The same for any one stage that is named and has no "
    "task.",
    example="stages: [training-modules] with 4 tasks, 3 done and 1 skipped 'covered by the partner course': met.",
)
def _tasks_done(criterion: TasksDone, figures: Figures, market: str) -> Found:  # noqa: ARG001
    stages = stages_asked(criterion)
    facts = [fact for fact in figures.tasks if fact.stage in stages]
    absent = [stage for stage in criterion.stages if all(fact.stage != stage for fact in facts)]
    behind = [Behind(stage, "no task in this stage") for stage in absent]
    done = 0
    for fact in facts:
        finished = fact.state == "done" or (fact.state == "skipped" and bool(fact.note.strip()))
        done += finished
        if not finished:
            state = "skipped without a reason" if fact.state == "skipped" else fact.state.replace("-", " ")
            owner = f", {fact.owner}" if fact.owner else ""
            due = f", due {fact.due_on}" if fact.due_on else ""
            behind.append(Behind(fact.key, f"{state}{owner}{due}"))
    if not facts:
        return nothing("no task in these stages", 1.0, f"Run: readiness apply {figures.launch}", behind)
    return complete(
        "tasks done or skipped with a reason",
        done,
        len(facts) + len(absent),
        behind,
        f"See: readiness tasks {figures.launch}",
    )


@_registered(
    "sign-offs",
    "GC105",
    SignOffs,
    asks="Each function has signed off the definition as it now stands.",
    formula="functions in `by` with a sign-off of the current definition fingerprint ÷ functions in `by` = 1. A "
    "sign-off lapses when the definition changes, and when whoever gave it takes it back.",
    nobody="Cannot be: `by` names at least one function.",
    example="by: [sales, legal]; both signed, then a price is corrected in the file: unmet until both have signed "
    "again.",
)
def _sign_offs(criterion: SignOffs, figures: Figures, market: str) -> Found:  # noqa: ARG001
    current = {fact.function for fact in figures.sign_offs if _stands(fact.definition, fact.withdrawn, figures)}
    lacking = [function for function in criterion.by if function not in current]
    behind = [Behind(function, _last_word(function, figures)) for function in lacking]
    fix = f"Run: readiness sign-off {figures.launch} --function {lacking[0]} --by EMAIL" if lacking else ""
    if lacking[1:]:
        fix += f"; the same for {', '.join(lacking[1:])}"
    signed = len(criterion.by) - len(lacking)
    return complete("functions have signed off the definition", signed, len(criterion.by), behind, fix)


@_registered(
    "proof-valid",
    "GC106",
    ProofValid,
    asks="Every value proposition (none named = all) has proof that shows one of its capabilities, has not expired, "
    "and may be used outside.",
    formula="value propositions without a gap ÷ value propositions = 1, on the day asked about.",
    nobody="Unmet: a launch without a value proposition has nothing to prove.",
    example="A customer story with expires_on 2018-03-31 is proof on 31 March and no longer on 1 April.",
)
def _proof_valid(criterion: ProofValid, figures: Figures, market: str) -> Found:  # noqa: ARG001
    asked = criterion.value_propositions or figures.value_propositions
    gaps = {gap.value_proposition: gap for gap in figures.proof_gaps}
    behind = [Behind(key, PROOF_REASONS.get(gaps[key].reason, gaps[key].reason)) for key in asked if key in gaps]
    if not asked:
        return nothing("no value proposition in the file", 1.0, "Write value_propositions in the launch file.", behind)
    fix = "Add proof that is public or approved, shows a capability of the value proposition, and has not expired."
    return complete("value propositions have valid proof", len(asked) - len(behind), len(asked), behind, fix)


@_registered(
    "checks-clean",
    "GC107",
    ChecksClean,
    asks="`readiness check` over the applied definition finds none of these codes (none named = nothing at or above "
    "`level`).",
    formula="number of findings = 0.",
    nobody="Cannot be: there is always a definition to check.",
    example="level: error, with 2 warnings and no error: met.",
)
def _checks_clean(criterion: ChecksClean, figures: Figures, market: str) -> Found:  # noqa: ARG001
    levels = {"error"} if criterion.level == "error" else {"error", "warning"}
    found = [
        fact for fact in figures.findings if (fact.code in criterion.codes if criterion.codes else fact.level in levels)
    ]
    behind = [Behind(fact.path or figures.launch, f"{fact.code}: {fact.message}") for fact in found]
    count = "1 finding" if len(found) == 1 else f"{len(found)} findings"
    of_what = f"of {', '.join(criterion.codes)}" if criterion.codes else f"at level {criterion.level} or above"
    if otherwise := ", ".join(f"{one.code} {one.told}" for one in figures.check_levels):
        of_what += f" (set in this workspace: {otherwise})"
    return Found(
        not found,
        f"{count} {of_what}",
        float(len(found)),
        0.0,
        len(found),
        len(found),
        behind=tuple(behind[:SHOWN]),
        behind_total=len(behind),
        fix=f"Run: readiness check {figures.launch}",
    )


@_registered(
    "knowledge-fresh",
    "GC108",
    KnowledgeFresh,
    asks="At least this share of the certified people still know it: their answers to the questions after "
    "certification say so. So a clearance stands on knowledge that is there today, and lapses when it fades.",
    formula="fresh ÷ certified ≥ at_least, overall or in every region, compared as exact fractions. Somebody is fresh "
    "for grace_days after certification, and after that while they have given at least `answers` answers, the mean "
    "likelihood that they remember what they were asked (FSRS-6, over the questions of the certification's programme "
    "as they now read, those never asked left out; 0 for what they answered wrong last, until they answer it right) is "
    "at least `recall`, and the last answer is at most within_days old. Who is on leave or newly hired is left out as "
    "`gate.population` says, on leave unless it says otherwise. Who "
    "left the questions, or holds them, is certified all the same and counts: else the criterion would be met by not "
    "answering. Somebody who is away for long is put on leave in the roster, and then does not count.",
    nobody="Unmet: where nobody is certified nobody knows it. A region that the launch's markets name and in which "
    "nobody is certified is a group of nobody: unmet.",
    example="at_least: 0.8 with 5 certified people: 4 fresh is met, 3 is not, however fresh the 3 are.",
)
def _knowledge_fresh(criterion: KnowledgeFresh, figures: Figures, market: str) -> Found:
    return judge_knowledge(criterion, figures.share(criterion.key, market))


@_registered(
    "objections-answered",
    "GC109",
    ObjectionsAnswered,
    asks="Every objection that reps sent from the field is answered by the applied message, or declined with a reason. "
    "So nobody is sent out to hear again what somebody has heard already.",
    formula="objections (near-duplicates are one) that at least `heard_by` people sent and that are answered or "
    "declined ÷ those that at least `heard_by` people sent = 1. Answered: the applied definition has the objection it "
    "was made into, or merged with, and that has a `response`. In the file alone it is not answered yet.",
    nobody="Unmet while fewer than at_least_heard objections were sent at all: nobody has listened. With "
    "at_least_heard: 0 nothing heard is met.",
    example="3 objections were sent; 2 are in the applied file with a response, 1 is declined: met. Before the apply: "
    "unmet.",
)
def _objections_answered(criterion: ObjectionsAnswered, figures: Figures, market: str) -> Found:  # noqa: ARG001
    heard = figures.objections
    see = f"Look at what the field sent: readiness voice queue {figures.launch}"
    if len(heard) < criterion.at_least_heard:
        count = "1 objection was" if len(heard) == 1 else f"{len(heard)} objections were"
        ask = f"{criterion.at_least_heard} are asked for; have reps send what they hear: readiness voice send"
        return nothing(f"{count} sent from the field", 1.0, ask)
    asked = [one for one in heard if one.heard_by >= criterion.heard_by]
    behind = [
        Behind(
            f"voice {one.group}",
            f"\u201c{one.says[:120]}\u201d: {_VOICE_STATES.get(one.state, one.state)}{_by_people(one.heard_by)}",
        )
        for one in asked
        if one.state not in {"answered", "declined"}
    ]
    if not asked:
        return Found(True, f"no objection was sent by {criterion.heard_by} people or more", 1.0, 1.0, 0, 0)
    return complete(
        "objections from the field are answered or declined", len(asked) - len(behind), len(asked), behind, see
    )


_VOICE_STATES = {
    "new": "nobody has decided",
    "accepted": "in the file, and not in what is applied, or without a response",
}


def _by_people(count: int) -> str:
    return ", from 1 person" if count == 1 else f", from {count} people"


def _lacking(lacking: Sequence[str], rejected_by: Sequence[str]) -> str:
    rejected = [function for function in lacking if function in rejected_by]
    waiting = [function for function in lacking if function not in rejected_by]
    told = [f"rejected by {' and '.join(rejected)}"] if rejected else []
    told += [f"not approved by {' and '.join(waiting)}"] if waiting else []
    return ", ".join(told)


def _stands(definition: str, withdrawn: bool, figures: Figures) -> bool:  # noqa: FBT001
    return definition == figures.definition and not withdrawn


def _last_word(function: str, figures: Figures) -> str:
    given = [fact for fact in figures.sign_offs if fact.function == function]
    if not given:
        return "never signed off"
    last = max(given, key=lambda fact: fact.at)
    if last.withdrawn:
        return f"{last.by} took the sign-off back on {last.at.date()}"
    return f"{last.by} signed on {last.at.date()}, and the definition has changed since"
