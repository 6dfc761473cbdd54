"""What a changed launch file would say and do, before it is saved. Reads what the actions read; writes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from readiness.actions.check_launch import Checked, check_launch
from readiness.actions.plan_launch import plan_launch
from readiness.context import Context
from readiness.domain.definition.reader import Reading
from readiness.domain.plan.changes import Plan
from readiness.ground.errors import NotFound
from readiness.ground.keys import did_you_mean
from readiness.ports import LaunchFiles

BOM = "\ufeff"


def check_changed(context: Context, *, launch: str, file: str, text: str) -> Checked:
    """Every problem the launch would have if its `file` said `text`. Raises NotFound for no such launch or file."""
    return check_launch(
        _changed(context, launch, file, text),
        context.playbooks,
        launch=launch,
        templates=context.templates,
        calendars=context.calendars,
        levels=context.check_levels,
    )


def plan_changed(context: Context, *, launch: str, file: str, text: str) -> Plan:
    """The plan of the launch as if its `file` said `text`; raises as `plan_launch` does."""
    return plan_launch(replace(context, launches=_changed(context, launch, file, text)), launch=launch)


def text_file(context: Context, *, launch: str, file: str) -> Path:
    """Where `file`, by its name in the launch's folder, is. Raises NotFound with a suggestion for any other name."""
    known = context.launches.texts(launch)
    if file not in known:
        raise NotFound(f"launch '{launch}' has no file '{file[:200]}'.", hint=did_you_mean(file, known))
    return known[file]


def as_bytes(text: str, *, like: bytes) -> bytes:
    """The text as kept: browsers send every line end as CR LF; the file keeps its own, and its byte-order mark."""
    bare = text.removeprefix(BOM).replace("\r\n", "\n").replace("\r", "\n")
    ending = "\r\n" if b"\r\n" in like else "\n"
    mark = BOM if like.startswith(BOM.encode()) else ""
    return (mark + bare.replace("\n", ending)).encode("utf-8", errors="replace")


def _changed(context: Context, launch: str, file: str, text: str) -> _Changed:
    path = text_file(context, launch=launch, file=file)
    return _Changed(context.launches, launch, {path: as_bytes(text, like=path.read_bytes())})


@dataclass(frozen=True, slots=True)
class _Changed:
    """The launches of the workspace, of which one has files that are not saved."""

    saved: LaunchFiles
    launch: str
    files: Mapping[Path, bytes]

    def keys(self) -> tuple[str, ...]:
        return self.saved.keys()

    def read(self, key: str) -> Reading:
        return self.saved.read_changed(key, self.files) if key == self.launch else self.saved.read(key)

    def read_path(self, path: Path) -> Reading:
        raise NotFound(f"{path} is not a launch of this workspace.")

    def folder(self, key: str) -> Path:
        return self.saved.folder(key)

    def texts(self, key: str) -> Mapping[str, Path]:
        return self.saved.texts(key)

    def read_changed(self, key: str, changed: Mapping[Path, bytes]) -> Reading:
        return self.saved.read_changed(key, {**self.files, **changed})

    def replace(self, key: str, name: str, expected: bytes | None, content: bytes | None) -> None:
        self.saved.replace(key, name, expected, content)
