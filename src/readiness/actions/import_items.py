"""Questions of another product's file are items of the launch file; or none of them is, and every reason is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from readiness.actions.accept_items import require_trainer
from readiness.actions.edit_launch_file import edit_launch_file, judge_edits, require_readable, team_definition
from readiness.actions.write_item import hidden_text
from readiness.context import Context
from readiness.domain.definition.assessment import Item
from readiness.domain.definition.model import Launch
from readiness.domain.definition.reader import read_as
from readiness.domain.definition.snapshot import tree
from readiness.domain.definition.vocabulary import CLAIM_SECTIONS
from readiness.domain.item_exchange.exchange_item import MOST_QUESTIONS, ExchangeItem, Format, Lost, label
from readiness.domain.item_exchange.formats import fit, read_questions
from readiness.domain.item_exchange.mapping import Mapped, to_exchange, to_item
from readiness.domain.quiz.drafting import draft_items
from readiness.domain.quiz.items import item_problems
from readiness.ground.errors import DefinitionError, Problem, Where
from readiness.ground.fingerprint import fingerprint_bytes
from readiness.ground.keys import did_you_mean
from readiness.ports.edits import AddEntries

_FIRST = ("kind", "situation", "stem", "tests")
"""How people begin an item; the rest follows as it comes."""


@dataclass(frozen=True, slots=True)
class ImportedItem:
    """One question of the file; `line` is where it begins there."""

    item: Item
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsImported:
    """`items` are new in the launch file (or would be, in a preview), `unchanged` were there as they are.

    `lost` is what the file says and an item cannot; `warnings` are what `check` now says and did not before. `seen` is
    the fingerprint of the file that was read. `files` were written; empty in a preview, and when nothing was new.
    """

    format: Format
    items: tuple[ImportedItem, ...]
    unchanged: tuple[str, ...]
    lost: tuple[Lost, ...]
    warnings: tuple[Problem, ...]
    seen: str
    files: tuple[str, ...] = ()

    @property
    def essays(self) -> int:
        """How many of `items` no quiz asks before it names them, or draws essays."""
        return sum(one.item.kind == "essay" for one in self.items)


def import_items(
    context: Context,
    *,
    launch: str,
    data: bytes,
    called: str,
    form: Format | None = None,
    tests: Sequence[str] = (),
    skip_uncarried: bool = False,
    as_drafts: bool = False,
    into: str = "",
    preview: bool = False,
) -> ItemsImported:
    """The launch file has every question of `data` as an item, beside those it has; asked from the next apply on.

    `tests` are the claims of questions that name none themselves, by tag or by category. What has no place here at all
    is refused, unless `skip_uncarried` leaves it out. A file imported again changes nothing. Raises NotAllowed for
    anybody but a trainer, DefinitionError with every problem and its line; then nothing was written.
    """
    context.by()
    require_trainer(team_definition(context, launch=launch), context.actor)
    definition = require_readable(context, launch=launch)
    read = read_questions(data, called, form)
    if read.problems:
        raise _refused(called, read.problems)
    reading = _Reading(called, read.format, definition, tuple(tests))
    reading.take(read.items, {"review": "draft"} if as_drafts else {})
    lost = tuple(sorted((*read.lost, *reading.lost), key=lambda one: one.line))
    problems = [*reading.problems, *([] if skip_uncarried else _uncarried(called, lost))]
    if problems:
        raise _refused(called, problems)
    made = ItemsImported(
        format=read.format, items=tuple(reading.items), unchanged=tuple(reading.unchanged), lost=lost, warnings=(),
        seen=fingerprint_bytes(data),
    )  # fmt: skip
    if not made.items:
        return made
    edits = [AddEntries("items", reading.fields, into)]
    try:
        if preview:
            _, warnings = judge_edits(context, launch=launch, edits=edits)
            return replace(made, warnings=warnings)
        done = edit_launch_file(
            context, launch=launch, edits=edits, verb="wrote", subject=f"{len(made.items)} items",
            detail={"from": called, "format": read.format, "seen": made.seen, "items": list(reading.fields)},
        )  # fmt: skip
    except DefinitionError as error:
        raise _refused(called, (reading.placed(problem) for problem in error.problems)) from error
    return replace(made, warnings=done.warnings, files=done.files)


class _Reading:
    """The questions of a file, one after the other, as items: what is new, what was there, and what is wrong."""

    def __init__(self, called: str, form: Format, definition: Launch, tests: tuple[str, ...]) -> None:
        self.called, self.form, self.definition, self.tests = called, form, definition, tests
        self.drafts = {draft.key: draft for draft in draft_items(definition)}
        self.items: list[ImportedItem] = []
        self.fields: dict[str, Mapping[str, Any]] = {}
        self.unchanged: list[str] = []
        self.lost: list[Lost] = []
        self.problems: list[Problem] = []
        self.lines: dict[str, int] = {}
        for claim in tests:
            self.problems += self._claim_problems(claim, Where(called))

    def take(self, items: Iterable[ExchangeItem], more: Mapping[str, Any]) -> None:
        """`more` are fields that every one of them gets."""
        for item in items:
            mapped = to_item(item)
            self.lost += [Lost(label(item), what, item.line) for what in mapped.lost]
            self._one(item, mapped, {**mapped.fields, **more})

    def placed(self, problem: Problem) -> Problem:
        """A problem of the launch file, at the line of the question that makes it."""
        section, _, rest = problem.path.partition(".")
        line = self.lines.get(rest.partition(".")[0]) if section == "items" else None
        return replace(problem, where=Where(self.called, line)) if line is not None else problem

    def _one(self, item: ExchangeItem, mapped: Mapped, fields: Mapping[str, Any]) -> None:
        where, key = Where(self.called, item.line), self._key(item, mapped)
        claims = mapped.tests or self.tests
        made = {**fields, "tests": list(claims)}
        names = sorted(made, key=lambda name: _FIRST.index(name) if name in _FIRST else len(_FIRST))
        made = {name: made[name] for name in names if made[name] is not None}
        found = [replace(problem, where=where) for problem in hidden_text(made, f"items.{key}")]
        if not claims:
            said = f"“{label(item)}” names no claim that it tests."
            fix = "Name one for all of them (--tests), or give it a tag or category such as objections/price."
            found.append(Problem("IX007", said, fix, where, path=f"items.{key}"))
        for claim in mapped.tests:
            found += self._claim_problems(claim, where)
        read = read_as(tree({**made, "tests": list(claims) or ["facts.none"]}), Item)
        found += [replace(one, where=where, path=f"items.{key}.{one.path}".rstrip(".")) for one in read.problems]
        if read.value is not None:
            found += [replace(one, where=where) for one in item_problems(read.value, f"items.{key}")]
        self.problems += found
        if found or read.value is None:
            return
        self._keep(replace(read.value, key=key), made, item.line)

    def _keep(self, item: Item, fields: Mapping[str, Any], line: int) -> None:
        there, draft = self.definition.items.get(item.key), self.drafts.get(item.key)
        if there is None and draft is not None and self._says_the_same(draft, item):
            self.unchanged.append(item.key)  # the engine's own, back from another product
            return
        if there is None:
            self.items.append(ImportedItem(item, line))
            self.fields[item.key] = fields
            self.lines[item.key] = line
        elif self._says_the_same(there, item):
            self.unchanged.append(item.key)
        else:
            said = f"the launch has an item '{item.key}' already, which reads differently."
            fix = "Rename the question, or change the item in the launch file."
            self.problems.append(Problem("IX009", said, fix, Where(self.called, line), path=f"items.{item.key}"))

    def _says_the_same(self, there: Item, item: Item) -> bool:
        """What a file of this format would say of both is the same; what it cannot say is left as it stands."""
        held = [out and fit(out, self.form)[0] for out, _ in (to_exchange(there), to_exchange(item))]
        return there == item or (held[0] is not None and held[0] == held[1])

    def _key(self, item: ExchangeItem, mapped: Mapped) -> str:
        """A key of its own in this file. Names stand once; keys made of the same few words are numbered."""
        key = wanted = mapped.key or f"question-{item.line}"
        taken = {*self.fields, *self.unchanged}
        for number in range(2, MOST_QUESTIONS + 2):
            if key not in taken:
                break
            key = f"{wanted[:60]}-{number}"
        return key

    def _claim_problems(self, claim: str, where: Where) -> Iterator[Problem]:
        section, _, key = claim.partition(".")
        if section not in CLAIM_SECTIONS:
            known = did_you_mean(section, CLAIM_SECTIONS)
            yield Problem("IX007", f"'{claim[:80]}' is no claim.", f"Write section.key. {known}", where)
        elif key not in getattr(self.definition, section):
            known = did_you_mean(key, getattr(self.definition, section))
            yield Problem("IX007", f"the launch has no claim '{claim[:80]}'.", known or "Name another.", where)


def _uncarried(called: str, lost: Iterable[Lost]) -> Iterator[Problem]:
    for one in lost:
        if one.whole:
            fix = "Leave such questions out (--skip-uncarried), or take them out of the file."
            yield Problem("IX008", f"“{one.question}” is {one.what}.", fix, Where(called, one.line))


def _refused(called: str, problems: Iterable[Problem]) -> DefinitionError:
    found = sorted(problems, key=lambda one: (one.where.line, one.where.column) if one.where else (0, 0))
    return DefinitionError(f"{called} cannot be imported; nothing was.", problems=found)
