"""Files that a command writes where somebody said: one answer to a place that cannot be written."""

from __future__ import annotations

from pathlib import Path

from readiness.ground.errors import OutsideFailure


def write_file(path: Path, text: str) -> None:
    """`path` holds the text, as UTF-8. Raises OutsideFailure when the file system refuses."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """`path` holds the content. Raises OutsideFailure when the file system refuses."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise OutsideFailure(f"{path} cannot be written: {error.strerror}.", hint="Name another file.") from error
