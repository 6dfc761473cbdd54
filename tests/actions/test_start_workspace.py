from __future__ import annotations

from pathlib import Path

import pytest

from readiness.actions.start_workspace import SAMPLES, start_workspace
from readiness.adapters.launch_files import WorkspaceLaunches
from readiness.ground.errors import Conflict, NotFound


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_sample_in_a_new_workspace_is_sound(tmp_path: Path, sample: str):
    start_workspace(tmp_path / "acme", samples=(sample,))
    reading = WorkspaceLaunches(tmp_path / "acme").read(sample)
    assert reading.problems == ()
    assert (tmp_path / "acme" / "launches" / "launch.schema.json").is_file()


def test_the_second_time_makes_nothing(tmp_path: Path):
    first = start_workspace(tmp_path)
    again = start_workspace(tmp_path)
    assert again.made == ()
    assert sorted(again.kept) == sorted(first.made)


def test_what_is_there_is_not_touched(tmp_path: Path):
    (tmp_path / "readiness.toml").write_text('by = "me@example.com"\n')
    started = start_workspace(tmp_path)
    assert (tmp_path / "readiness.toml").read_text() == 'by = "me@example.com"\n'
    assert "readiness.toml" in started.kept


def test_an_unknown_sample_is_refused_before_anything_is_made(tmp_path: Path):
    with pytest.raises(NotFound, match="trial-extension"):
        start_workspace(tmp_path / "acme", samples=("trial-extention",))
    assert not (tmp_path / "acme").exists()


def test_a_file_cannot_become_a_workspace(tmp_path: Path):
    (tmp_path / "notes").write_text("x")
    with pytest.raises(Conflict, match="is a file"):
        start_workspace(tmp_path / "notes")
