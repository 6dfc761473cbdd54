"""Essays beside their marks: what a grader is shown with one, and what came of those in an attempt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from readiness.domain.definition.model import Launch
from readiness.domain.quiz.answers import limits_said, word_count
from readiness.domain.quiz.trainers import may_see_keys, trainer_of
from readiness.domain.role_play.essays import essays_of, parts_of
from readiness.reports.given_marks import CategorySheet, SeenMark, seen, sheet_of
from readiness.store import attempts, role_play_marks, submissions
from readiness.store.submissions import Submission


@dataclass(frozen=True, slots=True, kw_only=True)
class GradedEssay:
    """What stands beside an essay that is marked. `asks`: the question as it was asked; see `GradingSheet`."""

    asks: str
    guide: str
    words: int
    limits: str
    again: tuple[SeenMark, ...]
    may_mark_again: bool


@dataclass(frozen=True, slots=True)
class EssayMarks:
    """The marks on one essay of an attempt, those that count: of its graders, or the last time it was marked again."""

    rubric: tuple[CategorySheet, ...]
    marks: tuple[SeenMark, ...]


@dataclass(frozen=True, slots=True)
class Pending:
    """Essays of an attempt that wait: their item keys, and the last day on which somebody is to have marked one; None =
    nobody is asked yet.
    """

    items: frozenset[str]
    due_on: date | None


def essay_for_grading(
    session: Session, definition: Launch, found: Submission, viewer: str, *, is_grader: bool
) -> GradedEssay | None:
    """None for a role-play."""
    essay = parts_of(found.role_play)
    if found.attempt is None or essay is None:
        return None
    sitting = attempts.sitting(session, found.attempt)
    item = next(one for one in essays_of(sitting.attempt) if one.key == essay[1])
    again = role_play_marks.marks_again(session, [found.id]).get(found.id, ())
    is_marked = found.ended is not None and found.ended.kind == "marked"
    return GradedEssay(
        asks=f"{item.situation} {item.stem}".strip(),
        guide=item.grader_notes if is_grader or may_see_keys(definition, viewer) else "",
        words=word_count(found.work.text), limits=limits_said(item.min_words, item.max_words),
        again=tuple(seen(one) for one in again),
        may_mark_again=is_marked and sitting.handed_in is not None and viewer != found.rep
        and trainer_of(definition, viewer) is not None,
    )  # fmt: skip


def marks_by_item(session: Session, attempt: int) -> Mapping[str, EssayMarks]:
    """Item key → what people gave it; those that nobody marked are not in it. For whoever may be told the grade."""
    found = [one for one in submissions.of_attempt(session, attempt) if one.ended and one.ended.kind == "marked"]
    ids = [one.id for one in found]
    first, again = role_play_marks.marks_on(session, ids), role_play_marks.marks_again(session, ids)
    told = {}
    for one in found:
        counting = again[one.id][-1:] if one.id in again else first.get(one.id, ())
        item = (parts_of(one.role_play) or ("", ""))[1]
        told[item] = EssayMarks(sheet_of(one.rubric.rubric), tuple(seen(mark) for mark in counting))
    return told


def pending(session: Session, attempt: int) -> Pending:
    """The essays of the attempt that wait for a mark; nothing of those that have theirs is told before all do."""
    waiting = [one for one in submissions.of_attempt(session, attempt) if one.ended is None]
    asked = role_play_marks.assignments(session, [one.id for one in waiting])
    dues = [a.due_on for several in asked.values() for a in several if a.is_open]
    items = frozenset((parts_of(one.role_play) or ("", ""))[1] for one in waiting)
    return Pending(items, max(dues, default=None))
