"""What people hear of certifications and tasks, and on which day; each thing once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.certification.notice import AGAIN_DAYS, PersonDates, person_notices, task_notices
from readiness.domain.tasks.task import TaskState
from tests.domain.test_plan import task

DAY = timedelta(days=1)
MARCH = date(2018, 3, 1)
NORA = PersonDates(
    email="nora@example.com", certification="seller", due_on=MARCH, certified_on=None, warn_from=None, expires_on=None,
    holds=False, met=1, needed=3,
)  # fmt: skip
CERTIFIED = replace(
    NORA, certified_on=MARCH, warn_from=date(2018, 8, 1), expires_on=date(2018, 8, 31), holds=True, met=3
)


def kinds(person: PersonDates, day: date, after: date | None = None) -> list[str]:
    return [n.kind for n in person_notices("atlas", [person], after=after or day - DAY, on=day)]


def test_overdue_is_told_the_day_after_and_every_week() -> None:
    told = [MARCH + i * DAY for i in range(30) if kinds(NORA, MARCH + i * DAY) == ["overdue"]]
    assert told == [date(2018, 3, 2), date(2018, 3, 9), date(2018, 3, 16), date(2018, 3, 23), date(2018, 3, 30)]
    (notice,) = person_notices("atlas", [NORA], after=MARCH, on=MARCH + DAY)
    assert notice.says == "was due on 2018-03-01, 1 of 3 requirements are met"


def test_certified_expiring_and_expired_are_told_on_their_days_alone() -> None:
    assert kinds(CERTIFIED, MARCH) == ["certified"]
    assert kinds(CERTIFIED, MARCH + DAY) == []
    assert kinds(CERTIFIED, date(2018, 8, 1)) == ["expiring"]
    assert kinds(CERTIFIED, date(2018, 8, 31)) == []
    ended = replace(CERTIFIED, holds=False, due_on=None)
    assert kinds(ended, date(2018, 8, 31)) == []
    assert kinds(ended, date(2018, 9, 1)) == ["expired"]
    assert kinds(ended, date(2018, 9, 2)) == []


def test_a_watch_that_missed_days_says_what_they_would_have_said_once() -> None:
    assert kinds(NORA, date(2018, 3, 29), after=MARCH - 3 * DAY) == ["overdue"]
    assert kinds(CERTIFIED, date(2018, 8, 20), after=date(2018, 2, 1)) == ["certified", "expiring"]


def test_human_tasks_that_are_not_finished_are_told() -> None:
    mine = task("draft", due_on=MARCH)
    pairs = [
        (mine, TaskState("draft", "in-progress")),
        (task("done", due_on=MARCH), TaskState("done", "done")),
        (task("engine", due_on=MARCH, kind="engine"), TaskState("engine", "ready")),
    ]
    (notice,) = task_notices("atlas", pairs, after=MARCH, on=MARCH + DAY)
    assert (notice.kind, notice.subject, notice.about) == ("task-overdue", "draft", "sam@example.com")
    assert notice.says == "was due on 2018-03-01 and is in-progress"


@given(looked=st.sets(st.integers(0, 60), min_size=1), due=st.integers(0, 30))
def test_whichever_days_are_looked_at_each_week_of_delay_is_told_at_most_once(looked: set[int], due: int) -> None:
    person = replace(NORA, due_on=MARCH + due * DAY)
    days = sorted(MARCH + i * DAY for i in looked)
    told = []
    for after, on in zip([MARCH - DAY, *days], days, strict=False):
        told += [(on - MARCH).days for _ in person_notices("atlas", [person], after=after, on=on)]
    weeks = [(day - due - 1) // AGAIN_DAYS for day in told]
    assert len(set(weeks)) == len(weeks)
    last = max(looked)
    if last > due:
        assert told, "somebody who is overdue on the last day looked at was told"
    assert all(day > due for day in told)
