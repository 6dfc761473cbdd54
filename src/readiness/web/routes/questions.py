"""The question bank: find, write, accept, preview and retire questions. Answer keys stand here and nowhere for reps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, Final, Literal
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from starlette.datastructures import FormData

from readiness.actions.accept_items import accept_items
from readiness.actions.lint_items import lint_launch_items
from readiness.actions.retire_item import retire_item
from readiness.actions.write_item import write_item
from readiness.domain.access.permissions import author_training, see_training
from readiness.domain.access.roles import Viewer
from readiness.domain.definition.assessment import Item
from readiness.domain.quiz.answers import key_of
from readiness.domain.quiz.forms import Form as QuizForm
from readiness.domain.quiz.forms import FormItem
from readiness.domain.quiz.grading import grade
from readiness.domain.quiz.told import answer_in_words
from readiness.ground.errors import Conflict, DefinitionError, NotFound, Problem, ReadinessError
from readiness.reports.attempt import as_asked
from readiness.reports.item_bank import BankEntry, bank_entries
from readiness.reports.part import Part, part_in
from readiness.reports.question_bank import (
    KINDS,
    Question,
    QuestionBank,
    QuizPreview,
    Vocabulary,
    question,
    question_bank,
    quiz_preview,
    vocabulary,
)
from readiness.web.access import acting, may
from readiness.web.answer_form import Field, tried
from readiness.web.errors import status_of
from readiness.web.field_problems import FormProblems
from readiness.web.item_form import KIND_NAMES, TypedItem, form_problems, typed_item
from readiness.web.kept_form import Typed, keeps, mark
from readiness.web.pages import back, show

router = APIRouter()

KEPT_AS: Final = "question"
PAGE: Final = 50

Reader = Annotated[Viewer, Depends(may(see_training))]
Author = Annotated[Viewer, Depends(may(author_training))]


async def sent_form(request: Request) -> FormData:
    """Everything that was sent, whatever its fields are called."""
    return await request.form()


Sent = Annotated[FormData, Depends(sent_form)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question as it is asked, and what came of an answer. `earned` None = not answered yet, else 0..1.

    `right` says the key in words; `problem` why what was sent is no answer, "" = it is one.
    """

    item: Item
    field: Field
    earned: float | None
    right: str
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BankPage:
    """`known` has what is known of each line that is shown, by the question's key.

    `findings` are those of the check about all questions as the file has them, None = nobody asked for them.
    """

    bank: QuestionBank
    known: Mapping[str, BankEntry]
    part: Part
    asked: dict[str, str]
    after: str
    kinds: tuple[tuple[str, str], ...]
    findings: tuple[Problem, ...] | None = None

    @property
    def titles(self) -> Mapping[str, str]:
        """Quiz → what it is called."""
        return {one.key: one.title for one in self.bank.quizzes}

    def here(self, **more: str) -> str:
        """The address of the list with its filters, and of the page after a question."""
        said = {name: value for name, value in (self.asked | more).items() if value}
        return f"/launches/{self.bank.launch}/training/questions{'?' if said else ''}{urlencode(said)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionPage:
    found: Question
    known: BankEntry
    part: Part
    asked: Asked
    problem: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoosePage:
    words: Vocabulary
    kinds: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WritePage:
    words: Vocabulary
    part: Part
    typed: TypedItem
    title: str
    problems: FormProblems
    mark: str
    again: bool = False

    @property
    def wrong(self) -> Mapping[str, str]:
        return self.problems.wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class SittingPage:
    """A quiz as a rep is asked it. `reached` None = not handed in; else the share, and whether it would pass."""

    preview: QuizPreview
    asked: tuple[Asked, ...]
    with_key: bool
    reached: float | None = None
    passed: bool = False
    reasons: tuple[str, ...] = ()


@router.get("/launches/{launch}/training/questions")
def bank_page(
    request: Request,
    launch: str,
    viewer: Reader,
    quiz: str = "",
    claim: str = "",
    status: str = "",
    kind: str = "",
    after: str = "",
    lint: str = "",
) -> Response:
    """PAGE questions, those after the one named in `after`; with `lint`, what the check finds in all of them."""
    asked = {"quiz": quiz, "claim": claim, "status": status, "kind": kind}
    context = acting(request, viewer)
    try:
        bank = question_bank(context, launch=launch, **asked, after=after, limit=PAGE)
    except DefinitionError:
        if not after:
            raise
        begun = f"/launches/{launch}/training/questions?{urlencode(asked)}"
        return back(begun, "The list has changed; it begins again.", "warn")
    part = part_in(context, launch=launch, email=viewer.email)
    known = {one.key: one for one in bank_entries(context, launch=launch, lines=bank.lines)}
    kinds = tuple((one, KIND_NAMES[one][0]) for one in KINDS)
    findings = None
    if lint == "yes" and not bank.unread:
        findings = lint_launch_items(context.launches, launch=launch, levels=context.check_levels)
    page = BankPage(bank=bank, known=known, part=part, asked=asked, after=after, kinds=kinds, findings=findings)
    return show(request, viewer, "training/bank.html.j2", page)


