"""A role-play as everybody in it will read it, straight from the file; nothing is stored."""

from __future__ import annotations

from readiness.actions.preview_module import Preview, definition_to_preview, rendered
from readiness.context import Context
from readiness.domain.materials.assemble import role_play_material
from readiness.domain.materials.content import content_entry, content_fingerprint
from readiness.domain.materials.publication import latest_publication
from readiness.store import materials


def preview_role_play(context: Context, *, launch: str, role_play: str) -> Preview:
    """What the launch file now makes of a role-play: brief, rubric and what is said. Every role reads the same.

    Raises DefinitionError with every problem of an unsound file, NotFound for a role-play that does not exist.
    """
    definition = definition_to_preview(context, launch)
    content_entry(definition, "role-play", role_play)
    with context.database.reading() as session:
        last = latest_publication(materials.publications(session, launch), "role-play", role_play)
    now = content_fingerprint(definition, "role-play", role_play, ())
    spec = role_play_material(definition, role_play, context.templates.fingerprint)
    published = last.version if last and last.fingerprint == now else None
    return rendered(context, definition, spec, certification=None, published=published)
