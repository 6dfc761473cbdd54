"""What changed in a module: from any version to the one that stands, or from the version that a reader completed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from readiness.context import Context
from readiness.domain.definition.assessment import Item
from readiness.domain.definition.model import Launch
from readiness.domain.materials.changes_page import CHANGES_TEMPLATE, asked_about, changes_page
from readiness.domain.materials.content import content_entry
from readiness.domain.materials.delta import Change, ModuleDelta, module_delta
from readiness.domain.materials.publication import Publication
from readiness.ground.errors import Conflict, NotFound
from readiness.store import launches, materials, people
from readiness.store.modules_known import catching_up_of
from readiness.store.published_modules import definition_published, require_published_module
from readiness.store.quizzes import accepted_items


@dataclass(frozen=True, slots=True)
class AskedAbout:
    """A quiz and how many of its questions test a claim that changed."""

    key: str
    title: str
    questions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleChanges:
    """From version `since` to version `version`; `is_published` False = that is what publishing would make it.

    `minutes` of `whole_minutes`. `is_asked`: reading it is asked of the reader, not only offered. `changes` is empty
    when the two teach the same. `markdown` is all of it as a page, `html` the same, safe to stand in a page.
    """

    launch: str
    launch_name: str
    module: str
    title: str
    since: int
    version: int
    is_published: bool
    is_asked: bool
    minutes: int
    whole_minutes: int
    notes: tuple[str, ...]
    changes: tuple[Change, ...]
    quizzes: tuple[AskedAbout, ...]
    markdown: str
    html: str


@dataclass(frozen=True, slots=True)
class CatchUp:
    """That a reader starts from version `since`: how long what changed takes, and whether it is asked of them."""

    since: int
    minutes: int
    is_asked: bool


def module_changes(context: Context, *, launch: str, module: str, since: int | None = None) -> ModuleChanges:
    """From version `since` to the module as it is applied now, published or not.

    By default from the version that stands, and when the module reads as that one, from the one before it. Raises
    NotFound for a module or version that does not exist, Conflict when there is no earlier version.
    """
    with context.database.reading() as session:
        now = launches.require_version(session, launch).definition
        content_entry(now, "module", module)
        versions = _versions(session, launch, module)
        if not versions:
            raise Conflict(
                f"module '{module}' was never published, so nobody has completed a version of it.",
                hint=f"See it whole: readiness module preview {launch} {module}",
            )
        standing = definition_published(session, versions[-1])
        is_published = standing is not None and not module_delta(standing, now, module).changes
        wanted = since or (versions[-2].version if is_published and len(versions) > 1 else versions[-1].version)
        start = next((one for one in versions if one.version == wanted), None)
        if start is None or (is_published and start is versions[-1]):
            raise NotFound(
                f"there is no version of module '{module}' before version {versions[-1].version}"
                + (f" that is {since}." if since else ".")
            )
        return _changes(
            context, session, now, module, start,
            notes=[one.note for one in versions if one.version > start.version and one.note],
            version=versions[-1].version + (0 if is_published else 1), is_published=is_published, is_asked=False,
            quizzes=tuple(now.quizzes), accepted=accepted_items(session, launch, now),
        )  # fmt: skip


def my_module_changes(context: Context, *, launch: str, module: str) -> ModuleChanges | None:
    """What the actor reads instead of the whole module; None = the whole is theirs to read.

    Raises NotFound for a module that does not exist, Conflict before it is published.
    """
    with context.database.reading() as session:
        published = require_published_module(session, launch, module)
        today = context.clock.today()
        current = launches.require_version(session, launch).definition
        found = catching_up_of(session, current, module=module, email=context.actor, on=today)
        if found is None:
            return None
        posting = people.posting_on(session, context.actor, today)
        role = posting.role if posting else ""
        definition = published.definition
        quizzes = [quiz for one in definition.certifications.values() if one.role == role for quiz in one.quizzes]
        made = _changes(
            context, session, definition, module, found.since, notes=found.notes,
            version=published.publication.version, is_published=True, is_asked=found.is_asked,
            quizzes=tuple(dict.fromkeys(quizzes)), accepted=published.accepted,
        )  # fmt: skip
        return made if made.changes else None


def catch_up(
    session: Session, definition: Launch, published: Launch, *, module: str, email: str, on: date
) -> CatchUp | None:
    """What is told of `my_module_changes` where it is not shown: in a list, above the whole module."""
    found = catching_up_of(session, definition, module=module, email=email, on=on)
    before = definition_published(session, found.since) if found else None
    if found is None or before is None:
        return None
    delta = module_delta(before, published, module)
    return CatchUp(found.since.version, delta.minutes, found.is_asked) if delta.changes else None


def _changes(
    context: Context,
    session: Session,
    definition: Launch,
    module: str,
    start: Publication,
    *,
    notes: Sequence[str],
    version: int,
    is_published: bool,
    is_asked: bool,
    quizzes: Sequence[str],
    accepted: Sequence[Item],
) -> ModuleChanges:
    before = definition_published(session, start)
    if before is None:
        raise Conflict(
            f"what was published as version {start.version} of module '{module}' is not on record any more.",
            hint="Read the whole module.",
        )
    delta: ModuleDelta = module_delta(before, definition, module)
    asked = asked_about(definition, delta, quizzes, accepted)
    page = changes_page(
        definition, delta, module=module, since=start.version, version=version, notes=notes, quizzes=asked
    )
    markdown = context.templates.render(CHANGES_TEMPLATE, page)
    entry = definition.modules[module]
    return ModuleChanges(
        launch=definition.key, launch_name=definition.product.name, module=module, title=entry.title,
        since=start.version, version=version, is_published=is_published, is_asked=is_asked, minutes=delta.minutes,
        whole_minutes=entry.minutes, notes=tuple(notes), changes=delta.changes,
        quizzes=tuple(AskedAbout(**one) for one in asked), markdown=markdown, html=context.pages.fragment(markdown),
    )  # fmt: skip


def _versions(session: Session, launch: str, module: str) -> tuple[Publication, ...]:
    return tuple(one for one in materials.publications(session, launch) if (one.kind, one.key) == ("module", module))
