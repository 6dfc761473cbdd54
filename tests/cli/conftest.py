"""The command line as a function, in a workspace in which nothing was applied."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from readiness.cli.main import main
from tests.cli.begun import published
from tests.conftest import lay_sample

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose small launch is applied and published; tests work on copies."""
    return published(lay_sample(tmp_path_factory.mktemp("begun") / "workspace"), now="2027-02-01T12:00:00+00:00")


@pytest.fixture
def call(sample: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Calls the command line in a workspace in which nothing was applied; exit code, stdout, stderr."""
    monkeypatch.chdir(sample)
    monkeypatch.setenv("READINESS_SIMULATED_NOW", "2018-01-22T09:00:00+00:00")

    def called(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    return called
