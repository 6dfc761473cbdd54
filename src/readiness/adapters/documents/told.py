"""What is told of a file that is no document, or not all of one: CF001 to CF010."""

from __future__ import annotations

import struct
import zipfile
import zlib
from typing import Final

from readiness.ground.errors import Level, Problem, Unusable, Where

BROKEN: Final = (
    ValueError, LookupError, TypeError, AttributeError, ArithmeticError, AssertionError, RecursionError, RuntimeError,
    StopIteration, MemoryError, OSError, SyntaxError, EOFError, struct.error, zlib.error, zipfile.BadZipFile,
)  # fmt: skip
"""What libraries raise on files that nobody could read; those of their own they add themselves."""


def refuse(code: str, name: str, message: str, fix: str) -> Unusable:
    """The error for a file of which nothing is read."""
    return Unusable(f"{name} cannot be read.", problems=[Problem(code, message, fix, Where(name))])


def note(code: str, name: str, message: str, fix: str = "", *, level: Level = "warning") -> Problem:
    """What is told beside the findings of a file that was read."""
    return Problem(code, message, fix, Where(name), level)


def numbers(found: list[int]) -> str:
    """`3, 7 and 12 more`: at most ten of them."""
    shown = ", ".join(map(str, found[:10]))
    return f"{shown} and {len(found) - 10} more" if len(found) > 10 else shown
