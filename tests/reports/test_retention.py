"""Retention: mean recall and right answers by claim, region and week, of the people one may see."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from readiness.domain.access.scope import Scope
from readiness.domain.reinforcement.recall import mean_recall
from readiness.reports.retention import retention
from readiness.store import people
from readiness.store.practice_cards import cards_of
from readiness.store.session import Database
from readiness.store.standing_facts import Run
from tests.practice_world import ANN, definition, made

EAST = Scope(whose="regions", regions=frozenset({"Europe"}))


def test_recall_is_the_mean_that_the_domain_tells_and_right_is_counted(database: Database, tmp_path: Path) -> None:
    world = made(database, tmp_path, definition(items=4))
    for day, right in enumerate((True, False, True)):
        world.answer_all("ann", right=right)
        if day != 1:
            world.answer_all("bob", right=True)
        world.later(days=3)
    found = retention(world.context("mara"), launch="atlas")
    with database.reading() as session:
        kept = [card for _, cards in cards_of(session, "atlas", Run(low=1, high=9)) for card in cards]
    mean = mean_recall([card.trace for card in kept], world.at.date())
    assert found.overall.recall == pytest.approx(mean, rel=1e-9)
    assert (found.people, found.overall.cards) == (2, len(kept))
    assert found.overall.right.answers == sum(card.answers for card in kept)
    assert found.overall.right.right == sum(card.answers - card.wrong for card in kept)
    assert {one.claim: one.questions for one in found.claims} == {"facts.price": 2, "facts.speed": 2}
    assert sum(one.known.cards for one in found.claims) == len(kept)
    recalls = [one.known.recall for one in found.claims]
    assert recalls == sorted(recalls)
    assert sum(week.right.answers for week in found.weeks) == found.overall.right.answers
    assert len(found.weeks) == 13


def test_what_was_answered_wrong_last_is_not_remembered(database: Database, tmp_path: Path) -> None:
    world = made(database, tmp_path)
    world.answer_all("ann", right=False)
    told = retention(world.context("mara"), launch="atlas").overall
    assert (told.recall, told.right.share) == (0.0, 0.0)
    world.later(days=1)
    world.answer_all("ann", right=True)
    assert retention(world.context("mara"), launch="atlas").overall.recall == 1.0, "each was asked again, and known"


def test_regions_and_a_managers_tree_see_their_own(database: Database, tmp_path: Path) -> None:
    world = made(database, tmp_path)
    world.hire(("eva",), region="Europe", manager="ann")
    world.certify("eva")
    world.later(days=1)
    world.answer_all("eva", right=False)
    world.answer_all("ann")
    both = retention(world.context("mara"), launch="atlas")
    assert (both.regions, both.people) == (("America", "Europe"), 2)
    europe = retention(world.context("mara"), launch="atlas", scope=EAST)
    assert (europe.regions, europe.people, europe.overall.right.right) == (("Europe",), 1, 0)
    below = retention(world.context("ann"), launch="atlas", scope=Scope(whose="mine", manager=ANN))
    assert (below.people, below.overall) == (1, europe.overall)
    cell = next(one for one in both.claims if one.known.recall is not None).regions
    assert len(cell) == 2


def test_nothing_to_tell_is_told_as_nothing(database: Database, tmp_path: Path) -> None:
    world = made(database, tmp_path)
    found = retention(world.context("mara"), launch="atlas")
    assert (found.people, found.overall.recall, found.weakest, found.has_programme) == (0, None, (), True)
    plain = definition()
    seller = replace(plain.certifications["seller"], reinforcement=None)
    world.apply(replace(plain, certifications={"seller": seller}))
    assert not retention(world.context("mara"), launch="atlas").has_programme


def test_a_reworded_question_and_a_leaver_are_no_longer_counted(database: Database, tmp_path: Path) -> None:
    launch = definition(items=2)
    world = made(database, tmp_path, launch)
    world.answer_all("ann")
    world.answer_all("bob")
    with database.transaction() as session:
        from sqlalchemy import update

        from readiness.store.tables.people import PostingRow

        ann = people.require_person(session, ANN)
        session.execute(
            update(PostingRow).where(PostingRow.person_id == ann).values(valid_to=world.at.date() + timedelta(days=1))
        )
    world.later(days=1)
    assert retention(world.context("mara"), launch="atlas").people == 1
