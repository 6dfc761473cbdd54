"""Files that reps hand in, as files: `.readiness/submissions/kept/<token>`, beside the database.

A file comes in under `arriving/`, locked (`flock`) by whoever writes it. It is complete, on disk and linked into
`kept/` before the record that names it is committed, and leaves `arriving/` after. So at every moment a file is named
by the record, or its place in `arriving/` says that it may not be; what a killed process left there has no lock on it,
and the next upload clears it away, in whichever process. Tokens are random: nobody's name or path is in one.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

from readiness.domain.role_play.work import HEAD
from readiness.ground.clock import WallClock
from readiness.ground.errors import DefinitionError, NotFound, OutsideFailure, Problem
from readiness.ground.tokens import new_token

_SETTLING_SECONDS: Final = 60
"""So long may a database still be busy with the commit of a process that is gone."""
_TOKEN: Final = re.compile(r"^[A-Za-z0-9_-]{20,100}$")


@dataclass(slots=True)
class ArrivedFile:
    """What `receive` gives."""

    token: str
    size: int
    sha256: str
    head: bytes
    _arriving: Path = field(repr=False)
    _kept: Path = field(repr=False)
    is_kept: bool = False

    @property
    def path(self) -> Path:
        return self._arriving

    def keep(self) -> None:
        try:
            self._kept.hardlink_to(self._arriving)
            _to_disk(self._kept.parent)
        except OSError as error:
            raise _failed(error) from error
        self.is_kept = True


class SubmissionFiles:
    """The folder of one workspace. Nothing is made before the first file comes."""

    def __init__(self, folder: Path, *, largest: int) -> None:
        self._arriving = folder / "arriving"
        self._kept = folder / "kept"
        self.largest = largest

    @contextmanager
    def receive(self, chunks: Iterable[bytes], *, is_named: Callable[[str], bool]) -> Iterator[ArrivedFile]:
        self._clear(is_named)
        token, handle = self._begun()
        arriving, kept = self._arriving / token, self._kept / token
        done = False
        try:
            with handle:
                size, digest, head = 0, hashlib.sha256(), b""
                for chunk in chunks:
                    size += len(chunk)
                    if size > self.largest:
                        raise _too_large(self.largest)
                    digest.update(chunk)
                    head = head + chunk[: HEAD - len(head)] if len(head) < HEAD else head
                    with _disk():
                        handle.write(chunk)
                with _disk():
                    handle.flush()
                    os.fsync(handle.fileno())
                arrived = ArrivedFile(token, size, digest.hexdigest(), head, arriving, kept)
                yield arrived
                done = arrived.is_kept
        finally:
            if not done:
                kept.unlink(missing_ok=True)
            arriving.unlink(missing_ok=True)

    def path(self, token: str) -> Path:
        path = self._kept / token
        if not _TOKEN.match(token) or not path.is_file():
            hint = f"Bring .readiness/{self._kept.parent.name} back from the backup."
            raise NotFound("the file is not in this workspace.", hint=hint)
        return path

    def _begun(self) -> tuple[str, IO[bytes]]:
        """An empty file that is ours: locked, and still there after that (it may have been taken for a leftover)."""
        while True:
            token = new_token()
            path = self._arriving / token
            with _disk():
                handle = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
                fcntl.flock(handle, fcntl.LOCK_EX)
            if path.exists():
                return token, handle
            handle.close()

    def _clear(self, is_named: Callable[[str], bool]) -> None:
        """What nobody writes any more goes; of it, only what the record names stays kept."""
        with _disk():
            for folder in (self._arriving, self._kept):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            for path in self._arriving.iterdir():
                with suppress(FileNotFoundError, BlockingIOError), path.open("rb") as handle:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    self._clear_one(path, is_named)

    def _clear_one(self, path: Path, is_named: Callable[[str], bool]) -> None:
        kept = self._kept / path.name
        if kept.exists():
            if WallClock().now().timestamp() - kept.stat().st_mtime < _SETTLING_SECONDS:
                return
            if not is_named(path.name):
                kept.unlink(missing_ok=True)
        path.unlink(missing_ok=True)


def _to_disk(folder: Path) -> None:
    """The names in the folder are as safe as what is in the files."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _failed(error) from error


def _failed(error: OSError) -> OutsideFailure:
    return OutsideFailure(f"the file could not be kept: {error.strerror}.", hint="Look at the disk, then try again.")


def _too_large(most: int) -> DefinitionError:
    shown = f"{most // 1_000_000} MB" if most >= 1_000_000 else f"{most:,} bytes"
    return DefinitionError(
        "the file cannot be handed in.",
        problems=[
            Problem(
                "RP009", f"it is larger than {shown}.", "Hand in a shorter or smaller recording, or a link to it.",
                path="file",
            )
        ],
    )  # fmt: skip
