"""A module as it is published: the definition that was published, whatever the launch file has become since."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from readiness.domain.definition.assessment import Item
from readiness.domain.definition.model import Launch
from readiness.domain.materials.assemble import module_material
from readiness.domain.materials.content import content_entry, content_fingerprint
from readiness.domain.materials.modules import audiences
from readiness.domain.materials.publication import Publication, latest_publication
from readiness.domain.materials.spec import MaterialSpec
from readiness.ground.errors import Conflict
from readiness.ground.kept import Kept
from readiness.ports import Pages, PageSection, Templates
from readiness.store import launches, materials, quizzes


@dataclass(frozen=True, slots=True)
class PublishedModule:
    """The publication that stands, and the definition that says what was published."""

    publication: Publication
    definition: Launch
    accepted: tuple[Item, ...]
    log: tuple[Publication, ...]


def require_published_module(session: Session, launch: str, module: str) -> PublishedModule:
    """Raises NotFound for a module that does not exist, Conflict while it was never published."""
    current = launches.require_version(session, launch)
    content_entry(current.definition, "module", module)
    log = materials.publications(session, launch)
    publication = latest_publication(log, "module", module)
    if publication is None:
        raise Conflict(
            f"module '{module}' is not published yet.", hint="It can be read as soon as a trainer has published it."
        )
    definition = definition_published(session, publication)
    if definition is None:
        raise Conflict(
            f"what was published of module '{module}' is not on record any more.",
            hint="A trainer publishes it as it now reads.",
        )
    return PublishedModule(publication, definition, quizzes.accepted_items(session, launch, current.definition), log)


def definition_published(session: Session, publication: Publication) -> Launch | None:
    """The latest definition in which a module reads as it was published; None = none that is on record does."""
    module = publication.key
    current = launches.require_version(session, publication.launch)
    if module in current.definition.modules and _taught(current, module) == publication.fingerprint:
        return current.definition
    for version in launches.versions(session, publication.launch):
        if module in version.definition.modules and _taught(version, module) == publication.fingerprint:
            return version.definition
    return None


def sections_of(published: PublishedModule, role: str, templates: Templates, pages: Pages) -> tuple[PageSection, ...]:
    """The module as somebody in this role reads it; as everybody does when nothing asks it of their role."""
    spec = spec_of(published, role, templates)
    return pages.sections(templates.render(spec.template, spec.context, made_of=spec.fingerprint))


def spec_of(published: PublishedModule, role: str, templates: Templates) -> MaterialSpec:
    """The module as it is rendered for somebody in this role."""
    definition, key = published.definition, published.publication.key
    certification = next(
        (one for one in audiences(definition, definition.modules[key]) if definition.certifications[one].role == role),
        None,
    )
    return module_material(definition, key, certification, published.accepted, templates.fingerprint)


_TAUGHT: Kept[tuple[str, str], str] = Kept(512)


def _taught(version: launches.LaunchVersion, module: str) -> str:
    """The content of the module in this version: what items were accepted is no part of it."""
    key = (version.fingerprint, module)
    return _TAUGHT.of(key) or _TAUGHT.keep(key, content_fingerprint(version.definition, "module", module, ()))
