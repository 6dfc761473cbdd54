"""Files in the output folder: whole or not at all, and never anywhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.adapters.outputs import FolderOutputs
from readiness.ground.errors import OutsideFailure


def test_what_is_written_is_read_again_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    outputs = FolderOutputs(tmp_path / "out")
    path = outputs.write("atlas", "battlecard/rival.md", "é\n")
    outputs.write("atlas", "battlecard/rival.md", "ü\n")
    assert outputs.read("atlas", "battlecard/rival.md") == "ü\n"
    assert [p.name for p in path.parent.iterdir()] == ["rival.md"]


def test_what_is_not_there_reads_as_none_and_can_be_removed_twice(tmp_path: Path) -> None:
    outputs = FolderOutputs(tmp_path)
    outputs.write("atlas", "a.md", "x")
    outputs.remove("atlas", "a.md")
    outputs.remove("atlas", "a.md")
    assert outputs.read("atlas", "a.md") is None


@pytest.mark.parametrize(
    "name",
    ["../x.md", "/etc/x", "a/../../x", "a//b", "", ".hidden", "A.md", "a\\b.md", "a b.md", "x\n", "a/..", "a..b"],
)
def test_names_that_are_no_safe_names_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="no safe file name"):
        FolderOutputs(tmp_path).write("atlas", name, "x")


def test_a_symbolic_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out" / "atlas").mkdir(parents=True)
    (tmp_path / "out" / "atlas" / "battlecard").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OutsideFailure):
        FolderOutputs(tmp_path / "out").write("atlas", "battlecard/rival.md", "x")
    assert not list((tmp_path / "elsewhere").iterdir())


def test_a_folder_that_cannot_be_made_is_told_in_our_words(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    with pytest.raises(OutsideFailure, match="could not be written"):
        FolderOutputs(tmp_path / "out").write("atlas", "x.md", "x")


def test_an_output_folder_that_is_a_link_out_of_the_workspace_is_refused_before_anything_is_made(
    tmp_path: Path,
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "workspace").mkdir()
    (tmp_path / "workspace" / "out").symlink_to(tmp_path / "elsewhere")
    outputs = FolderOutputs(tmp_path / "workspace" / "out", tmp_path / "workspace")
    for act in (lambda: outputs.write("atlas", "a.md", "x"), lambda: outputs.remove("atlas", "a.md")):
        with pytest.raises(OutsideFailure, match="leads out of the workspace") as refused:
            act()
        assert "setting output" in refused.value.hint
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_an_output_folder_that_is_a_link_within_the_workspace_is_followed(tmp_path: Path) -> None:
    (tmp_path / "made").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "made")
    FolderOutputs(tmp_path / "out", tmp_path).write("atlas", "a.md", "x")
    assert (tmp_path / "made" / "atlas" / "a.md").read_text(encoding="utf-8") == "x"
