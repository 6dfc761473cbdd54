"""The ladder of reminders, the hours in which people are left alone, and one round: each rung once, in one message."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.definition.frame import Reminders
from readiness.domain.reminders.digest import SHOWN, subject_of, text_of
from readiness.domain.reminders.hours import Hours, held, local_day, opens
from readiness.domain.reminders.ladder import Due, leader_rung, manager_rung, own_rung
from readiness.domain.reminders.round import Heard, Listener, Round, plan_round
from readiness.domain.tasks.calendar import BusinessCalendar

POLICY = Reminders()  # 14 and 3 days before; every 7 after; manager after 7, leader after 21; 8 to 18; 3 a week
DUE_ON = date(2018, 3, 14)  # a Wednesday
BERLIN, YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
REP, PEER, BOSS, TOP, LEADER = (f"{name}@example.com" for name in ("rep", "peer", "boss", "top", "leader"))


def due(owner: str = REP, subject: str = "field", due_on: date = DUE_ON, **more: object) -> Due:
    given = {"kind": "certification", "says": "1 of 3 requirements are met"} | more
    return Due(launch="atlas", launch_name="Atlas", subject=subject, title="Field", owner=owner, due_on=due_on, **given)  # type: ignore[arg-type]


PEOPLE = {
    REP: Listener(email=REP, name="Rep", hours=Hours(), managers=(BOSS, TOP), leaders=(LEADER,)),
    PEER: Listener(email=PEER, name="Peer", hours=Hours(), managers=(TOP,), leaders=(LEADER,)),
    BOSS: Listener(email=BOSS, name="Boss", hours=Hours(), managers=(TOP,)),
    TOP: Listener(email=TOP, name="Top", hours=Hours()),
    LEADER: Listener(email=LEADER, name="Leader", hours=Hours()),
}


def round_of(
    *dues: Due, at: datetime | None = None, on: date | None = None, heard: Heard | None = None,
    people: dict[str, Listener] | None = None, policy: Reminders = POLICY,
) -> Round:  # fmt: skip
    known = PEOPLE | (people or {})

    def listening(email: str, launches: Collection[str]) -> Listener:
        assert launches == ["atlas"] or launches == ("atlas",)
        return known[email]

    return plan_round(dues, {"atlas": policy}, listening, heard or Heard(), now=at, on=on)


def told(found: Round) -> dict[str, list[tuple[str, str, str]]]:
    return {m.to.email: [(i.role, i.due.owner, i.rung.name) for i in m.items] for m in found.messages}


@pytest.mark.parametrize(
    ("days", "rung"),
    [
        (-15, None), (-14, "before-14"), (-4, "before-14"), (-3, "before-3"), (-1, "before-3"), (0, "due"), (6, "due"),
        (7, "over-7"), (13, "over-7"), (14, "over-14"), (700, "over-700"),
    ],
)  # fmt: skip
def test_the_highest_rung_reached_counts(days: int, rung: str | None) -> None:
    found = own_rung(POLICY, due(), DUE_ON + timedelta(days=days))
    assert (found.name if found else None) == rung


@pytest.mark.parametrize(
    ("days", "manager", "leader"),
    [(6, None, None), (7, "manager-7", None), (13, "manager-7", None), (14, "manager-14", None), (21, "manager-21", "leader-21")],
)  # fmt: skip
def test_manager_and_leader_hear_later_and_at_the_same_pace(days: int, manager: str | None, leader: str | None) -> None:
    on = DUE_ON + timedelta(days=days)
    found = [one.name if one else None for one in (manager_rung(POLICY, due(), on), leader_rung(POLICY, due(), on))]
    assert found == [manager, leader]


def test_practice_is_a_persons_own() -> None:
    late = DUE_ON + timedelta(days=99)
    assert manager_rung(POLICY, due(kind="practice"), late) is None
    assert own_rung(POLICY, due(kind="practice"), late)


def test_without_days_before_nobody_hears_anything_before_it_is_due() -> None:
    policy = Reminders(days_before=())
    assert own_rung(policy, due(), DUE_ON - timedelta(days=1)) is None
    assert own_rung(policy, due(), DUE_ON)


# Hours. In Berlin clocks went from 02:00 to 03:00 on 25 March 2018, and from 03:00 back to 02:00 on 28 October 2018.
@pytest.mark.parametrize(
    ("at", "zone", "because"),
    [
        (datetime(2018, 3, 14, 6, 59, 59, tzinfo=UTC), BERLIN, "before 08:00"),  # 07:59:59, one hour ahead of UTC
        (datetime(2018, 3, 14, 7, 0, tzinfo=UTC), BERLIN, ""),
        (datetime(2018, 3, 14, 16, 59, 59, tzinfo=UTC), BERLIN, ""),
        (datetime(2018, 3, 14, 17, 0, tzinfo=UTC), BERLIN, "after 18:00"),
        (datetime(2018, 3, 26, 5, 59, tzinfo=UTC), BERLIN, "before 08:00"),  # the Monday after: two hours ahead
        (datetime(2018, 3, 26, 6, 0, tzinfo=UTC), BERLIN, ""),
        (datetime(2018, 10, 29, 6, 30, tzinfo=UTC), BERLIN, "before 08:00"),  # and back
        (datetime(2018, 10, 29, 7, 0, tzinfo=UTC), BERLIN, ""),
        (datetime(2018, 3, 14, 7, 0, tzinfo=UTC), YORK, "before 08:00"),
        (datetime(2018, 3, 17, 2, 0, tzinfo=UTC), YORK, "after 18:00"),  # Saturday in UTC, Friday night there
        (datetime(2018, 3, 18, 3, 0, tzinfo=UTC), YORK, "a Saturday"),  # Sunday in UTC
    ],
)  # fmt: skip
def test_hours_are_those_of_the_wall_clock_where_they_are(at: datetime, zone: ZoneInfo, because: str) -> None:
    found = held(Hours(zone=zone), at)
    assert (found.because if found else "") == because


def test_what_is_held_is_said_at_the_next_hour_that_is_allowed() -> None:
    friday_evening = datetime(2018, 3, 23, 17, 30, tzinfo=UTC)  # 18:30 in Berlin, before the clocks change
    found = held(Hours(zone=BERLIN), friday_evening)
    assert found
    assert found.until == datetime(2018, 3, 26, 6, tzinfo=UTC), "08:00 in summer time"


def test_an_hour_that_the_clocks_leave_out_opens_when_it_would_have_been() -> None:
    sundays_too = BusinessCalendar(weekend=frozenset())
    assert opens(Hours(zone=BERLIN, calendar=sundays_too, from_hour=2), date(2018, 3, 25)) == datetime(
        2018, 3, 25, 1, tzinfo=UTC
    )


def test_holidays_and_leave_wait_and_a_leave_without_end_is_told_so() -> None:
    holiday = BusinessCalendar(holidays={date(2018, 3, 30): "Good Friday", date(2018, 4, 2): "Easter Monday"})
    found = held(Hours(calendar=holiday), datetime(2018, 3, 30, 10, tzinfo=UTC))
    assert found
    assert (found.because, found.until) == ("Good Friday", datetime(2018, 4, 3, 8, tzinfo=UTC))
    away = Hours(leaves=((date(2018, 3, 14), date(2018, 3, 16)),))
    found = held(away, datetime(2018, 3, 16, 17, tzinfo=UTC))
    assert found
    assert (found.because, found.until) == ("on leave through 2018-03-16", datetime(2018, 3, 19, 8, tzinfo=UTC))
    gone = held(Hours(leaves=((date(2018, 3, 14), None),)), datetime(2018, 3, 16, 12, tzinfo=UTC))
    assert gone
    assert (gone.because, gone.until) == ("on leave", None)


MOMENTS = st.integers(0, 730 * 24 * 60).map(
    lambda minutes: datetime(2018, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
ZONES = st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC"])


@given(MOMENTS, ZONES, st.integers(0, 12), st.integers(13, 24))
def test_nothing_is_lost_what_is_held_has_a_later_hour_that_is_allowed(
    at: datetime, zone: str, first: int, last: int
) -> None:
    hours = Hours(zone=ZoneInfo(zone), from_hour=first, until_hour=last)
    found = held(hours, at)
    if found is None:
        local = at.astimezone(hours.zone)
        assert first <= local.hour < last
        assert local.weekday() < 5
    else:
        assert found.until
        assert at < found.until <= at + timedelta(days=5)
        assert held(hours, found.until) is None


NOON = datetime(2018, 3, 14, 12, tzinfo=UTC)


def test_one_message_a_person_with_everything_in_it() -> None:
    found = round_of(due(), due(subject="basics", due_on=DUE_ON + timedelta(days=2)), due(PEER), at=NOON)
    assert told(found) == {
        REP: [("owner", REP, "due"), ("owner", REP, "before-3")], PEER: [("owner", PEER, "due")],
    }  # fmt: skip
    assert subject_of(found.messages[1]) == "2 things are due"


def test_what_was_said_is_not_said_again_until_the_next_rung() -> None:
    first = round_of(due(), at=NOON)
    heard = Heard(keys={(REP, item.key) for item in first.messages[0].items})
    assert round_of(due(), at=NOON, heard=heard) == Round()
    assert round_of(due(), at=NOON + timedelta(days=6), heard=heard) == Round()
    assert told(round_of(due(), at=NOON + timedelta(days=7), heard=heard))[REP] == [("owner", REP, "over-7")]


def test_another_due_day_is_another_ladder() -> None:
    heard = Heard(keys={(REP, item.key) for item in round_of(due(), at=NOON).messages[0].items})
    moved = due(due_on=DUE_ON - timedelta(days=1))
    assert told(round_of(moved, at=NOON, heard=heard))[REP] == [("owner", REP, "due")]


def test_a_manager_hears_of_their_own_people_alone_in_one_message() -> None:
    found = told(round_of(due(), due(PEER), at=NOON + timedelta(days=7)))
    assert found[BOSS] == [("manager", REP, "manager-7")]
    assert found[TOP] == [("manager", PEER, "manager-7")]
    assert LEADER not in found
    later = told(round_of(due(), due(PEER), at=NOON + timedelta(days=21)))
    assert later[LEADER] == [("leader", PEER, "leader-21"), ("leader", REP, "leader-21")]


def test_who_manages_and_learns_hears_both_at_once_own_things_first() -> None:
    found = round_of(due(), due(BOSS), at=NOON + timedelta(days=7))
    boss = next(m for m in found.messages if m.to.email == BOSS)
    assert [(i.role, i.due.owner) for i in boss.items] == [("owner", BOSS), ("manager", REP)]
    assert subject_of(boss) == "1 thing is due, 1 of your people is behind"


def test_leave_suppresses_also_what_those_above_would_hear() -> None:
    away = Hours(leaves=((DUE_ON, None),))
    rep = replace(PEOPLE[REP], hours=away)
    found = round_of(due(), at=NOON + timedelta(days=21), people={REP: rep})
    assert found.messages == ()
    assert [(h.message.to.email, h.held.because) for h in found.held] == [(REP, "on leave")]


def test_while_the_manager_is_on_leave_the_one_above_hears() -> None:
    boss = replace(PEOPLE[BOSS], hours=Hours(leaves=((DUE_ON, None),)))
    found = told(round_of(due(), at=NOON + timedelta(days=7), people={BOSS: boss}))
    assert found == {REP: [("owner", REP, "over-7")], TOP: [("manager", REP, "manager-7")]}


def test_a_task_goes_up_to_whom_it_names() -> None:
    task = due(kind="task", managers=(LEADER,), leaders=())
    assert LEADER in told(round_of(task, at=NOON + timedelta(days=7)))
    assert BOSS not in told(round_of(task, at=NOON + timedelta(days=30)))


def test_nobody_hears_twice_a_day_nor_more_often_a_week_than_the_policy_says() -> None:
    today = round_of(due(), at=NOON, heard=Heard(days={REP: (NOON.date(),)}))
    assert today.messages == ()
    assert today.held[0].held.until == datetime(2018, 3, 15, 8, tzinfo=UTC)
    days = (date(2018, 3, 8), date(2018, 3, 9), date(2018, 3, 12))
    week = round_of(due(), at=NOON, heard=Heard(days={REP: days}))
    assert "3 messages in seven days" in week.held[0].held.because
    assert week.held[0].held.until == datetime(2018, 3, 15, 8, tzinfo=UTC), "seven days after 8 March"
    assert told(round_of(due(), at=NOON + timedelta(days=1), heard=Heard(days={REP: days})))


def test_a_launch_can_switch_its_reminders_off() -> None:
    assert round_of(due(), at=NOON, policy=Reminders(off=True)) == Round()


def test_a_preview_of_a_day_says_who_and_what_and_why_not() -> None:
    sunday = date(2018, 3, 18)
    found = round_of(due(), on=sunday)
    assert [(h.message.on, h.held.because, h.held.until) for h in found.held] == [
        (sunday, "a Sunday", datetime(2018, 3, 19, 8, tzinfo=UTC))
    ]
    assert told(round_of(due(), on=sunday + timedelta(days=1))) == {REP: [("owner", REP, "due")]}
    with pytest.raises(ValueError, match="either"):
        round_of(due())


def test_nothing_due_is_no_round() -> None:
    assert round_of(at=NOON) == Round()


def test_a_long_list_of_people_is_cut_and_counted() -> None:
    dues = [due(f"rep{n}@example.com") for n in range(SHOWN + 5)]
    people = {one.owner: Listener(email=one.owner, name="", hours=Hours(), managers=(BOSS,)) for one in dues}
    found = round_of(*dues, at=NOON + timedelta(days=7), people=people)
    text = text_of(next(m for m in found.messages if m.to.email == BOSS), address="https://ready.example.com")
    assert "- and 5 more" in text
    assert text.count("has been overdue for 7 days") == SHOWN
    assert "https://ready.example.com/reminders" in text


@given(
    st.lists(st.tuples(st.sampled_from([REP, PEER, BOSS]), st.integers(0, 40), st.integers(0, 3)), max_size=12),
    st.lists(st.tuples(st.integers(1, 45), st.integers(0, 23)), min_size=1, max_size=60),
)
def test_whenever_rounds_run_nobody_is_told_a_rung_twice_nor_twice_a_day_nor_outside_their_hours(
    things: list[tuple[str, int, int]], moments: list[tuple[int, int]]
) -> None:
    start = date(2018, 2, 20)
    dues = [due(who, f"c{n}", start + timedelta(days=days)) for who, days, n in things]
    keys: set[tuple[str, str]] = set()
    days: dict[str, tuple[date, ...]] = {}
    for ahead, hour in sorted(moments):
        now = datetime(2018, 2, 20, hour, tzinfo=UTC) + timedelta(days=ahead)
        for message in round_of(*set(dues), at=now, heard=Heard(keys=keys, days=days)).messages:
            who = message.to.email
            assert held(message.to.hours, now) is None
            assert message.on == local_day(message.to.hours, now)
            assert message.on not in days.get(who, ())
            told_before = days.get(who, ())
            assert len([d for d in told_before if (message.on - d).days < 7]) < POLICY.most_a_week
            for item in message.items:
                assert (who, item.key) not in keys
                keys.add((who, item.key))
            days[who] = (*told_before, message.on)
