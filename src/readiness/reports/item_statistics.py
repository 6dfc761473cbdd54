"""What the answers so far say about the questions of a launch, quiz by quiz; for whoever writes and mends questions.

Needs the extra `assessment`; everything here can be imported without it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from readiness.context import Context
from readiness.domain.definition.assessment import Item, Quiz
from readiness.domain.definition.model import Launch
from readiness.domain.item_analysis.figures import Analysis, Flag, Interval, ItemFigures, QuizFigures
from readiness.domain.item_analysis.flags import ENOUGH
from readiness.domain.item_analysis.given import Given, Which
from readiness.domain.quiz.forms import pool
from readiness.domain.quiz.trainers import may_see_keys
from readiness.ground.errors import Conflict, NotFound
from readiness.ground.extras import extra
from readiness.ground.fingerprint import short
from readiness.ground.keys import did_you_mean
from readiness.reports.export import safe_cell
from readiness.reports.message_map import Named, standing_definition
from readiness.store import attempts, quizzes
from readiness.store.answers_given import answers_given, items_of_pools, places_known

COLUMNS: Final = (
    "quiz", "item", "version", "wording", "kind", "asked", "unanswered", "facility", "facility_low", "facility_high",
    "sd", "intended_weight", "effective_weight", "discrimination_index", "discrimination_low", "discrimination_high",
    "discriminative_efficiency", "item_rest", "item_total", "upper_lower", "flags", "stem",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionLine:
    """One question in one wording. `texts` are what the options of `figures` say, in their order.

    `is_current`: the quiz would ask it just so today; otherwise it was reworded, taken out or given another key since.
    """

    figures: ItemFigures
    kind: str
    stem: str
    must_pass: bool
    is_current: bool
    texts: tuple[str, ...]

    @property
    def version(self) -> str:
        """The beginning of the fingerprint of its wording."""
        return short(self.figures.version)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizStatistics:
    """A quiz with its questions as it would ask them; `former` are wordings that it asks no more.

    `simulated` of its attempts were a rehearsal. `first_on` and `last_on` are when the first and last was handed in.
    `awaiting` more were handed in and are left out until their essays are marked.
    """

    key: str
    title: str
    figures: QuizFigures
    questions: tuple[QuestionLine, ...]
    former: tuple[QuestionLine, ...]
    simulated: int
    first_on: date | None
    last_on: date | None
    awaiting: int = 0

    @property
    def is_small(self) -> bool:
        return self.figures.attempts < ENOUGH


@dataclass(frozen=True, slots=True)
class Quizzes:
    """The quizzes of a launch, in file order; empty when it has none."""

    launch: str
    name: str
    quizzes: tuple[Named, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemStatistics:
    """The statistics of a launch's quizzes. `with_keys` False: options, and what would tell a key, are left out.

    `asked_for` are the quizzes there are, also where one was asked for.
    """

    launch: str
    name: str
    first_only: bool
    since: date | None
    until: date | None
    role: str
    region: str
    with_keys: bool
    asked_for: tuple[Named, ...]
    quizzes: tuple[QuizStatistics, ...]


def item_statistics(
    context: Context, *, launch: str, quiz: str = "", which: Which | None = None, with_keys: bool | None = None
) -> ItemStatistics:
    """The statistics of every quiz, or of one; quizzes that nobody handed in have their questions and no figures.

    `with_keys` None: options are for whoever asks when they are of the launch's team (see `domain.quiz.trainers`).
    Raises NotFound for no such launch or quiz, Conflict for a period that ends before it begins, OutsideFailure
    without the extra `assessment`.
    """
    which = which or Which()
    if which.since is not None and which.until is not None and which.until < which.since:
        raise Conflict(
            f"the period ends on {which.until} before it begins on {which.since}.",
            hint="Give the earlier day as --since, the later one as --until.",
        )
    definition, is_applied = standing_definition(context, launch=launch)
    if quiz and quiz not in definition.quizzes:
        raise NotFound(f"launch '{launch}' has no quiz '{quiz[:80]}'.", hint=did_you_mean(quiz, definition.quizzes))
    _require_places(context, definition, which)
    keys = may_see_keys(definition, context.actor) if with_keys is None else with_keys
    asked = [one for one in definition.quizzes.values() if quiz in ("", one.key)]
    return ItemStatistics(
        launch=definition.key, name=definition.product.name, first_only=which.first_only, since=which.since,
        until=which.until, role=which.role, region=which.region, with_keys=keys,
        asked_for=_named(definition),
        quizzes=tuple(_quiz(context, definition, one, which, is_applied=is_applied, keys=keys) for one in asked),
    )  # fmt: skip


def _require_places(context: Context, definition: Launch, which: Which) -> None:
    """Raises NotFound for a role or region that neither the roster nor the launch knows: that is a slip of the pen."""
    if not which.role and not which.region:
        return
    with context.database.reading() as session:
        roles, regions = places_known(session)
    roles |= {one.role for one in definition.certifications.values()}
    if which.role and which.role not in roles:
        raise NotFound(f"nobody was ever in the role '{which.role[:80]}'.", hint=did_you_mean(which.role, roles))
    if which.region and which.region.lower() not in {one.lower() for one in regions}:
        raise NotFound(
            f"nobody was ever in the region '{which.region[:80]}'.", hint=did_you_mean(which.region, regions)
        )


def quizzes_of(context: Context, *, launch: str) -> Quizzes:
    """The quizzes whose statistics can be asked for. Raises NotFound for no such launch."""
    definition, _ = standing_definition(context, launch=launch)
    return Quizzes(definition.key, definition.product.name, _named(definition))


def table_statistics(text: str, *, key: str | None = None, empty: Literal["", "not-asked", "zero"] = "") -> Analysis:
    """The statistics of a table of marks (see `domain.item_analysis.marks_file`), whoever collected it; with `key` of a
    table of answers.

    `empty` says what an empty cell means, "" = not asked among marks, no answer among answers. Raises DefinitionError
    with every problem of the table, OutsideFailure without the extra `assessment`.
    """
    with extra("assessment", "statistics of questions need"):
        from readiness.domain.item_analysis.classical import analyse  # noqa: PLC0415
        from readiness.domain.item_analysis.marks_file import read_answers, read_marks  # noqa: PLC0415
    if key is None:
        return analyse(read_marks(text, empty=empty or "not-asked"))
    return analyse(read_answers(text, key, empty=empty or "zero"))


def csv_rows(found: ItemStatistics) -> Iterator[tuple[str | float, ...]]:
    """A row a question and wording, in the order of COLUMNS; an empty cell = it cannot be said."""
    for quiz in found.quizzes:
        for line in (*quiz.questions, *quiz.former):
            yield tuple(_cells(quiz, line))


def as_csv(found: ItemStatistics) -> str:
    """The rows as a text in which no spreadsheet finds a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in csv_rows(found):
        writer.writerow([safe_cell(cell) if isinstance(cell, str) else cell for cell in row])
    return text.getvalue()


