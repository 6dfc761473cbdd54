"""Looking people up: on a day, by address, by number."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from readiness.actions.import_roster import import_roster
from readiness.ground.errors import NotFound
from readiness.store import people
from readiness.store.session import Database
from tests.people_world import TODAY, context_for, person, roster_text


@pytest.fixture
def database_with_people(database: Database, tmp_path: Path) -> Database:
    path = tmp_path / "roster.csv"
    path.write_text(
        roster_text(
            person("boss@x.example"),
            person("jos\u00e9@x.example", manager="boss@x.example", leave="2018-02-01", until="2018-02-02"),
            person("new@x.example", start="2018-02-02"),
            person("gone@x.example", start="2016-01-04", left="2018-02-01"),
        ),
        encoding="utf-8",
    )
    import_roster(context_for(database, tmp_path), path=path)
    return database


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2018, 1, 31), ["gone"]),
        (date(2018, 2, 1), ["boss", "josé"]),
        (date(2018, 2, 2), ["boss", "josé", "new"]),
    ],
)
def test_people_on_a_day_are_those_whose_posting_holds_then(
    database_with_people: Database, day: date, expected
) -> None:
    with database_with_people.reading() as session:
        found = people.people_on(session, day)
    assert [one.person.email.partition("@")[0] for one in found] == expected


@pytest.mark.parametrize(
    ("day", "away"), [(date(2018, 2, 1), True), (date(2018, 2, 2), True), (date(2018, 2, 3), False)]
)
def test_both_ends_of_leave_are_days_of_leave(database_with_people: Database, day: date, away: bool) -> None:
    with database_with_people.reading() as session:
        (jose,) = (one for one in people.people_on(session, day) if one.person.email.startswith("jos"))
    assert (jose.leave is not None) is away


@pytest.mark.parametrize("day", [date(2018, 1, 31), date(2018, 2, 1), date(2018, 2, 3)])
def test_pages_of_a_roster_are_together_all_of_it(database_with_people: Database, day: date) -> None:
    with database_with_people.reading() as session:
        whole = people.people_on(session, day)
        pages, after = [], ""
        while page := people.page_on(session, day, places={}, after=after, limit=1):
            pages += page
            after = page[-1].person.email
        places = {"role": whole[0].posting.role, "region": "nowhere"}
        assert people.page_on(session, day, places=places, limit=10) == ()
        assert people.page_on(session, day, places={"role": whole[0].posting.role}, limit=10)[0] == whole[0]
    assert tuple(pages) == whole


def test_addresses_are_found_however_they_are_spelled(database_with_people: Database) -> None:
    with database_with_people.reading() as session:
        found = people.person_ids(session, ["JOSE\u0301@X.example", "nobody@x.example"])
        assert list(found) == ["jos\u00e9@x.example"]
        assert people.emails_of(session, found.values()) == {v: k for k, v in found.items()}
        assert people.require_person(session, " Boss@X.EXAMPLE ")


def test_many_are_found_as_few_are(database_with_people: Database) -> None:
    with database_with_people.reading() as session:
        many = [f"n{n}@x.example" for n in range(6000)]
        found = people.person_ids(session, [*many, "boss@x.example"])
        assert list(found) == ["boss@x.example"]
        assert people.emails_of(session, range(6000))[found["boss@x.example"]] == "boss@x.example"


def test_somebody_who_never_was_here_is_not_found_but_their_neighbour_is_suggested(
    database_with_people: Database,
) -> None:
    with (
        database_with_people.reading() as session,
        pytest.raises(NotFound, match=r"Did you mean boss@x\.example") as caught,
    ):
        people.require_person(session, "bos@x.example")
    assert caught.value.message == "bos@x.example was never on the roster."


def test_where_somebody_stands_on_a_day(database_with_people: Database) -> None:
    with database_with_people.reading() as session:
        posting = people.posting_on(session, "JOSÉ@x.example", TODAY)
        assert posting is not None
        assert posting.manager_email == "boss@x.example"
        assert people.posting_on(session, "gone@x.example", TODAY) is None
