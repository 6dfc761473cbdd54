"""What waits for a word of one person: marks, attestations, waivers asked for, sign-offs, approvals, training content.

A task has an owner; these have none, and wait all the same. Each is read off the report whose page does the thing, so
that Home and that page cannot disagree; one line a launch and kind, however many there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal
from urllib.parse import quote

from readiness.context import Context
from readiness.domain.access.permissions import see_team
from readiness.domain.access.roles import Viewer
from readiness.domain.definition.gating import SignOffs
from readiness.domain.definition.model import Launch
from readiness.domain.gate.figures import SignOffFact
from readiness.domain.gate.waiver import Waiver, waiver_for
from readiness.domain.gate.waiver_request import WaiverRequest, is_asked
from readiness.domain.materials.publication import may_publish
from readiness.domain.quiz.trainers import TRAINER_FUNCTIONS, trainer_of
from readiness.domain.tasks.task import FINISHED
from readiness.ground.kept import Kept
from readiness.reports.gate_page import sign_off_lines
from readiness.reports.materials import material_lines
from readiness.reports.role_play import Queued, grading_queue
from readiness.reports.tasks import TaskBoard, TaskLine
from readiness.reports.team import Waiting, team_page
from readiness.reports.training import training_board
from readiness.store import gate
from readiness.store.graders import calibration_ends
from readiness.store.held import mark_of
from readiness.store.launches import applied_launches, require_version
from readiness.store.waiver_requests import waiver_requests

Kind = Literal[
    "role-play",
    "attestation",
    "waiver",
    "sign-off",
    "material",
    "publish",
    "question",
    "rejected",
    "grading",
    "calibration",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """`count` things of one kind in one launch; `path` is the page that does them.

    `due_on` None = nobody said by when. `comes_later`: earlier tasks are still open, and come first.
    """

    launch: str
    launch_name: str
    kind: Kind
    title: str
    why: str
    count: int
    path: str
    due_on: date | None
    is_overdue: bool
    comes_later: bool


_KEPT: Kept[tuple[str, str, date, str], tuple[Review, ...]] = Kept(256)
"""By database, mark, day and person: nothing is read again while nothing was recorded."""


def my_reviews(context: Context, *, viewer: Viewer, boards: Sequence[TaskBoard]) -> tuple[Review, ...]:
    """What is due first comes first, and what comes later last; empty when nothing waits.

    `boards` are those of the launches in whose teams the viewer is. Only what their roles ask for is read.
    """
    if not viewer.teams and not see_team(viewer):
        return ()
    today = context.clock.today()
    with context.database.reading() as session:
        mark = mark_of(session)
    key = (str(context.database.url), mark, today, viewer.email)
    kept = _KEPT.of(key)
    if kept is not None:
        return kept
    found = list(_of_team(context, viewer)) if see_team(viewer) else []
    found += _to_grade(context, viewer.email)
    found += _to_calibrate(context, viewer.email, today)
    for board in boards:
        found += _of_launch(context, viewer.email, viewer.teams.get(board.launch, frozenset()), board, today)
    found.sort(key=lambda one: (one.comes_later, one.due_on or date.max, one.launch, one.kind))
    return _KEPT.keep(key, tuple(found))


def _of_team(context: Context, viewer: Viewer) -> Iterator[Review]:
    """The queue of `/team`, by launch."""
    queues: dict[tuple[str, bool], list[Waiting]] = defaultdict(list)
    for one in team_page(context, viewer=viewer).queue:
        queues[one.launch, one.kind == "attestation"].append(one)
    for (launch, is_attestation), queue in queues.items():
        names = tuple(dict.fromkeys(one.name for one in queue))
        if is_attestation:
            title = f"Attest that {names[0] if len(names) == 1 else f'{len(names)} people'} can sell it"
        else:
            title = "Mark a role-play" if len(queue) == 1 else f"Mark {len(queue)} role-plays"
        people = {one.email for one in queue}
        yield Review(
            launch=launch, launch_name=queue[0].launch_name, kind="attestation" if is_attestation else "role-play",
            title=title, why=f"only you can move on {_named(names)}", count=len(queue),
            path=f"/team/{quote(queue[0].email)}" if len(people) == 1 else "/team",
            due_on=min((one.due_on for one in queue if one.due_on), default=None),
            is_overdue=any(one.overdue for one in queue), comes_later=False,
        )  # fmt: skip


def _to_grade(context: Context, email: str) -> Iterator[Review]:
    """The queue of `/grading`, by launch: what reps handed in and this person was asked to grade."""
    queues: dict[str, list[Queued]] = defaultdict(list)
    for one in grading_queue(context, grader=email):
        queues[one.launch].append(one)
    for launch, queue in queues.items():
        names = tuple(dict.fromkeys(one.name for one in queue))
        yield Review(
            launch=launch, launch_name=queue[0].launch_name, kind="grading",
            title="Grade a submission" if len(queue) == 1 else f"Grade {len(queue)} submissions",
            why=f"of {_named(names)}; you were asked", count=len(queue),
            path=f"/grading/{queue[0].submission}" if len(queue) == 1 else "/grading", due_on=queue[0].due_on,
            is_overdue=any(one.is_overdue for one in queue), comes_later=False,
        )  # fmt: skip


def _to_calibrate(context: Context, email: str, today: date) -> Iterator[Review]:
    """Calibrations that this person had and has no more: until then they are not asked to grade."""
    with context.database.reading() as session:
        for entry in applied_launches(session):
            definition = require_version(session, entry.key).definition
            for play in definition.role_plays.values():
                end = calibration_ends(session, definition, play.key).get(email)
                if end is not None and end.lost_on <= today:
                    yield Review(
                        launch=entry.key, launch_name=definition.product.name, kind="calibration",
                        title=f"Calibrate again: {play.title}",
                        why=f"you lost your calibration on {end.lost_on}: {end.says}; until it holds you do not grade",
                        count=1, path=f"/grading/calibration/{entry.key}", due_on=end.due_on,
                        is_overdue=end.due_on < today, comes_later=False,
                    )  # fmt: skip


def _of_launch(
    context: Context, email: str, functions: frozenset[str], board: TaskBoard, today: date
) -> Iterator[Review]:
    with context.database.reading() as session:
        version = require_version(session, board.launch)
        signed = gate.sign_offs(session, board.launch)
        waivers = gate.waivers(session, board.launch)
        requests = waiver_requests(session, board.launch)
    definition = version.definition
    lines = _Lines(board, today)
    yield from _waivers(lines, definition, requests, email)
    yield from _sign_offs(lines, definition, version.fingerprint, signed, waivers, email)
    yield from _materials(context, lines, functions)
    if _looks_after(definition, functions):
        yield from _training(context, lines, definition, email)


@dataclass(frozen=True, slots=True)
class _Lines:
    """Lines of one launch; when each is due is told by the task that asks for it, else by the launch day."""

    board: TaskBoard
    today: date

    def line(
        self, kind: Kind, title: str, why: str, place: str, *, count: int = 1, tasks: Sequence[TaskLine] = (),
        due_on: date | None = None,
    ) -> Review:  # fmt: skip
        due = min((one.due_on for one in tasks), default=due_on or self.board.launch_on)
        later = bool(tasks) and all(one.state == "waiting" for one in tasks)
        return Review(
            launch=self.board.launch, launch_name=self.board.name, kind=kind, title=title, why=why, count=count,
            path=f"/launches/{self.board.launch}/{place}", due_on=due, is_overdue=due < self.today, comes_later=later,
        )  # fmt: skip

    def open_tasks(self, action: str, function: str = "", *, about: Iterable[str] = ()) -> tuple[TaskLine, ...]:
        """Tasks not finished that ask for this; of one function, and about one of these, when given."""
        wanted = set(about)
        return tuple(
            one
            for one in self.board.lines
            if one.action == action
            and one.state not in FINISHED
            and function in {"", one.function}
            and (not wanted or wanted & set(one.concerns))
        )


def _waivers(lines: _Lines, definition: Launch, requests: Iterable[WaiverRequest], email: str) -> Iterator[Review]:
    mine = [one for one in requests if is_asked(definition, one, by=email, on=lines.today)]
    if mine:
        title = "Answer a request for a waiver" if len(mine) == 1 else f"Answer {len(mine)} requests for waivers"
        criteria = _named(tuple(dict.fromkeys(one.criterion.replace("-", " ") for one in mine)))
        by = _named(tuple(dict.fromkeys(one.by for one in mine)))
        due = min(one.until for one in mine)
        due = min(due, definition.launch_on) if lines.today <= definition.launch_on else due
        yield lines.line("waiver", title, f"of {criteria}, asked by {by}", "gate", count=len(mine), due_on=due)


def _sign_offs(  # noqa: PLR0917 - one per thing that the gate's page shows
    lines: _Lines, definition: Launch, fingerprint: str, signed: tuple[SignOffFact, ...], waivers: tuple[Waiver, ...],
    email: str,
) -> Iterator[Review]:  # fmt: skip
    waited = {
        function
        for one in definition.gate.criteria.values()
        if isinstance(one, SignOffs) and waiver_for(waivers, one, "", lines.today) is None
        for function in one.by
    }
    for one in sign_off_lines(definition, fingerprint, signed, email):
        if not one.mine or one.by is not None or one.function not in waited:
            continue
        tasks = lines.open_tasks("sign-off", one.function)
        if any(task.state in {"ready", "in-progress"} and task.who.casefold() == email.casefold() for task in tasks):
            continue  # it is among their tasks
        why = f"the file changed since {one.lapsed.by} signed" if one.lapsed else "the gate waits for it"
        yield lines.line("sign-off", f"Sign off for {one.function}", why, "gate", tasks=tasks)


def _materials(context: Context, lines: _Lines, functions: frozenset[str]) -> Iterator[Review]:
    standing = material_lines(context, launch=lines.board.launch)
    for function in sorted(functions):
        mine = [one for one in standing if function in one.waiting_for and function not in one.rejected_by]
        if not mine:
            continue
        what = f"“{mine[0].title}”" if len(mine) == 1 else f"{len(mine)} pieces"
        others = mine[0].approved_by
        alone = f"approved by {_named(others)} already" if others else "nobody has approved it as it reads"
        why = alone if len(mine) == 1 else _named(tuple(f"“{one.title}”" for one in mine))
        place = f"materials/{quote(mine[0].name)}" if len(mine) == 1 else "materials"
        tasks = lines.open_tasks("approve", function, about=(one.kind for one in mine))
        yield lines.line("material", f"Approve {what} for {function}", why, place, count=len(mine), tasks=tasks)


def _looks_after(definition: Launch, functions: frozenset[str]) -> bool:
    """Enablement looks after training; where nobody is of enablement, the others who may."""
    members = {one.function for one in definition.team.values()}
    first: tuple[str, ...] = ("enablement",) if "enablement" in members else TRAINER_FUNCTIONS
    return not functions.isdisjoint(first)


_PUBLISHED_BY: Final[Mapping[str, str]] = {"module": "modules", "quiz": "quizzes", "role-play": "role-plays"}
"""Kind of content → the part of the address of its page."""


def _training(context: Context, lines: _Lines, definition: Launch, email: str) -> Iterator[Review]:
    waiting = training_board(context, launch=definition.key).waiting
    drafts, rejected = waiting.drafts, waiting.rejected
    unpublished = [row.line for row in waiting.unpublished]
    if unpublished and may_publish(definition, email):
        one = unpublished[0]
        alone = len(unpublished) == 1
        title = f"Publish “{one.title}”" if alone else f"Publish {len(unpublished)} modules, quizzes or role-plays"
        changed = sum(line.changed for line in unpublished)
        never = len(unpublished) - changed
        counts = ((changed, "changed since"), (never, "never published"))
        why = ", ".join(f"{count} {says}" for count, says in counts if count)
        place = f"training/{_PUBLISHED_BY[one.kind]}/{one.key}" if alone else "training/review"
        tasks = lines.open_tasks("publish", about=(line.kind for line in unpublished))
        yield lines.line("publish", title, why, place, count=len(unpublished), tasks=tasks)
    if drafts and trainer_of(definition, email):
        title = "Decide on a drafted question" if len(drafts) == 1 else f"Decide on {len(drafts)} drafted questions"
        tasks = tuple(one for one in lines.open_tasks("review", about=("quiz",)) if one.stage == "knowledge-quizzes")
        why = "a quiz may draw them once they are accepted"
        yield lines.line("question", title, why, "training/review", count=len(drafts), tasks=tasks)
    if rejected:
        what = f"“{rejected[0].title}”" if len(rejected) == 1 else f"{len(rejected)} pieces"
        why = rejected[0].reasons[0] if rejected[0].reasons else _named(tuple(one.title for one in rejected))
        yield lines.line("rejected", f"Mend {what}, rejected in review", why, "training/review", count=len(rejected))


def _named(names: Sequence[str]) -> str:
    """`Ann`, `Ann and Bo`, `Ann, Bo and 3 more`."""
    if len(names) <= 2:
        return " and ".join(names)
    return f"{names[0]}, {names[1]} and {len(names) - 2} more"
