"""A launch's questions as a file for another product, with their keys, and what the file cannot carry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from readiness.context import Context
from readiness.domain.definition.assessment import Item
from readiness.domain.item_exchange.exchange_item import ExchangeItem, Format, Lost
from readiness.domain.item_exchange.formats import ENDINGS, write_questions
from readiness.domain.item_exchange.mapping import to_exchange
from readiness.domain.quiz.forms import pool
from readiness.ground.errors import NotFound
from readiness.ground.keys import did_you_mean
from readiness.reports.message_map import standing_definition
from readiness.store import quizzes


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsExported:
    """`name` is what the file may be called, `text` its content, `count` how many of `total` questions it holds."""

    name: str
    text: str
    count: int
    total: int
    lost: tuple[Lost, ...]


def export_items(context: Context, *, launch: str, form: Format, quiz: str = "") -> ItemsExported:
    """What the launch file holds now and the drafts that were accepted, less what is retired; or what a quiz may ask.

    Raises NotFound for no such launch or quiz.
    """
    standing, is_applied = standing_definition(context, launch=launch)
    definition = context.launches.read(launch).launch or standing
    accepted: Sequence[Item] = ()
    if is_applied:
        with context.database.reading() as session:
            accepted = quizzes.accepted_items(session, launch, definition)
    if quiz and quiz not in definition.quizzes:
        raise NotFound(f"launch '{launch}' has no quiz '{quiz[:80]}'.", hint=did_you_mean(quiz, definition.quizzes))
    if quiz:
        items = pool(definition.quizzes[quiz], definition, accepted)
    else:
        items = (*(item for item in definition.items.values() if item.review != "retired"), *accepted)
    made: list[ExchangeItem] = []
    lost: list[Lost] = []
    for item in items:
        out, told = to_exchange(item)
        lost += [Lost(item.key, what, whole=out is None) for what in told]
        made += [out] if out is not None else []
    written = write_questions(made, form)
    return ItemsExported(
        name=f"{quiz or launch}-questions.{ENDINGS[form]}", text=written.text, count=written.count, total=len(items),
        lost=(*lost, *written.lost),
    )  # fmt: skip
