"""A rep takes a quiz: what it is, the questions with every answer saved, handing in once, and the result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from starlette.datastructures import FormData

from readiness.actions.save_answers import Saved, save_answers
from readiness.actions.start_attempt import start_attempt
from readiness.actions.submit_attempt import submit_attempt
from readiness.domain.access.permissions import learn, see_own_learning
from readiness.domain.access.roles import Viewer
from readiness.ground.errors import Conflict, DefinitionError, ReadinessError
from readiness.reports.attempt import own_attempt
from readiness.reports.attempt_told import AttemptAwaits, AttemptReview, AttemptSheet
from readiness.reports.quiz_intro import QuizIntro, quiz_intro
from readiness.web.access import acting, may
from readiness.web.answer_form import Field, Sent, fields_of
from readiness.web.errors import status_of
from readiness.web.forms import Number
from readiness.web.limits import limit_submits
from readiness.web.page_route import BriefRoute
from readiness.web.page_words import in_page_words, sentence
from readiness.web.pages import back, show

router = APIRouter(route_class=BriefRoute)

CHECK: Final = "check"
"""What stands in the place of a question's number for the page that is looked over before handing in."""


async def sent_form(request: Request) -> FormData:
    """Everything that was sent, whatever its fields are called."""
    return await request.form()


Reader = Annotated[Viewer, Depends(may(see_own_learning))]
Learner = Annotated[Viewer, Depends(may(learn))]
Form = Annotated[FormData, Depends(sent_form)]


