"""A module as one rep reads it: the published version for their role, section by section, and how far they are."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from readiness.context import Context
from readiness.domain.definition.model import Launch
from readiness.domain.materials.publication import Publication
from readiness.domain.messaging.claims import claim_title
from readiness.ground.errors import Conflict, NotFound
from readiness.ground.kept import Kept
from readiness.ports import PageSection
from readiness.reports.module_changes import CatchUp, catch_up
from readiness.store import evidence, module_progress, people
from readiness.store.launches import require_version
from readiness.store.published_modules import PublishedModule, require_published_module, sections_of, spec_of

_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class ReadingSection:
    """A section, in the order of the module. `html` is safe to stand in a page."""

    number: int
    name: str
    title: str
    html: str
    is_read: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleReading:
    """`completed_on`: when this version was completed, None = not yet. `begin_at`: the number of the first section not
    read, else of the last one.

    `new_since`: what the publisher says changed, when the reader took or began an earlier version; "" otherwise.
    `catch_up`: that the reader knows an earlier version and may read what changed alone, None = the whole is theirs.
    `material`: the piece that it is rendered from, as the library knows it.
    `tested_in`: quizzes of the reader's certifications that may ask about it, as (key, title).
    """

    launch: str
    launch_name: str
    module: str
    title: str
    minutes: int
    version: int
    published_at: datetime
    sections: tuple[ReadingSection, ...]
    begin_at: int
    completed_on: date | None
    new_since: str
    tested_in: tuple[tuple[str, str], ...]
    catch_up: CatchUp | None = None
    material: str = ""

    @property
    def read(self) -> int:
        return sum(section.is_read for section in self.sections)


def module_reading(context: Context, *, launch: str, module: str) -> ModuleReading:
    """The module as the actor reads it today; as everybody does when they are not on the roster.

    Raises NotFound for one that does not exist, Conflict before it is published.
    """
    email = context.actor
    with context.database.reading() as session:
        published = require_published_module(session, launch, module)
        posting = people.posting_on(session, email, context.clock.today())
        role = posting.role if posting else ""
        person = people.person_ids(session, [email]).get(email)
        taken = _completions(session, launch, email, module)
        publication = published.publication
        now = require_version(session, launch).definition
        known = catch_up(session, now, published.definition, module=module, email=email, on=context.clock.today())
        read: tuple[str, ...] = ()
        began_other = False
        if person is not None:
            read = module_progress.sections_read(session, launch, person, module, publication.fingerprint)
            began_other = module_progress.read_other_content(session, launch, person, module, publication.fingerprint)
    spec = spec_of(published, role, context.templates)
    sections = _sections(sections_of(published, role, context.templates, context.pages), read)
    entry = published.definition.modules[module]
    completed_on = taken.get(publication.fingerprint)
    is_new = publication.version > 1 and completed_on is None and (bool(taken) or began_other)
    return ModuleReading(
        launch=launch, launch_name=published.definition.product.name, module=module, title=entry.title,
        minutes=entry.minutes, version=publication.version, published_at=publication.at, sections=sections,
        begin_at=next((one.number for one in sections if not one.is_read), len(sections)),
        completed_on=completed_on, new_since=_note(publication) if is_new else "",
        tested_in=_tested_in(published, role), catch_up=known, material=f"{spec.kind}/{spec.key}",
    )  # fmt: skip


def section_about(context: Context, reading: ModuleReading, claim: str) -> int:
    """The number of the first section that says this claim (`facts.price`); 1 when none does in so many words.

    What a rep missed is looked up in the text itself, so that a workspace's own templates are found as well as ours.
    """
    with context.database.reading() as session:
        definition = require_published_module(session, reading.launch, reading.module).definition
    try:
        says = _folded(claim_title(definition, claim))
    except NotFound:  # taken out of the message since
        return 1
    found = (one.number for one in reading.sections if says in _words(one.html))
    return next(found, 1)


class SectionsOf:
    """Which section of a module says something, as somebody in this role reads it. Each module is read once."""

    def __init__(self, context: Context, session: Session, launch: str, role: str) -> None:
        self._context, self._session, self._launch, self._role = context, session, launch, role

    def about(self, module: str, says: str) -> ReadingSection | None:
        """The first section that says it in so many words, else the first; None for a module that is not published."""
        made = self._of(module)
        wanted = _folded(says)
        return next((section for section, words in made if wanted in words), made[0][0] if made else None)

    def _of(self, module: str) -> tuple[tuple[ReadingSection, str], ...]:
        try:
            published = require_published_module(self._session, self._launch, module)
        except Conflict:
            return ()
        templates = self._context.templates
        key = spec_of(published, self._role, templates).fingerprint
        found = _READ.of(key)
        if found is None:
            sections = _sections(sections_of(published, self._role, templates, self._context.pages), ())
            found = _READ.keep(key, tuple((section, _words(section.html)) for section in sections))
        return found


_READ: Kept[str, tuple[tuple[ReadingSection, str], ...]] = Kept(128)
"""What a module says section by section, for a role: many people miss the same claims."""


def _words(made: str) -> str:
    return _folded(html.unescape(_TAG.sub(" ", made)))


def _sections(made: tuple[PageSection, ...], read: tuple[str, ...]) -> tuple[ReadingSection, ...]:
    return tuple(
        ReadingSection(number, one.name, one.title, one.html, one.name in read)
        for number, one in enumerate(made, start=1)
    )


def _completions(session: Session, launch: str, email: str, module: str) -> dict[str, date]:
    """By fingerprint, the day on which they last completed it; "" = nobody said which version."""
    return {
        one.evidence.fingerprint or "": one.evidence.happened_at.date()
        for one in evidence.of_person(session, launch, email)
        if (one.evidence.kind, one.evidence.subject) == ("module-completed", module)
    }


def _note(publication: Publication) -> str:
    return publication.note or "What changed was not said."


def _tested_in(published: PublishedModule, role: str) -> tuple[tuple[str, str], ...]:
    definition: Launch = published.definition
    quizzes: dict[str, str] = {}
    for certification in definition.certifications.values():
        if certification.role == role and published.publication.key in certification.modules:
            quizzes |= {key: definition.quizzes[key].title for key in certification.quizzes}
    return tuple(quizzes.items())


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold().rstrip(". ")
