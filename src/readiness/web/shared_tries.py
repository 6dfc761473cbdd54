"""Tries that all web processes of a workspace count together: a small file a key, read and written under a lock.

For signing in, where a try costs a password's hash or a mail anyway and the count must not start anew with each process
or restart. What is tried hundreds of times a second is counted in memory (`limits`). Keys are hashes, so no file says
who tried; a file holds times and nothing else, and goes an hour after the last.
"""

from __future__ import annotations

import fcntl
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from limits.storage import MemoryStorage

from readiness.ground.clock import WallClock

_KEPT_SECONDS: Final = 3600
"""The longest limit."""
_SWEPT_EVERY: Final = 500


class SharedTries(MemoryStorage):
    """Tries in `folder`, which is made when the first comes."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._since_swept = 0

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """One more try is counted; False when there were as many as may be."""
        now = WallClock().now().timestamp()
        self._sweep(now)
        with self._locked(key) as file:
            tries = _times(file, since=now - expiry)
            if len(tries) + amount > limit:
                return False
            tries += [now] * amount
            os.ftruncate(file, 0)
            os.pwrite(file, struct.pack(f"<{len(tries)}d", *tries), 0)
            return True

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:  # noqa: ARG002  (the library's)
        """When the oldest try that counts was, and how many count."""
        now = WallClock().now().timestamp()
        with self._locked(key) as file:
            counted = _times(file, since=now - expiry)
        return (counted[0] if counted else now), len(counted)

    @contextmanager
    def _locked(self, key: str) -> Iterator[int]:
        """The file of this key, which nobody else reads or writes meanwhile."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._folder / key.replace("/", "-")
        while True:
            file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(file, fcntl.LOCK_EX)
                if _is_still(path, file):
                    yield file
                    return
            finally:
                os.close(file)

    def _sweep(self, now: float) -> None:
        """Files of whoever tried nothing for an hour go."""
        self._since_swept += 1
        if self._since_swept < _SWEPT_EVERY or not self._folder.is_dir():
            return
        self._since_swept = 0
        for path in self._folder.iterdir():
            try:
                if path.stat().st_mtime < now - _KEPT_SECONDS:
                    path.unlink()
            except FileNotFoundError:
                continue


def _is_still(path: Path, file: int) -> bool:
    """False when the file was swept away between opening and locking it."""
    try:
        return path.stat().st_ino == os.fstat(file).st_ino
    except FileNotFoundError:
        return False


def _times(file: int, *, since: float) -> list[float]:
    held = os.pread(file, os.fstat(file).st_size, 0)
    whole = len(held) - len(held) % 8  # a process may have ended in the middle of writing
    return [at for (at,) in struct.iter_unpack("<d", held[:whole]) if at > since]
