"""The drawing of a QR code, told against the figures of ISO/IEC 18004: sizes, finder patterns, quiet zone."""

from __future__ import annotations

import re

import pytest

from readiness.domain.certification.qr_code import qr_code


def modules(text: str) -> list[list[bool]]:
    """The dark modules, as the path draws them."""
    made = qr_code(text)
    rows = [[False] * made.size for _ in range(made.size)]
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", made.path):
        for place in range(int(x), int(x) + int(length)):
            rows[int(y)][place] = True
    return rows


def test_a_finder_stands_in_three_corners_and_white_around_all() -> None:
    rows = modules("https://ready.example.com/verify/7H2K-AAAA-BBBB-CCCC-DDDD-EEEE")
    assert len(rows) == 33 + 8, "version 4 is 33 modules a side, with four of white on every side"
    assert not any(any(row[:4]) or any(row[-4:]) for row in rows)
    finder = ["1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111"]
    for top, left in ((4, 4), (4, 4 + 26), (4 + 26, 4)):
        seen = ["".join(str(int(rows[top + y][left + x])) for x in range(7)) for y in range(7)]
        assert seen == finder


def test_another_address_is_another_code_and_what_is_too_long_for_one_is_refused() -> None:
    assert qr_code("https://a.example/1") != qr_code("https://a.example/2")
    assert qr_code("https://a.example/1") == qr_code("https://a.example/1")
    with pytest.raises(ValueError, match=r"(?i)too large|fit"):
        qr_code("x" * 5000)
