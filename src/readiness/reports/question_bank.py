"""Every question of a launch on one screen, applied or waiting to be, with who asks it; answer keys included."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, get_args

from readiness.context import Context
from readiness.domain.definition.assessment import Item, Quiz
from readiness.domain.definition.model import Launch
from readiness.domain.definition.vocabulary import CLAIM_SECTIONS
from readiness.domain.messaging.claims import claim_title, claims_of
from readiness.domain.quiz.forms import Form, build_form, pool
from readiness.domain.quiz.items import USES
from readiness.ground.errors import DefinitionError, NotFound, Problem, ReadinessError
from readiness.ground.keys import did_you_mean
from readiness.reports.message_map import Named, standing_definition
from readiness.reports.quiz_items import Status, quiz_items
from readiness.store import quizzes
from readiness.store.quizzes import ItemDecision

Pending = Literal["", "new", "changed", "leaves"]
STATUSES: Final[tuple[str, ...]] = get_args(Status)
KINDS: Final = tuple(USES)
WAITING: Final = ("draft", "reworded")
"""Drafted items that wait for a trainer's word."""


@dataclass(frozen=True, slots=True)
class BankLine:
    """One question. `pending` says what the next apply does to it: nothing, adds, changes or takes it out.

    `quizzes` are those that may ask it as things stand; `claims` what it tests, in words.
    """

    item: Item
    status: Status
    by: str
    quizzes: tuple[str, ...]
    claims: tuple[Named, ...]
    pending: Pending

    @property
    def waits(self) -> bool:
        """A trainer has to accept or reject it."""
        return self.status in WAITING


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionBank:
    """`lines` are a page of those that were asked for, of `found`; `next` is the cursor of the page after, "" = none.

    `counts` are of all by status. `unread` says why the file could not be read.
    `quizzes` and `claims` are what can be asked for: claims that some question tests.
    """

    launch: str
    name: str
    lines: tuple[BankLine, ...]
    found: int
    next: str
    total: int
    counts: Mapping[str, int]
    pending: int
    quizzes: tuple[Named, ...]
    claims: tuple[Named, ...]
    unread: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question with its key. `form` shows it as one rep might see it.

    `named_by` are quizzes that name it, `asked_in` all that may ask it as things stand.
    """

    launch: str
    name: str
    line: BankLine
    form: Form
    decisions: tuple[ItemDecision, ...]
    named_by: tuple[Named, ...]
    asked_in: tuple[Named, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """What a new question can refer to: claims by section, conversations; both from the file as it is now."""

    launch: str
    name: str
    claims: tuple[tuple[str, tuple[Named, ...]], ...]
    conversations: tuple[Named, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizPreview:
    """A form of a quiz as a rep would be asked it; `items` is its pool."""

    launch: str
    name: str
    quiz: Quiz
    seed: str
    form: Form
    items: tuple[Item, ...]


def question_bank(
    context: Context,
    *,
    launch: str,
    quiz: str = "",
    claim: str = "",
    status: str = "",
    kind: str = "",
    after: str = "",
    limit: int | None = None,
) -> QuestionBank:
    """Questions that a quiz may ask, that test a claim, of a status, of a kind; an empty text asks for all.

    At most `limit` (None = all of them), those that come after the question `after`. Raises NotFound for no such
    launch, DefinitionError when what they should come after is not among them.
    """
    definition, is_applied = standing_definition(context, launch=launch)
    lines, unread = _lines(context, definition, is_applied=is_applied)
    wanted = [
        line
        for line in lines
        if (not quiz or quiz in line.quizzes)
        and (not claim or claim in line.item.tests)
        and (not status or (line.waits if status == "waiting" else status in {line.status, line.pending}))
        and (not kind or line.item.kind == kind)
    ]
    start = _place_after(wanted, after)
    shown = wanted[start : None if limit is None else start + limit]
    has_more = start + len(shown) < len(wanted)
    tested = {one.key: one for line in lines for one in line.claims}
    return QuestionBank(
        launch=definition.key,
        name=definition.product.name,
        lines=tuple(shown),
        found=len(wanted),
        next=shown[-1].item.key if has_more and shown else "",
        total=len(lines),
        counts={one: sum(line.status == one for line in lines) for one in STATUSES},
        pending=sum(line.pending != "" for line in lines),
        quizzes=tuple(Named(one.key, one.title) for one in definition.quizzes.values()),
        claims=tuple(tested.values()),
        unread=unread,
    )


def question(context: Context, *, launch: str, key: str, seed: str = "preview") -> Question:
    """The question `key` with its answer. Raises NotFound with a suggestion."""
    definition, is_applied = standing_definition(context, launch=launch)
    lines, _ = _lines(context, definition, is_applied=is_applied)
    line = next((one for one in lines if one.item.key == key), None)
    if line is None:
        raise NotFound(
            f"launch '{launch}' has no question '{key[:80]}'.", hint=did_you_mean(key, (one.item.key for one in lines))
        )
    told: Sequence[ItemDecision] = ()
    if is_applied:
        with context.database.reading() as session:
            told = tuple(one for one in quizzes.item_decisions(session, launch).values() if one.item == key)
    return Question(
        launch=launch, name=definition.product.name, line=line, form=form_of_one(line.item, seed),
        decisions=tuple(told),
        named_by=tuple(Named(one.key, one.title) for one in definition.quizzes.values() if key in one.items),
        asked_in=tuple(
            Named(quiz, definition.quizzes[quiz].title if quiz in definition.quizzes else quiz)
            for quiz in line.quizzes
        ),
    )  # fmt: skip


def quiz_preview(context: Context, *, launch: str, quiz: str, seed: str) -> QuizPreview:
    """The form that `seed` gives of the quiz as applied. Raises NotFound; DefinitionError when no form can be built."""
    definition, is_applied = standing_definition(context, launch=launch)
    if quiz not in definition.quizzes:
        raise NotFound(f"launch '{launch}' has no quiz '{quiz[:80]}'.", hint=did_you_mean(quiz, definition.quizzes))
    accepted: tuple[Item, ...] = ()
    if is_applied:
        with context.database.reading() as session:
            accepted = quizzes.accepted_items(session, launch, definition)
    entry = definition.quizzes[quiz]
    items = pool(entry, definition, accepted)
    return QuizPreview(
        launch=launch, name=definition.product.name, quiz=entry, seed=seed, form=build_form(entry, items, seed),
        items=tuple(map(sendable, items)),
    )  # fmt: skip


def sendable(item: Item) -> Item:
    """The same item with a rubric that JSON writers know, as they know no mapping that cannot be changed."""
    return replace(item, rubric=dict(item.rubric))


def vocabulary(context: Context, *, launch: str) -> Vocabulary:
    """What the launch's file has now, so that a question can be written about what was only just added to it."""
    definition, _ = standing_definition(context, launch=launch)
    now = context.launches.read(launch).launch or definition
    sections = tuple(
        (section, tuple(Named(claim, claim_title(now, claim)) for claim in claims_of(now, section)))
        for section in CLAIM_SECTIONS
    )
    return Vocabulary(
        launch=launch, name=definition.product.name, claims=tuple(one for one in sections if one[1]),
        conversations=tuple(Named(one.key, one.name) for one in now.conversations.values()),
    )  # fmt: skip


