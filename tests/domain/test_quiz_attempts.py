"""When somebody may take a quiz."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.definition.assessment import Quiz
from readiness.domain.definition.certifying import Certification
from readiness.domain.quiz.attempts import (
    GRACE,
    Allowed,
    PastAttempt,
    Refused,
    attempt_allowed,
    is_late,
    renewal,
    same_content,
)
from tests.domain.quiz_launch import launch_with

T0 = datetime(2018, 2, 1, 9, tzinfo=UTC)
QUIZ = Quiz(key="core", title="Core", items=("a",), attempts=3, cool_down_hours=24)
HOUR = timedelta(hours=1)


def taken(
    number: int, at: datetime, *, passed: bool | None = False, fingerprint: str = "v1", minutes: int | None = None
):
    done = at + timedelta(minutes=10) if passed is not None else None
    limit = timedelta(minutes=minutes) if minutes else None
    return PastAttempt(number, number, fingerprint, at, limit, done, passed)


def test_the_first_attempt_is_allowed_and_leaves_two() -> None:
    assert attempt_allowed(QUIZ, (), T0) == Allowed(left=2)


def test_a_second_attempt_waits_for_the_cool_down_and_not_a_second_longer() -> None:
    first = taken(1, T0)
    until = T0 + timedelta(minutes=10) + 24 * HOUR
    refused = attempt_allowed(QUIZ, (first,), until - timedelta(seconds=1))
    assert isinstance(refused, Refused)
    assert refused.until == until
    assert attempt_allowed(QUIZ, (first,), until) == Allowed(left=1)


def test_after_the_last_attempt_waiting_does_not_help() -> None:
    refused = attempt_allowed(QUIZ, [taken(n, T0 + n * 48 * HOUR) for n in (1, 2, 3)], T0 + 9999 * HOUR)
    assert isinstance(refused, Refused)
    assert refused.until is None
    assert "all 3 attempts" in refused.reason


def test_a_reset_opens_a_new_round() -> None:
    used = [taken(n, T0 + n * 48 * HOUR) for n in (1, 2, 3)]
    now = T0 + 200 * HOUR
    assert attempt_allowed(QUIZ, used, now, reset_after=3) == Allowed(left=2)
    assert isinstance(attempt_allowed(QUIZ, used, now, reset_after=2), Allowed)


def test_who_passed_need_not_come_again() -> None:
    refused = attempt_allowed(QUIZ, (taken(1, T0, passed=True),), T0 + 999 * HOUR)
    assert isinstance(refused, Refused)
    assert "passed already" in refused.reason


def test_a_pass_that_has_grown_old_may_be_renewed_from_that_moment() -> None:
    past = (taken(1, T0), taken(2, T0 + 48 * HOUR, passed=True))
    grown = T0 + 48 * HOUR + timedelta(minutes=10, days=150)
    assert isinstance(
        attempt_allowed(QUIZ, past, grown - timedelta(seconds=1), renews_after=timedelta(days=150)), Refused
    )
    assert attempt_allowed(QUIZ, past, grown, renews_after=timedelta(days=150)) == Allowed(left=2)


def test_an_open_attempt_is_gone_on_with() -> None:
    assert attempt_allowed(QUIZ, (taken(1, T0, passed=None),), T0 + HOUR) == Allowed(left=2, resume=1)


def test_an_open_attempt_out_of_time_is_used_up_and_cools_down_from_its_end() -> None:
    left = taken(1, T0, passed=None, minutes=20)
    end = T0 + timedelta(minutes=20) + GRACE
    assert attempt_allowed(QUIZ, (left,), end) == Allowed(left=2, resume=1)
    refused = attempt_allowed(QUIZ, (left,), end + timedelta(seconds=1))
    assert isinstance(refused, Refused)
    assert refused.until == end + 24 * HOUR


def test_attempts_on_content_that_was_replaced_do_not_count() -> None:
    used = [taken(n, T0 + n * 48 * HOUR, fingerprint="old") for n in (1, 2, 3)]
    assert attempt_allowed(QUIZ, used, T0 + 200 * HOUR, content=frozenset({"new"})) == Allowed(left=2)


def test_a_form_is_late_only_after_limit_and_grace() -> None:
    limit = timedelta(minutes=20)
    assert not is_late(T0, limit, T0 + limit + GRACE)
    assert is_late(T0, limit, T0 + limit + GRACE + timedelta(microseconds=1))
    assert not is_late(T0, None, T0 + timedelta(days=999))


def test_a_minor_change_keeps_what_came_before_and_any_other_starts_anew() -> None:
    assert same_content(()) == frozenset()
    assert same_content((("a", "delta"), ("b", "minor"))) == {"a", "b"}
    assert same_content((("a", "delta"), ("b", "delta"), ("c", "minor"), ("d", "minor"))) == {"b", "c", "d"}
    assert same_content((("a", "minor"), ("b", "recertify"))) == {"b"}


def test_a_quiz_is_due_again_when_the_first_certification_it_serves_warns() -> None:
    long = Certification(key="l", name="L", role="l", quizzes=("core",), valid_days=365, warn_days=30)
    short = Certification(key="s", name="S", role="s", quizzes=("core",), valid_days=20, warn_days=30)
    assert renewal(launch_with(certifications={"l": long}), "core") == timedelta(days=335)
    assert renewal(launch_with(certifications={"l": long, "s": short}), "core") == timedelta(0)
    assert renewal(launch_with(), "core") is None


moments = st.integers(0, 60 * 24 * 30).map(lambda minutes: T0 + timedelta(minutes=minutes))


@given(st.lists(st.tuples(moments, st.sampled_from([True, False, None])), max_size=6), moments)
def test_whoever_is_refused_until_a_moment_is_not_refused_for_that_reason_at_that_moment(told, now) -> None:
    past = [
        taken(n, at, passed=passed, minutes=15)
        for n, (at, passed) in enumerate(sorted(told, key=lambda t: t[0]), start=1)
    ]
    answer = attempt_allowed(QUIZ, past, now)
    if isinstance(answer, Refused) and answer.until is not None:
        assert answer.until > now
        later = attempt_allowed(QUIZ, past, answer.until)
        assert isinstance(later, Allowed) or later.until is None or later.until > answer.until
    if isinstance(answer, Allowed):
        assert 0 <= answer.left < QUIZ.attempts
