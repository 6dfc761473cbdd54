"""Business days: counting, joining, and refusing to hang."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.definition.frame import Blackout
from readiness.domain.tasks.calendar import Axis, BusinessCalendar, Interval, joined, market_calendar
from readiness.ground.errors import DefinitionError
from tests.watchdog import no_hang

MONDAY = date(2018, 2, 19)
PRESIDENTS = {MONDAY: "Washington's Birthday"}


def test_weekends_holidays_and_blackouts_are_no_business_days_and_say_why():
    calendar = BusinessCalendar(
        holidays=PRESIDENTS, blackouts=(Interval(date(2018, 2, 21), date(2018, 2, 22), "quarter close"),)
    )
    assert calendar.why_closed(date(2018, 2, 18)) == "a Sunday"
    assert calendar.why_closed(MONDAY) == "Washington's Birthday"
    assert calendar.why_closed(date(2018, 2, 22)) == "blackout: quarter close"
    assert calendar.why_closed(date(2018, 2, 20)) == ""
    assert calendar.is_business_day(date(2018, 2, 23))


def test_counting_back_steps_over_what_is_closed():
    # Tue 20 Feb, minus one business day: Mon 19 is a holiday, Sun 18, Sat 17 → Fri 16.
    calendar = BusinessCalendar(holidays=PRESIDENTS)
    assert calendar.back(date(2018, 2, 20), 1) == date(2018, 2, 16)
    assert calendar.back(date(2018, 2, 18), 0) == date(2018, 2, 16)
    assert calendar.forward(date(2018, 2, 16), 1) == date(2018, 2, 20)
    assert calendar.forward(date(2018, 2, 17), 0) == date(2018, 2, 20)
    assert calendar.previous_or_same(MONDAY) == date(2018, 2, 16)
    assert calendar.next_or_same(MONDAY) == date(2018, 2, 20)


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="the other way"):
        BusinessCalendar().back(MONDAY, -1)


@pytest.mark.parametrize(
    "calendar",
    [
        BusinessCalendar(blackouts=(Interval(date.min, date.max, "forever"),)),
        BusinessCalendar(weekend=frozenset(range(7))),
    ],
)
def test_a_calendar_without_business_days_is_an_error_and_no_hang(calendar):
    for count in (calendar.back, calendar.forward):
        with no_hang(), pytest.raises(DefinitionError) as caught:
            count(MONDAY, 3)
        assert caught.value.problems[0].code == "TK010"


def test_the_end_of_the_calendar_is_an_error_and_no_overflow():
    for count, day in ((BusinessCalendar().forward, date.max), (BusinessCalendar().back, date.min)):
        with pytest.raises(DefinitionError):
            count(day, 5)


def test_a_day_counts_only_if_it_is_a_business_day_in_every_market():
    gulf = BusinessCalendar(weekend=frozenset({4, 5}), holidays={MONDAY: "Flag Day"})
    both = joined([BusinessCalendar(holidays=PRESIDENTS), gulf])
    assert both.weekend == {4, 5, 6}
    assert both.why_closed(MONDAY) == "Washington's Birthday; Flag Day"
    assert not both.is_business_day(date(2018, 2, 16))  # Friday, closed in one of the two


def test_a_blackout_of_another_market_does_not_close_this_one():
    blackouts = [
        Blackout(key="a", reason="here", starts_on=MONDAY, ends_on=MONDAY, markets=("us",)),
        Blackout(key="b", reason="there", starts_on=MONDAY, ends_on=MONDAY, markets=("gb",)),
        Blackout(key="c", reason="everywhere", starts_on=MONDAY, ends_on=MONDAY),
    ]
    made = market_calendar(weekend=frozenset({5, 6}), holidays={}, blackouts=blackouts, market="us")
    assert [interval.reason for interval in made.blackouts] == ["here", "everywhere"]


calendars = st.builds(
    BusinessCalendar,
    weekend=st.frozensets(st.integers(0, 6), max_size=6),
    holidays=st.dictionaries(st.dates(date(2018, 1, 1), date(2018, 12, 31)), st.just("h"), max_size=40),
    blackouts=st.lists(
        st.builds(
            lambda start, days: Interval(start, start + timedelta(days), "b"),
            st.dates(date(2018, 1, 1), date(2018, 12, 1)),
            st.integers(0, 40),
        ),
        max_size=3,
    ).map(tuple),
)
days = st.dates(date(2018, 1, 1), date(2018, 12, 31))


@given(calendars, days, st.integers(0, 30))
def test_counting_lands_on_business_days_and_back_undoes_forward(calendar, day, n):
    there = calendar.forward(day, n)
    assert calendar.is_business_day(there)
    assert calendar.back(there, n) == (
        calendar.next_or_same(day) if n == 0 or calendar.is_business_day(day) else calendar.previous_or_same(day)
    )


@given(calendars, days, days, st.integers(0, 20))
def test_the_axis_holds_every_business_day_around_the_dates_once(calendar, one, other, margin):
    axis = Axis.around(calendar, (one, other), margin)
    first, last = axis.days[0], axis.days[-1]
    span = [first + timedelta(i) for i in range((last - first).days + 1)]
    assert list(axis.days) == [day for day in span if calendar.is_business_day(day)]
    assert axis.before(min(one, other)) > margin
    assert len(axis.days) - axis.through(max(one, other)) >= margin
