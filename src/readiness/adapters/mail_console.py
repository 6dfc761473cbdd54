"""Mail where there is none: it is printed where the program runs."""

from __future__ import annotations

import sys
from typing import TextIO


class ConsoleMail:
    """For one machine and for trying it out: whoever reads the console reads everybody's sign-in links."""

    shown = "printed to the console"

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out

    def send(self, to: str, subject: str, text: str) -> None:
        out = self._out or sys.stdout
        out.write(f"\n--- mail to {to}: {subject}\n{text.rstrip()}\n---\n")
        out.flush()
