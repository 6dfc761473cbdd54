"""Questions after certification: what is remembered, what is asked, until when somebody is fresh."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from fsrs import Card, Rating, Scheduler
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.definition.certifying import Reinforcement
from readiness.domain.definition.gating import KnowledgeFresh
from readiness.domain.reinforcement.choices import Choice, hold_problems, opt_out_problems, standing_choices
from readiness.domain.reinforcement.choosing import Budget, Candidate, Held, budget_of, chosen
from readiness.domain.reinforcement.freshness import Fresh, freshness, is_fresh, why_not_fresh
from readiness.domain.reinforcement.memory import Answered, rated, remembered
from readiness.domain.reinforcement.programme import Question, is_running, market_of, meaning_of, questions_of
from readiness.domain.reinforcement.recall import Trace, mean_recall, recall, remembered_through
from tests.practice_world import definition, item

NOON = datetime(2022, 11, 29, 12, 30, tzinfo=UTC)
TODAY = date(2018, 3, 1)


def test_the_intervals_are_those_that_fsrs_publishes_for_its_own_test() -> None:
    """The basic review schedule of the library's tests: thirteen answers, each when the one before made it due."""
    at, given_so_far, intervals = NOON, [], []
    for rating in (3, 3, 3, 3, 3, 3, 1, 1, 3, 3, 3, 3, 3):
        given_so_far.append(Answered(at, rating, 0.9))
        memory = remembered(given_so_far)
        assert memory is not None
        intervals.append((memory.due_at - memory.last_at).days)
        at = memory.due_at
    assert intervals == [0, 2, 11, 46, 163, 498, 0, 0, 2, 4, 7, 12, 21]


@st.composite
def histories(draw) -> list[Answered]:
    """Answers of one card, at most one a day."""
    gaps = draw(st.lists(st.tuples(st.integers(1, 400), st.integers(1, 4)), min_size=1, max_size=12))
    at, found = NOON, []
    for days, rating in gaps:
        at += timedelta(days=days, minutes=7 * rating)
        found.append(Answered(at, rating, 0.9))
    return found


@given(histories(), st.randoms(use_true_random=False))
def test_a_memory_is_the_same_in_whatever_order_the_answers_arrive(history: list[Answered], chance) -> None:
    shuffled = list(history)
    chance.shuffle(shuffled)
    assert remembered(shuffled) == remembered(history)


@given(histories(), st.integers(0, 2000))
def test_the_forgetting_curve_is_the_librarys(history: list[Answered], days: int) -> None:
    memory = remembered(history)
    assert memory is not None
    card = Card(card_id=0, stability=memory.stability, due=NOON, last_review=memory.last_at)
    theirs = Scheduler().get_card_retrievability(card, memory.last_at + timedelta(days=days))
    assert recall(memory.stability, days) == pytest.approx(theirs, rel=1e-12)


@given(histories())
def test_nothing_is_due_again_on_the_day_of_its_answer(history: list[Answered]) -> None:
    memory = remembered(history)
    assert memory is not None
    assert memory.due_on > memory.last_on
    assert (memory.answers, memory.wrong) == (len(history), sum(one.rating == 1 for one in history))


def test_no_answer_leaves_no_memory() -> None:
    assert remembered([]) is None


def test_wrong_is_again_however_sure_and_right_is_as_sure_as_they_say() -> None:
    assert [rated(right=False, sure=sure) for sure in ("", "guess", "sure")] == [Rating.Again] * 3
    assert [rated(right=True, sure=sure) for sure in ("guess", "", "sure")] == [Rating.Hard, Rating.Good, Rating.Easy]


def test_a_higher_wanted_retention_brings_a_question_back_sooner() -> None:
    answers = [Answered(NOON, 3, 0.9), Answered(NOON + timedelta(days=1), 3, 0.9)]
    careful = [replace(one, retention=0.97) for one in answers]
    assert remembered(careful).due_on < remembered(answers).due_on


traces = st.lists(
    st.builds(Trace, st.floats(0.01, 500), st.dates(date(2018, 1, 1), date(2018, 3, 1)), st.booleans()),
    min_size=1,
    max_size=8,
)


