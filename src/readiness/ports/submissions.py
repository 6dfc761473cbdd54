"""Files that reps hand in: kept beside the record, under names of ours."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from readiness.ground.errors import Conflict


class Arrived(Protocol):
    """A file that has come in whole and belongs to nobody yet: it goes again unless `keep` is called."""

    @property
    def token(self) -> str:
        """The name it is kept under: ours, and nothing that anybody can guess."""
        ...

    @property
    def size(self) -> int:
        """In bytes."""
        ...

    @property
    def sha256(self) -> str: ...

    @property
    def head(self) -> bytes:
        """Its first bytes."""
        ...

    @property
    def path(self) -> Path:
        """Where it is until the block ends, to be read."""
        ...

    def keep(self) -> None:
        """It stays, if the block it came in with ends well. Called last inside the transaction that names it."""
        ...


class Submissions(Protocol):
    """Where these files are."""

    @property
    def largest(self) -> int:
        """The largest file that is taken, in bytes."""
        ...

    def receive(self, chunks: Iterable[bytes], *, is_named: Callable[[str], bool]) -> AbstractContextManager[Arrived]:
        """`chunks` are on disk, one after the other, never all in memory. The block that raises leaves nothing.

        What a process that was killed had left is cleared away first: `is_named(token)` says whether the record names
        it. Raises DefinitionError (RP009) for more than `largest`, OutsideFailure when the disk refuses.
        """
        ...

    def path(self, token: str) -> Path:
        """Where the file is, to be read or served. Raises NotFound when it is not there."""
        ...


class NoSubmissions:
    """Where nobody hands in files."""

    largest = 0

    def receive(
        self,
        chunks: Iterable[bytes],  # noqa: ARG002
        *,
        is_named: Callable[[str], bool],  # noqa: ARG002
    ) -> AbstractContextManager[Arrived]:
        raise Conflict("files cannot be handed in here.", hint="Hand in a text or a link.")

    def path(self, token: str) -> Path:
        raise Conflict(f"no file can be read here ({token[:8]}).")
