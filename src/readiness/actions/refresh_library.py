"""The rendered materials that stand are in the library, as each kind of reader may read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from sqlmodel import Session

from readiness.actions.read_inside import upload_document
from readiness.context import Context
from readiness.domain.library.asset import Readers
from readiness.domain.library.finding import INDEX
from readiness.domain.library.inside import Inside
from readiness.domain.library.material_facets import material_facets, material_fresh_until
from readiness.domain.materials.content import content_fingerprint
from readiness.domain.materials.publication import CONTENT_KINDS
from readiness.domain.materials.shown import Rendering, approvers, content_key, shown_to_everybody
from readiness.domain.materials.spec import KIND_NAMES, REVIEWERS_ONLY
from readiness.ground.fingerprint import fingerprint
from readiness.store import approvals, library, materials
from readiness.store.launches import LaunchVersion, require_version
from readiness.store.library import Asset
from readiness.store.library_marks import marks_now
from readiness.store.library_search import Document, put, take_away, uploads
from readiness.store.materials import MaterialVersion


def refresh_library(context: Context) -> int:
    """Returns how many texts were put in or taken out; 0, and nothing is written, when no launch has moved.

    Texts that were indexed otherwise than this program does are indexed anew, those of uploads as they were read.
    """
    with context.database.reading() as session:
        if _marks(session) == library.marks(session):
            return 0
    changed = 0
    with context.database.transaction() as session:
        now, before = _marks(session), library.marks(session)
        for launch, seen in now.items():
            if before.get(launch) != seen:
                if launch == _UPLOADS:
                    changed += _index_uploads(session)
                else:
                    changed += _refresh(session, context, require_version(session, launch))
                library.set_mark(session, launch, seen, is_new=launch not in before)
    return changed


_UPLOADS: Final = ""


def _marks(session: Session) -> dict[str, str]:
    return marks_now(session) | {_UPLOADS: INDEX}


def _index_uploads(session: Session) -> int:
    found = [
        upload_document(asset, library.versions_of(session, number)[0], inside)
        for number, inside in uploads(session)
        if (asset := library.asset_of(session, number)) is not None
    ]
    for one in found:
        take_away(session, one.asset)
    put(session, found)
    return len(found)


def _refresh(session: Session, context: Context, version: LaunchVersion) -> int:
    standing = materials.current(session, version.launch)
    known, had = library.assets_of(session, version.launch), library.fingerprints_of(session, version.launch)
    documents: list[Document] = []
    keep: set[tuple[int, str]] = set()
    for (kind, key), text in standing.items():
        name = f"{kind}/{key}"
        asset = known.get(name)
        if asset is None:
            asset = library.add_asset(
                session, key=_key(version.launch, kind, key), launch=version.launch, material=name,
                since=context.clock.now(),
            )  # fmt: skip
        elif asset.is_gone:
            library.mark_gone(session, asset.id, is_gone=False)
        for document in _documents(session, version, asset, text):
            keep.add((asset.id, document.readers))
            if had.get((asset.id, document.readers)) != document.fingerprint:
                documents.append(document)
    for name, asset in known.items():
        kind, _, key = name.partition("/")
        if (kind, key) not in standing and not asset.is_gone:
            library.mark_gone(session, asset.id)
    gone = [place for place in had if place not in keep]
    for number, readers in gone:
        take_away(session, number, readers=readers)
    put(session, documents)
    return len(documents) + len(gone)


def _documents(session: Session, version: LaunchVersion, asset: Asset, now: MaterialVersion) -> Iterator[Document]:
    """The text that stands for those who work on it, and the one that everybody else may read, once when it is one."""
    if now.kind in REVIEWERS_ONLY:
        yield _document(version, asset, now, "training")
        return
    texts = materials.renderings(session, version.launch, now.kind, now.key)
    shown = _shown(session, version, now.kind, now.key, texts)
    if shown == texts[-1]:
        yield _document(version, asset, now, "all")
        return
    yield _document(version, asset, now, "staff")
    if shown is not None:
        yield _document(version, asset, shown, "reps")


def _shown(
    session: Session, version: LaunchVersion, kind: str, key: str, texts: Sequence[MaterialVersion]
) -> MaterialVersion | None:
    definition, content = version.definition, None
    if kind in CONTENT_KINDS:
        unit, units = content_key(kind, key), definition.modules if kind == "module" else definition.role_plays
        content = content_fingerprint(definition, kind, unit, ()) if unit in units else None
    found = shown_to_everybody(
        kind, key, [Rendering(one.fingerprint, one.rendered_at) for one in texts],
        asked=approvers(definition, kind), approvals=approvals.approvals(session, version.launch),
        publications=materials.publications(session, version.launch), content_now=content,
    )  # fmt: skip
    if found is None:
        return None
    place = (found.fingerprint, found.rendered_at)
    return next(one for one in reversed(texts) if (one.fingerprint, one.rendered_at) == place)


def _document(version: LaunchVersion, asset: Asset, text: MaterialVersion, readers: Readers) -> Document:
    facets = material_facets(version.definition, text.kind, text.key)
    until = material_fresh_until(version.definition, text.kind, text.key)
    made_of = [text.fingerprint, text.title, facets, until, readers, INDEX]
    return Document(
        asset=asset.id, readers=readers, launch=version.launch, kind=text.kind, title=text.title,
        summary=f"{KIND_NAMES[text.kind]}, {version.definition.product.name}",
        inside=Inside("all", parts=(text.markdown.replace("\f", " "),)), facets=facets, fresh_until=until,
        fingerprint=fingerprint(made_of), made_at=text.rendered_at,
    )  # fmt: skip


def _key(launch: str, kind: str, key: str) -> str:
    """What the asset of a piece is called: never the key of an upload, whose keys have no dot."""
    return f"{launch}.{kind}.{key}"
