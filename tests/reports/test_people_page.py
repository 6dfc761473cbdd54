"""People by the page, on both engines: the same order, nobody twice, nobody left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.actions.disable_account import disable_account
from readiness.actions.open_account import open_account
from readiness.ground.errors import NotFound
from readiness.reports.accounts import people_page, person_line, person_page
from readiness.store.session import Database
from tests.gate_world import World, definition

ADDRESSES = ("Zed@x.yy", "_under@x.yy", "a-b@x.yy", "a.b@x.yy", "ab@x.yy", "äb@x.yy", "z@x.yy", "1@x.yy", "émile@x.yy")


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:
    made = World(database, tmp_path)
    made.apply(definition())
    made.hire(["sal", "anna"])
    for email in ADDRESSES:
        open_account(made.context("root"), email=email, name="Name of " + email)
    open_account(made.context("root"), email="root@example.com", roles=("administrator",))
    open_account(made.context("root"), email="mara@example.com")
    return made


def walked(world: World, limit: int, **given: str) -> list[str]:
    found, after = [], ""
    while True:
        page = people_page(world.context(), after=after, limit=limit, **given)
        found += [line.email for line in page.lines]
        after = page.after
        if not after:
            return found


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 100])
def test_every_page_size_walks_over_everybody_once(world: World, limit: int):
    everybody = walked(world, limit)
    assert everybody == sorted(everybody)
    assert len(everybody) == len(set(everybody)) == len(ADDRESSES) + 8
    assert {"sal@example.com", "mara@example.com", "lex@example.com", "zed@x.yy", "émile@x.yy"} <= set(everybody)


@pytest.mark.parametrize("limit", [1, 100])
def test_a_search_is_for_part_of_an_address_or_name_without_case_and_without_wildcards(world: World, limit: int):
    assert walked(world, limit, search="SAL") == ["sal@example.com"]
    assert walked(world, limit, search="name of a.") == ["a.b@x.yy"]
    assert walked(world, limit, search="_") == ["_under@x.yy"]
    assert walked(world, limit, search="%") == []
    assert walked(world, limit, search="' OR 1=1 --") == []


def test_people_with_a_role_have_it_from_wherever(world: World):
    assert walked(world, 1, only="marketer") == ["mara@example.com"]
    assert walked(world, 1, only="sales-leader") == ["lee@example.com", "lou@example.com", "sam@example.com"]
    open_account(world.context("root"), email="z@x.yy", roles=("sales-leader",), region="Europe")
    assert walked(world, 2, only="sales-leader")[-1] == "z@x.yy"
    assert walked(world, 2, only="sales-leader", search="lo") == ["lou@example.com"]
    disable_account(world.context("root"), email="z@x.yy")
    assert walked(world, 1, only="disabled") == ["z@x.yy"]


def test_a_person_is_shown_with_what_the_roster_team_and_administrator_say(world: World):
    line = person_line(world.context(), email="SAL@example.com")
    assert (line.name, line.has_account, [held.says for held in line.roles]) == ("Sal", False, ["from the roster"])
    assert [held.says for held in person_line(world.context(), email="mara@example.com").roles] == [
        "marketing in atlas"
    ]
    assert person_page(world.context(), email="sal@example.com").regions == ("America",)
    with pytest.raises(NotFound):
        person_line(world.context(), email="nobody@x.yy")
