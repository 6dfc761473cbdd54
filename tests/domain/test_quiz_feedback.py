"""What is told when, whether somebody has more time, and how sure against how right; every figure worked by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.definition.assessment import Quiz
from readiness.domain.quiz.accommodation import Accommodation, accommodation_problems, time_limit
from readiness.domain.quiz.attempts import Allowed, PastAttempt, Refused, attempt_allowed
from readiness.domain.quiz.confidence import (
    ENOUGH,
    SureAnswer,
    calibration,
    certain_and_wrong,
    confidence_problems,
)
from readiness.domain.quiz.feedback import Telling, closing, minutes_allowed, telling, withheld
from readiness.domain.quiz.forms import Form, FormItem
from readiness.domain.quiz.grading import Grade, ItemGrade

NOW = datetime(2018, 2, 1, 12, tzinfo=UTC)
TODAY = NOW.date()
QUIZ = Quiz(key="q", title="Q", items=("a",), attempts=1, cool_down_hours=24)


@pytest.mark.parametrize(
    ("mode", "is_passed", "is_closed", "told"),
    [
        ("practice", False, False, (True, True)),
        ("training", False, False, (True, False)),
        ("training", True, False, (True, True)),
        ("training", False, True, (True, False)),
        ("examination", False, False, (False, False)),
        ("examination", True, False, (False, False)),
        ("examination", False, True, (True, True)),
    ],
)
def test_each_mode_tells_what_it_tells_and_when(mode, is_passed, is_closed, told) -> None:
    assert telling(mode, is_passed=is_passed, is_closed=is_closed) == Telling(*told)


def test_an_examination_closes_at_the_end_of_its_day_and_nobody_begins_after() -> None:
    exam = replace(QUIZ, feedback="examination", closes_on=date(2018, 2, 1))
    assert closing(exam) == datetime(2018, 2, 2, tzinfo=UTC)
    assert isinstance(attempt_allowed(exam, [], datetime(2018, 2, 1, 23, 59, tzinfo=UTC)), Allowed)
    refused = attempt_allowed(exam, [], datetime(2018, 2, 2, tzinfo=UTC))
    assert isinstance(refused, Refused)
    assert "closed on 2018-02-01" in refused.reason


@pytest.mark.parametrize(("limit", "allowed"), [(None, 720), (30, 30), (1000, 720)])
def test_no_attempt_lasts_beyond_the_closing(limit, allowed) -> None:
    exam = replace(QUIZ, feedback="examination", closes_on=TODAY)
    assert minutes_allowed(exam, limit, NOW) == allowed
    assert minutes_allowed(QUIZ, limit, NOW) == limit


def test_practice_has_no_last_try_and_no_cool_down() -> None:
    done = PastAttempt(1, 1, "f", NOW, None, NOW, passed=True)
    assert isinstance(attempt_allowed(QUIZ, [done], NOW), Refused)
    assert attempt_allowed(replace(QUIZ, feedback="practice"), [done], NOW) == Allowed(0)


def test_what_is_withheld_says_nothing_by_item() -> None:
    items = (ItemGrade("a", 0.0, True, True, 1.0, ("facts.x",)), ItemGrade("b", 1.0, True, False, 1.0, ()))
    whole = Grade("q", 0.5, 0.8, False, items, ("facts.x",), ("50 % is below the pass mark of 80 %.",
                  "must be right whatever the rest: a."))  # fmt: skip
    told = withheld(whole)
    assert (told.items, told.missed_claims) == ((), ())
    assert told.reasons == (
        "50 % is below the pass mark of 80 %.", "a question that must be right whatever the rest was not.",
    )  # fmt: skip
    assert (told.fraction, told.passed) == (0.5, False)


# ---- more time --------------------------------------------------------------------------------------------------


def given_time(kind: str, **more) -> Accommodation:
    return Accommodation(kind=kind, until=date(2018, 3, 1), reason="r", by="b", at=NOW, **more)


@pytest.mark.parametrize(
    ("accommodation", "limit"),
    [
        (None, 20),
        (given_time("factor", factor=1.5), 30),
        (given_time("factor", factor=1.33), 27),  # 26.6, rounded up
        (given_time("minutes", minutes=15), 35),
        (given_time("no-limit"), None),
        (given_time("none"), 20),
        (replace(given_time("factor", factor=2.0), until=date(2018, 1, 31)), 20),
        (replace(given_time("factor", factor=2.0), until=TODAY), 40),
    ],
)
def test_more_time_counts_through_its_last_day(accommodation, limit) -> None:
    assert time_limit(20, accommodation, TODAY) == limit


def test_without_a_limit_there_is_nothing_to_give() -> None:
    assert time_limit(None, given_time("factor", factor=2.0), TODAY) is None


@given(st.integers(1, 480), st.floats(1.01, 5), st.integers(1, 480))
def test_nobody_is_ever_given_less(limit, factor, minutes) -> None:
    assert time_limit(limit, given_time("factor", factor=factor), TODAY) >= limit
    assert time_limit(limit, given_time("minutes", minutes=minutes), TODAY) == limit + minutes


@pytest.mark.parametrize(
    ("kind", "given", "codes"),
    [
        ("factor", {"factor": 1.5}, []),
        ("minutes", {"minutes": 10}, []),
        ("no-limit", {}, []),
        ("factor", {}, ["MT001"]),
        ("factor", {"factor": 1.5, "minutes": 3}, ["MT001"]),
        ("twice", {}, ["MT001"]),
        ("factor", {"factor": 0.5}, ["MT002"]),
        ("factor", {"factor": float("nan")}, ["MT002"]),
        ("factor", {"factor": float("inf")}, ["MT002"]),
        ("minutes", {"minutes": 0}, ["MT002"]),
        ("minutes", {"minutes": 10**9}, ["MT002"]),
    ],
)
def test_what_can_be_given(kind, given, codes) -> None:
    asked = {"factor": None, "minutes": None, "until": date(2018, 3, 1), "today": TODAY} | given
    assert [one.code for one in accommodation_problems(kind, **asked)] == codes


@pytest.mark.parametrize("until", [date(2018, 1, 31), date(2020, 3, 1), date.max])
def test_an_end_in_the_past_or_years_away_is_refused(until) -> None:
    (problem,) = accommodation_problems("no-limit", factor=None, minutes=None, until=until, today=TODAY)
    assert problem.code == "MT003"


# ---- how sure ---------------------------------------------------------------------------------------------------


def answers(level: int, right: int, wrong: int) -> list[SureAnswer]:
    return [SureAnswer(level, n < right, f"i{n}", ("facts.x",), f"p{n % 3}") for n in range(right + wrong)]


def test_ten_of_twenty_certain_answers_right_is_overconfident() -> None:
    # Wilson, 10 of 20: (0.5 + 1.92073/20) / (1 + 3.84146/20) = 0.5; half 1.95996 · sqrt(0.25/20 + 3.84146/1600) /
    # 1.192073 = 0.2007: 0.2993 to 0.7007, wholly below 0.8.
    found = calibration(answers(3, 10, 10))[2]
    assert (found.answers, found.right, found.share) == (20, 10, 0.5)
    assert (round(found.low, 4), round(found.high, 4)) == (0.2993, 0.7007)
    assert found.says == "overconfident"


def test_guesses_that_are_nearly_always_right_are_underconfident() -> None:
    assert calibration(answers(1, 30, 0))[0].says == "underconfident"


def test_what_fits_and_what_nobody_can_tell() -> None:
    assert calibration(answers(2, 30, 10))[1].says == "well judged"
    assert calibration(answers(3, 0, ENOUGH - 1))[2].says == "cannot tell yet"
    empty = calibration([])
    assert [(one.answers, one.share, one.says) for one in empty] == [(0, None, "cannot tell yet")] * 3


def test_claims_that_people_are_certain_of_and_wrong_about() -> None:
    found = certain_and_wrong([*answers(3, 2, 4), *answers(1, 0, 5), SureAnswer(3, False, "z", ("facts.y",), "p0")])
    assert [(one.claim, one.wrong, one.certain, one.people) for one in found] == [
        ("facts.x", 4, 6, 3), ("facts.y", 1, 1, 1),
    ]  # fmt: skip


@pytest.mark.parametrize("level", [0, 4, -1, True, "3", None, 2.5])
def test_a_level_that_is_none_is_refused(level) -> None:
    form = Form("q", "1", 0.8, (FormItem("a"),), "f")
    assert [one.code for one in confidence_problems(form, {"a": level}, asked=True)] == ["QZ006"]
    assert [one.code for one in confidence_problems(form, {"b": 1}, asked=True)] == ["QZ006"]
    assert [one.code for one in confidence_problems(form, {"a": 1}, asked=False)] == ["QZ006"]
    assert confidence_problems(form, {"a": 1}, asked=True) == ()
