"""What printing certificates needs from outside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Protocol

from readiness.domain.certification.sheet import CertificateSheet
from readiness.ground.errors import OutsideFailure, Problem

NO_FONT: Final = "CT001"
"""The code of a letter that no font has."""


class CertificatePrinter(Protocol):
    """Certificates as PDF, the workspace's own template before the built-in one."""

    def made_with(self) -> str:
        """The fingerprint of template, fonts and program: the same sheet made with the same is the same file."""
        ...

    def pdf(self, sheet: CertificateSheet) -> bytes:
        """The file. Raises OutsideFailure without the extra, DefinitionError for letters that no font has (CT001) and a
        template that cannot be set (CT002).
        """
        ...

    def pdfs(self, sheets: Iterable[CertificateSheet]) -> Iterator[bytes | Problem]:
        """One for each sheet and in their order, read only some way ahead: the file, or what is wrong with a letter
        (CT001). Raises as `pdf` does for all else.
        """
        ...


class CertificateFolder(Protocol):
    """A folder of certificates that somebody named, with a note of what each file in it was made of."""

    def made_of(self) -> dict[str, str]:
        """File name → fingerprint, of the files that are there as they were written; empty for a new folder."""
        ...

    def write(self, name: str, content: bytes) -> bool:
        """The file holds `content`, whole or not at all; False when it did so already. Raises OutsideFailure."""
        ...

    def keep_made_of(self, made_of: dict[str, str]) -> None:
        """The note says this. Raises OutsideFailure."""
        ...


class NoPrinter:
    """Where nothing is printed."""

    def made_with(self) -> str:
        return ""

    def pdf(self, sheet: CertificateSheet) -> bytes:
        raise OutsideFailure(f"nothing here prints certificates, so not that of {sheet.name!r} either.")

    def pdfs(self, sheets: Iterable[CertificateSheet]) -> Iterator[bytes | Problem]:
        return map(self.pdf, sheets)
