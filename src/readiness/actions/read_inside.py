"""The text of an uploaded file is read, so that it is searched in: as bounded as documents held to a launch are."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from readiness.context import Context
from readiness.domain.library.inside import NO_TEXT, Inside, inside_of, not_read, refused, unread
from readiness.domain.role_play.work import KeptFile
from readiness.ground.errors import OutsideFailure, Unusable
from readiness.ground.fingerprint import fingerprint
from readiness.store.library import Asset, AssetVersion
from readiness.store.library_search import Document

UPLOAD: Final = "upload"
"""The kind of what was uploaded, among those of materials."""


def read_inside(context: Context, file: KeptFile, path: Path) -> Inside:
    """What it says, by page, slide or line; why there is nothing to search when it cannot be read. Never raises for
    what is in the file.
    """
    if file.media_type.startswith(("audio/", "video/")):
        return not_read(NO_TEXT)
    if file.size > context.documents.largest > 0:
        most = context.documents.largest / 1e6
        return not_read(f"it is {file.size / 1e6:.0f} MB, and files of at most {most:.0f} MB are looked into")
    try:
        return inside_of(context.documents.read(file.name, path.read_bytes()))
    except Unusable as error:
        return refused(error.problems, error.message)
    except OutsideFailure as error:
        return unread(f"{error.message} {error.hint}".strip().rstrip("."))


def upload_document(asset: Asset, version: AssetVersion, inside: Inside) -> Document:
    """The upload as it is found; its file's name is searched in as its summary is."""
    name = f"\n{version.file.name}" if version.file else f"\n{version.link}"
    return Document(
        asset=asset.id, readers=version.readers, launch=asset.launch, kind=UPLOAD, title=version.title,
        summary=version.summary, also=name, inside=inside, facets=version.facets, fresh_until=version.fresh_until,
        fingerprint=fingerprint([version.number, version.title, version.summary]), made_at=version.at,
    )  # fmt: skip