@dataclass(frozen=True, slots=True, kw_only=True)
class IntroPage:
    """`refused`: why the last try to start did not; "" = there was none."""

    intro: QuizIntro
    refused: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPage:
    """`fields` are the questions on this page, `every` all of them. `one`: the number of the only one shown, 0 = all.

    `left`: seconds until the time limit, None = none (or the clock stands still); negative within the grace.
    """

    sheet: AttemptSheet
    fields: tuple[Field, ...]
    every: tuple[Field, ...]
    one: int
    left: int | None
    wrong: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        return attempt_path(self.sheet.id)

    @property
    def unchecked(self) -> bool:
        """True when a question on this page is still to be answered; of practice, its answer is told then."""
        return any(not field.question.is_told for field in self.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultPage:
    review: AttemptReview


@dataclass(frozen=True, slots=True, kw_only=True)
class AwaitsPage:
    found: AttemptAwaits


@router.get("/learn/{launch}/quizzes/{key}")
def quiz(request: Request, launch: str, key: str, viewer: Reader) -> Response:
    return _intro(request, viewer, launch, key)


@router.post("/learn/{launch}/quizzes/{key}")
def start(request: Request, launch: str, key: str, viewer: Learner, sent: Form) -> Response:
    """An attempt begins, or goes on."""
    limit_submits(request, viewer)
    try:
        attempt = start_attempt(acting(request, viewer), launch=launch, quiz=key, rep=viewer.email)
    except Conflict as error:
        return _intro(request, viewer, launch, key, error)
    path = attempt_path(attempt.id)
    return back(f"{path}?one=1" if sent.get("pace") == "one" else path)


@router.get("/learn/attempts/{attempt}")
def sitting(request: Request, attempt: Number, viewer: Reader, one: str = "") -> Response:
    """The questions while the attempt is open; afterwards what came of it."""
    found = own_attempt(acting(request, viewer), attempt_id=attempt)
    if isinstance(found, AttemptReview):
        return show(request, viewer, "learning/result.html.j2", ResultPage(review=found))
    if isinstance(found, AttemptAwaits):
        return show(request, viewer, "learning/awaits.html.j2", AwaitsPage(found=found))
    return _sheet(request, viewer, found, one)


@router.post("/learn/attempts/{attempt}/answers")
def save(request: Request, attempt: Number, viewer: Learner, form: Form) -> Response:
    """What was answered is kept; a script is told in JSON, a form goes on to the page that its button names."""
    sent = Sent(form, viewer.email)
    is_script = request.headers.get("hx-request") == "true"
    try:
        saved = save_answers(acting(request, viewer), attempt_id=attempt, answers=sent.kept, sure=sent.levels)
    except ReadinessError as error:
        if is_script:
            return JSONResponse({"message": f"{error.message} {in_page_words(error.hint)}".strip()}, status_of(error))
        if isinstance(error, Conflict):
            return back(attempt_path(attempt), _sentence(error), "warn")
        raise
    if is_script:
        return JSONResponse(_told(request, saved, sent))
    going = _text(form.get("go"))
    if sent.wrong:
        return _again(request, viewer, attempt, sent, going=_text(form.get("here")))
    path = attempt_path(attempt) + (f"?one={quote(going)}" if going else "")
    if _is_elsewhere(saved, form):
        return back(path, ELSEWHERE, "warn")
    return back(path, "" if going else "Your answers are saved.")


@router.post("/learn/attempts/{attempt}")
def submit(request: Request, attempt: Number, viewer: Learner, form: Form) -> Response:
    """The attempt is handed in, once; however often the button is pressed, there is one result."""
    limit_submits(request, viewer)
    context, sent = acting(request, viewer), Sent(form, viewer.email)
    try:
        submit_attempt(context, attempt_id=attempt, answers=sent.all_sound, source="browser", sure=sent.levels)
    except DefinitionError as error:
        save_answers(context, attempt_id=attempt, answers=sent.kept, sure=sent.levels)
        sent.too_long_or_short(error)
        return _again(request, viewer, attempt, sent, going=_text(form.get("here")))
    return back(attempt_path(attempt))


ELSEWHERE: Final = (
    "This attempt is open in another window too, and answers were saved there. Of each question the last one saved "
    "counts; reload to see them."
)


def attempt_path(attempt: int) -> str:
    return f"/learn/attempts/{attempt}"


def _intro(request: Request, viewer: Viewer, launch: str, key: str, error: Conflict | None = None) -> Response:
    page = IntroPage(
        intro=quiz_intro(acting(request, viewer), launch=launch, quiz=key),
        refused=_sentence(error) if error else "",
    )
    return show(request, viewer, "learning/quiz.html.j2", page, status=status_of(error) if error else 200)


def _sheet(
    request: Request, viewer: Viewer, sheet: AttemptSheet, one: str, sent: Sent | None = None, *, status: int = 200
) -> Response:
    every = fields_of(sheet, sent)
    number = int(one) if one.isascii() and one.isdigit() and 0 < int(one[:6]) <= len(every) else 0
    page = SheetPage(
        sheet=sheet,
        fields=(every[number - 1],) if number else every,
        every=every,
        one=number,
        left=_left(request, sheet.ends_at),
        wrong=tuple(f"Question {found}: {fix}" for found, fix in sorted(sent.wrong.items())) if sent else (),
    )
    is_checked = sheet.is_over or (one == CHECK and not page.wrong)
    template = "learning/check.html.j2" if is_checked else "learning/attempt.html.j2"
    return show(request, viewer, template, page, status=status)


def _again(request: Request, viewer: Viewer, attempt: int, sent: Sent, *, going: str) -> Response:
    """The same questions with what was typed, and what is wrong with it. What was sound is saved by now."""
    found = own_attempt(acting(request, viewer), attempt_id=attempt)
    if not isinstance(found, AttemptSheet):
        return back(attempt_path(attempt))
    return _sheet(request, viewer, found, going, sent, status=422)


def _told(request: Request, saved: Saved, sent: Sent) -> dict[str, object]:
    return {
        "saves": saved.saves,
        "answered": sum(answer is not None for answer in saved.answers.values()),
        "left": _left(request, saved.attempt.ends_at),
        "elsewhere": ELSEWHERE if _is_elsewhere(saved, sent.fields) else "",
        "wrong": {str(number): fix for number, fix in sent.wrong.items()},
    }


def _is_elsewhere(saved: Saved, form: FormData) -> bool:
    """True when the page did not know of every save before its own."""
    return _text(form.get("saves")) not in {"", str(saved.before)}


def _left(request: Request, ends_at: datetime | None) -> int | None:
    clock = request.app.state.services.context.clock
    return None if ends_at is None or clock.simulated else int((ends_at - clock.now()).total_seconds())


def _sentence(error: ReadinessError) -> str:
    return f"{sentence(error.message)} {in_page_words(error.hint)}".strip()


def _text(sent: object) -> str:
    return sent[:40] if isinstance(sent, str) else ""
