"""Pieces, publications and approvals on record: the last one counts, none is ever edited."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from readiness.domain.materials.approval import Approval, approved_by
from readiness.domain.materials.publication import Publication, latest_publication
from readiness.ground.clock import FixedClock
from readiness.store import approvals, materials
from readiness.store.materials import Piece
from readiness.store.session import Database
from tests.materials_world import NOON

CLOCK = FixedClock(NOON, simulated=False)


def piece(key: str, fingerprint: str) -> Piece:
    return Piece("battlecard", key, key.title(), fingerprint, f"# {key} {fingerprint}\n")


def test_the_last_version_of_a_piece_is_the_current_one(database: Database) -> None:
    with database.transaction() as session:
        materials.add_versions(session, CLOCK, "atlas", [piece("a", "1"), piece("b", "1")])
        materials.add_version(session, CLOCK, "atlas", piece("a", "2"))
        materials.add_version(session, CLOCK, "other", piece("a", "9"))
    with database.reading() as session:
        assert materials.current_fingerprints(session, "atlas") == {("battlecard", "a"): "2", ("battlecard", "b"): "1"}
        found = materials.current(session, "atlas")["battlecard", "a"]
    assert (found.title, found.markdown, found.rendered_at) == ("A", "# a 2\n", NOON)


def test_a_withdrawn_piece_is_not_current_until_it_is_made_again(database: Database) -> None:
    with database.transaction() as session:
        materials.add_version(session, CLOCK, "atlas", piece("a", "1"))
        materials.withdraw(session, CLOCK, "atlas", materials.current(session, "atlas").values())
        assert materials.current(session, "atlas") == {}
        materials.add_version(session, CLOCK, "atlas", piece("a", "1"))
        assert materials.current_fingerprints(session, "atlas") == {("battlecard", "a"): "1"}


def test_every_text_of_a_piece_that_stands_is_remembered_oldest_first(database: Database) -> None:
    with database.transaction() as session:
        for fingerprint in ("1", "2", "1"):
            materials.add_version(session, CLOCK, "atlas", piece("a", fingerprint))
        materials.add_version(session, CLOCK, "atlas", piece("gone", "1"))
        materials.withdraw(session, CLOCK, "atlas", [materials.current(session, "atlas")["battlecard", "gone"]])
        materials.add_version(session, CLOCK, "other", piece("a", "9"))
    with database.reading() as session:
        texts = materials.renderings(session, "atlas", "battlecard", "a")
        assert [text.fingerprint for text in texts] == ["1", "2", "1"]
        assert texts[1].markdown == "# a 2\n"
        assert materials.renderings(session, "atlas", "battlecard", "gone") == ()
        assert materials.renderings(session, "atlas", "battlecard", "nothing") == ()
        times = materials.rendering_times(session, "atlas")
    assert times == {("battlecard", "a"): (("1", NOON), ("2", NOON), ("1", NOON))}


def test_nothing_rendered_is_nothing_current(database: Database) -> None:
    with database.reading() as session:
        assert materials.current(session, "atlas") == {}
        assert materials.publications(session, "atlas") == ()
        assert approvals.approvals(session, "atlas") == ()


def test_publications_come_back_in_the_order_in_which_they_were_made(database: Database) -> None:
    log = [
        Publication(
            launch="atlas", kind="module", key="core", version=n, fingerprint=str(n), change="minor", note="n",
            by="t@example.com", at=NOON, simulated=n == 2,
        )
        for n in (1, 2)
    ]  # fmt: skip
    with database.transaction() as session:
        for publication in log:
            materials.publish(session, publication)
    with database.reading() as session:
        assert materials.publications(session, "atlas") == tuple(log)
    assert latest_publication(log, "module", "core") == log[1]
    assert latest_publication(log, "quiz", "core") is None


def approval(decision: str, function: str = "sales", fingerprint: str = "1") -> Approval:
    return Approval(
        launch="atlas", kind="battlecard", key="a", fingerprint=fingerprint, function=function, decision=decision,
        by="s@example.com", at=NOON, note="why",
    )  # fmt: skip


def test_the_last_decision_of_each_function_on_exactly_this_text_counts(database: Database) -> None:
    made = [
        approval("approved"), approval("approved", "marketing"), approval("rejected"), approval("approved", "legal", "0"),
    ]  # fmt: skip
    with database.transaction() as session:
        approvals.record_all(session, made[:-1])
        approvals.record(session, made[-1])
    with database.reading() as session:
        read = approvals.approvals(session, "atlas")
    assert read == tuple(made)
    assert approved_by(read, "battlecard", "a", "1") == {"marketing"}
    assert approved_by(read, "battlecard", "a", "0") == {"legal"}
    assert approved_by(read, "battlecard", "a", "2") == frozenset()


@pytest.mark.parametrize("table", ["material_version", "publication", "approval"])
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET launch = 'x'"])
def test_the_record_cannot_be_edited(database: Database, table: str, statement: str) -> None:
    with database.transaction() as session:
        materials.add_version(session, CLOCK, "atlas", piece("a", "1"))
        approvals.record(session, approval("approved"))
        materials.publish(
            session,
            Publication(
                launch="atlas", kind="module", key="core", version=1, fingerprint="1", change="minor", note="", by="t",
                at=NOON,
            ),
        )  # fmt: skip
    with pytest.raises(DatabaseError, match="insert-only"), database.transaction() as session:
        session.execute(text(statement.format(table)))
