from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from readiness.actions.start_workspace import SAMPLES, start_workspace
from readiness.adapters.launch_files import WorkspaceLaunches
from readiness.ground.errors import Conflict, NotFound

REPOSITORY = Path(__file__).resolve().parents[2]


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


def test_a_workspace_has_the_deployments_that_prefect_reads(tmp_path: Path):
    start_workspace(tmp_path, samples=())
    found = yaml.safe_load((tmp_path / "prefect.yaml").read_text())["deployments"]
    flows = {deployment["entrypoint"] for deployment in found}
    for module, function in (flow.rsplit(".", 1) for flow in flows):
        assert f"def {function}(" in REPOSITORY.joinpath(*module.split(".")).with_suffix(".py").read_text()
    assert "flows.launch_readiness.launch_readiness" in flows


def test_an_unknown_sample_is_refused_before_anything_is_made(tmp_path: Path):
    with pytest.raises(NotFound, match="trial-extension"):
        start_workspace(tmp_path / "acme", samples=("trial-extention",))
    assert not (tmp_path / "acme").exists()


def test_a_file_cannot_become_a_workspace(tmp_path: Path):
    (tmp_path / "notes").write_text("x")
    with pytest.raises(Conflict, match="is a file"):
        start_workspace(tmp_path / "notes")


def test_nothing_is_made_through_a_link_that_leaves_the_folder(tmp_path: Path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "acme" / "launches").mkdir(parents=True)
    (tmp_path / "acme" / "launches" / "trial-extension").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Conflict, match="launches/trial-extension is reached by a link that leaves"):
        start_workspace(tmp_path / "acme")
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert not (tmp_path / "acme" / "readiness.toml").exists()


def test_a_link_to_a_file_that_is_not_there_is_not_written_through(tmp_path: Path):
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / ".gitignore").symlink_to(tmp_path / "outside")
    assert ".gitignore" in start_workspace(tmp_path / "acme").kept
    assert not (tmp_path / "outside").exists()
