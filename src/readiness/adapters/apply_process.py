"""`readiness apply` in a process of its own: started once a launch, watched through files, outliving the web process.

Of each launch there is one folder with the plan, who started it, the log and, in the end, the exit code. A lock on a
file in it is handed to the child and held by the operating system for as long as the child lives: whoever wants to know
whether it runs tries the lock, so several web processes agree, and neither a killed child nor a pid used again can lie.
"""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from readiness.adapters.cores import on_every_core
from readiness.ground.errors import OutsideFailure
from readiness.ports.applying import ApplyRun

_LOG_BYTES = 20_000
_SHELL = ("/bin/sh", "-c", '{ "$@"; code=$?; echo $code > "$0.part" && mv "$0.part" "$0"; } &')
"""Runs its arguments in the background, where they are nobody's child and nobody has to wait for them, and leaves their
exit code in the file named first; none is left by a process that was killed."""


@dataclass(frozen=True, slots=True)
class ApplyProcess:
    """Applies launches of the workspace at `root`; `folder` holds a folder for each, `command` is what is started."""

    root: Path
    folder: Path
    command: tuple[str, ...] = (sys.executable, "-m", "readiness.cli.main")

    def start(
        self, launch: str, *, plan: str, by: str, at: datetime, before: int, write_plan: Callable[[Path], None]
    ) -> bool:
        place = self.folder / launch
        try:
            place.mkdir(parents=True, exist_ok=True)
            with (place / "lock").open("a") as lock:
                if not _taken(lock):
                    return False
                (place / "exit").unlink(missing_ok=True)
                write_plan(place / "plan.json")
                told = {"plan": plan, "by": by, "started_at": at.isoformat(), "before": before}
                (place / "run.json").write_text(json.dumps(told), encoding="utf-8")
                self._spawn(launch, by, place, lock)
        except OSError as error:
            raise OutsideFailure(f"the apply cannot be started: {error.strerror}.", hint="Try again.") from error
        return True

    def last(self, launch: str) -> ApplyRun | None:
        place = self.folder / launch
        told = _told(place / "run.json")
        if told is None:
            return None
        running = _is_held(place / "lock")
        return ApplyRun(
            launch=launch,
            plan=str(told["plan"]),
            by=str(told["by"]),
            started_at=datetime.fromisoformat(told["started_at"]),
            before=int(told["before"]),
            running=running,
            exit_code=None if running else _exit_code(place / "exit"),
            log=_end_of(place / "log"),
        )

    def _spawn(self, launch: str, by: str, place: Path, lock: IO[str]) -> None:
        """It has a session of its own: Ctrl-C in the terminal of `readiness serve` does not reach it."""
        what = (*self.command, "apply", launch, "--plan", str(place / "plan.json"), "--by", by)
        with (place / "log").open("wb") as log, on_every_core():
            subprocess.run(  # noqa: S603  (our own command; what is variable is an argument, never a program)
                [*_SHELL, str(place / "exit"), *what],
                cwd=self.root, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                pass_fds=(lock.fileno(),), check=True,
            )  # fmt: skip


def _taken(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_held(path: Path) -> bool:
    """True while a child lives. Shared, so that two who ask at once do not take each other for one."""
    try:
        with path.open("r") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False
    return False


def _told(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _exit_code(path: Path) -> int | None:
    try:
        return int(path.read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError):
        return None


def _end_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            file.seek(max(0, os.fstat(file.fileno()).st_size - _LOG_BYTES))
            return file.read().decode("utf-8", errors="replace")
    except FileNotFoundError:
        return ""
