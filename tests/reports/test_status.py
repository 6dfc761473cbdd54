from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from readiness.actions.decide_gate import decide_gate
from readiness.ground.errors import Conflict, OutsideFailure
from readiness.ground.fingerprint import fingerprint
from readiness.reports.status import StatusLine, status_lines
from readiness.store.session import Database
from tests.gate_world import REPS, SELLERS, START, World, definition

TODAY = START.date()


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:
    return World(database, tmp_path)


def lines(world: World, *files: str, today: date = TODAY) -> tuple[StatusLine, ...]:
    url = world.database.url.render_as_string(hide_password=False)
    return status_lines(url, files=files, today=today)


def test_a_launch_that_was_never_applied_is_listed_from_its_folder(world: World):
    (line,) = lines(world, "atlas")
    assert (line.key, line.applied) == ("atlas", None)


def test_an_applied_launch_says_who_is_certified_and_how_long_is_left(world: World):
    world.apply(definition(REPS))
    world.hire(SELLERS)
    world.certify("ann", "bob", "cyd")
    (line,) = lines(world, "atlas")
    assert line.applied is not None
    assert (line.applied.certified, line.applied.people, line.applied.verdict) == (3, 5, None)
    assert line.days_left == (date(2018, 3, 2) - TODAY).days


def test_a_file_that_is_gone_or_says_something_else_is_marked(world: World):
    world.apply(definition(REPS))
    url = world.database.url.render_as_string(hide_password=False)

    def file(*keys: str, says: str) -> str:
        (line,) = status_lines(url, files=keys, today=TODAY, prints={"atlas": says})
        return line.file

    applied = fingerprint(definition(REPS))
    assert file(says=applied) == "missing"
    assert file("atlas", says=applied) == ""
    assert file("atlas", says=fingerprint(definition(REPS, tier=2))) == "differs"
    assert file("atlas", says="") == "differs", "an unsound file is not what was applied"
    assert lines(world, "atlas")[0].file == ""


def test_the_last_verdict_is_told_with_what_stands_in_the_way(world: World):
    world.apply(definition(REPS))
    world.hire(SELLERS)
    decide_gate(world.context("mara"), launch="atlas")
    (line,) = lines(world)
    assert line.applied is not None
    verdict = line.applied.verdict
    assert verdict is not None
    assert (verdict.outcome, verdict.met, verdict.criteria, verdict.stale) == ("held", 0, 1, False)
    assert verdict.blocker == "reps: 0 of 5 people of 'seller' certified"


def test_a_verdict_on_an_older_definition_is_stale(world: World):
    world.apply(definition(REPS))
    decide_gate(world.context("mara"), launch="atlas")
    world.apply(definition(REPS, tier=2))
    (line,) = lines(world)
    assert line.applied is not None
    assert line.applied.verdict is not None
    assert line.applied.verdict.stale


def test_certifications_that_run_out_are_counted_for_the_day_that_is_asked(world: World):
    world.apply(definition(REPS))
    world.hire(SELLERS)
    world.certify(*SELLERS)
    (line,) = lines(world, today=TODAY + timedelta(days=3650))
    assert line.applied is not None
    assert (line.applied.certified, line.applied.people) == (0, 5)


def test_without_a_database_there_are_only_files(tmp_path: Path):
    assert [line.key for line in status_lines(f"sqlite:///{tmp_path}/none.db", files=("a",), today=TODAY)] == ["a"]


def test_a_database_without_tables_says_what_to_run(tmp_path: Path):
    (tmp_path / "empty.db").touch()
    with pytest.raises(Conflict, match="readiness db upgrade"):
        status_lines(f"sqlite:///{tmp_path}/empty.db", files=(), today=TODAY)


def test_a_file_that_is_no_database_is_an_outside_failure(tmp_path: Path):
    (tmp_path / "notes.db").write_text("not a database, and long enough to be looked at " * 50)
    with pytest.raises(OutsideFailure, match="is spoilt"):
        status_lines(f"sqlite:///{tmp_path}/notes.db", files=(), today=TODAY)


def test_a_server_nobody_answers_is_an_outside_failure_without_the_password():
    with pytest.raises(OutsideFailure) as told:
        status_lines("postgresql://u:secret@127.0.0.1:1/x", files=(), today=TODAY)
    assert "secret" not in str(told.value)
