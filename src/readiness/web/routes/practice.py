"""Questions after certification: the day's few, each explained at once; hold them, leave them, take them up again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final, cast, get_args

from fastapi import APIRouter, Depends, Form, Request, Response
from starlette.datastructures import FormData

from readiness.actions.answer_practice import answer_practice
from readiness.actions.choose_practice import (
    hold_practice,
    opt_out_of_practice,
    resume_practice,
    return_to_practice,
)
from readiness.domain.access.permissions import learn, see_own_learning
from readiness.domain.access.roles import Viewer
from readiness.domain.definition.assessment import Item
from readiness.domain.quiz import forms
from readiness.domain.reinforcement.memory import Sure
from readiness.ground.days import read_day
from readiness.ground.errors import Conflict, DefinitionError, ReadinessError
from readiness.reports.attempt import as_asked
from readiness.reports.practice import AnswerTold, AskedToday, PracticeToday, answer_told, practice_today
from readiness.web.access import acting, may
from readiness.web.answer_form import Field, blank, tried
from readiness.web.forms import Number
from readiness.web.limits import limit_submits
from readiness.web.page_route import PageRoute
from readiness.web.page_words import in_page_words, sentence
from readiness.web.pages import back, show
from readiness.web.routes.quiz import sent_form

router = APIRouter(route_class=PageRoute)

PATH: Final = "/learn/practice"
Reader = Annotated[Viewer, Depends(may(see_own_learning))]
Learner = Annotated[Viewer, Depends(may(learn))]
Sent = Annotated[FormData, Depends(sent_form)]
Short = Annotated[str, Form(max_length=100)]

_UNANSWERED: Final = "Answer it, or say that you do not know."


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticePage:
    """`asked` is the question to answer now, with its `field`; None = none is left."""

    today: PracticeToday
    asked: AskedToday | None
    field: Field | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPage:
    told: AnswerTold


@router.get(PATH)
def today(request: Request, viewer: Reader) -> Response:
    """The next question of the day, or that there is none."""
    return _page(request, viewer)


@router.post(PATH)
def answer(request: Request, viewer: Learner, sent: Sent) -> Response:
    """One answer, counted once however often it is sent; then its explanation."""
    limit_submits(request, viewer)
    token, number = _text(sent.get("question")), _number(sent.get("number"))
    is_unknown = "unknown" in sent

    def given(form: forms.Form, item: Item) -> object:
        if is_unknown:
            return None
        entry = form.items[0]
        _, said = tried(as_asked(number, item, entry), item, entry, sent)
        if said is None or said == []:
            raise DefinitionError(_UNANSWERED)
        return said

    try:
        review = answer_practice(
            acting(request, viewer), rep=viewer.email, question=token, answer=given, sure=_sure(sent.get("sure")),
            source="browser",
        )  # fmt: skip
    except Conflict as error:
        return back(PATH, _sentence(error), "warn")
    except DefinitionError as error:
        wrong = error.problems[0].fix if error.problems else error.message
        return _page(request, viewer, token=token, wrong=wrong, status=422)
    return back(f"{PATH}/answers/{review.id}")


@router.get(PATH + "/answers/{answer}")
def told(request: Request, answer: Number, viewer: Reader) -> Response:
    """What came of one of one's own answers."""
    found = answer_told(acting(request, viewer), rep=viewer.email, answer=answer)
    return show(request, viewer, "learning/practice_answer.html.j2", AnswerPage(told=found))


@router.post(PATH + "/hold")
def hold(request: Request, viewer: Learner, until: Short = "") -> Response:
    """Nothing is asked up to and including that day."""
    try:
        day = read_day(until.strip())
        hold_practice(acting(request, viewer), rep=viewer.email, until=day)
    except ValueError as error:
        return back(
            PATH, f"Name the last day of the hold: {error}" if until else "Name the last day of the hold.", "warn"
        )
    except DefinitionError as error:
        return back(PATH, " ".join(f"{sentence(one.message)} {one.fix}" for one in error.problems), "warn")
    return back(PATH, "Your questions are on hold.")


@router.post(PATH + "/resume")
def resume(request: Request, viewer: Learner) -> Response:
    """The hold is over."""
    resume_practice(acting(request, viewer), rep=viewer.email)
    return back(PATH, "The hold is over.")


@router.post(PATH + "/leave")
def leave(
    request: Request, viewer: Learner, launch: Short = "", reason: Annotated[str, Form(max_length=2000)] = ""
) -> Response:
    """The questions of a launch are left, for a reason."""
    try:
        opt_out_of_practice(acting(request, viewer), rep=viewer.email, launch=launch, reason=reason)
    except (Conflict, DefinitionError) as error:
        told_so = " ".join(f"{sentence(one.message)} {one.fix}" for one in error.problems) or _sentence(error)
        return back(PATH, told_so, "warn")
    return back(PATH, "You are asked those questions no more.")


@router.post(PATH + "/return")
def come_back(request: Request, viewer: Learner, launch: Short = "") -> Response:
    """The questions of a launch are taken up again."""
    return_to_practice(acting(request, viewer), rep=viewer.email, launch=launch)
    return back(PATH, "You are asked those questions again.")


def _page(request: Request, viewer: Viewer, *, token: str = "", wrong: str = "", status: int = 200) -> Response:
    found = practice_today(acting(request, viewer), rep=viewer.email)
    asked = next((one for one in found.asked if one.token == token), found.asked[0] if found.asked else None)
    page = PracticePage(today=found, asked=asked, field=blank(asked.question, wrong) if asked else None)
    return show(request, viewer, "learning/practice.html.j2", page, status=status)


def _sentence(error: ReadinessError) -> str:
    return f"{sentence(error.message)} {in_page_words(error.hint)}".strip()


def _sure(sent: object) -> Sure:
    return cast("Sure", sent) if sent in get_args(Sure) else ""


def _number(sent: object) -> int:
    text = _text(sent)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 1


def _text(sent: object) -> str:
    return sent[:40] if isinstance(sent, str) else ""