@router.post("/launches/{launch}/training/questions/decide")
def decide(
    request: Request,
    launch: str,
    viewer: Author,
    decision: Annotated[Literal["accepted", "rejected"], Form()],
    item: Annotated[list[str] | None, Form()] = None,
    note: Annotated[str, Form()] = "",
    came: Annotated[str, Form()] = "",
) -> Response:
    """A word on the drafted items that were ticked, as they now read. `came` is the query of the page before."""
    context = acting(request, viewer)
    path = f"/launches/{launch}/training/questions"
    if came == "review":
        path = f"/launches/{launch}/training/review"
    elif came:
        kept = {"quiz", "claim", "status", "kind", "after"}
        path += f"?{urlencode([pair for pair in parse_qsl(came[:2000]) if pair[0] in kept])}"
    if not item:
        return back(path, "Nothing was ticked, so nothing was decided.", "warn")
    done = accept_items(context, launch=launch, items=item, decision=decision, note=note)
    said = f"{len(done.decided)} {decision}." if done.decided else "That was decided before."
    if done.quizzes:
        said += f" Now read differently, and wait to be published: {', '.join(done.titles)}."
    return back(path, said)


@router.get("/launches/{launch}/training/questions/new")
def new_page(request: Request, launch: str, viewer: Author, kind: str = "", claim: str = "") -> Response:
    """First the kind, then its fields."""
    words = vocabulary(acting(request, viewer), launch=launch)
    if kind not in KIND_NAMES:
        page = ChoosePage(words=words, kinds=tuple((one, *KIND_NAMES[one]) for one in KINDS))
        return show(request, viewer, "training/choose.html.j2", page)
    typed = TypedItem(kind=kind, tests=(claim,) if claim else ())
    return _form(request, viewer, words, typed)


@router.post("/launches/{launch}/training/questions/new")
def write(request: Request, launch: str, viewer: Author, sent: Sent) -> Response:
    """The question is in the launch file; or the form comes back with every problem and everything typed."""
    context = acting(request, viewer)
    typed = typed_item(sent, more_rows=2 if sent.get("do") == "more" else 0)
    if typed.kind not in KIND_NAMES:
        raise NotFound(f"there is no kind of question '{typed.kind[:80]}'.", hint=f"Known: {', '.join(KINDS)}.")
    if sent.get("do") == "more":
        return _form(request, viewer, vocabulary(context, launch=launch), typed)
    try:
        done = write_item(context, launch=launch, key=typed.key, fields=typed.fields(), problems=typed.slips())
    except (DefinitionError, Conflict) as error:
        told = error.problems or (Problem("RD009", error.message, error.hint, path="items"),)
        return _form(request, viewer, vocabulary(context, launch=launch), typed, told, status=status_of(error))
    path = f"/launches/{launch}/training/questions/{typed.key}"
    if not done.is_new:
        return back(path, "Just this question is in the launch file already.", "plain")
    said = f"Written to {' and '.join(done.files)}. It is asked once the launch has been applied again."
    warned = f" The check now says: {done.warnings[0].message}" if done.warnings else ""
    return back(path, said + warned, "warn" if warned else "good")


@keeps(KEPT_AS, author_training)
def typed_before(request: Request, viewer: Viewer, typed: Typed) -> Response:
    """The form with the question as it was typed."""
    words, item = vocabulary(acting(request, viewer), launch=typed.at["launch"]), typed_item(typed.form_data)
    if item.kind not in KIND_NAMES:
        raise NotFound(f"there is no kind of question '{item.kind[:80]}'.", hint=f"Known: {', '.join(KINDS)}.")
    return _form(request, viewer, words, item, again=True)


@router.get("/launches/{launch}/training/questions/{key}")
def question_page(request: Request, launch: str, key: str, viewer: Reader) -> Response:
    found = question(acting(request, viewer), launch=launch, key=key)
    return show(request, viewer, "training/question.html.j2", _question_page(request, viewer, found))


@router.post("/launches/{launch}/training/questions/{key}")
def check_answer(request: Request, launch: str, key: str, viewer: Reader, sent: Sent) -> Response:
    """What the answer would earn; nothing is stored."""
    found = question(acting(request, viewer), launch=launch, key=key)
    asked, _ = _checked(sent, found.form, (found.line.item,))
    return show(request, viewer, "training/question.html.j2", _question_page(request, viewer, found, asked[0]))


