"""Launch files alone: no database, no settings, no heavy import. What `readiness check` starts with."""

from __future__ import annotations

from pathlib import Path

from readiness.adapters.launch_files import WorkspaceLaunches


def open_launch_files(start: Path | None = None) -> WorkspaceLaunches:
    """The launch files of the workspace around `start` (the current folder); outside one, of `start` itself.

    `check` may be pointed at any file, so being outside a workspace is no error here.
    """
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        if (folder / "readiness.toml").is_file() or (folder / "launches").is_dir():
            return WorkspaceLaunches(folder)
    return WorkspaceLaunches(start)
