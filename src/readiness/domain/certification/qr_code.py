"""A QR code (ISO/IEC 18004) as the one path of a drawing: what a page and a printed certificate both can show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_QUIET: Final = 4
"""Modules of white that the standard asks for on every side."""


@dataclass(frozen=True, slots=True)
class QrCode:
    """`path` draws the dark modules on a square of `size` modules a side, its quiet zone included."""

    size: int
    path: str

    @property
    def svg(self) -> str:
        """The drawing as a file of its own."""
        box = f'viewBox="0 0 {self.size} {self.size}" shape-rendering="crispEdges"'
        return f'<svg xmlns="http://www.w3.org/2000/svg" {box}><path fill="#000" d="{self.path}"/></svg>'


def qr_code(text: str) -> QrCode:
    """The code of `text`, in which up to 15 % may be damaged. Raises ValueError when it is too long for one (2 KB)."""
    import segno  # noqa: PLC0415 - for whoever shows a certificate, and nobody else

    matrix = segno.make_qr(
        text, error="m", mask=2
    ).matrix  # any mask reads the same; weighing all eight takes four times as long
    parts = []
    for y, row in enumerate(matrix):
        x = 0
        while x < len(row):
            start = x
            while x < len(row) and row[x]:
                x += 1
            if x > start:
                parts.append(f"M{start + _QUIET} {y + _QUIET}h{x - start}v1h{start - x}z")
            else:
                x += 1
    return QrCode(len(matrix) + 2 * _QUIET, "".join(parts))
