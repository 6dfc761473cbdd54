"""May the product be sold? The figures are counted, the domain decides, the verdict goes on record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from readiness.actions.gate_figures import gather_inputs
from readiness.actions.record_readiness_day import record_readiness_day
from readiness.context import Context
from readiness.domain.gate.verdict import CriterionResult, Inputs, Outcome, Verdict, decide_from, identity
from readiness.store import gate, journal, launches
from readiness.store.gate_sources import hold_still


@dataclass(frozen=True, slots=True)
class Decided:
    """A verdict and its place on record.

    `number` is None for a verdict that was not recorded. `is_new` is False when the same verdict, on the same inputs,
    was on record already. `changed_from` is the outcome before this one when they differ: to be announced.
    """

    verdict: Verdict
    inputs: Inputs
    number: int | None = None
    is_new: bool = False
    changed_from: Outcome | None = None

    @property
    def outcome(self) -> Outcome:
        return self.verdict.outcome

    @property
    def cleared(self) -> bool:
        return self.verdict.cleared

    @property
    def criteria(self) -> tuple[CriterionResult, ...]:
        return self.verdict.criteria


def decide_gate(
    context: Context, *, launch: str, as_of: date | None = None, market: str | None = None, record: bool = True
) -> Decided:
    """The verdict on a launch, as of a day (today), as a whole or with each-market criteria in one market only.

    A verdict as of today goes on record unless it equals the last one; a verdict as of another day answers a question
    and never does. A past day sees the evidence up to it. Raises NotFound for a launch that was not applied (by that
    day) and for a market it does not have.
    """
    today = context.clock.today()
    on = as_of or today
    with context.database.reading() as session:
        hold_still(session)
        inputs = gather_inputs(
            session, context.clock, launch=launch, market=market or "", on=on, levels=context.check_levels
        )
        verdict = decide_from(inputs)
        if not record or on != today:
            return Decided(verdict, inputs)
        last = gate.last_verdict(session, launch, market or "")
    if last is not None and last.identity == identity(inputs, verdict):
        return Decided(verdict, inputs, last.number)  # nothing to write: whoever only asks waits for no writer
    with context.database.transaction() as session:
        return record_verdict(session, context, inputs, verdict)


def record_verdict(session: Session, context: Context, inputs: Inputs, verdict: Verdict) -> Decided:
    """The verdict is the last one on record of its launch and market, inside the caller's transaction."""
    gate.one_at_a_time(session, verdict.launch)
    last = gate.last_verdict(session, verdict.launch, verdict.market)
    rests_on = identity(inputs, verdict)
    if last is not None and last.identity == rests_on:
        return Decided(verdict, inputs, last.number)
    actor = context.actor or "engine"
    number = gate.add_verdict(
        session, context.clock, inputs=inputs, verdict=verdict, identity=rests_on, actor=actor,
        follows=last.number if last else 0,
    )  # fmt: skip
    record_readiness_day(
        session, context.clock, launches.require_version(session, verdict.launch).definition, on=verdict.as_of
    )
    changed_from = last.outcome if last is not None and last.outcome != verdict.outcome else None
    journal.record(
        session, context.clock, actor=actor, verb=f"decided {verdict.outcome}",
        subject=verdict.market or verdict.launch, launch=verdict.launch, fingerprint=verdict.definition,
        detail={
            "verdict": number, "before": changed_from or "", "unmet": [result.name for result in verdict.unmet()],
            "waived": [result.name for result in verdict.waived()],
        },
    )  # fmt: skip
    return Decided(verdict, inputs, number, is_new=True, changed_from=changed_from)