@router.post("/launches/{launch}/training/questions/{key}/retire")
def retire(
    request: Request,
    launch: str,
    key: str,
    viewer: Author,
    from_quizzes: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
) -> Response:
    """The question is out of the launch file; a draft is retired by rejecting it."""
    context = acting(request, viewer)
    path = f"/launches/{launch}/training/questions"
    try:
        done = retire_item(context, launch=launch, item=key, from_quizzes=from_quizzes == "yes", note=note)
    except (DefinitionError, Conflict) as error:
        page = _question_page(request, viewer, question(context, launch=launch, key=key), refused=error)
        return show(request, viewer, "training/question.html.j2", page, status=status_of(error))
    if not done.is_new:
        return back(path, "It is out of the launch file already.", "plain")
    return back(path, f"'{key}' is out of the launch file. That counts once the launch has been applied again.")


@router.get("/launches/{launch}/training/quizzes/{key}/preview")
def sitting_page(
    request: Request,
    launch: str,
    key: str,
    viewer: Reader,
    seed: Annotated[str, Query(max_length=64)] = "1",
    keys: str = "",
) -> Response:
    """A form as a rep would be asked it; another seed gives another."""
    preview = quiz_preview(acting(request, viewer), launch=launch, quiz=key, seed=seed)
    by_key = {item.key: item for item in preview.items}
    asked = tuple(_asked(n, by_key[shown.key], shown) for n, shown in enumerate(preview.form.items, start=1))
    page = SittingPage(preview=preview, asked=asked, with_key=keys == "yes")
    return show(request, viewer, "training/sitting.html.j2", page)


@router.post("/launches/{launch}/training/quizzes/{key}/preview")
def check_sitting(
    request: Request,
    launch: str,
    key: str,
    viewer: Reader,
    sent: Sent,
    seed: Annotated[str, Query(max_length=64)] = "1",
) -> Response:
    """What the answers would earn; nothing is stored."""
    preview = quiz_preview(acting(request, viewer), launch=launch, quiz=key, seed=seed)
    asked, sound = _checked(sent, preview.form, preview.items)
    result = grade(preview.form, preview.items, sound)
    page = SittingPage(
        preview=preview, asked=asked, with_key=True, reached=result.fraction, passed=result.passed,
        reasons=result.reasons,
    )  # fmt: skip
    return show(request, viewer, "training/sitting.html.j2", page)


def _form(
    request: Request,
    viewer: Viewer,
    words: Vocabulary,
    typed: TypedItem,
    problems: tuple[Problem, ...] = (),
    *,
    status: int = 200,
    again: bool = False,
) -> Response:
    page = WritePage(
        words=words, part=_part(request, viewer, words.launch), typed=typed, title=KIND_NAMES[typed.kind][0],
        problems=form_problems(typed, problems),
        mark=mark(request, viewer, KEPT_AS, launch=words.launch), again=again,
    )  # fmt: skip
    return show(request, viewer, "training/write.html.j2", page, status=status)


def _question_page(
    request: Request, viewer: Viewer, found: Question, asked: Asked | None = None, refused: ReadinessError | None = None
) -> QuestionPage:
    problem = ""
    if refused is not None:
        problem = " ".join([refused.message, *(one.message for one in refused.problems)])
    known = bank_entries(acting(request, viewer), launch=found.launch, lines=(found.line,))[0]
    return QuestionPage(
        found=found, known=known, part=_part(request, viewer, found.launch),
        asked=asked or _asked(1, found.line.item, found.form.items[0]), problem=problem,
        hint=refused.hint if refused else "",
    )  # fmt: skip


def _part(request: Request, viewer: Viewer, launch: str) -> Part:
    return part_in(acting(request, viewer), launch=launch, email=viewer.email)


def _asked(number: int, item: Item, shown: FormItem) -> Asked:
    field = Field(as_asked(number, item, shown), "", (), "")
    return Asked(item=item, field=field, earned=None, right=_key(item, shown))


def _checked(sent: FormData, form: QuizForm, items: tuple[Item, ...]) -> tuple[tuple[Asked, ...], dict[str, Any]]:
    """Each question with what its answer earns, and the answers; one that is none says why and earns nothing."""
    by_key = {item.key: item for item in items}
    found, sound = [], {}
    for number, shown in enumerate(form.items, start=1):
        item = by_key[shown.key]
        field, answer = tried(as_asked(number, item, shown), item, shown, sent)
        earned, problem = 0.0, ""
        try:
            alone = replace(form, items=(shown,))
            earned = grade(alone, (item,), {shown.key: answer}).items[0].fraction
            sound[shown.key] = answer
        except DefinitionError as error:
            problem = " ".join(f"{one.message} {one.fix}" for one in error.problems)
        found.append(Asked(item=item, field=field, earned=earned, right=_key(item, shown), problem=problem))
    return tuple(found), sound


def _key(item: Item, shown: FormItem) -> str:
    """The key in words: everything that would count."""
    if item.kind == "short-text":
        return " or ".join(item.accept)
    if item.kind == "essay":
        return item.grader_notes or "Whoever marks it says."
    within = f" (± {item.tolerance:g})" if item.tolerance else ""
    return answer_in_words(item, shown, key_of(item, shown)) + within
