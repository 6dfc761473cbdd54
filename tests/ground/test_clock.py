from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from readiness.ground.clock import FixedClock, WallClock


def test_the_wall_clock_is_aware_utc_and_not_simulated():
    now = WallClock().now()
    assert now.tzinfo is UTC
    assert abs(datetime.now(UTC) - now) < timedelta(seconds=5)
    assert not WallClock().simulated


def test_a_fixed_clock_stands_still_in_utc_and_says_that_it_is_simulated():
    clock = FixedClock(datetime(2018, 3, 22, 1, tzinfo=timezone(timedelta(hours=2))))
    assert clock.now() == datetime(2018, 3, 21, 23, tzinfo=UTC)
    assert clock.today().isoformat() == "2018-03-21"
    assert clock.simulated


def test_a_time_without_offset_is_refused():
    with pytest.raises(ValueError, match="aware"):
        FixedClock(datetime(2018, 3, 22))  # noqa: DTZ001
