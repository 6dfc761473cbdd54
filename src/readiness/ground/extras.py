"""What an optional library is called when it is missing: the extra that brings it, and the command that installs it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from readiness.ground.errors import OutsideFailure


@contextmanager
def extra(name: str, what: str) -> Iterator[None]:
    """Imports inside the block belong to the extra `name`; without it: OutsideFailure that says what needs it.

    `what` begins the sentence: "statistics of questions need".
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise OutsideFailure(
            f"{what} {error.name}, which is not installed.",
            hint=f"Install the extra: pip install 'launch-readiness[{name}]'",
        ) from error
