"""Files that a command writes where somebody said: one answer to a place that cannot be written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from readiness.ground.errors import DefinitionError, OutsideFailure, Problem
from readiness.ports.handouts import FORMS, Form


def write_file(path: Path, text: str) -> None:
    """`path` holds the text, as UTF-8. Raises OutsideFailure when the file system refuses."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """`path` holds the content. Raises OutsideFailure when the file system refuses."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise OutsideFailure(f"{path} cannot be written: {error.strerror}.", hint="Name another file.") from error


@contextmanager
def telling(problems: list[Problem]) -> Iterator[None]:
    """What is found wrong inside stands in `problems`, so that whoever asks tells all of it at once."""
    try:
        yield
    except DefinitionError as error:
        problems += error.problems


def page_ending(page: Path) -> Form:
    """The form that a page's file name asks for. Raises DefinitionError (CV005) for one that there is not."""
    ending = page.suffix.removeprefix(".").lower()
    found = next((form for form in FORMS if form == ending), None)
    if found is None:
        told = Problem("CV005", f"no page can be written as '{page.name}'.", f"End it with .{', .'.join(FORMS)}.")
        raise DefinitionError("this page cannot be written.", problems=[told])
    return found
