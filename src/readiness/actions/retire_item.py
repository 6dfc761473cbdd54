"""A trainer takes a question out of the launch file; from the next apply on nobody is asked it."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.actions.accept_items import require_trainer
from readiness.actions.edit_launch_file import edit_launch_file, require_readable, team_definition
from readiness.context import Context
from readiness.ground.errors import Conflict, NotFound, Problem
from readiness.ground.keys import did_you_mean
from readiness.ground.notes import fit_note
from readiness.ports.edits import Remove


@dataclass(frozen=True, slots=True)
class RetiredItem:
    """`quizzes` named it and do no longer. `is_new` False = it was out of the file already."""

    item: str
    quizzes: tuple[str, ...]
    is_new: bool
    warnings: tuple[Problem, ...] = ()


def retire_item(context: Context, *, launch: str, item: str, from_quizzes: bool = False, note: str = "") -> RetiredItem:
    """The launch file has no item of this key; answers that were given to it stay on record.

    A quiz that names it asks it in every form, so it leaves those only with `from_quizzes`. Raises NotAllowed for
    anybody but a trainer, NotFound for an item that never was, Conflict while quizzes name it, DefinitionError when a
    quiz could not be asked without it.
    """
    context.by()
    note = fit_note(note)
    team = team_definition(context, launch=launch)
    require_trainer(team, context.actor)
    definition = require_readable(context, launch=launch)
    if item not in definition.items:
        if item in team.items:
            return RetiredItem(item, (), is_new=False)
        raise NotFound(
            f"launch '{launch}' has no authored item '{item[:80]}'.", hint=did_you_mean(item, definition.items)
        )
    named = {
        quiz.key: [place for place, key in enumerate(quiz.items) if key == item]
        for quiz in definition.quizzes.values()
        if item in quiz.items
    }
    if named and not from_quizzes:
        raise Conflict(
            f"'{item}' is asked in every form of {' and '.join(named)}.",
            hint="Take it out of there too, or put another in its place first.",
        )
    leaving = [
        Remove(f"quizzes.{quiz}.items.{place}")
        for quiz, places in named.items()
        for place in sorted(places, reverse=True)
    ]
    done = edit_launch_file(
        context, launch=launch, edits=[*leaving, Remove(f"items.{item}")], verb="retired", subject=f"item '{item}'",
        detail={"quizzes": list(named), "note": note},
    )  # fmt: skip
    return RetiredItem(item, tuple(named), is_new=True, warnings=done.warnings)
