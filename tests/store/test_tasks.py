"""The stored task graph is the one that was built, and what happened to tasks is never rewritten."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from readiness.domain.tasks.graph import build_tasks
from readiness.domain.tasks.task import TaskEvent, TaskGraph
from readiness.store.session import Database
from readiness.store.tables.tasks import TaskEventRow
from readiness.store.tasks import add_event, add_events, events, load_graph, replace_graph
from tests.domain.task_launches import PLAIN, engine, launch, playbook, step

GRAPH = build_tasks(
    launch(),
    playbook(
        write=step(days=9), show=step("write", action="approve", concerns=("objection-cards",)), go=engine("show")
    ),
    PLAIN,
    date(2018, 2, 26),
)
EVENT = TaskEvent(
    launch="tiny", task="write", kind="start", by="mo@example.com", function="marketing",
    at=datetime(2018, 2, 1, 9, tzinfo=UTC), fingerprint="sha256:ab", note="begun", simulated=True,
)  # fmt: skip


def test_a_graph_comes_back_as_it_was_built_slips_and_all(database: Database):
    assert GRAPH.slips
    with database.transaction() as session:
        assert replace_graph(session, "tiny", GRAPH) is True
    with database.reading() as session:
        assert load_graph(session, "tiny") == GRAPH


def test_storing_the_same_graph_again_writes_nothing(database: Database):
    for first in (True, False):
        with database.transaction() as session:
            assert replace_graph(session, "tiny", GRAPH) is first


def test_a_new_graph_takes_the_place_of_the_old_one_of_that_launch_alone(database: Database):
    smaller = TaskGraph(tuple(replace(t, after=()) for t in GRAPH.tasks[:1]), ("write",))
    with database.transaction() as session:
        replace_graph(session, "tiny", GRAPH)
        replace_graph(session, "other", GRAPH)
        replace_graph(session, "tiny", smaller)
        assert load_graph(session, "tiny") == smaller
        assert load_graph(session, "other") == GRAPH


def test_a_launch_that_was_never_applied_has_no_tasks(database: Database):
    with database.reading() as session:
        assert load_graph(session, "tiny") == TaskGraph()
        assert events(session, "tiny") == ()


def test_a_graph_that_breaks_off_leaves_the_old_one(database: Database):
    with database.transaction() as session:
        replace_graph(session, "tiny", GRAPH)
    with pytest.raises(KeyboardInterrupt), database.transaction() as session:
        _break_off_after(replace_graph(session, "tiny", TaskGraph()))
    with database.reading() as session:
        assert load_graph(session, "tiny") == GRAPH


def _break_off_after(_done: object) -> None:
    raise KeyboardInterrupt


def test_events_come_back_in_the_order_in_which_they_happened(database: Database):
    with database.transaction() as session:
        add_event(session, EVENT)
        add_events(session, [replace(EVENT, kind="submit"), replace(EVENT, kind="approve"), replace(EVENT, launch="x")])
        add_events(session, [])
    with database.reading() as session:
        told = events(session, "tiny")
        assert told[0] == EVENT
        assert [event.kind for event in told] == ["start", "submit", "approve"]
        mark = session.get(TaskEventRow, 2)
        assert mark is not None
        assert [event.kind for event in events(session, "tiny", up_to=2)] == ["start", "submit"]


@pytest.mark.parametrize("statement", [update(TaskEventRow).values(note="forged"), delete(TaskEventRow)])
def test_what_happened_can_be_neither_edited_nor_deleted(database: Database, statement):
    with database.transaction() as session:
        add_event(session, EVENT)
    with pytest.raises(DBAPIError, match="insert-only"), database.transaction() as session:
        session.execute(statement)
