"""The training of a launch for whoever looks after it: what is published, what changed since, what waits for a word."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal, cast, get_args

from sqlmodel import Session

from readiness.context import Context
from readiness.domain.access.roles import Viewer
from readiness.domain.certification.population import GroupCount
from readiness.domain.definition.assessment import Module
from readiness.domain.definition.gating import Population
from readiness.domain.definition.model import Launch
from readiness.domain.definition.vocabulary import ChangeClass
from readiness.domain.enrolment.requirement import requirements_of
from readiness.domain.materials.assemble import TEMPLATES, module_template
from readiness.domain.materials.content import content_entry, content_fingerprint
from readiness.domain.materials.modules import audiences
from readiness.domain.materials.publication import CONTENT_KINDS, Publication, may_publish, meaning
from readiness.domain.materials.shown import content_key
from readiness.domain.plan.build import content_changes
from readiness.domain.plan.changes import ContentChange
from readiness.ground.errors import NotFound
from readiness.ground.keys import did_you_mean
from readiness.reports.materials import ContentLine, MaterialLine, content_lines, material_lines
from readiness.reports.message_map import Named, standing_definition
from readiness.reports.question_bank import WAITING
from readiness.reports.quiz_items import ItemLine, quiz_items
from readiness.reports.seen_people import seen_people
from readiness.store import materials
from readiness.store.launches import require_version
from readiness.store.quizzes import accepted_items
from readiness.store.standing_counts import certified_counts

State = Literal["published", "changed", "never"]
CHANGES: Final[tuple[ChangeClass, ...]] = get_args(ChangeClass)
_EVERYBODY: Final = Population(exclude_on_leave=False, exclude_hired_within_days=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentRow:
    """A module, quiz or role-play. `minutes` None = nobody says. `audience` are certifications, empty = nobody's."""

    line: ContentLine
    minutes: int | None
    audience: tuple[Named, ...]

    @property
    def state(self) -> State:
        if self.line.published is None:
            return "never"
        return "changed" if self.line.changed else "published"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What waits for a trainer: drafted items, content that is not what is published, pieces somebody rejected."""

    drafts: tuple[ItemLine, ...]
    unpublished: tuple[ContentRow, ...]
    rejected: tuple[MaterialLine, ...]

    @property
    def total(self) -> int:
        return len(self.drafts) + len(self.unpublished) + len(self.rejected)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingBoard:
    """All content of a launch. `is_applied` False = there is only its file: nothing to publish, and `rows` is empty."""

    launch: str
    name: str
    is_applied: bool
    rows: tuple[ContentRow, ...]
    waiting: Waiting
    questions: int


@dataclass(frozen=True, slots=True)
class Effect:
    """What publishing under this class would ask of people. `change` None = it reads as it is published already."""

    of: ChangeClass
    means: str
    change: ContentChange | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentDetail:
    """One module, quiz or role-play. `template` is its file, `is_own_template`: the workspace's own.

    `log` is newest first. `effects` has one for each change class; under the first version they are all the same.
    `pieces` are its texts for reps or reviewers, with their approvals.
    """

    launch: str
    name: str
    row: ContentRow
    note: str
    template: str
    is_own_template: bool
    version: int
    log: tuple[Publication, ...]
    effects: tuple[Effect, ...]
    pieces: tuple[MaterialLine, ...]
    may_publish: bool


def training_board(context: Context, *, launch: str) -> TrainingBoard:
    """Every module, quiz and role-play as applied, in file order. Raises NotFound for no such launch."""
    definition, is_applied = standing_definition(context, launch=launch)
    if not is_applied:
        nothing = Waiting(drafts=(), unpublished=(), rejected=())
        return TrainingBoard(
            launch=launch, name=definition.product.name, is_applied=False, rows=(), waiting=nothing,
            questions=len(definition.items),
        )  # fmt: skip
    rows = tuple(_row(definition, line) for line in content_lines(context, launch=launch))
    questions = quiz_items(context, launch=launch)
    waiting = Waiting(
        drafts=tuple(line for line in questions if line.status in WAITING),
        unpublished=tuple(row for row in rows if row.state != "published"),
        rejected=tuple(line for line in material_lines(context, launch=launch) if line.rejected_by),
    )
    return TrainingBoard(
        launch=launch, name=definition.product.name, is_applied=True, rows=rows, waiting=waiting,
        questions=len(questions),
    )  # fmt: skip


def content_detail(context: Context, *, launch: str, kind: str, key: str) -> ContentDetail:
    """One unit of content with everything a publisher has to know. Raises NotFound."""
    if kind not in CONTENT_KINDS:
        raise NotFound(f"'{kind[:80]}' is no kind of content.", hint=did_you_mean(kind, CONTENT_KINDS))
    with context.database.reading() as session:
        version = require_version(session, launch)
        definition = version.definition
        entry = content_entry(definition, kind, key)
        now = content_fingerprint(definition, kind, key, accepted_items(session, launch, definition))
        log = materials.publications(session, launch)
        people = _people(session, definition, context)
    effects = tuple(_effect(definition, (kind, key), now, log, people, change) for change in CHANGES)
    line = next(one for one in content_lines(context, launch=launch) if (one.kind, one.key) == (kind, key))
    template = module_template(entry.template) if isinstance(entry, Module) else TEMPLATES[kind]
    return ContentDetail(
        launch=launch,
        name=definition.product.name,
        row=_row(definition, line),
        note=entry.change_note,
        template=template,
        is_own_template=context.templates.names().get(template, False),
        version=(line.published.version if line.published else 0) + 1,
        log=tuple(one for one in reversed(log) if (one.kind, one.key) == (kind, key)),
        effects=effects,
        pieces=tuple(
            one
            for one in material_lines(context, launch=launch)
            if one.kind == kind and content_key(kind, one.key) == key
        ),
        may_publish=may_publish(definition, context.actor),
    )


def whom_they_see(context: Context, viewer: Viewer, emails: Collection[str]) -> frozenset[str]:
    """Those of these people whom this viewer may see; whoever publishes need not see everybody by name."""
    with context.database.reading() as session:
        seen = seen_people(session, viewer, emails, context.clock.today())
    return frozenset(email for email in emails if seen.sees(email))


def _row(definition: Launch, line: ContentLine) -> ContentRow:
    entry = content_entry(definition, line.kind, line.key)
    asking = audiences(definition, entry) if isinstance(entry, Module) else _asking(definition, line.kind, line.key)
    minutes = entry.minutes if isinstance(entry, Module) else getattr(entry, "time_limit_minutes", None)
    return ContentRow(
        line=line, minutes=minutes,
        audience=tuple(Named(one, definition.certifications[one].name) for one in asking),
    )  # fmt: skip


def _asking(definition: Launch, kind: str, key: str) -> tuple[str, ...]:
    return tuple(
        name
        for name, certification in definition.certifications.items()
        if any((one.kind, one.key) == (kind, key) for one in requirements_of(certification))
    )


def _effect(  # noqa: PLR0917 - one per thing the plan's own function asks
    definition: Launch,
    unit: tuple[str, str],
    now: str,
    log: tuple[Publication, ...],
    people: Mapping[str, GroupCount],
    change: ChangeClass,
) -> Effect:
    """The same as `plan` shows, as if the author had declared this class."""
    changes = content_changes(_declared(definition, unit, change), {unit: now}, log, people)
    version = changes[0].published_version + 1 if changes else 0
    return Effect(change, meaning(change, version=version), changes[0] if changes else None)


def _declared(definition: Launch, unit: tuple[str, str], change: ChangeClass) -> Launch:
    kind, key = unit
    entry = replace(content_entry(definition, kind, key), change=change)
    section = {"module": "modules", "quiz": "quizzes", "role-play": "role_plays"}[kind]
    return replace(definition, **cast("dict[str, object]", {section: {**getattr(definition, section), key: entry}}))  # type: ignore[arg-type]


def _people(session: Session, definition: Launch, context: Context) -> Mapping[str, GroupCount]:
    """Where everybody on the roster stands today, by certification, as the plan counts them."""
    found = {}
    for name in definition.certifications:
        groups = certified_counts(
            session, definition.key, certification=name, within="overall", as_of=context.clock.today(),
            population=_EVERYBODY,
        )  # fmt: skip
        found[name] = groups[0] if groups else GroupCount("")
    return found
