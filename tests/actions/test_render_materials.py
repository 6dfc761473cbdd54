"""Rendering: what changed is made anew, everything is on disk, and the second time there is nothing to do."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import select

from readiness.actions.approve_materials import approve_materials
from readiness.actions.render_materials import render_ahead, render_materials
from readiness.ground.errors import DefinitionError, NotAllowed, NotFound
from readiness.store.materials import current
from readiness.store.session import Database
from readiness.store.tables.journal import JournalRow
from tests.materials_world import ATLAS, NAMES, World, with_reframe


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:
    made = World(database, tmp_path)
    made.apply()
    return made


def files(world: World) -> set[str]:
    folder = world.folder / "out" / "atlas"
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_every_piece_is_rendered_kept_and_on_disk(world: World) -> None:
    done = render_materials(world.context(), launch="atlas")
    assert done.rendered == NAMES
    assert done.unchanged == done.withdrawn == ()
    expected = {name.replace("quiz/", "reviewers/quiz/") for name in NAMES}
    assert files(world) == {f"{name}.{ending}" for name in expected for ending in ("md", "html")} | {"index.html"}
    with world.database.reading() as session:
        kept = current(session, "atlas")
    for (kind, key), version in kept.items():
        folder = "reviewers/quiz" if kind == "quiz" else kind
        assert (done.folder / folder / f"{key}.md").read_text(encoding="utf-8") == version.markdown


def test_the_second_time_nothing_is_rendered_written_or_recorded(world: World) -> None:
    first = render_materials(world.context(), launch="atlas")
    before = {path: path.stat().st_mtime_ns for path in first.folder.rglob("*") if path.is_file()}
    second = render_materials(world.context(), launch="atlas")
    assert second.rendered == ()
    assert second.unchanged == first.rendered
    assert {path: path.stat().st_mtime_ns for path in first.folder.rglob("*") if path.is_file()} == before
    with world.database.reading() as session:
        assert len(session.exec(select(JournalRow).where(JournalRow.verb == "rendered")).all()) == 1


def test_what_is_rendered_ahead_is_neither_written_nor_on_record_before_its_step(world: World) -> None:
    context = world.context()
    render_ahead(context, launch="atlas")
    assert files(world) == set()
    with world.database.reading() as session:
        assert current(session, "atlas") == {}
    assert render_materials(context, launch="atlas").rendered == NAMES
    again = render_materials(world.context(), launch="atlas", kinds=("module",))
    assert again.rendered == ()


def test_one_changed_answer_renders_the_pieces_that_show_it_and_no_other(world: World) -> None:
    render_materials(world.context(), launch="atlas")
    world.apply(with_reframe(ATLAS, "Look at March."))
    done = render_materials(world.context(), launch="atlas")
    assert set(done.rendered) == {
        "value-proposition-sheet/pat", "objection-cards/all", "battlecard/rival", "module/core.seller",
        "module/core.lead", "role-play/call",
    }  # fmt: skip
    for name in done.rendered:
        assert "Look at March." in (done.folder / f"{name}.md").read_text(encoding="utf-8")
        assert "Look at March." in (done.folder / f"{name}.html").read_text(encoding="utf-8")


def test_only_the_kinds_of_a_stage_are_touched(world: World) -> None:
    done = render_materials(world.context(), launch="atlas", kinds=("battlecard",))
    assert done.rendered == ("battlecard/rival", "battlecard/friend")
    again = render_materials(world.context(), launch="atlas", kinds=("quiz",))
    assert again.rendered == ("quiz/basics",)
    assert again.withdrawn == ()


def test_files_that_were_lost_come_back_without_rendering(world: World) -> None:
    first = render_materials(world.context(), launch="atlas")
    texts = {path: path.read_text(encoding="utf-8") for path in first.folder.rglob("*") if path.is_file()}
    shutil.rmtree(first.folder)
    second = render_materials(world.context(), launch="atlas")
    assert second.rendered == ()
    assert {path: path.read_text(encoding="utf-8") for path in first.folder.rglob("*") if path.is_file()} == texts


def test_a_file_edited_by_hand_reads_as_the_record_again(world: World) -> None:
    folder = render_materials(world.context(), launch="atlas").folder
    path = folder / "battlecard" / "rival.md"
    before = path.read_text(encoding="utf-8")
    path.write_text("Buy now!", encoding="utf-8")
    render_materials(world.context(), launch="atlas")
    assert path.read_text(encoding="utf-8") == before


def test_a_piece_that_is_no_longer_made_is_withdrawn_and_its_files_go(world: World) -> None:
    folder = render_materials(world.context(), launch="atlas").folder
    world.apply(replace(ATLAS, competitors={"rival": ATLAS.competitors["rival"]}))
    done = render_materials(world.context(), launch="atlas")
    assert done.withdrawn == ("battlecard/friend",)
    assert not (folder / "battlecard" / "friend.md").exists()
    assert not (folder / "battlecard" / "friend.html").exists()
    assert "friend" not in (folder / "index.html").read_text(encoding="utf-8")


def test_going_back_to_an_earlier_text_makes_it_current_with_its_approval(world: World) -> None:
    render_materials(world.context(), launch="atlas")
    approve_materials(world.context("sam"), launch="atlas", names=("battlecard/rival",))
    world.apply(with_reframe(ATLAS, "Other."))
    render_materials(world.context(), launch="atlas")
    assert approve_materials(world.context("sam"), launch="atlas", names=("battlecard/rival",)).decided
    world.apply()
    render_materials(world.context(), launch="atlas")
    assert not approve_materials(world.context("sam"), launch="atlas", names=("battlecard/rival",)).decided


def test_the_workspaces_own_template_renders_its_kind_again(world: World) -> None:
    render_materials(world.context(), launch="atlas")
    own = world.folder / "training_templates" / "objection-cards.md.j2"
    own.parent.mkdir()
    own.write_text("# Ours\n", encoding="utf-8")
    done = render_materials(world.context(), launch="atlas")
    assert done.rendered == ("objection-cards/all",)
    assert (done.folder / "objection-cards" / "all.md").read_text(encoding="utf-8") == "# Ours\n"


def test_a_template_that_fails_leaves_everything_as_it_was(world: World) -> None:
    own = world.folder / "training_templates" / "objection-cards.md.j2"
    own.parent.mkdir()
    own.write_text("{{ nothing }}", encoding="utf-8")
    with pytest.raises(DefinitionError):
        render_materials(world.context(), launch="atlas")
    with world.database.reading() as session:
        assert current(session, "atlas") == {}
    assert not (world.folder / "out").exists()


def test_reps_find_no_answers_from_the_first_page(world: World) -> None:
    folder = render_materials(world.context(), launch="atlas").folder
    index = (folder / "index.html").read_text(encoding="utf-8")
    assert "module/core.seller.html" in index
    assert "reviewers" not in index
    for path in folder.rglob("*.html"):
        if "reviewers" not in path.parts:
            assert "reviewers/" not in path.read_text(encoding="utf-8")


def test_hostile_words_in_a_launch_are_inert_in_every_page(world: World) -> None:
    bad = "</article><script>alert(1)</script> [x](javascript:alert(1)) | `a`\n\n# Not a heading"
    world.apply(with_reframe(replace(ATLAS, modules={
        **ATLAS.modules, "core": replace(ATLAS.modules["core"], body=bad, practice=bad, title=bad),
    }), bad))  # fmt: skip
    folder = render_materials(world.context(), launch="atlas").folder
    for path in folder.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert "<script" not in text
        assert 'href="javascript' not in text
        assert text.count("<h1") == 1


def test_it_needs_a_name_an_applied_launch_and_a_kind_that_exists(world: World) -> None:
    with pytest.raises(NotAllowed):
        render_materials(world.context(""), launch="atlas")
    with pytest.raises(NotFound):
        render_materials(world.context(), launch="other")
    with pytest.raises(NotFound) as raised:
        render_materials(world.context(), launch="atlas", kinds=("batlecard",))
    assert raised.value.hint == "Did you mean 'battlecard'?"
