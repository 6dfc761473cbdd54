"""Launch files, playbooks and the names of templates alone: no database, no heavy import.

What `readiness check` starts with.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from readiness.adapters.calendars import HolidayCalendars
from readiness.adapters.kept_prints import KeptPrints
from readiness.adapters.launch_files import WorkspaceLaunches
from readiness.adapters.playbooks import WorkspacePlaybooks
from readiness.adapters.templates import TrainingTemplates
from readiness.domain.checks.levels import AS_WRITTEN, CheckLevels
from readiness.settings import MARKER, STATE, load_settings, workspace_around


def open_check_levels(start: Path | None = None) -> CheckLevels:
    """How loudly this workspace has each check told; outside one, as the rules say.

    Raises Unusable with every unsound setting, as every command does.
    """
    root = _root(start)
    if (root / MARKER).is_file() or (root / "launches").is_dir():
        return load_settings(root).checks
    return AS_WRITTEN


def open_launch_files(start: Path | None = None) -> WorkspaceLaunches:
    """The launch files of the workspace around `start` (the current folder); outside one, of `start` itself.

    `check` may be pointed at any file, so being outside a workspace is no error here.
    """
    return WorkspaceLaunches(_root(start))


def read_prints(files: WorkspaceLaunches) -> Mapping[str, str]:
    """Key of each launch → the fingerprint of what its files say now; "" for files that are unsound."""
    return KeptPrints(files, files.root / STATE / "cache" / "launch-files.json").prints()


def open_playbooks(start: Path | None = None) -> WorkspacePlaybooks:
    """The playbooks of the same workspace; the built-in ones where it has none of its own."""
    return WorkspacePlaybooks(_root(start))


def open_templates(start: Path | None = None) -> TrainingTemplates:
    """The training templates of the same workspace; asked only for their names, they load no Jinja2."""
    return TrainingTemplates(_root(start))


def open_calendars(start: Path | None = None) -> HolidayCalendars:
    """The holiday calendars; they load their library when asked, and keep what it says where there is a workspace."""
    root = _root(start)
    return HolidayCalendars(root / STATE / "cache" if (root / "launches").is_dir() else None)


def _root(start: Path | None) -> Path:
    start = (start or Path.cwd()).resolve()
    return workspace_around(start) or start
