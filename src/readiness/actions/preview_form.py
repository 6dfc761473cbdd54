"""A trainer sees a form of a quiz as a rep would be asked it, with or without its key."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.actions.accept_items import require_trainer
from readiness.actions.start_attempt import require_quiz
from readiness.context import Context
from readiness.domain.definition.assessment import Item
from readiness.domain.quiz.forms import Form, build_form, pool
from readiness.store import quizzes
from readiness.store.launches import require_version


@dataclass(frozen=True, slots=True)
class FormPreview:
    """A form, the pool it was drawn from, and the quiz's title."""

    title: str
    form: Form
    items: tuple[Item, ...]


def preview_form(context: Context, *, launch: str, quiz: str, seed: str) -> FormPreview:
    """The form that `seed` gives, of the definition as it stands, published or not. Nothing is stored.

    Raises NotFound, NotAllowed for anybody but a trainer, DefinitionError when no form can be built.
    """
    by = context.by()
    with context.database.reading() as session:
        definition = require_version(session, launch).definition
        require_trainer(definition, by)
        told = require_quiz(definition, quiz)
        items = pool(told, definition, quizzes.accepted_items(session, launch, definition))
    return FormPreview(told.title, build_form(told, items, seed), items)
