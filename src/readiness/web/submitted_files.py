"""Recordings in and out of the browser: piece by piece, and sent so that no browser runs or sniffs them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from fastapi import UploadFile
from fastapi.responses import FileResponse

from readiness.actions.submit_role_play import GivenFile
from readiness.reports.role_play import ServedFile

_PIECE: Final = 1 << 18


def given_file(file: UploadFile | None) -> GivenFile | None:
    """The file that was chosen; None when none was (a browser then sends one without a name)."""
    if file is None or not file.filename:
        return None
    return GivenFile(file.filename, _pieces(file))


def sent_file(found: ServedFile) -> FileResponse:
    """The file as a download under a name of ours, as the type it was kept as. It is not compressed: recordings are."""
    return FileResponse(
        found.path, media_type=found.media_type, filename=found.name, content_disposition_type="attachment",
        headers={"x-content-type-options": "nosniff", "content-encoding": "identity", "cache-control": "no-store"},
    )  # fmt: skip


def shown_name(name: str | None) -> str:
    """The name that a file came with, without folders and on one line."""
    return " ".join((name or "").replace("\\", "/").rpartition("/")[2].split())[:80] or "document"


def _pieces(file: UploadFile) -> Iterator[bytes]:
    while piece := file.file.read(_PIECE):
        yield piece
