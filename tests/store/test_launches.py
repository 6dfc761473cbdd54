"""Versions of a definition, and how far an application has come, on both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from readiness.ground.clock import FixedClock
from readiness.ground.errors import NotFound
from readiness.ground.fingerprint import fingerprint
from readiness.store import launches
from readiness.store.session import Database
from tests.materials_world import ATLAS

BY = "olga@example.com"


def stand(database: Database, clock: FixedClock, launch: object = ATLAS) -> str:
    with database.transaction() as session:
        return launches.record_version(session, clock, launch, BY)  # type: ignore[arg-type]


def test_a_definition_comes_back_as_it_was_applied(database: Database, clock: FixedClock) -> None:
    assert stand(database, clock) == fingerprint(ATLAS)
    with database.reading() as session:
        found = launches.require_version(session, "atlas")
    assert found.definition == ATLAS
    assert fingerprint(found.definition) == found.fingerprint
    assert (found.number, found.applied_by, found.applied_at) == (1, BY, clock.now())


def test_the_same_definition_is_no_new_version(database: Database, clock: FixedClock) -> None:
    stand(database, clock)
    stand(database, clock)
    with database.reading() as session:
        assert launches.require_version(session, "atlas").number == 1


def test_every_version_can_be_read_and_the_last_one_stands(database: Database, clock: FixedClock) -> None:
    first = stand(database, clock)
    second = stand(database, clock, replace(ATLAS, tier=1))
    third = stand(database, clock)
    assert first == third != second
    with database.reading() as session:
        assert launches.version(session, "atlas", second).definition.tier == 1
        assert launches.version(session, "atlas", first).number == 3
        now = launches.require_version(session, "atlas")
        assert (now.number, now.definition.tier) == (3, 2)


def test_a_launch_that_was_never_applied_is_told_with_what_to_run(database: Database, clock: FixedClock) -> None:
    stand(database, clock)
    with database.reading() as session:
        assert launches.current_version(session, "atls") is None
        with pytest.raises(NotFound, match="'atls' has not been applied yet") as caught:
            launches.require_version(session, "atls")
        assert caught.value.hint == "Did you mean 'atlas'? Run: readiness apply atls"
        with pytest.raises(NotFound, match="never stood"):
            launches.version(session, "atlas", "sha256:00")


def test_a_version_cannot_be_edited_or_deleted(database: Database, clock: FixedClock) -> None:
    stand(database, clock)
    for statement in ("UPDATE launch_version SET applied_by = 'x'", "DELETE FROM launch_version"):
        with pytest.raises(DBAPIError, match="insert-only"), database.transaction() as session:
            session.execute(text(statement))


def test_an_application_remembers_its_finished_steps_once_each(database: Database, clock: FixedClock) -> None:
    with database.transaction() as session:
        begun = launches.begin_application(
            session, clock, launch="atlas", definition_fingerprint="f", plan="p", engine="none", by=BY
        )
        assert begun.finished == {}
        launches.finish_step(session, clock, application=begun.id, step="tasks", summary="3 added", changed=True)
    with database.reading() as session:
        last = launches.last_application(session, "atlas")
        assert last is not None
        assert [(s.step, s.summary, s.changed) for s in last.finished.values()] == [("tasks", "3 added", True)]
        assert launches.last_application(session, "other") is None
    with pytest.raises(IntegrityError), database.transaction() as session:
        launches.finish_step(session, clock, application=begun.id, step="tasks", summary="", changed=False)


def test_launches_are_listed_by_key_as_they_stand(database: Database, clock: FixedClock) -> None:
    with database.reading() as session:
        assert launches.applied_launches(session) == ()
    stand(database, clock)
    stand(database, clock, replace(ATLAS, key="zeta"))
    stand(database, clock, replace(ATLAS, tier=3))
    with database.reading() as session:
        assert [(e.key, e.tier) for e in launches.applied_launches(session)] == [("atlas", 3), ("zeta", 2)]
