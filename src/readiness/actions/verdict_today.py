"""The verdict as it is now, for screens: decided when something changed, held while nothing did, never recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from readiness.actions.decide_gate import decide_gate
from readiness.context import Context
from readiness.domain.gate.verdict import Verdict, identity
from readiness.store import gate
from readiness.store.held import held, standing_mark, words_mark


@dataclass(frozen=True, slots=True)
class VerdictToday:
    """`number` is that of the last recorded verdict when this is the same one; None when none was, or things moved.

    `mark` says how far it has seen, as a board's does.
    """

    mark: str
    verdict: Verdict
    number: int | None


def verdicts_today(context: Context) -> Callable[[str], Verdict]:
    """Launch → its verdict today: for reports that list launches, and judge nothing themselves."""
    return lambda launch: verdict_today(context, launch=launch).verdict


def verdict_today(context: Context, *, launch: str) -> VerdictToday:
    """What the gate says today of the launch as a whole; `decided_at` says when it was asked.

    A large launch to which evidence comes all the time is decided again every few seconds, not on every look
    (`store.held`); what people said of it, a sign-off or a clearance, is in it at once.
    Raises NotFound for a launch that was not applied.
    """
    on = context.clock.today()
    with context.database.reading() as session:
        fingerprint, mark = standing_mark(session, launch)
        words = words_mark(session)

    def decide() -> VerdictToday:
        decided = decide_gate(context, launch=launch, record=False)
        with context.database.reading() as session:
            last = gate.last_verdict(session, launch, "")
        is_last = last is not None and last.identity == identity(decided.inputs, decided.verdict)
        return VerdictToday(f"{fingerprint} {mark} {on}", decided.verdict, last.number if last and is_last else None)

    return held(context.database, ("verdict", launch, fingerprint, words, on), mark, decide)
