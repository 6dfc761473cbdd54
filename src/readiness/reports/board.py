"""The board of one launch: its tasks by stage with what the viewer may do to each, and what changed since the apply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from sqlmodel import Session, col, func, select

from readiness.context import Context
from readiness.domain.access.roles import Viewer
from readiness.domain.certification.reasons import in_words
from readiness.domain.definition.model import Launch
from readiness.domain.definition.vocabulary import STAGES
from readiness.domain.materials.spec import KINDS
from readiness.domain.people.address import mail_address
from readiness.domain.tasks.task import BINDING, FINISHED, TaskEvent, Verb
from readiness.domain.tasks.turns import open_verbs
from readiness.ground.errors import NotFound, Unusable, no_such_launch
from readiness.ground.keys import did_you_mean
from readiness.reports.journal import JournalLine
from readiness.reports.journal_words import JournalWords
from readiness.reports.seen_people import SeenPeople, addresses_in, seen_people, text_as_seen
from readiness.reports.tasks import TaskBoard, TaskLine, board_of
from readiness.store import launches
from readiness.store.launches import FinishedStep
from readiness.store.materials import current
from readiness.store.tables.journal import JournalRow
from readiness.store.task_progress import TaskProgress, pieces_of, task_progress

SHOWN_ACTS = 12
LEARNING: Final = ("practised", "started", "completed", "passed", "did not pass")
"""What reps do to learn is no change to a launch: the readiness board tells where it has brought them."""


@dataclass(frozen=True, slots=True)
class LaunchPlace:
    """A launch that there is: on record, as a file, or both. `name` is the key until something says better."""

    key: str
    name: str
    applied: bool
    has_file: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A task with its owner's name and what the viewer may do to it now; `verbs` is empty when nothing."""

    line: TaskLine
    owner: str
    verbs: tuple[Verb, ...]
    is_mine: bool


