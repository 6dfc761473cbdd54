"""Forms put together ahead: by a trainer or when the quiz is published, and given to people in turn."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from readiness.actions.assemble_forms import assemble_forms
from readiness.actions.start_attempt import start_attempt
from readiness.actions.submit_attempt import submit_attempt
from readiness.domain.definition.assessment import Draw, Item, ParallelForms, Quiz
from readiness.domain.definition.message import Fact
from readiness.domain.definition.model import Launch
from readiness.domain.quiz.answers import key_of
from readiness.ground.errors import Conflict, DefinitionError, NotAllowed
from readiness.store.item_use import first_answers
from readiness.store.session import Database
from readiness.store.tables.form_assemblies import FormAssemblyRow, FormGivenRow
from tests.actions.quiz_world import DEMO, PEER, REP, TRAINER, World, demo, truth

BANK = {item.key: item for item in (truth("q0", must_pass=True), *(truth(f"q{n}") for n in range(1, 7)))}


def with_quiz(**more) -> Launch:
    """The demo with a quiz that draws two of six facts, and always asks a seventh."""
    quiz = Quiz(
        key="core", title="Core", blueprint=(Draw(count=3, section="facts"),), attempts=3, cool_down_hours=0,
        drafted=False, pass_fraction=1.0, **({"forms": ParallelForms(count=3)} | more),
    )  # fmt: skip
    facts = {f"q{n}": Fact(key=f"q{n}", statement=f"Fact {n}.", source="page") for n in range(7)}
    return replace(DEMO, facts=facts, items=BANK, quizzes={"core": quiz})


@pytest.fixture
def world(database: Database) -> World:
    made = demo(database)
    made.apply(with_quiz())
    made.publish("quiz", "core")
    return made


def attempt(world: World, rep: str = REP) -> set[str]:
    """Begun and handed in with everything wrong, so that the next may begin; what was asked."""
    begun = start_attempt(world.as_(rep), launch="demo", quiz="core", rep=rep)
    submit_attempt(world.as_(rep), attempt_id=begun.id, answers={})
    world.later(minutes=1)
    return {one.key for one in begun.form.items}


def test_three_attempts_of_one_person_share_nothing_but_what_must_be_passed(world: World) -> None:
    made = assemble_forms(world.as_(TRAINER), launch="demo", quiz="core").assembly
    assert (len(made.forms), made.shared, made.always) == (3, 0, ("q0",))
    one, two, three = (attempt(world) for _ in range(3))
    assert one & two == one & three == two & three == {"q0"}
    assert one | two | three == set(BANK)
    with world.database.reading() as session:
        numbers = session.execute(select(FormGivenRow.number).order_by(FormGivenRow.attempt_id)).scalars().all()
    assert sorted(numbers) == [1, 2, 3]


def test_until_forms_are_kept_attempts_draw_their_own_and_a_retake_still_asks_something_else(world: World) -> None:
    one, two = attempt(world), attempt(world)
    assert one & two == {"q0"}
    assert world.rows(FormGivenRow) == 0


def test_the_same_forms_are_kept_once_and_a_preview_keeps_nothing(world: World) -> None:
    trainer = world.as_(TRAINER)
    seen = assemble_forms(trainer, launch="demo", quiz="core", preview=True)
    assert (seen.is_new, world.rows(FormAssemblyRow)) == (False, 0)
    first = assemble_forms(trainer, launch="demo", quiz="core")
    assert (first.is_new, first.assembly) == (True, seen.assembly)
    assert not assemble_forms(trainer, launch="demo", quiz="core").is_new
    assert world.rows(FormAssemblyRow) == 1
    assert assemble_forms(trainer, launch="demo", quiz="core", seed="2").is_new


def test_forms_of_another_wording_of_the_quiz_are_not_given(world: World) -> None:
    assemble_forms(world.as_(TRAINER), launch="demo", quiz="core")
    reworded = {**BANK, "q1": replace(BANK["q1"], stem="Is it really so?")}
    world.change(items=reworded)
    world.publish("quiz", "core")
    attempt(world)
    assert world.rows(FormGivenRow) == 0


def test_a_cap_spreads_the_forms_over_people(world: World) -> None:
    capped = ParallelForms(count=2, exposure_cap=0.5, exposure_attempts=10)
    world.apply(with_quiz(forms=capped))
    world.publish("quiz", "core")
    made = assemble_forms(world.as_(TRAINER), launch="demo", quiz="core").assembly
    assert made.uses == 1
    asked = [frozenset(attempt(world, rep)) for rep in (REP, PEER, REP, PEER)]
    assert {asked[0], asked[2]} == {asked[1], asked[3]}, "each has both"
    with world.database.reading() as session:
        numbers = list(session.execute(select(FormGivenRow.number)).scalars())
    assert sorted(numbers) == [1, 1, 2, 2]


def test_only_a_trainer_puts_forms_together_and_only_where_forms_are_asked_for(world: World) -> None:
    with pytest.raises(NotAllowed):
        assemble_forms(world.as_(REP), launch="demo", quiz="core")
    world.apply(with_quiz(forms=None))
    with pytest.raises(Conflict):
        assemble_forms(world.as_(TRAINER), launch="demo", quiz="core")


def test_a_bank_that_cannot_serve_them_is_told_what_to_add(world: World) -> None:
    world.apply(with_quiz(forms=ParallelForms(count=5)))
    with pytest.raises(DefinitionError) as refused:
        assemble_forms(world.as_(TRAINER), launch="demo", quiz="core")
    # 5 forms × 2 drawn places less the 6 there are.
    assert "Add 4 more reviewed items on facts.*." in refused.value.problems[0].fix
    assert world.rows(FormAssemblyRow) == 0


def test_what_people_earned_counts_for_the_wording_they_answered(world: World) -> None:
    begun = start_attempt(world.as_(REP), launch="demo", quiz="core", rep=REP)
    by_key = {item.key: item for item in begun.items}
    right = {one.key: key_of(by_key[one.key], one) for one in begun.form.items}
    submit_attempt(world.as_(REP), attempt_id=begun.id, answers=right)
    items: list[Item] = list(BANK.values())
    with world.database.reading() as session:
        found = first_answers(session, "demo", items)
        assert found == dict.fromkeys(right, (1, 1.0))
        assert first_answers(session, "demo", [replace(item, stem="Other?") for item in items]) == {}
