"""Running the real commands, at a simulated time, and showing what they print."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from readiness.ground.errors import OutsideFailure


@dataclass(frozen=True, slots=True)
class Terminal:
    """A terminal in `folder`: commands run as `by`, and what they print goes to `say`, line by line as it comes."""

    folder: Path
    say: Callable[[str], None]

    def run(
        self, arguments: Sequence[str], *, at: datetime, by: str, expect: int = 0, lines: int | None = None
    ) -> None:
        """The command has run, at the simulated time `at`; at most `lines` lines of what it printed are shown.

        Raises OutsideFailure when its exit code is not `expect`: the story would be untrue from there on.
        """
        self.say(f"$ readiness {' '.join(shlex.quote(word) for word in arguments)}")
        environment = {
            **os.environ,
            "READINESS_SIMULATED_NOW": at.isoformat(),
            "READINESS_BY": by,
            "PYTHONUNBUFFERED": "1",
            "COLUMNS": "120",
        }
        command = [sys.executable, "-m", "readiness.cli.main", *arguments]
        shown = hidden = 0
        with subprocess.Popen(
            command, cwd=self.folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as process:
            for line in process.stdout or ():
                if lines is None or shown < lines:
                    self.say(f"  {line.rstrip()}")
                    shown += 1
                else:
                    hidden += 1
        if hidden:
            self.say(f"  … {hidden} more lines")
        self.say("")
        if process.returncode != expect:
            raise OutsideFailure(
                f"readiness {arguments[0]} ended with {process.returncode}, not {expect}.",
                hint=f"Run it yourself in {self.folder}.",
            )
