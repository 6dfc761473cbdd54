"""A fraction reads the same wherever people read it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.ground.percent import percent, rounded


@pytest.mark.parametrize(
    ("fraction", "text"),
    [
        (0.8, "80 %"), (0.7996, "79.9 %"), (0.79999, "79.9 %"), (1.0, "100 %"), (0, "0 %"), (2 / 3, "66.6 %"),
        (0.29, "29 %"), (0.57, "57 %"), (1e-9, "0 %"), (0.005, "0.5 %"),
    ],
)  # fmt: skip
def test_a_percentage_is_cut_so_that_it_never_looks_reached(fraction: float, text: str):
    assert percent(fraction) == text


@given(st.integers(0, 2000), st.integers(1, 2000), st.integers(0, 100))
def test_what_is_below_a_whole_threshold_reads_below_it(certified: int, counted: int, threshold: int):
    share = min(certified, counted) / counted
    reads = float(percent(share).removesuffix(" %"))
    assert (reads >= threshold) == (share >= threshold / 100)


@given(st.floats(0, 10))
def test_a_rounded_percentage_is_at_most_half_a_tenth_off(share: float):
    assert abs(float(rounded(share).removesuffix(" %")) - share * 100) <= 0.05 + 1e-9
