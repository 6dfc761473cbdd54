"""A rep answers the day's questions: graded once, the card moves on, and nothing is lost or counted twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import DatabaseError

from readiness.actions.answer_practice import answer_practice
from readiness.actions.choose_practice import (
    hold_practice,
    opt_out_of_practice,
    resume_practice,
    return_to_practice,
)
from readiness.actions.rebuild_standings import rebuild_standings
from readiness.domain.definition.certifying import Reinforcement
from readiness.domain.reinforcement.day import practice_line
from readiness.ground.errors import Conflict, DefinitionError, NotAllowed, NotFound
from readiness.reports.practice import answer_told, practice_today
from readiness.store import people, standings
from readiness.store.practice_cards import cards_of
from readiness.store.practice_days import waiting_practice
from readiness.store.session import Database
from readiness.store.standing_facts import Run
from readiness.store.tables.people import LeaveRow
from readiness.store.tables.practice import PracticeCardRow, PracticeReviewRow
from tests import gate_world
from tests.practice_world import ANN, BOB, World, definition, item, made, right_answer, wrong_answer


def today(world: World, name: str = "ann"):
    return practice_today(world.context(name), rep=f"{name}@example.com")


def rows(world: World, table) -> int:
    with world.database.reading() as session:
        return session.execute(select(func.count()).select_from(table)).scalar_one()


def test_a_certified_rep_is_asked_three_a_day_from_the_day_after(database: Database, tmp_path: Path) -> None:
    world = made(database, tmp_path)
    found = today(world)
    assert [len(found.asked), found.daily, found.unseen] == [3, 3, 6]
    assert [one.question.number for one in found.asked] == [1, 2, 3]
    assert today(world) == found, "looked at again it is the same"
    world.at -= timedelta(days=1)
    assert today(world).asked == (), "not on the day of certification"


def test_nobody_is_asked_without_a_certification_or_a_programme(database: Database, tmp_path: Path) -> None:
    world = made(database, tmp_path)
    world.hire(("new",))
    assert today(world, "new").programmes == ()
    assert today(world, "stranger").programmes == ()
    plain = definition()
    seller = replace(plain.certifications["seller"], reinforcement=None)
    world.apply(replace(plain, certifications={"seller": seller}))
    assert today(world).programmes == ()
    with pytest.raises(Conflict, match="not asked"):
        answer_practice(world.context("new"), rep="new@example.com", question="0" * 20, answer=1)


def test_an_answer_is_graded_at_once_and_explained(database: Database, tmp_path: Path) -> None:
    world = made(database, tmp_path)
    stem = today(world).asked[0].question.stem
    wrong = world.answer("ann", right=False, sure="sure")
    assert (wrong.fraction, wrong.rating, wrong.is_new) == (0, 1, True)
    told = answer_told(world.context("ann"), rep=ANN, answer=wrong.id)
    assert (told.stem, told.said, told.told, told.right) == (stem, "wrong", "right", False)
    assert told.chosen_feedback == "That was it not."
    assert told.feedback.startswith("Because ")
    assert told.claims in {("price is.",), ("speed is.",)}
    assert (told.left, told.due_on) == (2, world.at.date() + timedelta(days=1))
    assert world.answer("ann", sure="guess").rating == 2
    assert world.answer("ann").rating == 3
    done = today(world)
    assert (done.asked, [one.right for one in done.answered]) == ((), [False, True, True])
    assert done.next_on == world.at.date() + timedelta(days=1)


def test_what_was_answered_comes_back_when_it_is_due_wrong_ones_first(database: Database, tmp_path: Path) -> None:
    world = made(database, tmp_path, definition(items=3))
    missed = world.answer("ann", right=False).item
    sure = world.answer("ann", sure="sure").item
    plain = world.answer("ann").item
    world.later(days=1)
    asked = [one.question.stem for one in today(world).asked]
    assert asked == [f"Question {int(missed[1:])}?", f"Question {int(plain[1:])}?"], "of what they were sure of: later"
    world.later(days=7)
    assert len(today(world).asked) == 3
    assert sure


def test_an_answer_sent_twice_counts_once_and_comes_back(database: Database, tmp_path: Path) -> None:
    world = made(database, tmp_path)
    token = today(world).asked[0].token
    first = answer_practice(world.context("ann"), rep=ANN, question=token, answer=right_answer)
    again = answer_practice(world.context("ann"), rep=ANN, question=token, answer=wrong_answer)
    assert again == first
    assert rows(world, PracticeReviewRow) == 1


def test_answers_from_many_windows_at_once_count_once_and_stay_within_the_day(
    database: Database, tmp_path: Path
) -> None:
    world = made(database, tmp_path)
    tokens = [one.token for one in today(world).asked]

    def send(token: str) -> None:
        answer_practice(world.context("ann"), rep=ANN, question=token, answer=right_answer)

    with ThreadPoolExecutor(len(tokens) * 3) as windows:
        list(windows.map(send, tokens * 3))  # what one of them raises is raised here
    assert rows(world, PracticeReviewRow) == 3
    assert today(world).asked == ()


def test_yesterdays_page_and_a_question_that_was_changed_are_told(database: Database, tmp_path: Path) -> None:
    world = made(database, tmp_path)
    token = today(world).asked[0].token
    world.later(days=1)
    with pytest.raises(Conflict, match="not asked of you today"):
        answer_practice(world.context("ann"), rep=ANN, question=token, answer=right_answer)
    token = today(world).asked[0].token
    changed = definition()
    world.apply(replace(changed, items={key: replace(one, stem=f"New {key}?") for key, one in changed.items.items()}))
    with pytest.raises(Conflict, match="not asked of you today"):
        answer_practice(world.context("ann"), rep=ANN, question=token, answer=right_answer)


def test_only_they_answer_for_themselves_and_only_with_an_answer(database: Database, tmp_path: Path) -> None:
    world = made(database, tmp_path)
    token = today(world).asked[0].token
    with pytest.raises(NotAllowed):
        answer_practice(world.context("bob"), rep=ANN, question=token, answer=1)
    with pytest.raises(DefinitionError):
        answer_practice(world.context("ann"), rep=ANN, question=token, answer=9)
    with pytest.raises(Conflict):
        answer_practice(world.context("bob"), rep=BOB, question=token, answer=1)
    given = answer_practice(world.context("ann"), rep=ANN, question=token, answer=None)
    assert (given.rating, answer_told(world.context("ann"), rep=ANN, answer=given.id).said) == (1, "")
    with pytest.raises(NotFound):
        answer_told(world.context("bob"), rep=BOB, answer=given.id)


def test_a_question_changed_in_meaning_starts_anew_and_a_retired_one_drops_out(
    database: Database, tmp_path: Path
) -> None:
    launch = definition(items=2)
    world = made(database, tmp_path, launch)
    world.answer_all("ann")
    world.apply(replace(launch, items={"q00": item(0, stem="Reworded?"), "q01": item(1, feedback="Better said.")}))
    found = today(world)
    assert [one.question.stem for one in found.asked] == ["Reworded?"], "a better feedback is no other question"
    assert found.unseen == 1
    world.apply(replace(launch, items={"q00": item(0, review="retired"), "q01": item(1)}))
    assert (today(world).unseen, today(world).due) == (0, 0)
    world.apply(launch)
    assert today(world).unseen == 0, "taken back, the old card goes on"


def test_weekends_and_holidays_of_the_reps_market_ask_nothing(database: Database, tmp_path: Path) -> None:
    world = made(database, tmp_path, definition(programme=Reinforcement(quizzes=("core",))))
    world.holidays[date(2018, 2, 5)] = "Founders' Day"
    assert (world.at.date().weekday(), len(today(world).asked)) == (4, 3)
    world.later(days=1)
    assert (today(world).asked, today(world).paused) == ((), "it is a Saturday")
    world.later(days=2)
    assert today(world).paused == "it is Founders' Day"
    world.later(days=1)
    assert len(today(world).asked) == 3


def test_leave_pauses_and_no_pile_waits_afterwards(database: Database, tmp_path: Path) -> None:
    world = made(database, tmp_path, definition(items=12))
    for _ in range(6):
        world.answer_all("ann")
        world.later(days=1)
    with database.transaction() as session:
        ann = people.require_person(session, ANN)
        start = world.at.date()
        session.add(LeaveRow(person_id=ann, starts_on=start, ends_on=start + timedelta(days=20)))
        session.flush()
        standings.refresh_everywhere(session, [ann])
    assert (today(world).asked, today(world).paused) == ((), "you are on leave")
    world.later(days=21)
    back = today(world)
    assert back.due > 3
    assert len(back.asked) == 3


def test_a_hold_lasts_through_its_day_and_can_be_ended(database: Database, tmp_path: Path) -> None:
    world = made(database, tmp_path)
    until = world.at.date() + timedelta(days=3)
    assert hold_practice(world.context("ann"), rep=ANN, until=until)
    assert not hold_practice(world.context("ann"), rep=ANN, until=until), "said twice is said once"
    assert (today(world).asked, today(world).held_until) == ((), until)
    assert resume_practice(world.context("ann"), rep=ANN)
    assert not resume_practice(world.context("ann"), rep=ANN)
    assert len(today(world).asked) == 3
    hold_practice(world.context("ann"), rep=ANN, until=until)
    world.later(days=4)
    assert len(today(world).asked) == 3
    with pytest.raises(DefinitionError, match="PR001"):
        hold_practice(world.context("ann"), rep=ANN, until=until)
    with pytest.raises(NotAllowed):
        hold_practice(world.context("bob"), rep=ANN, until=world.at.date())


def test_leaving_is_allowed_by_the_policy_alone_with_a_reason(database: Database, tmp_path: Path) -> None:
    world = made(database, tmp_path)
    with pytest.raises(Conflict, match="cannot be left") as refused:
        opt_out_of_practice(world.context("ann"), rep=ANN, launch="atlas", reason="No time.")
    assert [str(refused.value).count(said) for said in ("PR003", "cannot be left", "Hold them")] == [1, 1, 1]
    world.apply(definition(programme=Reinforcement(quizzes=("core",), business_days=False, opt_out=True)))
    with pytest.raises(DefinitionError, match="PR004"):
        opt_out_of_practice(world.context("ann"), rep=ANN, launch="atlas", reason=" ")
    assert opt_out_of_practice(world.context("ann"), rep=ANN, launch="atlas", reason="I teach it.")
    assert not opt_out_of_practice(world.context("ann"), rep=ANN, launch="atlas", reason="I teach it.")
    found = today(world)
    assert (found.asked, found.programmes[0].left_because) == ((), "I teach it.")
    assert return_to_practice(world.context("ann"), rep=ANN, launch="atlas")
    assert len(today(world).asked) == 3
    with pytest.raises(Conflict, match="asks you nothing"):
        opt_out_of_practice(world.context("ann"), rep=ANN, launch="elsewhere", reason="r")


def test_whoever_leaves_the_company_is_asked_no_more(database: Database, tmp_path: Path) -> None:
    world = made(database, tmp_path)
    with database.transaction() as session:
        ann = people.require_person(session, ANN)
        from readiness.store.tables.people import PersonRow

        session.execute(update(PersonRow).where(PersonRow.id == ann).values(left_on=world.at.date()))
        standings.refresh_everywhere(session, [ann])
    assert today(world).programmes == ()


def test_what_is_not_published_as_it_now_reads_is_not_asked_until_it_is(database: Database, tmp_path: Path) -> None:
    world = made(database, tmp_path)
    changed = definition(items=7)
    gate_world.World.apply(world, changed)
    assert (today(world).asked, today(world).paused) == ((), "")
    world.publish(changed, "core")
    assert len(today(world).asked) == 3
    world.answer_all("ann")
    assert len(today(world).answered) == 3


def test_whose_certification_ran_out_is_asked_no_more(database: Database, tmp_path: Path) -> None:
    world = made(database, tmp_path)
    world.later(days=200)
    assert today(world).programmes == ()


def test_the_digest_hears_of_everybody_for_whom_something_waits(database: Database, tmp_path: Path) -> None:
    world = made(database, tmp_path)
    world.answer_all("ann")
    world.answer("bob")
    context = world.context()
    with database.reading() as session:
        found = [
            (one.email, one.launch, one.line)
            for one in waiting_practice(session, context.clock.today(), context.calendars)
        ]
    assert found == [(BOB, "atlas", "2 questions wait: about 1 minute.")]
    assert practice_line(0) == ""


def test_cards_are_what_the_answers_say_and_are_rebuilt_from_them(database: Database, tmp_path: Path) -> None:
    world = made(database, tmp_path)
    for right in (True, False, True):
        world.answer_all("ann", right=right)
        world.later(days=2)
    assert rebuild_standings(world.context("mara"), verify_only=True).clean
    with database.transaction() as session:
        before = dict(cards_of(session, "atlas", Run(low=1, high=99)))
        session.execute(update(PracticeCardRow).values(stability=1.0))
    told = rebuild_standings(world.context("mara"), verify_only=True)
    assert not told.clean
    assert "practice cards" in str(told)
    rebuild_standings(world.context("mara"))
    with database.reading() as session:
        assert dict(cards_of(session, "atlas", Run(low=1, high=99))) == before


def test_an_answer_is_never_edited(database: Database, tmp_path: Path) -> None:
    world = made(database, tmp_path)
    world.answer("ann")
    with pytest.raises(DatabaseError, match="insert-only"), database.transaction() as session:
        session.execute(update(PracticeReviewRow).values(fraction=1.0))
