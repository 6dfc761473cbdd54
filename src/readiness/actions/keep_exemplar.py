"""A trainer keeps an exemplar: a piece of work with the marks that were agreed on, for graders to be calibrated on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from readiness.actions.grade_submission import fit_comments
from readiness.actions.submit_role_play import GivenFile, received, require_fit, require_role_play, work_of
from readiness.context import Context
from readiness.domain.definition.model import Launch
from readiness.domain.quiz.trainers import trainer_of
from readiness.domain.role_play.marks import RolePlayMark, mark_on
from readiness.domain.role_play.rubric import rubric_of
from readiness.ground.errors import Conflict, DefinitionError, NotAllowed, Problem
from readiness.ground.notes import note_problems
from readiness.store import exemplars, journal, rubrics
from readiness.store.launches import require_version

LONGEST_TITLE = 120


@dataclass(frozen=True, slots=True)
class ExemplarKept:
    """Its number, and what the agreed marks come to."""

    id: int
    mark: RolePlayMark


def keep_exemplar(
    context: Context, *, launch: str, role_play: str, title: str, levels: Mapping[str, float],
    comments: Mapping[str, str] | None = None, text: str = "", link: str = "", file: GivenFile | None = None,
) -> ExemplarKept:  # fmt: skip
    """Graders are calibrated on it from now on, on the rubric as it reads today.

    Raises NotFound, NotAllowed for anybody but a trainer of the launch, DefinitionError for what does not fit.
    """
    by = context.by()
    _require_title(title)
    require_fit(text, link, file)
    with context.database.reading() as session:
        definition = require_version(session, launch).definition
        _require_trainer(definition, by)
        require_role_play(definition, role_play)
    with received(context, file) as arrived, context.database.transaction() as session:
        definition = require_version(session, launch).definition
        rubric = rubric_of(require_role_play(definition, role_play))
        mark, said = mark_on(rubric, levels), fit_comments(rubric, comments or {})
        kept = rubrics.freeze(session, context.clock, launch=launch, rubric=rubric, by=by)
        made = exemplars.add(
            session, context.clock, launch=launch, role_play=role_play, title=title.strip(), rubric=kept, by=by,
            work=work_of(text, link, file, arrived), levels={one.key: one.given for one in mark.categories},
            comments=said,
        )  # fmt: skip
        journal.record(
            session, context.clock, actor=by, verb="kept exemplar", subject=f"{made} of role-play '{role_play}'",
            launch=launch, fingerprint=rubric.fingerprint, detail={"title": title.strip(), "fraction": mark.fraction},
        )  # fmt: skip
        if arrived is not None:
            arrived.keep()
    return ExemplarKept(made, mark)


def retire_exemplar(context: Context, *, exemplar: int) -> None:
    """Nobody is calibrated on it any more. Raises NotFound, NotAllowed, Conflict when it was retired already."""
    by = context.by()
    with context.database.transaction() as session:
        found = exemplars.require(session, exemplar)
        _require_trainer(require_version(session, found.launch).definition, by)
        if found.retired_at is not None:
            raise Conflict(f"exemplar {exemplar} was retired on {found.retired_at.date()}.")
        exemplars.retire(session, context.clock, exemplar, by=by)
        journal.record(
            session, context.clock, actor=by, verb="retired exemplar", launch=found.launch,
            subject=f"{exemplar} of role-play '{found.role_play}'", fingerprint=found.rubric.rubric.fingerprint,
        )  # fmt: skip


def _require_trainer(definition: Launch, by: str) -> None:
    if trainer_of(definition, by) is None:
        raise NotAllowed(f"{by} may not agree on exemplars.", hint="A trainer of the launch does.")


def _require_title(title: str) -> None:
    problems = list(note_problems(title, name="title", required=True, code="RP010"))
    if len(title.strip()) > LONGEST_TITLE or "\n" in title.strip():
        problems.append(
            Problem("RP010", "the title is too long, or has lines.", f"One line of at most {LONGEST_TITLE} characters.")
        )
    if problems:
        raise DefinitionError("the exemplar cannot be kept.", problems=problems)