@given(traces, st.floats(0.3, 0.95))
def test_the_last_day_of_remembering_is_the_last_on_which_the_mean_reaches_the_line(found, least: float) -> None:
    last = remembered_through(found, least)
    first = max(trace.last_on for trace in found)
    if last is None:
        assert mean_recall(found, first) < least
        return
    assert mean_recall(found, last) >= least
    if last < first + timedelta(days=36_500):
        assert mean_recall(found, last + timedelta(days=1)) < least


# What is asked ------------------------------------------------------------------------------------------------------


def candidate(number: int, held: Held | None = None, **changes) -> Candidate:
    asked = item(number, **changes)
    return Candidate("atlas", "seller", Question(asked, meaning_of(asked)), 0.9, held)


def due(days_late: int, stability: float) -> Held:
    return Held(stability, TODAY - timedelta(days=days_late + 5), TODAY - timedelta(days=days_late))


def keys(found) -> list[str]:
    return [one.question.item.key for one in found]


def ask(*candidates: Candidate, daily: int = 3, new: int = 3, answered: int = 0, new_answered: int = 0) -> list[str]:
    budget = Budget(daily, new)
    return keys(chosen(candidates, TODAY, budget=budget, answered=answered, new=new_answered, person="ann"))


def test_what_is_due_comes_before_what_is_new_and_the_least_remembered_first() -> None:
    steady, shaky = candidate(1, due(1, 50.0)), candidate(2, due(1, 2.0))
    assert ask(candidate(0), steady, shaky) == ["q02", "q01", "q00"]


def test_a_day_asks_no_more_than_its_number_however_much_is_due() -> None:
    pile = [candidate(number, due(30 + number, 2.0)) for number in range(40)]
    assert len(ask(*pile)) == 3
    assert ask(*pile, answered=3) == []
    assert len(ask(*pile, answered=2)) == 1


def test_new_questions_are_metered() -> None:
    new = [candidate(number) for number in range(5)]
    assert len(ask(*new, new=1)) == 1
    assert ask(*new, new=1, answered=1, new_answered=1) == []


def test_what_is_not_due_yet_is_not_asked_and_what_must_be_known_is_new_first() -> None:
    later = candidate(1, Held(9.0, TODAY, TODAY + timedelta(days=9)))
    assert ask(later) == []
    assert ask(candidate(1), candidate(2), candidate(3, must_pass=True), new=1) == ["q03"]


@given(st.permutations(range(8)), st.integers(0, 8))
def test_the_days_questions_do_not_hang_on_the_order_in_which_they_are_found(order: list[int], known: int) -> None:
    pool = [candidate(n, due(n, 1.0 + n) if n < known else None) for n in range(8)]
    assert ask(*(pool[n] for n in order)) == ask(*pool)


def test_one_person_has_one_daily_number_the_largest_of_their_programmes() -> None:
    assert budget_of([Reinforcement(daily=3, new_daily=1), Reinforcement(daily=5, new_daily=1)]) == Budget(5, 1)
    assert budget_of([]) == Budget(0, 0)


def test_a_programme_asks_what_its_quizzes_ask_and_neither_drafts_nor_retired_questions() -> None:
    launch = definition(items=4)
    launch = replace(launch, items={**launch.items, "q01": item(1, review="retired"), "q02": item(2, review="draft")})
    assert [q.item.key for q in questions_of(launch, launch.certifications["seller"], ())] == ["q00", "q03"]
    by_claim = Reinforcement(quizzes=("core",), claims=("facts.speed",))
    seller = replace(launch.certifications["seller"], reinforcement=by_claim)
    assert [q.item.key for q in questions_of(launch, seller, ())] == ["q03"]
    assert questions_of(launch, replace(seller, reinforcement=None), ()) == ()


def test_without_any_quiz_a_programme_asks_every_question_of_the_launch() -> None:
    launch = definition(items=3)
    seller = replace(launch.certifications["seller"], reinforcement=Reinforcement())
    assert [q.item.key for q in questions_of(launch, seller, ())] == ["q00", "q01", "q02"]


def test_another_wording_is_another_card_and_another_feedback_is_not() -> None:
    asked = item(1)
    assert meaning_of(replace(asked, stem="Reworded?")) != meaning_of(asked)
    assert meaning_of(replace(asked, feedback="Better said.", weight=2.0)) == meaning_of(asked)


def test_a_programme_runs_from_the_day_after_certification_for_as_long_as_it_says() -> None:
    assert not is_running(Reinforcement(), TODAY, TODAY)
    assert is_running(Reinforcement(), TODAY, TODAY + timedelta(days=900))
    short = Reinforcement(active_days=30)
    assert is_running(short, TODAY, TODAY + timedelta(days=30))
    assert not is_running(short, TODAY, TODAY + timedelta(days=31))


