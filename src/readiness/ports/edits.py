"""Machine edits of launch files: what changes is said as values, comments and order stay whoever's they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from readiness.ground.errors import Conflict


@dataclass(frozen=True, slots=True)
class AddEntry:
    """A new entry of a section, after its last one; `fields` is plain JSON as it would stand in the file."""

    section: str
    entry: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AddEntries:
    """New entries of a section at once, in their order. `file`: its name in the launch's folder, "" = where the
    section's last entry stands. One that is not there yet is made, and launch.yaml includes it.
    """

    section: str
    entries: Mapping[str, Mapping[str, Any]]
    file: str = ""


@dataclass(frozen=True, slots=True)
class Remove:
    """The field, entry or list item at a dotted path (`items.price`, `quizzes.core.items.3`) goes."""

    path: str


@dataclass(frozen=True, slots=True)
class SetText:
    """The text at a dotted path (`objections.price.response.reframe`) reads otherwise; there is one already."""

    path: str
    text: str


Edit = AddEntry | AddEntries | Remove | SetText


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """One file of a launch as it is, None = it is not there yet, and as the edits would have it."""

    before: bytes | None
    after: bytes


class LaunchEdits(Protocol):
    """Edits of the launch files of a workspace."""

    def changed(self, key: str, edits: Sequence[Edit]) -> Mapping[Path, ChangedFile]:
        """What the edits, one after the other, make of the launch's files; nothing is written, and nothing is judged.

        Only files that would differ. Raises NotFound for a place that is not there, Conflict for an entry that is there
        already, DefinitionError for a file that no edit can be made in.
        """
        ...


class NoEdits:
    """Where nobody writes launch files."""

    def changed(self, key: str, edits: Sequence[Edit]) -> Mapping[Path, ChangedFile]:
        raise Conflict(f"launch '{key}' cannot be edited here ({len(edits)} edits).", hint="Edit its file.")
