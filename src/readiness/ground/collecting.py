"""Garbage in a short process: it is mostly imports, and walking them again and again finds nothing."""

from __future__ import annotations

import atexit
import gc


def collect_seldom() -> None:
    """For a process that ends soon: seldom looks for garbage, and not once more at its end; a tenth of `apply`."""
    gc.set_threshold(100_000, 50, 100)
    atexit.register(gc.freeze)
