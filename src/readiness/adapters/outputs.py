"""Rendered files on disk: written beside and moved into place, so that a reader never sees half of one.

Names are made of our own kinds and of keys; anything else is refused, and nothing is ever written through a symbolic
link that leads out of the output folder, nor into an output folder that is itself a link out of the workspace.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from readiness.ground.errors import OutsideFailure

_PART = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,150}[a-z0-9])?")


class FolderOutputs:
    """The output folder of one workspace; made when the first file is written.

    `workspace` is the folder that it must stay in; None = it may be anywhere.
    """

    def __init__(self, folder: Path, workspace: Path | None = None) -> None:
        self.folder = folder
        self._workspace = workspace

    def write(self, launch: str, name: str, text: str) -> Path:
        """The path written. Raises OutsideFailure when the disk refuses, ValueError for a name that is no safe name."""
        path = self._path(launch, name)
        try:
            self._stay_inside(path)
            path.parent.mkdir(parents=True, exist_ok=True)
            _replace(path, text)
        except OSError as error:
            raise OutsideFailure(f"{path} could not be written: {error.strerror or error}.") from error
        return path

    def read(self, launch: str, name: str) -> str | None:
        try:
            return self._path(launch, name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None

    def missing(self, launch: str, names: Iterable[str]) -> tuple[str, ...]:
        return tuple(name for name in names if not self._path(launch, name).is_file())

    def remove(self, launch: str, name: str) -> None:
        path = self._path(launch, name)
        self._stay_inside(path)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise OutsideFailure(f"{path} could not be removed: {error.strerror or error}.") from error

    def _path(self, launch: str, name: str) -> Path:
        parts = (launch, *name.split("/"))
        for part in parts:
            if not _PART.fullmatch(part) or ".." in part:
                raise ValueError(f"'{launch}/{name}' is no safe file name")
        return self.folder.joinpath(*parts)

    def _stay_inside(self, path: Path) -> None:
        """Nothing has to be there yet. Raises OutsideFailure."""
        if self._workspace is not None and not self.folder.resolve().is_relative_to(self._workspace.resolve()):
            raise OutsideFailure(
                f"{self.folder} is a link that leads out of the workspace, to {self.folder.resolve()}.",
                hint="Put a folder there, or name another one of the workspace with the setting output.",
            )
        if not path.parent.resolve().is_relative_to(self.folder.resolve()):
            raise OutsideFailure(
                f"{path.parent} leads out of {self.folder}.", hint="Remove the symbolic link and run it again."
            )


def _replace(path: Path, text: str) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(temporary).unlink()
        raise
