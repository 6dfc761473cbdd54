"""Dates of tasks: the worked example of the documentation, what the file may fix, and properties of every plan."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from readiness.domain.definition.frame import Blackout, TaskChange
from readiness.domain.tasks.calendar import BusinessCalendar, Interval, market_calendar
from readiness.domain.tasks.graph import build_tasks, certification_due, count_from, years_needed
from readiness.ground.errors import DefinitionError
from tests.domain.task_launches import PLAIN, certified, closed, engine, launch, playbook, step

LONG_AGO = date(2018, 1, 2)


def problems(definition, book, calendars=PLAIN, today=LONG_AGO):
    with pytest.raises(DefinitionError) as caught:
        build_tasks(definition, book, calendars, today)
    return [(p.code, p.path) for p in caught.value.problems], caught.value


def change(key="x", **fields):
    return {key: TaskChange(key=key, **fields)}


def test_dates_are_counted_back_from_the_day_before_the_launch():
    # Launch Fri 2 Mar 2018. Blackout Mon 26 – Tue 27 Feb; Mon 19 Feb is a holiday.
    # Business days before the launch, backwards: Thu 1 Mar, Wed 28, Fri 23, Thu 22, Wed 21, Tue 20, Fri 16, Thu 15 …
    # publish (1 day): Thu 1 Mar. render (0 days) ends where publish begins: Wed 28 Feb.
    # review (2 days) ends there too: Fri 23 – Wed 28. draft (3 days): Tue 20 – Thu 22.
    # note (1 day) is waited for by nobody but publish: due Wed 28.
    calendar = BusinessCalendar(
        holidays={date(2018, 2, 19): "Washington's Birthday"},
        blackouts=(Interval(date(2018, 2, 26), date(2018, 2, 27), "quarter close"),),
    )
    book = playbook(
        draft=step(days=3),
        review=step("draft", days=2),
        note=step(),
        render=engine("review"),
        publish=step("render", "note", days=1),
    )
    # From Wed 14 Feb there are Wed 14, Thu 15, Fri 16, Tue 20 … : draft could end on Fri 16 (needed Thu 22), so slack 3.
    graph = build_tasks(launch(), book, {"us": calendar}, date(2018, 2, 14))
    dates = {t.key: (t.start_on, t.due_on, t.slack_days, t.critical) for t in graph.tasks}
    assert dates == {
        "draft": (date(2018, 2, 20), date(2018, 2, 22), 3, True),
        "review": (date(2018, 2, 23), date(2018, 2, 28), 3, True),
        "render": (date(2018, 2, 28), date(2018, 2, 28), 3, True),
        "note": (date(2018, 2, 28), date(2018, 2, 28), 7, False),
        "publish": (date(2018, 3, 1), date(2018, 3, 1), 3, True),
    }
    assert graph.critical_path == ("draft", "review", "render", "publish")
    assert graph.slips == ()


def test_a_launch_that_begins_too_late_says_by_how_many_business_days():
    # 5 + 3 days from Mon 26 Feb end on Wed 7 Mar; Thu 1 Mar is needed: 2, 5, 6, 7 Mar = 4 business days late.
    book = playbook(write=step(days=5), approve=step("write", days=3))
    graph = build_tasks(launch(), book, PLAIN, date(2018, 2, 26))
    told = {s.task: (s.due_on, s.expected_on, s.late_days) for s in graph.slips}
    assert told == {
        "write": (date(2018, 2, 26), date(2018, 3, 2), 4),
        "approve": (date(2018, 3, 1), date(2018, 3, 7), 4),
    }
    assert "needs 8 business days from 2018-02-26, and there are 4" in graph.slips[1].reason


def test_after_the_launch_day_tasks_are_late_and_no_error():
    graph = build_tasks(launch(), playbook(write=step()), PLAIN, date(2018, 6, 1))
    assert [s.late_days for s in graph.slips] == [66]
    assert graph.slips[0].reason.endswith("there is none left.")
    assert graph.tasks[0].due_on == date(2018, 3, 1)


def test_due_dates_stand_still_while_time_passes():
    book = playbook(write=step(days=5), approve=step("write", days=3))
    plans = [build_tasks(launch(), book, PLAIN, LONG_AGO + timedelta(n)) for n in (0, 30, 300)]
    assert len({tuple((t.key, t.start_on, t.due_on) for t in plan.tasks) for plan in plans}) == 1
    assert len({plan.tasks[0].slack_days for plan in plans}) == 3


def test_finished_work_leaves_the_slack_and_the_critical_path():
    book = playbook(write=step(days=5), approve=step("write", days=3))
    before = build_tasks(launch(), book, PLAIN, date(2018, 2, 26))
    after = build_tasks(launch(), book, PLAIN, date(2018, 2, 26), finished=frozenset({"write"}))
    assert before.slips
    assert after.slips == ()
    assert after.critical_path == ("approve",)
    assert [t.due_on for t in after.tasks] == [t.due_on for t in before.tasks]
    assert not after.by_key["write"].critical
    done = build_tasks(launch(), book, PLAIN, date(2018, 2, 26), finished=frozenset({"write", "approve"}))
    assert (done.critical_path, done.slips) == ((), ())


def test_work_that_does_not_fit_between_the_first_day_and_the_launch_is_an_error_with_both_ways_out():
    # Launch Fri 2 Mar. From Mon 26 Feb, 5 + 3 days end on Wed 7 Mar; before the launch there are 26, 27, 28 Feb, 1 Mar:
    # 4 of 8, so 4 are missing. Four business days before 26 Feb is Tue 20 Feb; the day after 7 Mar is Thu 8 Mar.
    book = playbook(write=step(days=5), approve=step("write", days=3))
    found, error = problems(launch(starts_on=date(2018, 2, 26)), book)
    assert found == [("TK014", "starts_on")]
    told = error.problems[0]
    assert "'approve' takes 8 business days from starts_on 2018-02-26, and there are 4 until the launch" in told.message
    assert told.message.endswith("4 too few.")
    assert told.fix == "Start on 2018-02-20 or earlier, launch on 2018-03-08 or later, or shorten: write 5, approve 3."
    for fits in ({"starts_on": date(2018, 2, 20)}, {"launch_on": date(2018, 3, 8)}):
        graph = build_tasks(launch(**{"starts_on": date(2018, 2, 26)} | fits), book, PLAIN, LONG_AGO)
        assert graph.slips == ()


def test_what_people_must_be_certified_by_counts_too():
    # Certified by Tue 20 Feb; from Thu 15 Feb there are 15, 16, 19, 20 = 4 for 5 days. They would end on Wed 21 Feb, ten
    # calendar days before Sat 3 Mar, so the launch could be on Mon 5 Mar.
    book = playbook(write=step(days=2), take=step("write", days=3, stage="certification"))
    definition = launch(certifications={"a": certified(10)}, starts_on=date(2018, 2, 15))
    found, error = problems(definition, book)
    assert found == [("TK014", "starts_on")]
    assert "there are 4 until 2018-02-20, the day by which people must be certified; 1 too few" in str(error)
    assert "Start on 2018-02-14 or earlier, launch on 2018-03-05 or later" in error.problems[0].fix
    build_tasks(replace(definition, launch_on=date(2018, 3, 5)), book, PLAIN, LONG_AGO)


def test_blackouts_and_holidays_can_be_what_leaves_too_little_room():
    book = playbook(write=step(days=5), approve=step("write", days=3))
    definition = launch(starts_on=date(2018, 2, 20))
    build_tasks(definition, book, PLAIN, LONG_AGO)
    found, error = problems(definition, book, closed((date(2018, 2, 21), date(2018, 2, 21))))
    assert found == [("TK014", "starts_on")]
    assert "1 too few" in error.problems[0].message


def test_beginning_late_is_a_slip_even_when_the_file_leaves_just_enough_room():
    book = playbook(write=step(days=5), approve=step("write", days=3))
    graph = build_tasks(launch(starts_on=date(2018, 2, 20)), book, PLAIN, date(2018, 2, 28))
    assert [s.late_days for s in graph.slips] == [6, 6]
    assert [t.due_on for t in graph.tasks] == [date(2018, 2, 26), date(2018, 3, 1)]


def test_skipped_work_takes_no_room():
    book = playbook(write=step(days=5), approve=step("write", days=3))
    change_of = {"write": TaskChange(key="write", skip="It is written.")}
    assert build_tasks(launch(change_of, starts_on=date(2018, 2, 26)), book, PLAIN, LONG_AGO).slips == ()


def test_the_certification_stage_ends_as_early_as_the_earliest_certification_asks():
    # Launch Fri 2 Mar; 10 calendar days before is Tue 20 Feb, 5 would be Sun 25 Feb.
    book = playbook(take=step(stage="certification"), clear=step("take", stage="clearance"))
    definition = launch(certifications={"a": certified(5), "b": certified(10)})
    assert certification_due(definition) == date(2018, 2, 20)
    assert [t.due_on for t in build_tasks(definition, book, PLAIN, LONG_AGO).tasks] == [
        date(2018, 2, 20),
        date(2018, 3, 1),
    ]
    weekend = launch(certifications={"a": certified(5)})
    assert build_tasks(weekend, book, PLAIN, LONG_AGO).tasks[0].due_on == date(2018, 2, 23)


def test_a_fixed_date_is_kept_and_pulls_what_comes_before_it():
    book = playbook(write=step(days=2), show=step("write"))
    graph = build_tasks(launch(change("show", due_on=date(2018, 2, 14))), book, PLAIN, LONG_AGO)
    assert [(t.start_on, t.due_on) for t in graph.tasks] == [
        (date(2018, 2, 12), date(2018, 2, 13)),
        (date(2018, 2, 14), date(2018, 2, 14)),
    ]


@pytest.mark.parametrize(
    ("due_on", "code", "fix"),
    [
        (date(2018, 2, 24), "TK007", "Write 2018-02-23."),  # a Saturday
        (date(2018, 2, 21), "TK007", "Write 2018-02-20."),  # in the blackout
        (date(2018, 3, 2), "TK008", "Write 2018-02-27 or earlier."),  # the launch day; show takes two days after it
        (date(2018, 2, 28), "TK008", "Write 2018-02-27 or earlier."),
        (date(2018, 2, 5), "TK009", "Move one of the two."),  # before starts_on
        (date(2018, 2, 13), "TK009", "Write 2018-02-14, or shorten what comes before it."),
    ],
)
def test_a_fixed_date_that_cannot_be_is_told_with_the_nearest_that_can(due_on, code, fix):
    # starts_on Mon 12 Feb; write takes Mon–Wed, so it ends on Wed 14 Feb at the earliest.
    book = playbook(write=step(days=3), show=step("write", days=2))
    definition = launch(change("write", due_on=due_on), starts_on=date(2018, 2, 12))
    found, error = problems(definition, book, closed((date(2018, 2, 21), date(2018, 2, 22))))
    assert found == [(code, "tasks.write.due_on")]
    assert error.problems[0].fix == fix


def test_a_prerequisite_fixed_after_its_dependant_is_an_error_that_names_both():
    book = playbook(write=step(), show=step("write"))
    tasks = change("write", due_on=date(2018, 2, 20)) | change("show", due_on=date(2018, 2, 15))
    found, error = problems(launch(tasks), book)
    assert found == [("TK008", "tasks.write.due_on")]
    assert "'show' comes after it" in error.problems[0].message
    assert error.problems[0].fix == "Write 2018-02-14 or earlier."


def test_a_certification_date_after_the_day_people_must_be_certified_is_told():
    book = playbook(take=step(stage="certification"))
    definition = launch(change("take", due_on=date(2018, 2, 28)), certifications={"a": certified(10)})
    _, error = problems(definition, book)
    assert "people must be certified by 2018-02-20" in error.problems[0].message


def test_a_launch_before_its_first_day_and_mistaken_years_are_told_together_with_the_rest():
    definition = launch(change("write", after=("writ",)), starts_on=date(2081, 3, 1))
    found, _ = problems(definition, playbook(write=step()))
    assert found == [("TK001", "tasks.write.after"), ("TK011", "launch_on"), ("TK011", "starts_on")]


def test_calendars_that_never_open_are_an_error():
    found, _ = problems(launch(), playbook(write=step()), closed((date.min, date.max)))
    assert found == [("TK010", "")]


def test_the_years_of_the_calendars_reach_as_far_as_the_work():
    book = playbook(write=step(days=200))
    assert years_needed(launch(), book, LONG_AGO) == (2016, 2017, 2018, 2019)
    assert 2018 in years_needed(launch(launch_on=date(9999, 12, 31)), book, LONG_AGO)


def test_a_skipped_task_takes_no_time_and_keeps_the_order():
    book = playbook(write=step(days=2), check=step("write", days=5), show=step("check"))
    graph = build_tasks(launch(change("check", skip="covered by the partner")), book, PLAIN, LONG_AGO)
    by_key = graph.by_key
    assert by_key["check"].days == 0
    assert by_key["write"].due_on == date(2018, 2, 28)
    assert "check" not in graph.critical_path


# Properties


@st.composite
def plans(draw):
    """A launch, a playbook of up to seven tasks, a calendar with holidays and blackouts, and a day to plan on."""
    names = [f"t{i}" for i in range(draw(st.integers(1, 7)))]
    tasks = {}
    for i, name in enumerate(names):
        after = draw(st.lists(st.sampled_from(names[:i]), unique=True, max_size=3)) if i else []
        stage = draw(st.sampled_from(["value-propositions", "certification", "clearance"]))
        tasks[name] = step(*after, days=draw(st.integers(0, 6)), stage=stage)
    near = st.dates(date(2017, 12, 1), date(2018, 4, 30))
    calendar = BusinessCalendar(
        weekend=draw(st.sampled_from([frozenset({5, 6}), frozenset({4, 5}), frozenset()])),
        holidays=dict.fromkeys(draw(st.lists(near, max_size=10)), "h"),
        blackouts=tuple(
            Interval(day, day + timedelta(draw(st.integers(0, 14))), "b") for day in draw(st.lists(near, max_size=2))
        ),
    )
    starts_on = draw(st.none() | st.dates(date(2018, 1, 1), date(2018, 3, 1)))
    definition = launch(certifications={"c": certified(draw(st.integers(0, 20)))}, starts_on=starts_on)
    if way_out := no_room(definition, playbook(**tasks), {"us": calendar}):
        definition = replace(definition, starts_on=way_out[0])
    today = draw(st.dates(date(2017, 12, 1), date(2018, 4, 1)))
    finished = frozenset(draw(st.lists(st.sampled_from(names), max_size=2)))
    return definition, playbook(**tasks), {"us": calendar}, today, finished


def no_room(definition, book, calendars):
    """The last starts_on and the first launch_on that fit, as the refusal names them; None when everything fits."""
    try:
        build_tasks(definition, book, calendars, LONG_AGO)
    except DefinitionError as error:
        (told,) = error.problems
        assert told.code == "TK014"
        return tuple(date.fromisoformat(day) for day in re.findall(r"on (\d{4}-\d\d-\d\d) or", told.fix))
    return None


def built(case, **changes):
    definition, book, calendars, today, finished = case
    return build_tasks(replace(definition, **changes), book, calendars, today, finished=finished)


@given(plans(), st.integers(1, 7))
def test_the_days_that_a_refusal_names_are_the_nearest_that_fit(case, days):
    definition, book, calendars, _, _ = case
    late = replace(definition, starts_on=definition.launch_on - timedelta(days))
    way_out = no_room(late, book, calendars)
    if way_out is None:
        return
    starts_on, launch_on = way_out
    assert no_room(replace(late, starts_on=starts_on), book, calendars) is None
    assert no_room(replace(late, starts_on=calendars["us"].forward(starts_on, 1)), book, calendars)
    assert no_room(replace(late, launch_on=launch_on), book, calendars) is None
    assert no_room(replace(late, launch_on=calendars["us"].back(launch_on, 1)), book, calendars) or (
        calendars["us"].back(launch_on, 1) <= late.starts_on
    )


@given(plans())
def test_every_prerequisite_finishes_before_its_dependant_starts(case):
    graph = built(case)
    for task in graph.tasks:
        for name in task.after:
            before = graph.by_key[name]
            assert before.due_on <= task.start_on
            if before.days and task.days:
                assert before.due_on < task.start_on


@given(plans())
def test_every_date_is_a_business_day_in_order_and_never_before_the_first_day(case):
    definition, _, calendars, _, _ = case
    for task in built(case).tasks:
        assert calendars["us"].is_business_day(task.start_on)
        assert calendars["us"].is_business_day(task.due_on)
        assert task.start_on <= task.due_on
        if task.days:
            span = [task.start_on + timedelta(i) for i in range((task.due_on - task.start_on).days + 1)]
            assert sum(calendars["us"].is_business_day(day) for day in span) == task.days
        if definition.starts_on:
            assert task.due_on >= definition.starts_on


@given(plans())
def test_slips_are_exactly_the_open_tasks_without_slack(case):
    graph = built(case)
    late = {t.key: -t.slack_days for t in graph.tasks if t.slack_days < 0 and t.key not in case[4]}
    assert {s.task: s.late_days for s in graph.slips} == late
    for slip in graph.slips:
        assert slip.expected_on > slip.due_on or not graph.by_key[slip.task].days


@given(plans())
def test_the_critical_path_has_the_least_slack_and_is_a_chain(case):
    graph = built(case)
    open_tasks = [t for t in graph.tasks if t.key not in case[4]]
    assert bool(graph.critical_path) == bool(open_tasks)
    if open_tasks:
        least = min(t.slack_days for t in open_tasks)
        assert {graph.by_key[key].slack_days for key in graph.critical_path} == {least}
        assert {t.key for t in open_tasks if t.critical} == {t.key for t in open_tasks if t.slack_days == least}


@given(plans(), st.integers(1, 40))
def test_a_later_launch_never_makes_a_due_date_earlier(case, days):
    later = built(case, launch_on=case[0].launch_on + timedelta(days))
    for task in built(case).tasks:
        assert later.by_key[task.key].due_on >= task.due_on


@given(plans())
def test_the_plan_is_the_same_every_time(case):
    assert built(case) == built(case)


@given(plans(), st.dates(date(2017, 12, 1), date(2018, 4, 1)))
def test_counting_an_old_plan_from_today_is_building_it_today(case, other_day):
    definition, book, calendars, today, finished = case
    old = build_tasks(definition, book, calendars, other_day)
    assert count_from(old, definition, calendars, today, finished=finished) == built(case)


@given(plans())
def test_with_room_enough_the_last_task_ends_before_the_launch_and_slack_is_not_negative(case):
    definition, book, calendars, _, _ = case
    plan = build_tasks(replace(definition, starts_on=None), book, calendars, date(2015, 1, 1))
    assume(plan.tasks)
    assert all(task.due_on < definition.launch_on and task.slack_days >= 0 for task in plan.tasks)
    assert plan.slips == ()
    last_day = calendars["us"].previous_or_same(certification_due(definition))
    assert all(task.due_on <= last_day for task in plan.tasks if task.stage == "certification")


@given(plans(), st.data())
def test_a_fixed_date_is_kept_to_the_day_or_refused(case, data):
    definition, book, calendars, today, _ = case
    key = data.draw(st.sampled_from(sorted(book.tasks)))
    due_on = data.draw(st.dates(date(2018, 1, 1), date(2018, 3, 2)))
    fixed = replace(definition, tasks=change(key, due_on=due_on))
    try:
        graph = build_tasks(fixed, book, calendars, today)
    except DefinitionError as error:
        told = {p.code for p in error.problems}
    else:
        told = set() if graph.by_key[key].due_on == due_on else {"moved"}
    assert told <= {"TK007", "TK008", "TK009"}


def test_blackouts_of_the_file_move_due_dates_out_of_them():
    blackout = Blackout(key="b", reason="fair", starts_on=date(2018, 2, 26), ends_on=date(2018, 3, 1))
    calendar = market_calendar(weekend=frozenset({5, 6}), holidays={}, blackouts=[blackout], market="us")
    graph = build_tasks(launch(), playbook(write=step()), {"us": calendar}, LONG_AGO)
    assert graph.tasks[0].due_on == date(2018, 2, 23)
