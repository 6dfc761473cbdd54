"""Reading a file that somebody named: the one rule for all commands.

A pipe, a socket or a device is refused at once, and never waited for: what it holds is gone once it was read.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from readiness.ground.errors import NotFound, Unusable, Where


def read_given(path: Path, *, most: int, code: str = "") -> bytes:
    """The file's bytes, at most `most` and one more, which tells the caller that there are too many.

    Raises NotFound when it is not there, Unusable with `code` for what is no regular file or cannot be read.
    """
    try:
        # Without O_NONBLOCK the opening of a pipe waits for whoever writes into it.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            _require_regular(path, os.fstat(handle).st_mode, code)
            with os.fdopen(handle, "rb", closefd=False) as file:
                return file.read(most + 1)
        finally:
            os.close(handle)
    except FileNotFoundError as error:
        raise NotFound(f"there is no file {path}.") from error
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise Unusable(f"the file cannot be read: {why}.", code=code, where=Where(str(path))) from error


def _require_regular(path: Path, mode: int, code: str) -> None:
    if stat.S_ISDIR(mode):
        raise Unusable("this is a folder.", hint="Name the file in it.", code=code, where=Where(str(path)))
    if not stat.S_ISREG(mode):
        fix = "Save what it gives as a file, and name that."
        raise Unusable("this is no regular file.", hint=fix, code=code, where=Where(str(path)))
