"""A file of a person's is replaced whole or not at all, and only while it is what whoever changed it saw."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from readiness.ground.errors import Conflict, OutsideFailure


def replace_file(file: Path, expected: bytes, content: bytes) -> None:
    """The file holds `content`, whole or not at all; a link stays a link. Conflict when it is no longer `expected`."""
    import tempfile  # noqa: PLC0415 - reading, which is what `check` does, owes nothing for it

    target = file.resolve()
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        raise _refused(file, error) from error
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(target.stat().st_mode & 0o777)
        with _one_at_a_time(target.parent):
            if target.read_bytes() != expected:
                raise Conflict(f"{file} was changed by somebody else meanwhile.", hint="Try again.")
            Path(name).replace(target)
    except OSError as error:
        raise _refused(file, error) from error
    finally:
        Path(name).unlink(missing_ok=True)


def make_file(file: Path, content: bytes) -> None:
    """The file holds `content`, whole or not at all. Conflict when there is one already."""
    made = False
    try:
        with file.open("xb") as stream:
            made = True
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
    except FileExistsError as error:
        raise Conflict(f"{file} was made by somebody else meanwhile.", hint="Try again.") from error
    except OSError as error:
        if made:
            file.unlink(missing_ok=True)
        raise _refused(file, error) from error


def remove_file(file: Path, expected: bytes) -> None:
    """The file is gone. Conflict when it is no longer `expected`."""
    try:
        with _one_at_a_time(file.parent):
            if file.read_bytes() != expected:
                raise Conflict(f"{file} was changed by somebody else meanwhile.", hint="Look at it.")
            file.unlink()
    except OSError as error:
        raise _refused(file, error) from error


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Between looking and replacing, none of us does the same in this folder."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _refused(file: Path, error: OSError) -> OutsideFailure:
    return OutsideFailure(f"{file} cannot be written: {error.strerror}.", hint="Mend its permissions.")
