"""How long something lasts reads as people say it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.ground.duration import lasting


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-5, "0 s"), (40, "40 s"), (60, "1 min"), (12 * 60 + 59, "12 min"), (119 * 60, "119 min"), (7_200, "2 h"),
        (7_500, "2 h 5 min"), (8 * 3_600, "8 h"), (27 * 3_600, "27 h"), (51 * 3_600, "2 days 3 h"), (172_800, "2 days"),
    ],
)  # fmt: skip
def test_a_duration_is_told_in_its_two_largest_units(seconds: int, text: str):
    assert lasting(seconds) == text


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_what_is_longer_never_reads_shorter(one: int, other: int):
    units = {"s": 1, "min": 60, "h": 3_600, "days": 86_400}

    def read(text: str) -> int:
        words = text.split()
        return sum(int(n) * units[unit] for n, unit in zip(words[::2], words[1::2], strict=True))

    assert (read(lasting(one)) <= read(lasting(other))) or one > other
