"""A launch's files say what edits ask for, with a line in the journal; or every problem they would make is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlmodel import Session

from readiness.context import Context
from readiness.domain.checks.all_checks import run_checks
from readiness.domain.checks.levels import CheckLevels
from readiness.domain.definition.model import Launch
from readiness.domain.definition.reader import Reading
from readiness.ground.errors import DefinitionError, Problem, ReadinessError
from readiness.ground.fingerprint import fingerprint_bytes
from readiness.ports.edits import ChangedFile, Edit
from readiness.store import journal
from readiness.store.launches import current_version

MOST_BYTES = 2_000_000
"""What a launch file may have; the reader refuses a larger one."""


@dataclass(frozen=True, slots=True)
class Edited:
    """`files` by their names in the launch's folder. `warnings` are what `check` would now say and did not before."""

    files: tuple[str, ...]
    warnings: tuple[Problem, ...]


def edit_launch_file(
    context: Context,
    *,
    launch: str,
    edits: Sequence[Edit],
    verb: str,
    subject: str,
    detail: Mapping[str, Any],
    problems: Iterable[Problem] = (),
    also: Callable[[Session], None] | None = None,
) -> Edited:
    """The files hold the edits; what was wrong with them before stands in nobody's way.

    `problems` were found already and are told together with those of the edits. `also` puts on record what belongs to
    the edit, in the same transaction. Raises DefinitionError with all of
    them (nothing is written then), NotFound and Conflict as `ports.edits` does, Conflict when somebody else saved.
    """
    by = context.by()
    made, warnings = judge_edits(context, launch=launch, edits=edits, problems=problems)
    folder = context.launches.folder(launch)
    names = {path: path.relative_to(folder).as_posix() for path in made}
    with context.database.transaction() as session:
        journal.record(
            session, context.clock, actor=by, verb=verb, subject=subject, launch=launch,
            detail={
                **detail, "files": {names[path]: fingerprint_bytes(file.after) for path, file in made.items()},
            },
        )  # fmt: skip
        if also is not None:
            also(session)
        done: list[tuple[str, bytes | None, bytes]] = []
        try:
            for path, file in made.items():
                context.launches.replace(launch, names[path], file.before, file.after)
                done.append((names[path], file.before, file.after))
        except ReadinessError:
            for name, was, now in reversed(done):
                context.launches.replace(launch, name, now, was)
            raise
    return Edited(tuple(names[path] for path in made), warnings)


def judge_edits(
    context: Context, *, launch: str, edits: Sequence[Edit], problems: Iterable[Problem] = ()
) -> tuple[Mapping[Path, ChangedFile], tuple[Problem, ...]]:
    """What the edits would make of the files, and what `check` would then say and does not now; nothing is written.

    Raises as `edit_launch_file` does.
    """
    made = context.edits.changed(launch, edits)
    before = context.launches.read(launch)
    after = context.launches.read_changed(launch, {path: file.after for path, file in made.items()})
    errors, warnings = _added(before, after, context.check_levels)
    found = [*problems, *errors, *_too_large(file.after for file in made.values())]
    if found:
        raise unsound(launch, found)
    return made, warnings


def unsound(launch: str, problems: Iterable[Problem]) -> DefinitionError:
    """Every problem once. What would be in the file is nowhere yet, so no problem has a line."""
    once = {(one.code, one.path, one.message): replace(one, where=None) for one in problems}
    return DefinitionError(f"that would make launch '{launch}' unsound; nothing was written.", problems=once.values())


def team_definition(context: Context, *, launch: str) -> Launch:
    """The definition whose team decides: the applied one; before the first apply, the file's.

    Raises NotFound for no such launch, DefinitionError for a file that was never applied and is unsound.
    """
    with context.database.reading() as session:
        version = current_version(session, launch)
    if version is not None:
        return version.definition
    return require_readable(context, launch=launch)


def require_readable(context: Context, *, launch: str) -> Launch:
    """What the launch's files say now. Raises DefinitionError with every problem when they are unsound."""
    reading = context.launches.read(launch)
    if reading.launch is None:
        raise DefinitionError(f"the file of launch '{launch}' is unsound.", problems=reading.problems)
    return reading.launch


def _added(before: Reading, after: Reading, levels: CheckLevels) -> tuple[list[Problem], tuple[Problem, ...]]:
    """The errors that the edits would add, and the warnings."""
    known = {(one.code, one.path, one.message) for one in _problems(before, levels)}
    new = [one for one in _problems(after, levels) if (one.code, one.path, one.message) not in known]
    return [one for one in new if one.level == "error"], tuple(one for one in new if one.level != "error")


def _problems(reading: Reading, levels: CheckLevels) -> tuple[Problem, ...]:
    return reading.problems if reading.launch is None else run_checks(reading.launch, levels=levels)


def _too_large(contents: Iterable[bytes]) -> list[Problem]:
    return [
        Problem(
            "RD001", f"a file would have {len(content) / 1e6:.1f} MB; 2 MB is the most.", "Move parts into includes."
        )
        for content in contents
        if len(content) > MOST_BYTES
    ]
