"""The materials of a launch read as its definition now says: rendered where something changed, kept, and on disk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from readiness.actions.draft_materials import INDEX, INDEX_TEMPLATE, draft_materials, index_context
from readiness.actions.write_changes import write_changes
from readiness.context import Context
from readiness.domain.definition.model import Launch
from readiness.domain.materials.seal import is_as_sealed, sealed
from readiness.domain.materials.spec import KIND_NAMES, KINDS, file_name
from readiness.ground.errors import NotFound
from readiness.ground.fingerprint import fingerprint, short
from readiness.ground.keys import did_you_mean
from readiness.store import journal
from readiness.store.launches import require_version
from readiness.store.materials import MaterialVersion, Piece, add_versions, current, current_fingerprints, withdraw
from readiness.store.quizzes import accepted_items


@dataclass(frozen=True, slots=True)
class Rendered:
    """Pieces by name (`battlecard/jenkins`): made anew, as they were, no longer made. `folder` holds their files."""

    rendered: tuple[str, ...]
    unchanged: tuple[str, ...]
    withdrawn: tuple[str, ...]
    folder: Path


def render_materials(context: Context, *, launch: str, kinds: tuple[str, ...] = KINDS) -> Rendered:
    """Every piece of these kinds is rendered as the applied definition says, and its files are in the output folder.

    Only pieces whose fingerprint changed are rendered; of the others, files that are missing, edited or of an older
    page design are written again from the text on record. The record comes first and is one transaction; the files
    follow it, and the next call mends what a crash left out. Raises NotFound (launch not applied, no such kind) and
    DefinitionError with every template that failed.
    """
    for kind in kinds:
        if kind not in KINDS:
            raise NotFound(f"'{kind}' is no kind of material.", hint=did_you_mean(kind, KINDS))
    by = context.by()
    with context.database.reading() as session:
        definition = require_version(session, launch).definition
        accepted = accepted_items(session, launch, definition)
        before = current(session, launch)
    standing = {name: version.fingerprint for name, version in before.items()}
    drafted = draft_materials(context.templates, definition, accepted=accepted, standing=standing, kinds=kinds)
    specs = drafted.specs
    pieces = [
        Piece(spec.kind, spec.key, spec.title, spec.fingerprint, drafted.texts[spec.kind, spec.key])
        for spec in specs
        if (spec.kind, spec.key) in drafted.texts
    ]
    wanted = {(spec.kind, spec.key) for spec in specs}
    gone = [version for name, version in before.items() if version.kind in kinds and name not in wanted]
    if pieces or gone:
        _keep(context, launch, by, pieces, gone)
    with context.database.reading() as session:
        after = current(session, launch)
    _write_files(context, definition, [v for v in after.values() if v.kind in kinds], gone)
    _write_index(context, definition, after)
    if "module" in kinds:
        write_changes(context, launch=launch)
    made = {(piece.kind, piece.key) for piece in pieces}
    return Rendered(
        rendered=tuple(spec.name for spec in specs if (spec.kind, spec.key) in made),
        unchanged=tuple(spec.name for spec in specs if (spec.kind, spec.key) not in made),
        withdrawn=tuple(f"{version.kind}/{version.key}" for version in gone),
        folder=context.output / launch,
    )


def render_ahead(context: Context, *, launch: str) -> None:
    """What the definition in the file asks for and is not on record is rendered and remembered by whoever renders it;
    nothing is written. For a process that has planned it and has to wait before it may do it.

    Raises Unusable, NotFound and DefinitionError as `plan_launch` does; nothing is said of a file that is unsound.
    """
    definition = context.launches.read(launch).launch
    if definition is None:
        return
    with context.database.reading() as session:
        accepted = accepted_items(session, launch, definition)
        standing = current_fingerprints(session, launch)
    drafted = draft_materials(context.templates, definition, accepted=accepted, standing=standing)
    for text in drafted.texts.values():
        context.pages.read_ahead(text)


def _keep(context: Context, launch: str, by: str, pieces: list[Piece], gone: list[MaterialVersion]) -> None:
    """What was rendered is on record, unless somebody else recorded the same in the meantime."""
    with context.database.transaction() as session:
        standing = current_fingerprints(session, launch)
        new = [piece for piece in pieces if standing.get((piece.kind, piece.key)) != piece.fingerprint]
        old = [version for version in gone if (version.kind, version.key) in standing]
        if not new and not old:
            return
        add_versions(session, context.clock, launch, new)
        withdraw(session, context.clock, launch, old)
        journal.record(
            session,
            context.clock,
            actor=by,
            verb="rendered",
            subject="materials",
            launch=launch,
            detail={
                "rendered": {f"{piece.kind}/{piece.key}": piece.fingerprint for piece in new},
                "withdrawn": [f"{version.kind}/{version.key}" for version in old],
            },
        )


def _write_files(
    context: Context, definition: Launch, versions: Iterable[MaterialVersion], gone: Iterable[MaterialVersion]
) -> None:
    """Each piece's Markdown and page are in the folder; what is no longer made is not."""
    outputs, key = context.outputs, definition.key
    for version in versions:
        text, page = (file_name(version.kind, version.key, ending) for ending in ("md", "html"))
        if outputs.read(key, text) != version.markdown:
            outputs.write(key, text, version.markdown)
        frame = _frame(definition, version)
        mark = _mark(context, {"content": version.fingerprint, **frame})
        if not _stands(outputs.read(key, page), mark):
            outputs.write(key, page, sealed(context.pages.page(version.markdown, mark=mark, **frame)))
    for version in gone:
        for ending in ("md", "html"):
            outputs.remove(key, file_name(version.kind, version.key, ending))


def _frame(definition: Launch, version: MaterialVersion) -> dict[str, str]:
    """What stands around a piece's text on its page."""
    return {
        "title": f"{version.title} · {definition.product.name}",
        "kicker": f"{KIND_NAMES[version.kind]} · {definition.product.name}",
        "note": f"{definition.key} · {version.kind}/{version.key} · content {short(version.fingerprint)}",
    }


def _write_index(context: Context, definition: Launch, versions: Mapping[tuple[str, str], MaterialVersion]) -> None:
    """The folder's first page links every piece that reps may read."""
    shown = index_context(definition, [(v.kind, v.key, v.title) for v in versions.values()])
    mark = _mark(context, {"template": context.templates.fingerprint(INDEX_TEMPLATE), "context": shown})
    if not _stands(context.outputs.read(definition.key, INDEX), mark):
        text = context.templates.render(INDEX_TEMPLATE, shown)
        page = context.pages.page(text, title=definition.product.name, kicker="Training materials", mark=mark)
        context.outputs.write(definition.key, INDEX, sealed(page))


def _stands(page: str | None, mark: str) -> bool:
    """True when the page is there, is of this mark, and nobody edited it."""
    return page is not None and mark in page and is_as_sealed(page)


def _mark(context: Context, made_of: Mapping[str, Any]) -> str:
    """Goes unseen into a page: the fingerprint of all that it was made of, the design of pages included."""
    return fingerprint({**made_of, "design": context.pages.design})
