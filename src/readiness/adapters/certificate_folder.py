"""Certificates in a folder that somebody named: written beside and moved into place, and a note of what made them."""

from __future__ import annotations

import json
import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from readiness.ground.errors import Conflict, OutsideFailure

NOTE: Final = ".made-of.json"
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9.-]{0,220}")


class FolderOfCertificates:
    """The folder is made when the first file is written. `NOTE` in it says by which fingerprint each file was made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def made_of(self) -> dict[str, str]:
        """A note that cannot be read is none: the files are made again, and stay when they come out the same.

        Raises Conflict when the folder is a file.
        """
        if self.folder.exists() and not self.folder.is_dir():
            raise Conflict(f"{self.folder} is a file.", hint="Name a folder.")
        try:
            found: Any = json.loads((self.folder / NOTE).read_text(encoding="utf-8"))
            there = {entry.name for entry in os.scandir(self.folder) if entry.is_file(follow_symlinks=False)}
        except (OSError, ValueError):
            return {}
        if not isinstance(found, dict):
            return {}
        return {name: made for name, made in found.items() if name in there and isinstance(made, str)}

    def write(self, name: str, content: bytes) -> bool:
        """Raises ValueError for a name that is no safe one, OutsideFailure when the disk refuses."""
        if not _NAME.fullmatch(name):
            raise ValueError(f"'{name}' is no safe file name")
        path = self.folder / name
        try:
            if not path.is_symlink() and path.is_file() and path.read_bytes() == content:
                return False
            self._replace(path, content)
        except OSError as error:
            raise OutsideFailure(f"{path} could not be written: {error.strerror or error}.") from error
        return True

    def keep_made_of(self, made_of: dict[str, str]) -> None:
        path = self.folder / NOTE
        content = json.dumps(made_of, indent=0, sort_keys=True).encode()
        try:
            if not path.is_file() or path.read_bytes() != content:
                self._replace(path, content)
        except OSError as error:
            raise OutsideFailure(f"{path} could not be written: {error.strerror or error}.") from error

    def _replace(self, path: Path, content: bytes) -> None:
        """A link that stood there is replaced, not followed."""
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=self.folder, prefix=".writing.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(temporary).chmod(0o644)
            Path(temporary).replace(path)
        except BaseException:
            with suppress(FileNotFoundError):
                Path(temporary).unlink()
            raise
