"""A guard against work without end: hostile input must be refused, not chewed on for an hour."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def no_hang(processor_seconds: float = 120) -> Iterator[None]:
    """Fail once this thread's process has worked so long inside; a hundred times what it needs, so it measures nothing.

    Processor time and not the clock's: a machine that is busy with others fails nobody. POSIX only, main thread only.
    """

    def bark(_signal: int, _frame: FrameType | None) -> None:
        raise AssertionError(f"still at it after {processor_seconds:g} seconds of processor time")

    before = signal.signal(signal.SIGVTALRM, bark)
    signal.setitimer(signal.ITIMER_VIRTUAL, processor_seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