@dataclass(frozen=True, slots=True)
class Column:
    """One stage. `finished` of `total` tasks, whatever is shown."""

    stage: str
    cards: tuple[Card, ...]
    finished: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """What happened to the launch after the last apply. `acts` are the newest of `total`; `steps` what the apply itself
    changed.
    """

    version: int
    applied_at: datetime
    applied_by: str
    steps: tuple[FinishedStep, ...]
    acts: tuple[JournalLine, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchBoard:
    """`columns` has every stage that has tasks; `shown` counts the cards in them after filtering."""

    board: TaskBoard
    release_on: date | None
    columns: tuple[Column, ...]
    shown: int
    mine: int
    since: Since


@dataclass(frozen=True, slots=True)
class Piece:
    """A material that a task is about; `title` as it was rendered."""

    kind: str
    key: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskPage:
    """One task with everything around it. `events` newest first; `pieces` is empty until they are rendered."""

    name: str
    launch_on: date
    card: Card
    critical_path: tuple[str, ...]
    prerequisites: tuple[TaskLine, ...]
    blocks: tuple[TaskLine, ...]
    pieces: tuple[Piece, ...]
    concerns_definition: bool
    events: tuple[TaskEvent, ...]


def launch_place(context: Context, *, launch: str) -> LaunchPlace:
    """Raises NotFound, with a suggestion, when there is neither a record nor a file of that key."""
    with context.database.reading() as session:
        entries = {entry.key: entry for entry in launches.applied_launches(session)}
    files = context.launches.keys()
    if launch not in entries and launch not in files:
        raise no_such_launch(launch, {*entries, *files})
    entry = entries.get(launch)
    name = entry.name if entry else _name_in_file(context, launch)
    return LaunchPlace(launch, name, entry is not None, launch in files)


def launch_board(
    context: Context, *, launch: str, viewer: str, mine: bool = False, stage: str = "", sees: Viewer | None = None
) -> LaunchBoard:
    """Only the viewer's cards with `mine`, only those of `stage` when it is given.

    What was done since the last apply is told in titles, and names nobody whom `sees` may not see (None: nobody asks).

    Raises NotFound for a launch that was not applied and for an unknown stage.
    """
    if stage and stage not in STAGES:
        raise NotFound(f"there is no stage '{stage[:80]}'.", hint=did_you_mean(stage, STAGES))
    with context.database.reading() as session:
        progress = task_progress(session, launch)
        since = _since(session, progress)
        if sees is not None:
            since = _as_seen(session, since, progress.version.definition, sees, context.clock.today())
    board = board_of(context, progress)
    cards = _cards(progress, board, viewer)
    columns = tuple(
        column for name in STAGES if stage in {"", name} and (column := _column(name, cards, mine=mine)).total
    )
    return LaunchBoard(
        board=board,
        release_on=progress.version.definition.release_on,
        columns=columns,
        shown=sum(len(column.cards) for column in columns),
        mine=sum(card.is_mine and card.line.state not in FINISHED for card in cards.values()),
        since=since,
    )


def task_page(context: Context, *, launch: str, task: str, viewer: str) -> TaskPage:
    """Raises NotFound, with a suggestion, for a launch that was not applied and a task it does not have."""
    with context.database.reading() as session:
        progress = task_progress(session, launch)
        titles = {(m.kind, m.key): m.title for m in current(session, launch).values()}
    board = board_of(context, progress)
    cards = _cards(progress, board, viewer)
    if task not in cards:
        raise NotFound(f"launch '{launch}' has no task '{task[:80]}'.", hint=did_you_mean(task, cards))
    found = progress.graph.by_key[task]
    pieces = sorted(pieces_of(found, progress.materials), key=lambda p: (KINDS.index(p[0]), p[1]))
    return TaskPage(
        name=board.name,
        launch_on=board.launch_on,
        card=cards[task],
        critical_path=board.critical_path,
        prerequisites=tuple(cards[key].line for key in found.after if key in cards),
        blocks=tuple(line for line in board.lines if task in line.after),
        pieces=tuple(Piece(kind, key, titles.get((kind, key), key)) for kind, key, _ in pieces),
        concerns_definition="definition" in found.concerns,
        events=tuple(
            replace(event, note=in_words(progress.version.definition, event.note))
            for event in reversed(progress.acts.events)
            if event.task == task
        ),
    )


def task_cards(context: Context, *, launch: str, viewer: str) -> Mapping[str, Card]:
    """Every card of the launch, by key: what stands after somebody has moved one of them."""
    with context.database.reading() as session:
        progress = task_progress(session, launch)
    return _cards(progress, board_of(context, progress), viewer)


def _name_in_file(context: Context, launch: str) -> str:
    try:
        reading = context.launches.read(launch)
    except Unusable:
        return launch
    return reading.launch.product.name if reading.launch else launch


def _cards(progress: TaskProgress, board: TaskBoard, viewer: str) -> dict[str, Card]:
    definition = progress.version.definition
    names = {member.email.casefold(): member.name for member in definition.team.values()}
    found = {}
    for line in board.lines:
        is_mine = line.who.casefold() == viewer.casefold()
        name = "the engine" if line.who == "engine" else names.get(line.who.casefold(), line.who)
        found[line.key] = Card(line, name, _verbs(definition, progress, line, viewer), is_mine)
    return found


def _verbs(definition: Launch, progress: TaskProgress, line: TaskLine, viewer: str) -> tuple[Verb, ...]:
    """A decision binds to what is there to be seen: none is offered before it has been rendered."""
    task = progress.graph.by_key[line.key]
    verbs = open_verbs(definition, task, progress.states[line.key], viewer)
    if task.action in BINDING and line.key not in progress.concerned:
        return tuple(verb for verb in verbs if verb not in {"approve", "reject", "done"})
    return verbs


def _column(stage: str, cards: Mapping[str, Card], *, mine: bool) -> Column:
    of_stage = [card for card in cards.values() if card.line.stage == stage]
    return Column(
        stage,
        tuple(card for card in of_stage if card.is_mine or not mine),
        sum(card.line.state in FINISHED for card in of_stage),
        len(of_stage),
    )


def _since(session: Session, progress: TaskProgress) -> Since:
    version = progress.version
    last = launches.last_application(session, version.launch)
    ends = [step.finished_at for step in last.finished.values()] if last else []
    through = max(ends, default=last.started_at if last else version.applied_at)
    after = (
        JournalRow.launch == version.launch, col(JournalRow.at) > through, col(JournalRow.verb).not_in(LEARNING)
    )  # fmt: skip
    rows = session.exec(select(JournalRow).where(*after).order_by(col(JournalRow.id).desc()).limit(SHOWN_ACTS)).all()
    told = JournalWords(session, version.definition)
    return Since(
        version=version.number,
        applied_at=last.started_at if last else version.applied_at,
        applied_by=last.started_by if last else version.applied_by,
        steps=tuple(step for step in last.finished.values() if step.changed) if last else (),
        acts=tuple(
            JournalLine(r.at, r.launch, r.actor, r.verb, told(r.verb, r.subject), r.fingerprint, r.simulated, r.detail)
            for r in rows
        ),
        total=session.exec(select(func.count()).select_from(JournalRow).where(*after)).one(),
    )


def _as_seen(session: Session, since: Since, definition: Launch, viewer: Viewer, on: date) -> Since:
    """Without the addresses of people whom the viewer may not see; the launch's team is known to everybody in it."""
    team = {member.email for member in definition.team.values()}
    named = {name for act in since.acts for name in addresses_in(f"{act.actor} {act.subject}")} - team
    seen = seen_people(session, viewer, named, on)
    if seen.everybody:
        return since
    known = SeenPeople(everybody=False, names=seen.names | {mail_address(one) for one in team})
    acts = tuple(
        replace(act, actor=text_as_seen(act.actor, known), subject=text_as_seen(act.subject, known))
        for act in since.acts
    )
    return replace(since, acts=acts)
