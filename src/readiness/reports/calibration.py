"""How sure people are of what they answer, against how right; and the claims they are certain and wrong of."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.context import Context
from readiness.domain.messaging.claims import claim_title
from readiness.domain.quiz.confidence import ClaimMissed, LevelFigures, calibration, certain_and_wrong
from readiness.domain.quiz.trainers import may_see_keys
from readiness.ground.errors import NotAllowed, NotFound
from readiness.ground.keys import did_you_mean
from readiness.store.confidence_given import sure_answers
from readiness.store.launches import require_version


@dataclass(frozen=True, slots=True)
class MissedClaim:
    """A claim, in the author's words, with how often people were certain of it and wrong."""

    title: str
    figures: ClaimMissed


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizCalibration:
    """`asks` False = the quiz does not ask how sure people are (any more). `people`: how many said so; first attempts
    alone. `levels`: lowest first. `missed`: most wrong answers first.
    """

    launch: str
    launch_name: str
    quiz: str
    title: str
    asks: bool
    people: int
    answers: int
    levels: tuple[LevelFigures, ...]
    missed: tuple[MissedClaim, ...]


def quiz_calibration(context: Context, *, launch: str, quiz: str) -> QuizCalibration:
    """For whoever sees the question bank. Raises NotFound for a launch or quiz that does not exist."""
    with context.database.reading() as session:
        definition = require_version(session, launch).definition
        if quiz not in definition.quizzes:
            raise NotFound(f"launch '{launch}' has no quiz '{quiz}'.", hint=did_you_mean(quiz, definition.quizzes))
        given = tuple(sure_answers(session, launch, quiz))
    told = definition.quizzes[quiz]
    missed = []
    for one in certain_and_wrong(given):
        try:
            missed.append(MissedClaim(claim_title(definition, one.claim), one))
        except NotFound:  # taken out of the message since
            missed.append(MissedClaim(one.claim, one))
    return QuizCalibration(
        launch=launch, launch_name=definition.product.name, quiz=quiz, title=told.title, asks=told.confidence,
        people=len({one.person for one in given}), answers=len(given), levels=calibration(given), missed=tuple(missed),
    )  # fmt: skip


def quiz_calibration_for(context: Context, *, launch: str, quiz: str) -> QuizCalibration:
    """The same for whoever acts: the launch's team alone. Raises NotAllowed too."""
    by = context.by()
    with context.database.reading() as session:
        if not may_see_keys(require_version(session, launch).definition, by):
            raise NotAllowed(f"{by} is not in the team of '{launch}'.", hint="Its team sees how sure people are.")
    return quiz_calibration(context, launch=launch, quiz=quiz)
