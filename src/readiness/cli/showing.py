"""Progress in the terminal: one line as a step begins, one as it is through. On stderr, so that output can be piped."""

from __future__ import annotations

import sys
import time
from typing import TextIO


class StepLines:
    """A Progress of plain lines. On a terminal the line of a running step is overwritten by what came of it.

    Elsewhere (a log, a pipe) a step is told when it is through, or as it goes when it has something to tell.
    """

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out or sys.stderr
        self._live = self._out.isatty()
        self._began: dict[str, float] = {}
        self.heard: set[str] = set()

    def step(self, name: str, detail: str = "") -> None:
        self.heard.add(name)
        self._began.setdefault(name, time.monotonic())
        if self._live or detail:
            self._write(f"… {name}{f': {detail}' if detail else ''}", ends=not self._live)

    def done(self, name: str, summary: str = "") -> None:
        took = time.monotonic() - self._began.pop(name, time.monotonic())
        seconds = f"  ({took:.1f} s)" if took >= 1 else ""
        self._write(f"✓ {name}{f': {summary}' if summary else ''}{seconds}", ends=True)

    def note(self, text: str) -> None:
        """A line of its own, about all of it."""
        self._write(text, ends=True)

    def failed(self) -> None:
        """Every step that began and is not through is shown as broken off."""
        for name in self._began:
            self._write(f"✗ {name}", ends=True)
        self._began.clear()

    def _write(self, line: str, *, ends: bool) -> None:
        clear = "\r\x1b[2K" if self._live else ""
        self._out.write(f"{clear}{line}" + ("\n" if ends else ""))
        self._out.flush()