def test_somebody_works_to_the_calendar_of_the_market_that_names_their_region() -> None:
    launch = definition()
    assert market_of(launch, "Europe").key == "eu"
    assert market_of(launch, "Nowhere") is None


# Choices and freshness ----------------------------------------------------------------------------------------------


def test_the_last_word_counts() -> None:
    def choice(kind: str, **more) -> Choice:
        return Choice(kind, "ann", NOON, **more)

    until = TODAY + timedelta(days=5)
    found = standing_choices([choice("hold", until=until), choice("opt-out", launch="atlas", reason="r")])
    assert found.is_held(until)
    assert not found.is_held(until + timedelta(days=1))
    assert found.left["atlas"].reason == "r"
    after = standing_choices(
        [choice("hold", until=until), choice("resume"), choice("opt-out", launch="a"), choice("opt-in", launch="a")]
    )
    assert (after.held_until, dict(after.left)) == (None, {})


def test_a_hold_ends_today_at_the_earliest_and_within_half_a_year() -> None:
    assert hold_problems(TODAY, TODAY) == ()
    assert [one.code for one in hold_problems(TODAY - timedelta(days=1), TODAY)] == ["PR001"]
    assert [one.code for one in hold_problems(TODAY + timedelta(days=181), TODAY)] == ["PR002"]


def test_an_opt_out_needs_a_programme_that_allows_it_and_a_reason_and_all_is_said_at_once() -> None:
    allowing = Reinforcement(opt_out=True)
    assert opt_out_problems("atlas", [allowing], "I teach it.") == ()
    assert [one.code for one in opt_out_problems("atlas", [allowing, Reinforcement()], " ")] == ["PR003", "PR004"]
    assert [one.code for one in opt_out_problems("atlas", [], "r" * 501)] == ["PR005", "PR004"]


ASKS = KnowledgeFresh(kind="knowledge-fresh", key="fresh", at_least=0.8, recall=0.8, answers=3, grace_days=14)


def test_too_few_answers_prove_nothing() -> None:
    assert freshness(ASKS, [Trace(10.0, TODAY)], 2) == Fresh(2)
    assert why_not_fresh(ASKS, Fresh(2)) == "2 of 3 answers given"
    assert why_not_fresh(ASKS, Fresh()) == "never answered a question after certification"


def test_fresh_ends_when_the_mean_falls_below_the_line_or_the_last_answer_is_too_old() -> None:
    long = freshness(ASKS, [Trace(10.0, TODAY)], 3)
    assert mean_recall([Trace(10.0, TODAY)], long.through) >= 0.8
    capped = freshness(replace(ASKS, within_days=7), [Trace(10.0, TODAY)], 3)
    assert capped.through == TODAY + timedelta(days=7) < long.through
    assert why_not_fresh(ASKS, capped) == f"faded: was fresh through {capped.through}"
    assert freshness(ASKS, [Trace(1e-3, TODAY - timedelta(days=99)), Trace(5.0, TODAY)], 3).through is None


def test_what_was_answered_wrong_last_is_not_remembered_until_it_is_answered_right() -> None:
    wrong = remembered([Answered(NOON, 3, 0.9), Answered(NOON + timedelta(days=1), 1, 0.9)])
    right = remembered([Answered(NOON, 1, 0.9), Answered(NOON + timedelta(days=1), 3, 0.9)])
    assert (wrong.missed, right.missed) == (True, False)
    missed, known = Trace(500.0, TODAY, missed=True), Trace(500.0, TODAY)
    assert [mean_recall(found, TODAY) for found in ([missed], [known], [missed, known])] == [0.0, 1.0, 0.5]
    assert freshness(ASKS, [missed] * 3, 3).through is None
    assert freshness(ASKS, [missed, known], 3).through is None


def test_the_newly_certified_are_fresh_for_the_days_of_grace() -> None:
    assert is_fresh(ASKS, Fresh(), TODAY, TODAY + timedelta(days=14))
    assert not is_fresh(ASKS, Fresh(), TODAY, TODAY + timedelta(days=15))
    assert is_fresh(ASKS, Fresh(5, TODAY + timedelta(days=40)), TODAY, TODAY + timedelta(days=40))
