"""Uploaded files are read again and searched inside: those that nobody could read so far, or all of them."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.actions.read_inside import read_inside, upload_document
from readiness.actions.refresh_library import refresh_library
from readiness.context import Context
from readiness.domain.library.inside import AT_A_LINK, Inside, Searched, not_read
from readiness.ground.errors import NotFound
from readiness.store import journal, library
from readiness.store.library import Asset, AssetVersion
from readiness.store.library_search import put, searched_inside, take_away


@dataclass(frozen=True, slots=True)
class ReadFile:
    """An upload that was looked into: how much of it is searched now, and why not all of it."""

    key: str
    title: str
    searched: Searched
    says: str


def reindex_library(context: Context, *, everything: bool = False) -> tuple[ReadFile, ...]:
    """Every upload whose file has not been read yet is searched inside, or says why not; by key.

    Each is a step of its own: what is stopped goes on when it is run again. `everything`: those too that were read.
    """
    by = context.by()
    refresh_library(context)
    with context.database.reading() as session:
        asked = searched_inside(session, None if everything else ("unread",))
    done = []
    for one in asked:
        with context.database.reading() as session:
            asset = library.require_asset(session, one.key)
            version = library.versions_of(session, asset.id)[0]
        inside = _read(context, version)
        if _put(context, asset, version, inside, by=by):
            done.append(ReadFile(one.key, version.title, inside.searched, inside.says))
    return tuple(done)


def _read(context: Context, version: AssetVersion) -> Inside:
    if version.file is None:
        return not_read(AT_A_LINK)
    try:
        path = context.assets.path(version.file.token)
    except NotFound as error:
        return not_read(error.message.rstrip("."))
    return read_inside(context, version.file, path)


def _put(context: Context, asset: Asset, version: AssetVersion, inside: Inside, *, by: str) -> bool:
    """False when another version came, or it was taken out, while the file was read."""
    with context.database.transaction() as session:
        now = library.asset(session, asset.key)
        if now is None or now.is_gone or library.versions_of(session, asset.id)[0].number != version.number:
            return False
        take_away(session, asset.id)
        put(session, [upload_document(asset, version, inside)])
        journal.record(
            session, context.clock, actor=by, verb="indexed", subject=f"asset {asset.key} version {version.number}",
            launch=asset.launch, detail={"searched": inside.searched, "says": inside.says},
        )  # fmt: skip
    return True
