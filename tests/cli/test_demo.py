"""The main job end to end, by the real commands in real processes, as `make demo` runs it but for Prefect."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("demo")]  # one worker plays it, once


def readiness(*arguments: str, at: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "readiness.cli.main", *arguments],
        cwd=at,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("demo") / "play"
    told = readiness("demo", str(folder), "--engine", "none")
    assert told.returncode == 0, told.stdout + told.stderr
    return folder, told.stdout


def test_the_gate_is_held_first_and_cleared_in_the_end(played: tuple[Path, str]):
    _, told = played
    assert told.index("is held as of 2018-03-12") < told.index("is cleared as of 2018-03-21")


def test_the_account_says_that_it_is_simulated(played: tuple[Path, str]):
    assert "SIMULATED" in played[1]


def test_proof_that_is_missing_is_waived_and_not_smoothed_over(played: tuple[Path, str]):
    _, told = played
    assert "proof gap in value proposition 'keep-code-gain-pipeline'" in told
    assert "~ proven  waived" in told


def test_all_five_disagreements_of_the_roster_are_shown(played: tuple[Path, str]):
    _, told = played
    for login in ("michael9", "jillian0", "pamela0", "josé1", "jae0"):
        assert f"{login}@adventure-works.example: roster says" in told


def test_it_leaves_materials_a_report_and_a_signed_clearance(played: tuple[Path, str]):
    out = played[0] / "out" / "gitlab-cicd-for-github"
    assert len(list(out.rglob("*.html"))) > 20
    report = (out / "readiness.html").read_text()
    assert "<strong>Cleared</strong>" in report
    assert "Simulated." in report
    assert json.loads((out / "clearance.json").read_text())


def test_every_verdict_on_record_comes_out_the_same_again(played: tuple[Path, str]):
    folder, _ = played
    history = json.loads(readiness("gate", "gitlab-cicd-for-github", "--history", "--json", at=folder).stdout)
    assert len(history) >= 3
    for entry in history:
        again = readiness("gate", "gitlab-cicd-for-github", "--recompute", str(entry["number"]), at=folder)
        assert again.returncode == 0, again.stdout


def test_standings_and_counts_equal_what_the_evidence_says(played: tuple[Path, str]):
    verified = readiness("db", "rebuild", "--verify", at=played[0])
    assert verified.returncode == 0, verified.stdout


def test_the_next_demo_replaces_this_one_and_nothing_else(played: tuple[Path, str], tmp_path: Path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    refused = readiness("demo", str(tmp_path / "mine"), "--engine", "none")
    assert refused.returncode == 1
    assert "was not made by a rehearsal" in refused.stderr
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "years of work"
