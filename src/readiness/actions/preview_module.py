"""A module as somebody of a given role will read it, straight from the file; nothing is stored."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.context import Context
from readiness.domain.definition.assessment import Item
from readiness.domain.definition.model import Launch
from readiness.domain.materials.assemble import module_material
from readiness.domain.materials.content import content_entry, content_fingerprint
from readiness.domain.materials.modules import audiences
from readiness.domain.materials.publication import latest_publication
from readiness.domain.materials.spec import MaterialSpec
from readiness.ground.errors import DefinitionError, NotFound
from readiness.ground.fingerprint import short
from readiness.ground.keys import did_you_mean
from readiness.store import materials
from readiness.store.quizzes import accepted_items


@dataclass(frozen=True, slots=True)
class Preview:
    """The text, as Markdown and as a page. `published` is the version that reads the same; None = none does."""

    title: str
    certification: str | None
    markdown: str
    html: str
    fingerprint: str
    published: int | None


def preview_module(context: Context, *, launch: str, module: str, certification: str | None = None) -> Preview:
    """What the launch file now makes of a module for the people of a certification.

    Without a certification, the first that the module is for. Raises DefinitionError with every problem of an unsound
    file, NotFound for a module that does not exist or is not for that certification.
    """
    definition = definition_to_preview(context, launch)
    content_entry(definition, "module", module)
    wanted = _audience(definition, module, certification)
    accepted, published = _record(context, definition, module)
    spec = module_material(definition, module, wanted, accepted, context.templates.fingerprint)
    return rendered(context, definition, spec, certification=wanted, published=published)


def definition_to_preview(context: Context, launch: str) -> Launch:
    """What the launch's file says now. Raises DefinitionError with every problem of an unsound one."""
    reading = context.launches.read(launch)
    if reading.launch is None:
        raise DefinitionError(f"launch '{launch}' is unsound, so nothing can be made of it.", problems=reading.problems)
    return reading.launch


def rendered(
    context: Context, definition: Launch, spec: MaterialSpec, *, certification: str | None, published: int | None
) -> Preview:
    """A piece as its readers will have it, marked as a preview."""
    markdown = context.templates.render(spec.template, spec.context)
    page = context.pages.page(
        markdown,
        title=f"{spec.title} · preview",
        kicker=f"Preview · {definition.product.name}",
        note=f"{definition.key} · {spec.name} · content {short(spec.fingerprint)} · preview, not for sharing",
    )
    return Preview(spec.title, certification, markdown, page, spec.fingerprint, published)


def _audience(definition: Launch, module: str, certification: str | None) -> str | None:
    meant_for = audiences(definition, definition.modules[module])
    if certification is None:
        return meant_for[0] if meant_for else None
    if certification not in meant_for:
        raise NotFound(f"module '{module}' is not for '{certification}'.", hint=did_you_mean(certification, meant_for))
    return certification


def _record(context: Context, definition: Launch, module: str) -> tuple[tuple[Item, ...], int | None]:
    with context.database.reading() as session:
        accepted = accepted_items(session, definition.key, definition)
        last = latest_publication(materials.publications(session, definition.key), "module", module)
    now = content_fingerprint(definition, "module", module, accepted)
    return accepted, last.version if last and last.fingerprint == now else None
