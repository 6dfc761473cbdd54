"""What holding documents against a launch needs from outside."""

from __future__ import annotations

from typing import Protocol

from readiness.domain.conformance.document import Document
from readiness.domain.conformance.nearness import Nearness
from readiness.ground.errors import OutsideFailure


class Documents(Protocol):
    """Reads what people send: PDF, slides, Word, HTML, Markdown and text."""

    @property
    def largest(self) -> int:
        """The largest file that is read, in bytes."""
        ...

    def read(self, name: str, data: bytes) -> Document:
        """The document. Raises Unusable with every reason why there is none, OutsideFailure without the extra that
        reads its format.
        """
        ...


class Meaning(Protocol):
    """Compares sentences by meaning."""

    def nearness(self) -> Nearness | None:
        """None where what that needs is not installed. Asking loads nothing."""
        ...


class NoMeaning:
    """Where sentences are compared by their words alone."""

    def nearness(self) -> Nearness | None:
        return None


class NoDocuments:
    """Where nothing reads documents."""

    largest = 0

    def read(self, name: str, data: bytes) -> Document:
        raise OutsideFailure(f"nothing here reads documents, so not {name[:80]!r} of {len(data):,} bytes either.")
