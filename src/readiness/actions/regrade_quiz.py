"""A question was put right: everybody who was asked it is graded again, and their standing follows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlmodel import Session

from readiness.actions.accept_items import require_trainer
from readiness.actions.mark_attempt import settle
from readiness.actions.start_attempt import require_quiz
from readiness.context import Context
from readiness.domain.quiz.grading import Counts
from readiness.domain.quiz.regrade_plan import RegradePlan
from readiness.ground.errors import Conflict, NotFound
from readiness.ground.keys import did_you_mean
from readiness.ground.notes import fit_note
from readiness.store import attempts, journal, regrades, rulings, standings
from readiness.store.launches import require_version
from readiness.store.quizzes import accepted_items
from readiness.store.regrades import NO_CHANGE, Planned

__all__ = ["RegradePlan", "plan_regrade", "regrade_preview", "regrade_quiz", "ways_to_count"]

SHOWN = 50
"""People whom the journal names; the rest are counted, and all are in the steps and the evidence."""


def regrade_quiz(
    context: Context, *, launch: str, quiz: str, items: tuple[str, ...] = (), counts: Mapping[str, Counts] = NO_CHANGE,
    note: str = "", seen: str = "",
) -> RegradePlan:  # fmt: skip
    """Attempts at the quiz are graded with the keys that now stand, as `regrade_preview` said; returns what was done.

    `counts`: questions that are credited to everybody from here on, dropped from the marks, or count by their key
    again. Attempts without a mark are marked by all of it when they come to theirs. Decisions, steps, corrections of
    evidence, standings and journal are one transaction. Nothing to put right is nothing done, so the second time does
    nothing. `seen` is the fingerprint of the preview that was looked at. Raises NotFound, NotAllowed for anybody but a
    trainer, DefinitionError without a note, Conflict when it would do something else than was seen.
    """
    by = context.by()
    note = fit_note(note, name="note", required=True)
    with context.database.transaction() as session:
        rulings.wait_for_hand_ins(session, launch, quiz)
        standings.lock(session, launch)
        done = plan_regrade(context, session, launch=launch, quiz=quiz, items=items, counts=counts, note=note)
        plan = done.plan
        if seen and seen != plan.fingerprint:
            raise Conflict(
                f"grading quiz '{quiz}' again would do something else by now; nothing was done.",
                hint="Look at what it would do again, then confirm that.",
            )
        if plan.is_nothing:
            return plan
        regrades.carry_out(session, context.clock, done, by=by, note=note)
        for waiting in attempts.awaiting(session, launch, quiz):  # an essay that was dropped is waited for no more
            settle(session, context, attempts.sitting(session, waiting))
        journal.record(
            session, context.clock, actor=by, verb="graded again", subject=f"quiz '{quiz}'", launch=launch,
            fingerprint=plan.fingerprint,
            detail={
                "items": [one.item for one in plan.fixes], "note": note, "attempts": plan.regraded,
                **{how: [one.item for one in plan.counts if one.becomes == how] for how in _told(plan)},
                "still open": plan.still_open,
                "marks changed": len(plan.changes),
                "now passed": [one.rep for one in plan.newly_passed][:SHOWN],
                "no longer passed": [one.rep for one in plan.no_longer_passed][:SHOWN],
                "certifications": [
                    f"{one.rep}: {one.certification} {one.was} → {one.becomes}" for one in plan.moves
                ][:SHOWN],
            },
        )  # fmt: skip
    return plan


def ways_to_count(
    *, credit: Iterable[str] = (), drop: Iterable[str] = (), by_key: Iterable[str] = ()
) -> Mapping[str, Counts]:
    """How questions are to count, by key. Raises Conflict when one is to count in two ways."""
    found: dict[str, Counts] = {}
    asked: tuple[tuple[Counts, Iterable[str]], ...] = (("credited", credit), ("dropped", drop), ("by-key", by_key))
    for how, keys in asked:
        for key in keys:
            if found.setdefault(key, how) != how:
                raise Conflict(
                    f"question '{key[:80]}' cannot be {found[key]} and {how} at once.", hint="Choose one of the two."
                )
    return found


def regrade_preview(
    context: Context, *, launch: str, quiz: str, items: tuple[str, ...] = (), counts: Mapping[str, Counts] = NO_CHANGE
) -> RegradePlan:
    """What `regrade_quiz` would do now; changes nothing. Raises NotFound, and NotAllowed for anybody but a trainer."""
    context.by()
    with context.database.reading() as session:
        return plan_regrade(context, session, launch=launch, quiz=quiz, items=items, counts=counts, note="").plan


def plan_regrade(
    context: Context, session: Session, *, launch: str, quiz: str, items: tuple[str, ...],
    counts: Mapping[str, Counts] = NO_CHANGE, note: str,
) -> Planned:  # fmt: skip
    """The plan, for a trainer."""
    definition = require_version(session, launch).definition
    require_quiz(definition, quiz)
    require_trainer(definition, context.actor)
    known = {*definition.items, *(item.key for item in accepted_items(session, launch, definition))}
    if missing := [key for key in items if key not in known]:
        raise NotFound(f"launch '{launch}' has no item '{missing[0][:80]}'.", hint=did_you_mean(missing[0], known))
    return regrades.planned(
        session, definition, quiz, items=items, counts=counts, by=context.actor, note=note,
        today=context.clock.today(),
    )  # fmt: skip


def _told(plan: RegradePlan) -> tuple[Counts, ...]:
    """The ways to count that the plan has a question for, so that the journal names no others."""
    return tuple(dict.fromkeys(one.becomes for one in plan.counts))
