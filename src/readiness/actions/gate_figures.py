"""What a verdict sees is counted here: one function gathers it live, for a past day, and again for a recorded verdict.

Only what the gate's criteria ask for is read. Shares come from kept counts, never from a walk over people.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType
from typing import cast

from sqlmodel import Session

from readiness.actions.gate_facts import (
    GateSource,
    evidence_seen,
    findings_now,
    levels_set,
    materials_now,
    objections_now,
    proof_gaps_now,
    sign_offs_now,
    tasks_now,
    unpublished,
)
from readiness.domain.certification.population import GroupCount
from readiness.domain.certification.rule import looked_at
from readiness.domain.checks.levels import CheckLevels, Told
from readiness.domain.definition.gating import (
    CertifiedShare,
    ChecksClean,
    Criterion,
    KnowledgeFresh,
    ManagersCertified,
    MaterialsApproved,
    ObjectionsAnswered,
    Population,
    ProofValid,
    SignOffs,
    TasksDone,
)
from readiness.domain.definition.model import Launch
from readiness.domain.gate.figures import (
    SHOWN,
    Behind,
    Figures,
    Group,
    LeftOut,
    Share,
)
from readiness.domain.gate.knowledge import groups_behind
from readiness.domain.gate.shares import short_groups, worst_groups
from readiness.domain.gate.verdict import Inputs, inputs_of, scopes
from readiness.ground.clock import Clock
from readiness.ground.errors import NotFound
from readiness.ground.keys import did_you_mean
from readiness.store import evidence, field_voice, gate, gate_sources, launches
from readiness.store.evidence import Totals
from readiness.store.field_voice import NOTHING_SEEN, VoiceMarks
from readiness.store.gate_sources import Marks
from readiness.store.knowledge_counts import AnswersSeen, KnowledgeTally
from readiness.store.knowledge_upkeep import criteria_of
from readiness.store.launches import LaunchVersion
from readiness.store.practice_answers import mark_of_answers
from readiness.store.quizzes import accepted_items
from readiness.store.recount import Recount, recount
from readiness.store.standing_counts import Tally, Uncertified


def gather_inputs(session: Session, clock: Clock, *, launch: str, market: str, on: date, levels: CheckLevels) -> Inputs:
    """All that a verdict on `on` rests on, read now.

    A past day sees what had happened by its end, as far as we know now, under the definition that stood then. Raises
    NotFound for a launch that was not applied (by that day) and a market it does not have.
    """
    version = launches.require_version(session, launch)
    if on < clock.today():
        source = _past(session, launch, on, levels)
    else:
        source = GateSource(
            session, version.definition, version.fingerprint, on, gate_sources.marks_now(session, launch),
            evidence.totals(session, launch, elsewhere=_elsewhere(version.definition)),
            Tally(session, launch, on, version.definition.gate.population),
            KnowledgeTally(session, version, on), _practice_mark(session, version), _voice_marks(session, version),
            levels,
        )  # fmt: skip
    figures = _figures(source, market)
    return inputs_of(source.definition.gate, figures, gate.waivers(session, launch), on, decided_at=clock.now())


def gather_as_if(session: Session, clock: Clock, *, launch: str, counted: Recount, levels: CheckLevels) -> Inputs:
    """The inputs of a verdict on the whole launch today, had people stood as `counted` says, and nothing unpublished.

    Two of these differ in nothing but people. Raises NotFound for a launch that was not applied.
    """
    version, on = launches.require_version(session, launch), clock.today()
    source = GateSource(
        session, version.definition, version.fingerprint, on, gate_sources.marks_now(session, launch),
        evidence.totals(session, launch, elsewhere=_elsewhere(version.definition)),
        Tally(session, launch, on, version.definition.gate.population, counted),
        KnowledgeTally(session, version, on), _practice_mark(session, version), _voice_marks(session, version),
            levels,
    )  # fmt: skip
    figures = _figures(source, "")
    settled = figures if figures.unpublished is None else replace(figures, unpublished=())
    return inputs_of(source.definition.gate, settled, gate.waivers(session, launch), on, decided_at=clock.now())


def gather_again(session: Session, inputs: Inputs) -> Figures:
    """The figures of a recorded verdict, counted anew from the records up to the marks it stored.

    The roster and the task list are taken as they are known now. Raises NotFound when the definition never stood.
    """
    then = inputs.figures
    seen = then.evidence
    version = launches.version(session, then.launch, then.definition)
    counted = recount(
        session, then.launch, inputs.as_of, seen.mark, definition=version.definition,
        published_until=inputs.decided_at,
    )  # fmt: skip
    marks = Marks(
        approvals=seen.approvals_mark, materials=seen.materials_mark, sign_offs=seen.sign_offs_mark,
        tasks=seen.tasks_mark,
    )  # fmt: skip
    totals = evidence.totals(session, then.launch, mark=seen.mark)
    tally = Tally(session, then.launch, inputs.as_of, version.definition.gate.population, counted)
    source = GateSource(
        session, version.definition, version.fingerprint, inputs.as_of, marks, totals, tally,
        _knowledge_then(
            session, version, inputs.as_of, counted, mark=seen.practice_mark, until=inputs.decided_at
        ),
        seen.practice_mark, VoiceMarks(seen.voices_mark, seen.voice_decisions_mark), _levels_then(then),
        live=False, until=inputs.decided_at,
    )  # fmt: skip
    figures = _figures(source, then.market)
    return figures if then.unpublished is not None else replace(figures, unpublished=None)


def _levels_then(figures: Figures) -> CheckLevels:
    """What a recorded verdict says of how the checks were told when it was decided."""
    return CheckLevels(MappingProxyType({one.code: cast("Told", one.told) for one in figures.check_levels}))


def _past(session: Session, launch: str, on: date, levels: CheckLevels) -> GateSource:
    version = launches.version(session, launch, gate_sources.definition_on(session, launch, on))
    mark = evidence.totals(session, launch, elsewhere=_elsewhere(version.definition)).mark
    totals = Totals(mark, *gate_sources.evidence_by(session, launch, on))
    counted = recount(session, launch, on, mark, definition=version.definition)
    marks = gate_sources.marks_on(session, launch, on)
    tally = Tally(session, launch, on, version.definition.gate.population, counted)
    until, answers = gate_sources.last_moment_of(on), _practice_mark(session, version, until=on)
    return GateSource(
        session, version.definition, version.fingerprint, on, marks, totals, tally,
        _knowledge_then(session, version, on, counted, mark=answers, until=until), answers,
        _voice_marks(session, version, until=until), levels, live=False, until=until,
    )  # fmt: skip


def _practice_mark(session: Session, version: LaunchVersion, *, until: date | None = None) -> int:
    """How far answers after certification are seen; 0 where no criterion asks, so that they change no such verdict."""
    return mark_of_answers(session, version.launch, until=until) if criteria_of(version.definition) else 0


def _voice_marks(session: Session, version: LaunchVersion, *, until: datetime | None = None) -> VoiceMarks:
    """How far what the field sent is seen: not at all where no criterion asks, so that it changes no such verdict."""
    asked = any(isinstance(one, ObjectionsAnswered) for one in version.definition.gate.criteria.values())
    return field_voice.marks(session, version.launch, until=until) if asked else NOTHING_SEEN


def _knowledge_then(
    session: Session, version: LaunchVersion, on: date, counted: Recount, *, mark: int, until: datetime
) -> KnowledgeTally:
    accepted = accepted_items(session, version.launch, version.definition, until=until)
    return KnowledgeTally(session, version, on, counted, AnswersSeen(mark, accepted))


def _elsewhere(definition: Launch) -> tuple[str, ...]:
    return looked_at(definition.key, definition.certifications.values())


def _figures(source: GateSource, market: str) -> Figures:
    definition = source.definition
    if market and market not in definition.markets:
        raise NotFound(
            f"launch '{definition.key}' has no market '{market}'.", hint=did_you_mean(market, definition.markets)
        )
    markets = (market,) if market else tuple(definition.markets)
    criteria = tuple(definition.gate.criteria.values())

    def asked(kind: type[Criterion]) -> bool:
        return any(isinstance(criterion, kind) for criterion in criteria)

    return Figures(
        launch=definition.key,
        definition=source.fingerprint,
        market=market,
        markets=markets,
        shares=tuple(
            _share(source, criterion, scope)
            for criterion in criteria
            if isinstance(criterion, (CertifiedShare, ManagersCertified, KnowledgeFresh))
            for scope in scopes(criterion, markets)
        ),
        materials=materials_now(source) if asked(MaterialsApproved) else (),
        tasks=tasks_now(source) if asked(TasksDone) else (),
        sign_offs=sign_offs_now(source) if asked(SignOffs) else (),
        value_propositions=tuple(definition.value_propositions) if asked(ProofValid) else (),
        proof_gaps=proof_gaps_now(source) if asked(ProofValid) else (),
        findings=findings_now(definition, source.levels) if asked(ChecksClean) else (),
        check_levels=levels_set(source.levels) if asked(ChecksClean) else (),
        evidence=evidence_seen(source),
        unpublished=unpublished(source) if asked(CertifiedShare) or asked(ManagersCertified) else None,
        objections=objections_now(source) if asked(ObjectionsAnswered) else (),
    )


def _share(source: GateSource, criterion: CertifiedShare | ManagersCertified | KnowledgeFresh, market: str) -> Share:
    population = source.definition.gate.population
    regions = source.definition.markets[market].regions or None if market else None
    if isinstance(criterion, KnowledgeFresh):
        return _knowledge(source, criterion, market, regions)
    if isinstance(criterion, ManagersCertified):
        return _managers(source, criterion, market, regions)
    counts = source.tally.groups(criterion.certification, criterion.within, regions)
    groups = tuple(Group(count.group, count.certified, count.counted) for count in counts)
    short = worst_groups(criterion, groups)
    lacking = sum(group.counted - group.certified for group in short)
    behind = source.tally.wanting(
        criterion.certification, criterion.within, limit=SHOWN, groups=[group.name for group in short[:SHOWN]],
        regions=regions,
    )  # fmt: skip
    expected = _expected(source.definition, market) if criterion.within == "region" else ()
    return Share(criterion.key, market, groups, expected, _behind(behind), lacking, _left_out(population, counts))


def _managers(source: GateSource, criterion: ManagersCertified, market: str, regions: Collection[str] | None) -> Share:
    count = source.tally.managers(regions)
    groups = (Group("", count.certified, count.counted),) if count.counted else ()
    short = short_groups(criterion, groups)
    behind = source.tally.wanting_managers(limit=SHOWN, regions=regions) if short else _nobody
    left_out = _left_out(source.definition.gate.population, [count])
    return Share(criterion.key, market, groups, (), _behind(behind), behind.total, left_out)


def _knowledge(source: GateSource, criterion: KnowledgeFresh, market: str, regions: Collection[str] | None) -> Share:
    """The groups hold the certified people who count, and how many of them are fresh."""
    counts = source.knowledge.groups(criterion, regions)
    groups = tuple(Group(one.name, one.fresh, one.certified) for one in counts)
    short = groups_behind(criterion, groups)
    names = [group.name for group in short[:SHOWN]]
    behind = source.knowledge.not_fresh(criterion, regions, names, SHOWN) if names else ()
    left_out = _told_left_out(
        source.definition.gate.population, leave=sum(one.on_leave for one in counts),
        new=sum(one.newly_hired for one in counts),
    )  # fmt: skip
    return Share(
        criterion.key, market, groups, _expected(source.definition, market) if criterion.within == "region" else (),
        tuple(Behind(email, why) for email, why in behind), sum(group.counted - group.certified for group in short),
        left_out,
    )  # fmt: skip


_nobody = Uncertified((), 0)


def _behind(found: Uncertified) -> tuple[Behind, ...]:
    return tuple(Behind(email, why) for email, why in found.people)


def _expected(definition: Launch, market: str) -> tuple[str, ...]:
    """The regions that must have people: those that the market, or any of the launch's markets, names."""
    markets = [definition.markets[market]] if market else list(definition.markets.values())
    return tuple(dict.fromkeys(region for one in markets for region in one.regions))


def _left_out(population: Population, counts: Iterable[GroupCount]) -> tuple[LeftOut, ...]:
    told = list(counts)
    return _told_left_out(
        population, leave=sum(count.excluded_leave for count in told), new=sum(count.excluded_new for count in told),
        exempt=sum(count.exempt for count in told),
    )  # fmt: skip


def _told_left_out(population: Population, *, leave: int, new: int, exempt: int = 0) -> tuple[LeftOut, ...]:
    reasons = {
        "on leave": leave, f"hired within {population.exclude_hired_within_days} days": new, "exempt": exempt,
    }  # fmt: skip
    return tuple(LeftOut(why, people) for why, people in reasons.items() if people)
