"""The process of an apply's flow is begun before the command line is read, and never outlives a command that is refused."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from readiness.cli.flow_ahead import asked_engine, begin_ahead
from tests.plan_world import KEY

NOBODY = "http://127.0.0.1:9/api"


@pytest.mark.parametrize(
    ("arguments", "engine"),
    [
        ([KEY], ""),
        ([KEY, "--json"], ""),
        (["--engine", "none", KEY, "--by", "ada@tallybird.example"], "none"),
        (["--engine=local", "--engine=server", KEY], "server"),
        (["--plan=plan.json", KEY], ""),
        ([], None),
        ([KEY, KEY], None),
        ([KEY, "--help"], None),
        ([KEY, "--engine"], None),
        ([KEY, "--engine", "cloud"], None),
        ([KEY, "--bye", "ada@tallybird.example"], None),
        (["--", KEY], None),
    ],
)
def test_it_is_begun_for_one_launch_and_known_options_alone(arguments: list[str], engine: str | None) -> None:
    assert asked_engine(arguments) == engine


def test_nothing_is_begun_where_the_command_will_refuse(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # no workspace
    assert begin_ahead([KEY, "--engine", "server"]) is None
    monkeypatch.chdir(sample)
    monkeypatch.setenv("READINESS_ENGINE", "cloud")
    assert begin_ahead([KEY]) is None
    monkeypatch.delenv("READINESS_ENGINE")
    assert begin_ahead([KEY, "--engine", "none"]) is None
    assert begin_ahead([KEY, "--engine", "local"]) is None  # no server runs here


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="other systems do not tell it so")
@pytest.mark.parametrize(
    ("words", "code"),
    [([KEY, "--plan", "nowhere.json"], 2), (["nowhere", "--json"], 2), ([KEY, "--by", "nobody"], 1)],
)
def test_what_was_begun_ends_with_a_command_that_is_refused(sample: Path, words: list[str], code: int) -> None:
    mark = f"READINESS_TEST_MARK={uuid.uuid4()}"
    name, _, value = mark.partition("=")
    command = [sys.executable, "-m", "readiness.cli.main", "apply", *words, "--engine", "server"]
    environment = {**os.environ, name: value, "PREFECT_API_URL": NOBODY}
    done = subprocess.run(command, cwd=sample, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    assert done.stderr.startswith(("refused: ", "unsound: "))
    assert [one for one in Path("/proc").iterdir() if one.name.isdecimal() and mark in _environment(one)] == []


def _environment(process: Path) -> list[str]:
    try:
        return (process / "environ").read_text(encoding="utf-8", errors="replace").split("\0")
    except OSError:
        return []
