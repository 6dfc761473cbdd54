"""A short sign of what an import would change: the same exactly when the changes are."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from readiness.domain.people.changes import RosterChanges


def digest(changes: RosterChanges) -> str:
    """64 hex digits. For asking whether what was looked at is still what would be done; kept nowhere."""
    told = hashlib.sha256()
    for line in _lines(changes):
        told.update(line.encode() + b"\n")
    return told.hexdigest()


def _lines(changes: RosterChanges) -> Iterator[str]:
    """A line for each change: values are frozen, their repr holds all of them, and none can hold a line break."""
    groups = (
        changes.joined, changes.moved, changes.changed, changes.leave, changes.left, changes.stayed, changes.loaded,
    )  # fmt: skip
    yield f"{changes.on} {changes.unchanged} {changes.absent}"
    for group in groups:
        yield from (repr(one) for one in group)
        yield "--"
