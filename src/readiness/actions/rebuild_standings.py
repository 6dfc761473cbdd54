"""What is kept is compared with what the evidence says, and mended on demand."""

from __future__ import annotations

from dataclasses import dataclass, replace

from readiness.context import Context
from readiness.store import journal, knowledge_upkeep, launches, practice_cards, requirement_progress, standings
from readiness.store.knowledge_upkeep import KnowledgeDrift
from readiness.store.practice_cards import CardDrift
from readiness.store.requirement_progress import ProgressDrift
from readiness.store.standings import Drift


@dataclass(frozen=True, slots=True)
class DriftReport:
    """One drift per launch, by key. `mended` is True when what differed was written anew."""

    drifts: tuple[Drift, ...]
    mended: bool
    unknown: frozenset[str] = frozenset()
    """Launches of which something is kept although there is no such launch: all of it is drift."""

    @property
    def clean(self) -> bool:
        """Nothing had drifted."""
        return all(drift.clean for drift in self.drifts)

    def __str__(self) -> str:
        if not self.drifts:
            return "No launch has been applied yet; there is nothing to compare."
        return "\n".join(line for drift in self.drifts for line in self._lines(drift))

    def _lines(self, drift: Drift) -> list[str]:
        compared = f"{drift.launch}: {drift.standings:,} standings and {drift.counts:,} counts"
        if drift.clean:
            return [f"{compared} are what the evidence says."]
        what = "were wrong and are mended" if self.mended else "are wrong"
        if drift.launch in self.unknown:
            compared = f"{drift.launch}: there is no such launch"
            what = "rows of it were kept and are gone" if self.mended else "rows of it are kept"
        lines = [f"{compared}; {drift.total:,} {what}:"]
        lines += [f"  {difference}" for difference in drift.differences]
        more = drift.total - len(drift.differences)
        return lines + ([f"  … and {more:,} more"] if more > 0 else [])


def rebuild_standings(context: Context, *, launch: str | None = None, verify_only: bool = False) -> DriftReport:
    """Standings and counts of the launch (None = of every launch) are what the evidence says, told anew from all of it.

    What is kept of a launch that there is not is drift too. With `verify_only` nothing is written and drift is only
    told. Raises NotFound for a launch that was not applied and of which nothing is kept.
    """
    keys, unknown = _keys(context, launch)
    if verify_only:
        with context.database.reading() as session:
            told = tuple(
                _with_practice(
                    _with(standings.verify(session, key), requirement_progress.verify(session, key)),
                    practice_cards.verify(session, key), knowledge_upkeep.verify(session, key),
                )
                for key in keys
            )  # fmt: skip
            return DriftReport(told, mended=False, unknown=unknown)
    drifts = []
    for key in keys:
        with context.database.transaction() as session:
            drift = _with_practice(
                _with(standings.rebuild(session, key), requirement_progress.rebuild(session, key)),
                practice_cards.rebuild(session, key), knowledge_upkeep.rebuild(session, key),
            )  # fmt: skip
            if not drift.clean:
                journal.record(
                    session, context.clock, actor=context.actor or "nobody named", verb="rebuilt", subject="standings",
                    launch=key, detail={"wrong": drift.total, "first": list(drift.differences)},
                )  # fmt: skip
        drifts.append(drift)
    return DriftReport(tuple(drifts), mended=True, unknown=unknown)


def _with(drift: Drift, progress: ProgressDrift) -> Drift:
    """The drift, with that of which requirements are met."""
    if not progress.wrong:
        return drift
    told = f"requirements met: {progress.wrong:,} of {progress.rows:,} rows"
    return replace(drift, differences=(*drift.differences, told), total=drift.total + progress.wrong)


def _with_practice(drift: Drift, cards: CardDrift, knowledge: KnowledgeDrift) -> Drift:
    """The drift, with that of what is kept of the answers after certification."""
    told = []
    if cards.wrong:
        told.append(f"practice cards: {cards.wrong:,} of {cards.rows:,} rows")
    if knowledge.wrong:
        told.append(f"fresh knowledge: {knowledge.wrong:,} of {knowledge.rows:,} rows")
    wrong = cards.wrong + knowledge.wrong
    return replace(drift, differences=(*drift.differences, *told), total=drift.total + wrong) if wrong else drift


def _keys(context: Context, launch: str | None) -> tuple[tuple[str, ...], frozenset[str]]:
    """The launches to compare, and those of them that there are not."""
    with context.database.reading() as session:
        applied = tuple(entry.key for entry in launches.applied_launches(session))
        unknown = frozenset(standings.kept_launches(session)) - set(applied)
        if launch is None:
            return (*applied, *sorted(unknown)), unknown
        if launch not in unknown:
            launch = launches.require_version(session, launch).launch
        return (launch,), unknown & {launch}
