"""What is known of every question of a launch but its key: version, difficulty, use, author, source and state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from readiness.context import Context
from readiness.domain.definition.assessment import Item
from readiness.domain.item_analysis.wording import wording
from readiness.reports.message_map import standing_definition
from readiness.reports.question_bank import BankLine, question_bank
from readiness.store import quizzes
from readiness.store.item_use import ItemUse, item_use, written_items


@dataclass(frozen=True, slots=True, kw_only=True)
class BankEntry:
    """One question. `version` counts the wordings that were applied, 0 = none yet; of drafts, those decided on.

    `estimated` is the author's share of people who get it right at the first try, `observed` the share of its mark that
    `first_attempts` earned; both 0..1, None = nobody said, nobody answered. `exposure`: attempts that asked it.
    `state`: what a trainer said of it; `pending`: what the next apply does to it, "" = nothing.
    """

    key: str
    kind: str
    stem: str
    version: int
    tests: tuple[str, ...]
    conversation: str | None
    estimated: float | None
    observed: float | None
    first_attempts: int
    exposure: int
    author: str
    source: str
    state: str
    pending: str
    quizzes: tuple[str, ...]


def item_bank(context: Context, *, launch: str) -> tuple[BankEntry, ...]:
    """Every question as the question bank lists them: authored ones in file order, drafts, then new ones of the file.

    Raises NotFound for no such launch.
    """
    return bank_entries(context, launch=launch, lines=question_bank(context, launch=launch).lines)


def bank_entries(context: Context, *, launch: str, lines: Sequence[BankLine]) -> tuple[BankEntry, ...]:
    """The same of these lines of the question bank, in their order."""
    _, is_applied = standing_definition(context, launch=launch)
    use: Mapping[str, ItemUse] = {}
    wordings: Mapping[str, int] = {}
    if is_applied:
        with context.database.reading() as session:
            use = item_use(session, launch)
            wordings = _wordings(written_items(session, launch))
            decided: dict[str, int] = {}
            for key, _ in quizzes.item_decisions(session, launch):
                decided[key] = decided.get(key, 0) + 1
            wordings = {**decided, **wordings}
    return tuple(_entry(line, use.get(line.item.key, ItemUse()), wordings.get(line.item.key, 0)) for line in lines)


def state_of(line: BankLine) -> str:
    """Draft, reviewed or retired for what is in the file; what was decided on a draft of the engine's."""
    return line.item.review if line.status == "authored" else line.status


def _wordings(written: Iterable[Item]) -> Mapping[str, int]:
    """How many times each item was worded otherwise than before."""
    counts: dict[str, int] = {}
    last: dict[str, str] = {}
    for item in written:
        now = wording(item)
        if last.get(item.key) != now:
            counts[item.key] = counts.get(item.key, 0) + 1
            last[item.key] = now
    return counts


def _entry(line: BankLine, use: ItemUse, version: int) -> BankEntry:
    item = line.item
    return BankEntry(
        key=item.key, kind=item.kind, stem=item.stem, version=version, tests=item.tests,
        conversation=item.conversation, estimated=item.difficulty, observed=use.earned, first_attempts=use.first,
        exposure=use.asked, author=item.author or "", source=item.source or "", state=state_of(line),
        pending=line.pending, quizzes=line.quizzes,
    )  # fmt: skip
