"""A file that somebody uploaded is kept between its preview and its import."""

from __future__ import annotations

import hashlib
import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Final

from readiness.context import Context
from readiness.ground.clock import WallClock
from readiness.ground.errors import NotFound, OutsideFailure, Unusable
from readiness.ground.tokens import new_token

KEPT_FOR: Final = timedelta(hours=24)
_MOST: Final = 20
_NAME: Final = re.compile(r"^[0-9a-f]{64}$")


def keep_upload(context: Context, *, data: bytes) -> str:
    """The bytes are in the workspace for a day, under their SHA-256; returns it. The name they came with is never used.

    Older uploads are cleared away, and all but the latest twenty. Raises Unusable for an empty file.
    """
    if not data:
        raise Unusable("the file is empty.", hint="Choose the file to upload.")
    folder, name = _folder(context), hashlib.sha256(data).hexdigest()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        written = folder / new_token()
        with os.fdopen(os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as handle:
            handle.write(data)
        written.replace(folder / name)
        _clear(folder)
    except OSError as error:
        raise OutsideFailure(f"the upload could not be kept: {error.strerror}.") from error
    return name


def find_upload(context: Context, *, name: str) -> Path:
    """Where the upload of this SHA-256 is. Raises NotFound for one that was cleared away, or is none of ours."""
    path = _folder(context) / name if _NAME.match(name) else None
    if path is None or not path.is_file():
        raise NotFound("that upload is not here any more.", hint="Upload the file again; uploads are kept for a day.")
    return path


def _folder(context: Context) -> Path:
    return context.root / ".readiness" / "uploads"


def _clear(folder: Path) -> None:
    """By the file system's time, which is the wall's even in a rehearsal. Somebody else may clear away meanwhile."""
    oldest = (WallClock().now() - KEPT_FOR).timestamp()
    found = sorted(((_written_at(path), path) for path in folder.iterdir()), reverse=True)
    for place, (at, path) in enumerate(found):
        if place >= _MOST or at < oldest:
            path.unlink(missing_ok=True)


def _written_at(path: Path) -> float:
    """0 when it is gone already."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0
