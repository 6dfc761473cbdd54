from __future__ import annotations

import random

import pytest

from readiness.adapters.launch_files import WorkspaceLaunches
from readiness.domain.definition.assessment import Quiz
from readiness.domain.definition.model import Launch
from readiness.domain.quiz.answers import key_of
from readiness.domain.quiz.drafting import draft_items
from readiness.domain.quiz.forms import build_form, pool
from readiness.domain.quiz.grading import grade
from readiness.rehearsal.learning import cast_reps, wrong_answer
from tests.conftest import REPOSITORY

PEOPLE = [(f"rep{i}@example.com", "boss@example.com", "seller") for i in range(30)]


@pytest.fixture(scope="module")
def launch() -> Launch:
    reading = WorkspaceLaunches(REPOSITORY).read("gitlab-cicd-for-github")
    assert reading.launch is not None
    return reading.launch


def test_the_same_seed_casts_the_same_reps():
    assert cast_reps(PEOPLE, seed=1) == cast_reps(PEOPLE, seed=1)


def test_another_seed_casts_others():
    assert cast_reps(PEOPLE, seed=1) != cast_reps(PEOPLE, seed=2)


def test_a_rep_is_who_they_are_whatever_the_others_are():
    assert cast_reps(PEOPLE, seed=1)[7] == cast_reps(PEOPLE[7:8], seed=1)[0]


def test_skills_and_paces_stay_in_their_ranges():
    for rep in cast_reps(PEOPLE, seed=3):
        assert 0.78 <= rep.skill <= 0.98
        assert 0 <= rep.starts_after <= 12
        assert rep.pauses in {1, 2}


def test_right_answers_earn_everything_and_wrong_ones_never_do(launch: Launch):
    items = {**launch.items, **{item.key: item for item in draft_items(launch)}}
    for item in items.values():
        quiz = Quiz(key="one", title="One", items=(item.key,), blueprint=())
        only = (item,)
        form = build_form(quiz, only, "seed")
        shown = form.items[0]
        assert grade(form, only, {item.key: key_of(item, shown)}).fraction == 1, item.key
        for seed in range(5):
            answer = wrong_answer(item, shown, random.Random(seed))
            assert grade(form, only, {item.key: answer}).fraction < 1, (item.key, answer)


def test_every_kind_of_item_is_among_those(launch: Launch):
    assert {item.kind for item in launch.items.values()} == {
        "single", "multiple", "true-false", "numeric", "short-text", "matching", "ordering", "scenario",
    }  # fmt: skip


def test_the_sample_has_a_pool_for_each_of_its_quizzes(launch: Launch):
    for quiz in launch.quizzes.values():
        assert pool(quiz, launch, ())
