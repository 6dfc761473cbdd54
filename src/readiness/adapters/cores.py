"""A process that keeps to a core of its own, shared evenly with the others of its kind on this machine.

Threads of one interpreter take turns: on several cores they hand its lock from one to the other, which costs as much
again as what they do (docs/decisions/0009). Linux keeps this for each thread, and a new thread or process begins where
the one that started it is: so a process keeps to its core before it has other threads, and starts others through
`on_every_core`, which may then use all that it was given itself.
"""

from __future__ import annotations

import fcntl
import os
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

_ROUNDS: Final = 64
"""As many processes may share a core; more keep to none."""
_whole: set[int] = set()
"""The cores that this process was given, when it keeps to one of them; else empty."""


def keep_to_a_core(folder: Path | None = None) -> int | None:
    """From now on this thread, and those that it starts, run on one core: one that the fewest others took.

    None, and nothing happens, where the system cannot or there is only one. `folder`: where the processes that share
    the cores see each other, each a locked file for as long as it lives; by default one of this user and machine.
    Among equals it is chance: processes that cannot see each other (containers) do not all take the first.
    """
    if not hasattr(os, "sched_setaffinity"):
        return None
    given = os.sched_getaffinity(0)
    if len(given) < 2:
        return None
    with suppress(OSError):
        core = _take(folder or _shared_folder(), sorted(given))
        if core is not None:
            os.sched_setaffinity(0, {core})
            _whole.update(given)
        return core
    return None


@contextmanager
def on_every_core() -> Iterator[None]:
    """A process that is started within may use every core that this one was given, not only the one it keeps to."""
    if not _whole:
        yield
        return
    kept = os.sched_getaffinity(0)
    os.sched_setaffinity(0, _whole)
    try:
        yield
    finally:
        os.sched_setaffinity(0, kept)


def _shared_folder() -> Path:
    """Raises PermissionError when somebody else made it: they could keep our processes off a core, or all on one."""
    folder = Path(tempfile.gettempdir()) / f"readiness-cores-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        raise PermissionError(folder)
    return folder


def _take(folder: Path, cores: list[int]) -> int | None:
    """A core of the first round that has one left. The lock goes with the process, and with it its place."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for round_ in range(_ROUNDS):
        for core in random.sample(cores, len(cores)):
            file = os.open(folder / f"{core}.{round_}", os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(file)
            else:
                return core  # the file stays open until the process ends: that is its place
    return None
