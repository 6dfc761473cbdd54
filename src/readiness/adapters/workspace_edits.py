"""Edits of a workspace's launch files; ruamel.yaml is loaded when the first is made, and most commands make none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from readiness.adapters.launch_files import WorkspaceLaunches
from readiness.ports.edits import ChangedFile, Edit

if TYPE_CHECKING:
    from readiness.adapters.launch_edits import LaunchEdits


class WorkspaceEdits:
    """The launches of the workspace at `root`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def changed(self, key: str, edits: Sequence[Edit]) -> Mapping[Path, ChangedFile]:
        return self._edits.changed(key, edits)

    @cached_property
    def _edits(self) -> LaunchEdits:
        from readiness.adapters.launch_edits import LaunchEdits  # noqa: PLC0415 - 0.1 s that most commands don't owe

        return LaunchEdits(WorkspaceLaunches(self.root))
