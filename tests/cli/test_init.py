"""`readiness init` as somebody types it; and what unsound settings do to any command."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.cli.main import main


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    return run


def test_a_workspace_inside_a_workspace_is_refused_unless_asked_for(run, tmp_path: Path) -> None:
    assert run("init", "acme")[0] == 0
    code, out, err = run("init", "acme/launches/next")
    assert (code, out) == (1, "")
    assert f"is inside the workspace {tmp_path / 'acme'}." in err
    assert "--nested" in err
    assert not (tmp_path / "acme/launches/next").exists()
    assert run("init", "acme/launches/next", "--nested", "--empty")[0] == 0
    assert (tmp_path / "acme/launches/next/readiness.toml").is_file()


def test_again_in_the_same_folder_is_no_nesting(run) -> None:
    run("init", "acme")
    assert run("init", "acme")[1].endswith("This is a workspace already; nothing was changed.\n")


@pytest.mark.parametrize(
    ("name", "value"),
    [("ENGINE", "magic"), ("SIMULATED_NOW", "today"), ("DATABASE_URL", "mysql://x/y"), ("DATABASE_URL", "foo")],
)
@pytest.mark.parametrize("command", [("tasks",), ("status",), ("roster", "show"), ("plan", "trial-extension")])
def test_unsound_settings_are_unusable_input(
    run, monkeypatch: pytest.MonkeyPatch, name: str, value: str, command: tuple[str, ...]
) -> None:
    run("init", ".")
    monkeypatch.setenv(f"READINESS_{name}", value)
    assert run(*command)[0] == 2
