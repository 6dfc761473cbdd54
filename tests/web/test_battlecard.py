"""A battlecard for programs: a shape that stays, what it lacks, and when it is out of date."""

from __future__ import annotations

from datetime import timedelta

import pytest

from readiness.ground.errors import NotFound
from readiness.ground.fingerprint import plain
from readiness.reports.battlecard import battlecard, battlecard_handout
from tests.web.world import LAUNCH, Site

SHAPE = {
    "shape", "launch", "competitor", "name", "title", "claim", "better_at", "answer", "answer_words", "differences",
    "missing", "trap_questions", "questions", "objections", "source", "as_of", "recheck_by", "is_stale", "fingerprint",
    "lacking",
}  # fmt: skip
"""Names may be added; none of these may go."""


def test_the_shape_stays_and_the_answer_can_be_said_in_thirty_seconds(site: Site) -> None:
    told = plain(battlecard(site.context, launch=LAUNCH, competitor="jenkins"))
    assert told.keys() >= SHAPE
    assert told["shape"] == 1
    assert 0 < told["answer_words"] <= 75
    assert told["lacking"] == "not approved yet by marketing, sales"
    assert {one["standing"] for one in told["differences"]} == {"unique", "stronger"}
    assert len(told["trap_questions"]) == 2


def test_a_card_is_out_of_date_from_the_day_after(site: Site) -> None:
    found = battlecard(site.context, launch=LAUNCH, competitor="jenkins")
    assert found.recheck_by is not None
    site.later(days=(found.recheck_by - site.context.clock.today()).days)
    assert not battlecard(site.context, launch=LAUNCH, competitor="jenkins").is_stale
    site.later(days=timedelta(days=1).days)
    assert battlecard(site.context, launch=LAUNCH, competitor="jenkins").is_stale


def test_a_card_that_is_not_approved_is_not_there_for_everybody(site: Site) -> None:
    with pytest.raises(NotFound):
        battlecard(site.context, launch=LAUNCH, competitor="jenkins", everything=False)
    with pytest.raises(NotFound):
        battlecard(site.context, launch=LAUNCH, competitor="nobody")


def test_the_page_to_print_has_the_trap_questions_and_says_whose_it_is(site: Site) -> None:
    handout = battlecard_handout(site.context, launch=LAUNCH, competitor="jenkins")
    assert "Questions that set the trap" in handout.markdown
    assert "Not to be handed to a buyer." in handout.note
