"""What is held elsewhere and counts here: for how many people, and by name for those whom one may see."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from readiness.domain.access.scope import Scope
from readiness.domain.definition.certifying import Certification
from readiness.ground.errors import NotFound
from readiness.reports.equivalences import StandsBy, equivalences, equivalences_page
from readiness.store import evidence, standings
from readiness.store.session import Database
from tests import standing_world as world
from tests.reports.test_standing import context
from tests.standing_world import FIELD, clock, day, piece

OLD = Certification(key="field", name="Last year's field", role="rep", modules=("basics",), valid_days=20, warn_days=3)
ANN, BEN, CLEO = (f"{name}@example.com" for name in ("ann", "ben", "cleo"))


@pytest.fixture
def filled(database: Database) -> Database:
    """Ann, who reports to a boss, and Ben, in the West, hold what counts; Cleo does not."""
    whole = replace(FIELD, equivalent_to=("old/field", "gone/field"))
    with database.transaction() as session:
        world.apply(session, world.launch(OLD, key="old"))
        world.apply(session, world.launch(whole))
        boss = world.person(session, "boss@example.com", role="boss")
        world.person(session, ANN, manager=boss, region="East")
        world.person(session, BEN, region="West")
        world.person(session, CLEO, region="West")
        for launch in ("old", "demo"):
            standings.rebuild(session, launch)
        done = [piece("module-completed", "basics", email, 1) for email in (ANN, BEN)]
        evidence.add(session, clock(1), [replace(one, launch="old", key=f"old {one.key}") for one in done])
    return database


def test_everybody_who_stands_by_what_is_held_elsewhere_is_counted_and_named_until_it_ends(
    filled: Database, tmp_path: Path
) -> None:
    found, gone = equivalences(context(filled, tmp_path, 2), launch="demo")
    assert (found.certification, found.counts, found.is_known, found.people) == ("field", "old/field", True, 2)
    assert (found.certification_name, found.counts_name, found.launch_name) == ("Field", "Last year's field", "Demo")
    assert found.who == (StandsBy(ANN, "Ann", day(21)), StandsBy(BEN, "Ben", day(21)))
    assert (gone.counts, gone.is_known, gone.people, gone.who) == ("gone/field", False, 0, ())
    assert [one.people for one in equivalences(context(filled, tmp_path, 22), launch="demo")] == [0, 0]


def test_names_are_those_of_people_one_may_see_and_the_figure_is_of_all(filled: Database, tmp_path: Path) -> None:
    def names(*scopes: Scope) -> list[str]:
        found = equivalences(context(filled, tmp_path, 2), launch="demo", scopes=scopes)[0]
        assert found.people == 2
        assert found.seen == len(found.who)
        return [one.email for one in found.who]

    assert names(Scope(whose="mine", manager="boss@example.com")) == [ANN]
    assert names(Scope(whose="regions", regions=frozenset({"West"}))) == [BEN]
    assert names() == []


def test_a_launch_that_was_not_applied_has_no_equivalences_to_tell(filled: Database, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        equivalences_page(context(filled, tmp_path), launch="other")
