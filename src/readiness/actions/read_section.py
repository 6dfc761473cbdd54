"""A rep has read a section of a module: where they are is kept, for whenever they come back."""

from __future__ import annotations

from readiness.context import Context
from readiness.ground.errors import Conflict, NotAllowed, NotFound
from readiness.store import module_progress, people
from readiness.store.published_modules import require_published_module, sections_of


def read_section(context: Context, *, launch: str, module: str, section: str, version: int) -> tuple[str, ...]:
    """The actor has read this section of the published version; returns all that they have read of it, in its order.

    Reading it again changes nothing. Not in the journal: a bookmark is no record, completing the module is. Raises
    NotFound for a module or section that does not exist, NotAllowed for somebody who is not on the roster, Conflict
    when the module is not published or another version is by now.
    """
    by = context.by()
    with context.database.transaction() as session:
        published = require_published_module(session, launch, module)
        if published.publication.version != version:
            raise Conflict(
                f"version {published.publication.version} of this module was published while you read.",
                hint="Begin again with what changed.",
            )
        posting = people.posting_on(session, by, context.clock.today())
        if posting is None:
            raise NotAllowed(f"{by} is not on the roster today.", hint="Only who is asked to learn keeps a place.")
        names = [one.name for one in sections_of(published, posting.role, context.templates, context.pages)]
        if section not in names:
            raise NotFound("this module has no such section.", hint="Open it again from My training.")
        person = people.require_person(session, by)
        fingerprint = published.publication.fingerprint
        read = module_progress.sections_read(session, launch, person, module, fingerprint)
        now = tuple(name for name in names if name == section or name in read)
        if now != read:
            module_progress.keep_sections(
                session, context.clock, launch=launch, person_id=person, module=module, fingerprint=fingerprint,
                sections=now,
            )  # fmt: skip
    return now
