"""Certificates as one ZIP, to send over the wire: the same ones in the same order are the same file, byte by byte."""

from __future__ import annotations

from typing import IO, Final
from zipfile import ZIP_STORED, ZipFile, ZipInfo


class ZipOfCertificates:
    """Writes into `into`, open for writing, as the files come. They are stored: a PDF is compressed already."""

    def __init__(self, into: IO[bytes]) -> None:
        self._zip: Final = ZipFile(into, "w", ZIP_STORED)

    def made_of(self) -> dict[str, str]:
        return {}

    def write(self, name: str, content: bytes) -> bool:
        self._zip.writestr(ZipInfo(name), content)
        return True

    def keep_made_of(self, made_of: dict[str, str]) -> None:
        """Nothing: a ZIP is made anew each time."""

    def close(self) -> None:
        """Ends the file; without it there is none."""
        self._zip.close()
