"""The forms of a quiz are put together ahead and kept, so that starting an attempt only has to choose one."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from readiness.actions.accept_items import require_trainer
from readiness.actions.start_attempt import require_quiz
from readiness.context import Context
from readiness.domain.definition.assessment import Item, Quiz
from readiness.domain.definition.model import Launch
from readiness.domain.form_assembly.assembly import Assembly, Expected, basis_of
from readiness.domain.form_assembly.expectation import expectations
from readiness.domain.quiz.forms import pool
from readiness.ground.errors import Conflict
from readiness.ground.extras import extra
from readiness.ground.fingerprint import fingerprint, short
from readiness.store import form_assemblies, journal, quizzes
from readiness.store.form_assemblies import KeptAssembly
from readiness.store.item_use import first_answers
from readiness.store.launches import require_version

SEED = "1"


@dataclass(frozen=True, slots=True)
class FormsAssembled:
    """The forms that the quiz has. `is_new` False: just these were kept already, or `preview` kept nothing."""

    assembly: Assembly
    is_new: bool


@dataclass(frozen=True, slots=True)
class Ahead:
    """Forms that were put together and are not kept yet. `was` = what is kept for the same basis, None = nothing."""

    quiz: Quiz
    assembly: Assembly
    was: KeptAssembly | None


def assemble_forms(
    context: Context, *, launch: str, quiz: str, seed: str = SEED, preview: bool = False
) -> FormsAssembled:
    """The quiz as applied has the forms that `seed` gives; attempts get them once it is published as it now reads.

    With `preview` nothing is kept. What people were expected to earn is worked out anew each time, so the same seed
    gives other forms once enough more have answered. Raises NotFound, NotAllowed for anybody but a trainer, Conflict
    for a quiz that asks for no forms, DefinitionError with what to add to the bank, OutsideFailure without the extra
    `assessment`.
    """
    by = context.by()
    with context.database.reading() as session:
        definition = require_version(session, launch).definition
        require_trainer(definition, by)
        told = require_quiz(definition, quiz)
        if told.forms is None:
            raise Conflict(
                f"quiz '{quiz}' asks for no forms; every attempt draws its own.",
                hint="Write forms: {count: 3} in the quiz.",
            )
        ahead = put_together(session, definition, told, seed=seed)
    if preview or (ahead.was is not None and ahead.was.assembly == ahead.assembly):
        return FormsAssembled(ahead.assembly, is_new=False)
    with context.database.transaction() as session:
        keep_forms(context, session, launch=launch, ahead=ahead)
    return FormsAssembled(ahead.assembly, is_new=True)


def put_together(session: Session, definition: Launch, quiz: Quiz, *, seed: str | None = None) -> Ahead:
    """Forms of the quiz as its items now read; without a `seed`, those that are kept are taken as they are.

    Takes up to seconds: call it outside a transaction that writes. Raises as `assemble_forms` does.
    """
    items = _pool(session, definition, quiz)
    pool_print = fingerprint(items)
    was = form_assemblies.kept(session, definition.key, quiz.key, basis_of(quiz, pool_print))
    if was is not None and seed is None:
        return Ahead(quiz, was.assembly, was)
    chosen, expected = seed or SEED, expected_of(session, definition.key, items)
    if was is not None and (was.assembly.seed, was.assembly.expected) == (chosen, expected):
        return Ahead(quiz, was.assembly, was)
    with extra("assessment", "parallel forms of a quiz need"):
        # Not at the top: starting an attempt and publishing anything else needs neither numpy nor scipy.
        from readiness.domain.form_assembly.assemble import assemble  # noqa: PLC0415
    return Ahead(quiz, assemble(quiz, items, expected, pool_print=pool_print, seed=chosen), was)


def keep_forms(context: Context, session: Session, *, launch: str, ahead: Ahead) -> None:
    """They are what attempts get from now on. Raises Conflict when the quiz reads differently since."""
    definition = require_version(session, launch).definition
    told = definition.quizzes.get(ahead.quiz.key)
    now = told and basis_of(told, fingerprint(_pool(session, definition, told)))
    if now != ahead.assembly.basis:
        raise Conflict(
            f"quiz '{ahead.quiz.key}' reads differently now; its forms were not kept.", hint="Put them together again."
        )
    if ahead.was is not None and ahead.was.assembly == ahead.assembly:
        return
    made = ahead.assembly
    kept = form_assemblies.keep(session, context.clock, launch=launch, assembly=made, by=context.by())
    journal.record(
        session, context.clock, actor=context.by(), verb="assembled",
        subject=f"{len(made.forms)} forms of quiz '{made.quiz}'", launch=launch, fingerprint=made.basis,
        detail={
            "assembly": kept.id, "seed": made.seed, "shared": made.shared, "apart": made.apart,
            "proven": made.is_proven, "forms": short(fingerprint(made)),
        },
    )  # fmt: skip


def expected_of(session: Session, launch: str, items: tuple[Item, ...]) -> tuple[Expected, ...]:
    """What people are expected to earn of each item, from what they earned so far and what authors say."""
    return expectations(items, first_answers(session, launch, items))


def _pool(session: Session, definition: Launch, quiz: Quiz) -> tuple[Item, ...]:
    return pool(quiz, definition, quizzes.accepted_items(session, definition.key, definition))
