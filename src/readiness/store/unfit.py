"""A database that cannot be used, in words that help: which one, what is wrong with it, and what to run.

For SQLite the file itself is looked at, because "unable to open database file" says none of that. Imports nothing
heavy: `status` owes it nothing.
"""

from __future__ import annotations

import os
from pathlib import Path

from readiness.ground.errors import Conflict, OutsideFailure

REPLACED = "replaced-"
"""How the name of a database begins that a backup took the place of."""

_SPOILT = ("not a database", "malformed", "encrypted", "file is not", "unsupported file format")
_RIGHTS = "Give whoever runs this the right to read and write the file and its folder."
_MOVE = "Move it away, or name another file in READINESS_DATABASE_URL."


def unusable(detail: str, file: Path | None) -> Conflict | OutsideFailure:
    """What to say of a database that answered `detail`; `file` is None for Postgres."""
    first = (detail.strip().splitlines() or [""])[0]
    if "no such table" in first or "does not exist" in first:
        return other_revision(None, file)
    if file is None:
        return OutsideFailure(f"the database did not do its part: {first}")
    if (wrong := not_a_file(file)) is not None:
        return wrong
    says, hint = f"did not do its part: {first}", "Do it again."
    if file.exists() and not os.access(file, os.R_OK):
        says, hint = "may not be read by this user", _RIGHTS
    elif "readonly" in first or "unable to open" in first:
        says, hint = f"may not be written by this user: {first}", _RIGHTS
    elif any(word in first for word in _SPOILT):
        says, hint = f"is spoilt: {first}", _restore(file)
    elif "full" in first:
        says, hint = f"cannot be written: {first}", "Make room and do it again."
    return OutsideFailure(f"the database {file} {says}.", hint=hint)


def not_a_file(file: Path) -> OutsideFailure | None:
    """Why a database cannot be at `file`, when something else is there."""
    if file.is_dir():
        return OutsideFailure(f"the database {file} is a folder, not a file.", hint=_MOVE)
    if file.exists() and not file.is_file():
        return OutsideFailure(f"the database {file} is no file.", hint=_MOVE)
    return None


def other_revision(found: str | None, file: Path | None, head: str = "") -> Conflict:
    """The refusal of a database that is not at revision `head`; `found` is None for one without tables."""
    name = f"the database {file}" if file else "the database"
    if found is None:
        return Conflict(f"{name} has no tables yet.", hint="Run: readiness db upgrade")
    if found > head:
        return Conflict(
            f"{name} is at revision {found}, newer than this program's {head}.",
            hint="Install the newer release, or put back a backup of this one: readiness db restore FILE",
        )
    return Conflict(f"{name} is at revision {found}; this program needs {head}.", hint="Run: readiness db upgrade")


def _restore(file: Path) -> str:
    try:
        made = (copy for copy in (file.parent / "backups").glob("*.db") if not copy.name.startswith(REPLACED))
        kept = sorted(made, key=lambda copy: copy.stat().st_mtime)
    except OSError:
        kept = []
    said = f"readiness db restore {kept[-1]}" if kept else "readiness db restore FILE"
    return f"Put a backup back: {said}. The spoilt file is kept beside it."
