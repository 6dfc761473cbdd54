"""Workspaces in which something was done already, made once by the real commands; tests work on copies."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from readiness.cli.commands import app

LAUNCH = "trial-extension"
REP, BOSS, TRAINER = "rosa@tallybird.example", "boss@tallybird.example", "ada@tallybird.example"
ROSTER = f"email,name,role,manager\n{BOSS},Boss,manager,\n{REP},Rosa,seller,{BOSS}\n"


def applied(folder: Path, *, now: str) -> Path:
    """In the workspace at `folder` the small sample was applied."""
    return _typed(folder, [["apply", LAUNCH, "--engine", "none"]], now=now)


def published(folder: Path, *, now: str) -> Path:
    """The same, with a seller and a manager, every material approved and everything published."""
    (folder / "roster.csv").write_text(ROSTER, encoding="utf-8")
    commands = [
        ["db", "upgrade"],
        ["apply", LAUNCH, "--engine", "none"],
        ["roster", "import", "roster.csv"],
        ["materials", "approve", LAUNCH, "--by", "piet@tallybird.example"],
        ["materials", "approve", LAUNCH, "--by", "noor@tallybird.example"],
        ["module", "publish", LAUNCH, "--all"],
    ]
    return _typed(folder, commands, now=now, by=TRAINER)


def become(workspace: Path, made: Path) -> None:
    """The workspace is a copy of the one that was made."""
    shutil.copytree(made, workspace, dirs_exist_ok=True)


def _typed(folder: Path, commands: list[list[str]], *, now: str, by: str = "") -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("READINESS_SIMULATED_NOW", now)
        if by:
            patch.setenv("READINESS_BY", by)
        else:
            patch.delenv("READINESS_BY", raising=False)
        for words in commands:
            result = CliRunner().invoke(app, words)
            assert result.exit_code == 0, result.output + repr(result.exception)
    return folder