def form_of_one(item: Item, seed: str) -> Form:
    """A form that asks this one question."""
    return build_form(Quiz(key="preview", title="Preview", items=(item.key,), pass_fraction=1.0), (item,), seed)


def _place_after(lines: Sequence[BankLine], after: str) -> int:
    if not after:
        return 0
    for place, line in enumerate(lines, 1):
        if line.item.key == after:
            return place
    gone = Problem("AP001", f"question '{after[:80]}' is gone, or not among those asked for.", "Begin again without.")
    raise DefinitionError("the page asked for does not exist.", problems=[gone])


def _lines(context: Context, definition: Launch, *, is_applied: bool) -> tuple[tuple[BankLine, ...], str]:
    """Every question, and why those that wait in the file are unknown, "" when they are known."""
    unread, in_file = "", None
    try:
        in_file = context.launches.read(definition.key).launch
        unread = "" if in_file is not None else "the launch file is unsound just now."
    except ReadinessError as error:
        unread = error.message
    lines = []
    if is_applied:
        for line in quiz_items(context, launch=definition.key):
            pending = _pending(line.item, line.status, in_file)
            lines.append(
                BankLine(
                    sendable(line.item), line.status, line.by, line.quizzes, _claims(definition, line.item), pending
                )
            )
    known = {line.item.key for line in lines if line.status == "authored"}
    if in_file is None:
        return tuple(lines), unread
    for item in in_file.items.values():
        if item.key not in known:
            asking = tuple(one.key for one in in_file.quizzes.values() if item in pool(one, in_file, ()))
            lines.append(BankLine(sendable(item), "authored", "", asking, _claims(in_file, item), "new"))
    return tuple(lines), unread


def _claims(definition: Launch, item: Item) -> tuple[Named, ...]:
    return tuple(Named(claim, claim_title(definition, claim)) for claim in item.tests)


def _pending(item: Item, status: Status, in_file: Launch | None) -> Pending:
    if in_file is None or status != "authored":
        return ""
    if item.key not in in_file.items:
        return "leaves"
    return "" if in_file.items[item.key] == item else "changed"
