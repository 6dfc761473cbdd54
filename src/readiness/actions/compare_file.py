"""Whether a launch's file still says what was applied."""

from __future__ import annotations

from typing import Literal

from readiness.context import Context
from readiness.ground.errors import ReadinessError
from readiness.ground.fingerprint import fingerprint
from readiness.store.launches import require_version

FileState = Literal["as-applied", "changed", "missing", "unreadable"]


def compare_file(context: Context, *, launch: str) -> FileState:
    """How the launch's file compares with the definition that stands; changes nothing.

    Only what the file says counts: comments and order are no change. Raises NotFound for a launch never applied.
    """
    with context.database.reading() as session:
        applied = require_version(session, launch).fingerprint
    keys = context.launches.keys()
    if launch not in keys:
        return "missing"
    try:
        said = context.launches.read(launch).launch
    except ReadinessError:
        return "unreadable"
    if said is None:
        return "unreadable"
    return "as-applied" if fingerprint(said) == applied else "changed"
