"""Training for whoever looks after it: content and its versions, publishing, the question bank with its keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import Depends, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from readiness.actions.accept_items import ItemsDecided, accept_items
from readiness.actions.lint_items import lint_launch_items
from readiness.actions.preview_module import preview_module
from readiness.actions.preview_role_play import preview_role_play
from readiness.actions.publish_content import publish_content
from readiness.actions.retire_item import retire_item
from readiness.actions.write_item import write_item
from readiness.domain.access import permissions
from readiness.domain.access.roles import Viewer
from readiness.domain.definition.assessment import Item
from readiness.domain.definition.vocabulary import ChangeClass
from readiness.domain.item_analysis.given import Which
from readiness.domain.materials.publication import Publication
from readiness.reports.item_statistics import COLUMNS, ItemStatistics, csv_rows, item_statistics
from readiness.reports.materials import MaterialLine
from readiness.reports.message_map import Named
from readiness.reports.question_bank import (
    BankLine,
    Question,
    QuizPreview,
    question,
    question_bank,
    quiz_preview,
    sendable,
)
from readiness.reports.training import ContentRow, Effect, content_detail, training_board
from readiness.web.access import acting, may
from readiness.web.api.shape import (
    CSV,
    Body,
    Cursor,
    Day,
    Limit,
    Page,
    ProblemLine,
    api_router,
    problem_lines,
    read_cursor,
    write_cursor,
)
from readiness.web.csv_files import csv_file

router = api_router("training")

Reads = Annotated[Viewer, Depends(may(permissions.see_training))]
Authors = Annotated[Viewer, Depends(may(permissions.author_training))]
Kind = Literal["module", "quiz", "role-play"]


class Content(BaseModel):
    """A module, quiz or role-play as applied. `audience` are certifications; `published` None = never."""

    kind: str
    key: str
    title: str
    state: Literal["published", "changed", "never"]
    fingerprint: str
    published: Publication | None
    declared_change: str
    minutes: int | None
    audience: list[Named]


class LaunchTraining(BaseModel):
    """All content of a launch; `drafts`, `unpublished` and `rejected` count what waits for a trainer."""

    launch: str
    name: str
    is_applied: bool
    content: list[Content]
    questions: int
    drafts: int
    unpublished: int
    rejected: int


class OneContent(BaseModel):
    """`effects`: what publishing would ask of people, for each class of change. `version`: which it would be."""

    content: Content
    version: int
    note: str
    template: str
    log: list[Publication]
    effects: list[Effect]
    pieces: list[MaterialLine]
    may_publish: bool


class PublishBody(Body):
    """`seen`: the content's fingerprint as its effect was looked at, "" = whatever it is now. `unapproved`: although
    approvals are missing, which the log will say.
    """

    change: ChangeClass | None = None
    note: str = ""
    seen: str = ""
    unapproved: bool = False


class Published(BaseModel):
    publication: Publication
    is_new: bool
    means: str


class DecideBody(Body):
    """`items` null = every drafted item that nobody has decided on."""

    decision: Literal["accepted", "rejected"]
    items: list[str] | None = None
    note: str = ""


class QuestionBody(Body):
    """`fields` are those of an item in the launch file (kind, stem, tests, options …)."""

    key: str
    fields: dict[str, Any]


class Written(BaseModel):
    """`files` were written; `warnings` are what the check now says of the launch."""

    item: Item
    files: list[str]
    is_new: bool
    warnings: list[ProblemLine]


class RetireBody(Body):
    from_quizzes: bool = False
    note: str = ""


class Retired(BaseModel):
    item: str
    quizzes: list[str]
    is_new: bool
    warnings: list[ProblemLine]


class ModuleText(BaseModel):
    """A module or role-play as people of one certification would read it. `published`: the version that reads so."""

    title: str
    certification: str | None
    markdown: str
    fingerprint: str
    published: int | None


@router.get("/launches/{launch}/training")
def training(request: Request, launch: str, viewer: Reads) -> LaunchTraining:
    """Modules, quizzes and role-plays, what is published of them, and what waits."""
    board = training_board(acting(request, viewer), launch=launch)
    return LaunchTraining(
        launch=board.launch, name=board.name, is_applied=board.is_applied,
        content=[_content(row) for row in board.rows],
        questions=board.questions, drafts=len(board.waiting.drafts), unpublished=len(board.waiting.unpublished),
        rejected=len(board.waiting.rejected),
    )  # fmt: skip


@router.get("/launches/{launch}/training/{kind}/{key}")
def one_content(request: Request, launch: str, kind: Kind, key: str, viewer: Reads) -> OneContent:
    """One of them: versions, and what publishing it would ask of people."""
    found = content_detail(acting(request, viewer), launch=launch, kind=kind, key=key)
    return OneContent(
        content=_content(found.row), version=found.version, note=found.note, template=found.template,
        log=list(found.log), effects=list(found.effects), pieces=list(found.pieces), may_publish=found.may_publish,
    )  # fmt: skip


@router.post("/launches/{launch}/training/{kind}/{key}/publish")
def publish(request: Request, launch: str, kind: Kind, key: str, body: PublishBody, viewer: Authors) -> Published:
    """The content is the latest version; 409 when approvals are missing or it is no longer what was seen."""
    done = publish_content(acting(request, viewer), launch=launch, kind=kind, key=key, **dict(body))
    return Published(publication=done.publication, is_new=done.is_new, means=done.means)


@router.get("/launches/{launch}/modules/{key}/preview")
def module_preview(
    request: Request,
    launch: str,
    key: str,
    viewer: Reads,
    certification: Annotated[str | None, Query(alias="as")] = None,
) -> ModuleText:
    """As the launch file has it now, for the people of a certification (`as`), the first without."""
    made = preview_module(acting(request, viewer), launch=launch, module=key, certification=certification)
    return ModuleText(
        title=made.title, certification=made.certification, markdown=made.markdown, fingerprint=made.fingerprint,
        published=made.published,
    )  # fmt: skip


@router.get("/launches/{launch}/role-plays/{key}/preview")
def role_play_preview(request: Request, launch: str, key: str, viewer: Reads) -> ModuleText:
    """As the launch file has it now: brief, rubric and what is said. `certification` is null: all read the same."""
    made = preview_role_play(acting(request, viewer), launch=launch, role_play=key)
    return ModuleText(
        title=made.title, certification=None, markdown=made.markdown, fingerprint=made.fingerprint,
        published=made.published,
    )  # fmt: skip


@router.get("/launches/{launch}/quizzes/{key}/preview")
def form_preview(
    request: Request, launch: str, key: str, viewer: Reads, seed: Annotated[str, Query(max_length=64)] = "1"
) -> QuizPreview:
    """A form as a rep would be asked it, with its keys; another seed gives another."""
    return quiz_preview(acting(request, viewer), launch=launch, quiz=key, seed=seed)


@router.get("/launches/{launch}/questions")
def questions(
    request: Request,
    launch: str,
    viewer: Reads,
    quiz: str = "",
    claim: str = "",
    status: str = "",
    kind: str = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Page[BankLine]:
    """Questions with their keys: those a quiz may ask, that test a claim, of a status ("waiting" too), of a kind."""
    found = question_bank(
        acting(request, viewer), launch=launch, quiz=quiz, claim=claim, status=status, kind=kind,
        after=read_cursor(cursor) if cursor else "", limit=limit,
    )  # fmt: skip
    return Page(items=list(found.lines), next=write_cursor(found.next) if found.next else None)


@router.post("/launches/{launch}/questions", status_code=201)
def write(request: Request, launch: str, body: QuestionBody, viewer: Authors) -> Written:
    """The question stands in the launch file; it is asked once that has been applied again."""
    done = write_item(acting(request, viewer), launch=launch, key=body.key, fields=body.fields)
    return Written(
        item=sendable(done.item), files=list(done.files), is_new=done.is_new, warnings=problem_lines(done.warnings)
    )  # fmt: skip


@router.post("/launches/{launch}/questions/decisions")
def decide(request: Request, launch: str, body: DecideBody, viewer: Authors) -> ItemsDecided:
    """A word on drafted items as they now read."""
    asked: Mapping[str, Any] = dict(body)
    return accept_items(acting(request, viewer), launch=launch, **asked)


@router.get("/launches/{launch}/questions/statistics")
def question_statistics(
    request: Request, launch: str, viewer: Reads, quiz: str = "", since: Day | None = None, until: Day | None = None,
    all_attempts: bool = False, role: str = "", region: str = "",
) -> ItemStatistics:  # fmt: skip
    """What the answers say about the questions of every quiz, or of one; only first attempts unless `all_attempts`.

    Shares and correlations are 0..1 and -1..1, null where these do not say. 502 without the extra `assessment`.
    """
    which = Which(first_only=not all_attempts, since=since, until=until, role=role, region=region)
    return item_statistics(acting(request, viewer), launch=launch, quiz=quiz, which=which, with_keys=True)


@router.get("/launches/{launch}/questions/statistics.csv", response_class=StreamingResponse, responses=CSV)
def question_statistics_file(
    request: Request, launch: str, viewer: Reads, quiz: str = "", since: Day | None = None, until: Day | None = None,
    all_attempts: bool = False, role: str = "", region: str = "",
) -> StreamingResponse:  # fmt: skip
    """The same figures as a file, a row a question and wording."""
    which = Which(first_only=not all_attempts, since=since, until=until, role=role, region=region)
    found = item_statistics(acting(request, viewer), launch=launch, quiz=quiz, which=which, with_keys=True)
    return csv_file(f"{found.launch}-questions.csv", COLUMNS, csv_rows(found))


@router.get("/launches/{launch}/questions/lint")
def lint(request: Request, launch: str, viewer: Reads) -> list[ProblemLine]:
    """What the check finds about the questions as the launch file has them, in file order: shape, wording, giveaways.

    422 with all problems when the file cannot be read as YAML at all.
    """
    context = acting(request, viewer)
    return problem_lines(lint_launch_items(context.launches, launch=launch, levels=context.check_levels))


@router.get("/launches/{launch}/questions/{key}")
def one_question(request: Request, launch: str, key: str, viewer: Reads) -> Question:
    """One question with its key, and how a rep might see it."""
    return question(acting(request, viewer), launch=launch, key=key)


@router.post("/launches/{launch}/questions/{key}/retire")
def retire(request: Request, launch: str, key: str, body: RetireBody, viewer: Authors) -> Retired:
    """The question is out of the launch file; 409 while quizzes name it, unless `from_quizzes`."""
    done = retire_item(acting(request, viewer), launch=launch, item=key, from_quizzes=body.from_quizzes, note=body.note)
    return Retired(
        item=done.item, quizzes=list(done.quizzes), is_new=done.is_new, warnings=problem_lines(done.warnings)
    )


def _content(row: ContentRow) -> Content:
    line = row.line
    return Content(
        kind=line.kind, key=line.key, title=line.title, state=row.state, fingerprint=line.fingerprint,
        published=line.published, declared_change=line.declared_change, minutes=row.minutes,
        audience=list(row.audience),
    )  # fmt: skip