def _named(definition: Launch) -> tuple[Named, ...]:
    return tuple(Named(one.key, one.title) for one in definition.quizzes.values())


def _quiz(
    context: Context, definition: Launch, quiz: Quiz, which: Which, *, is_applied: bool, keys: bool
) -> QuizStatistics:
    accepted: tuple[Item, ...] = ()
    given: tuple[Given, ...] = ()
    pools: Mapping[str, tuple[Item, ...]] = {}
    awaiting = 0
    if is_applied:
        with context.database.reading() as session:
            accepted = quizzes.accepted_items(session, definition.key, definition)
            given = answers_given(session, definition.key, quiz.key, which)
            pools = items_of_pools(session, {one.pool for one in given})
            awaiting = attempts.count_awaiting(session, definition.key, quiz.key)
    now = pool(quiz, definition, accepted)
    with extra("assessment", "statistics of questions need"):
        # Not at the top: whoever asks for no statistics needs neither numpy nor the half second it takes to start.
        from readiness.domain.item_analysis.classical import analyse  # noqa: PLC0415
        from readiness.domain.item_analysis.sheet import sheet  # noqa: PLC0415
    made = sheet(given, pools, now)
    analysis = analyse(made.scores)
    lines = [
        _line(item, figures, is_current=place < len(now), keys=keys)
        for place, (item, figures) in enumerate(zip(made.items, analysis.items, strict=True))
        if place < len(now) or figures.asked
    ]
    return QuizStatistics(
        key=quiz.key, title=quiz.title, figures=analysis.quiz,
        questions=tuple(line for line in lines if line.is_current),
        former=tuple(line for line in lines if not line.is_current), simulated=sum(one.simulated for one in given),
        first_on=given[0].at.date() if given else None, last_on=given[-1].at.date() if given else None,
        awaiting=awaiting,
    )  # fmt: skip


def _line(item: Item, figures: ItemFigures, *, is_current: bool, keys: bool) -> QuestionLine:
    texts = tuple(option.text for option in item.options)
    if not keys:
        texts, figures = (), replace(figures, options=(), flags=tuple(_without_key(flag) for flag in figures.flags))
    elif not texts:
        texts = tuple(option.label for option in figures.options)
    return QuestionLine(
        figures=figures, kind=item.kind, stem=item.stem, must_pass=item.must_pass, is_current=is_current, texts=texts
    )


def _without_key(flag: Flag) -> Flag:
    """The flag without the options it names: from those the key could be told."""
    said = {
        "IA006": "Another option would do better as the key.", "IA007": "Hardly anybody falls for some of its options.",
    }  # fmt: skip
    return replace(flag, text=said.get(flag.code, flag.text))


def _cells(quiz: QuizStatistics, line: QuestionLine) -> Iterator[str | float]:
    one = line.figures
    yield from (quiz.key, one.key, line.version, "now" if line.is_current else "former", line.kind)
    yield from (one.asked, one.unanswered)
    facility, index = _ends(one.facility_interval), _ends(one.discrimination_interval)
    for value in (
        one.facility, *facility, one.sd, one.intended_weight, one.effective_weight, one.discrimination_index, *index,
        one.discriminative_efficiency, one.item_rest, one.item_total, one.upper_lower,
    ):  # fmt: skip
        yield "" if value is None else round(value, 6)
    yield " ".join(flag.code for flag in one.flags)
    yield line.stem


def _ends(sure: Interval | None) -> tuple[float | None, float | None]:
    return (None, None) if sure is None else (sure.low, sure.high)
