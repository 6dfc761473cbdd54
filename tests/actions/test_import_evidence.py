"""Evidence from a file: all of it or nothing, once, by trainers."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.actions.import_evidence import import_evidence
from readiness.ground.errors import DefinitionError, NotAllowed, NotFound, Unusable
from readiness.reports.evidence import evidence_of
from readiness.store.session import Database
from readiness.store.tables.evidence import EvidenceRow
from readiness.store.tables.journal import JournalRow
from tests.actions.quiz_world import MANAGER, PEER, REP, SELLER, TRAINER, World, demo

ROWS = f"""email,kind,subject,happened_at,fraction,note
{REP},quiz-attempt,core,2018-01-30T10:00:00Z,0.85,=1+1
{REP},module-completed,basics,2018-01-30T09:00:00Z,,
{PEER},quiz-attempt,core,2018-01-30T10:00:00Z,0.5,
"""


@pytest.fixture
def world(database: Database) -> World:
    return demo(database)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "results.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def bring(world: World, file: Path, actor: str = TRAINER, **given):
    return import_evidence(world.as_(actor), **({"launch": "demo", "path": file} | given))


def test_a_file_is_recorded_and_says_what_came_of_it(world: World, file: Path) -> None:
    came = bring(world, file)
    assert (came.added, came.known, came.repeated, came.people) == (3, 0, 0, 2)
    assert came.kinds == {"quiz-attempt": 2, "module-completed": 1}
    first, second = evidence_of(world.as_(TRAINER), launch="demo", rep=REP)
    assert first.evidence.kind == "module-completed"
    assert (second.evidence.note, second.evidence.source, second.evidence.passed) == (
        "=1+1",
        "import:results.csv",
        True,
    )


def test_the_same_file_again_adds_nothing(world: World, file: Path) -> None:
    bring(world, file)
    lines = world.rows(JournalRow)
    came = bring(world, file)
    assert (came.added, came.known) == (0, 3)
    assert (world.rows(EvidenceRow), world.rows(JournalRow)) == (3, lines)


def test_a_longer_export_adds_only_what_is_new(world: World, file: Path) -> None:
    bring(world, file)
    file.write_text(ROWS + f"{PEER},quiz-attempt,core,2018-01-31T10:00:00Z,0.9,\n", encoding="utf-8")
    came = bring(world, file)
    assert (came.added, came.known) == (1, 3)


def test_a_preview_records_nothing_and_tells_what_the_import_then_does(world: World, file: Path) -> None:
    preview = bring(world, file, preview=True)
    assert (world.rows(EvidenceRow), preview.preview) == (0, True)
    came = bring(world, file)
    assert (came.added, came.kinds, came.people) == (preview.added, preview.kinds, preview.people)


def test_one_bad_row_keeps_the_whole_file_out(world: World, file: Path) -> None:
    file.write_text(
        ROWS + f"nobody@demo.example,quiz-attempt,core,2018-01-30,50,\n{REP},quiz-attempt,cor,2018-01-30,2,\n",
        encoding="utf-8",
    )
    with pytest.raises(DefinitionError) as refused:
        bring(world, file)
    told = [(problem.code, problem.where.line) for problem in refused.value.problems]
    assert told == [("EV012", 5), ("EV107", 5), ("EV004", 6), ("EV107", 6)]
    assert world.rows(EvidenceRow) == 0


@pytest.mark.parametrize("actor", [REP, MANAGER, SELLER, ""])
def test_only_trainers_import(world: World, file: Path, actor: str) -> None:
    with pytest.raises(NotAllowed):
        bring(world, file, actor)
    assert world.rows(EvidenceRow) == 0


def test_files_that_cannot_be_read(world: World, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        bring(world, tmp_path / "none.csv")
    with pytest.raises(Unusable):
        bring(world, tmp_path)


def test_an_empty_file_changes_nothing(world: World, file: Path) -> None:
    file.write_text(ROWS.splitlines()[0] + "\n", encoding="utf-8")
    assert bring(world, file).rows == 0
    assert world.rows(EvidenceRow) == 0
