"""Days that people write."""

from __future__ import annotations

from datetime import date

import pytest

from readiness.ground.days import EARLIEST, LATEST, read_day


def test_a_day_is_read_as_it_is_written_up_to_both_ends() -> None:
    assert read_day("2018-03-22") == date(2018, 3, 22)
    assert [read_day(str(one)) for one in (EARLIEST, LATEST)] == [EARLIEST, LATEST]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("soon", "'soon' is not a day. Write 2018-03-22."), ("20180322", "is not a day"), ("2018-W12-4", "is not a day"),
        ("٢٠١٨-٠٣-٢٢", "is not a day"), ("2018-02-30", "no day '2018-02-30' in the calendar"),
        ("9999-12-31", "too far away"), ("0001-01-01", "too far away"), ("x" * 900, "is not a day"),
    ],
)  # fmt: skip
def test_what_is_no_day_or_of_another_century_is_told_with_what_to_write(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=r"\w") as refused:
        read_day(text)
    assert says in str(refused.value)
    assert len(str(refused.value)) < 100
