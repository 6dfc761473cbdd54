"""Say whether launch files are sound. Needs no database: what it takes is the files alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from readiness.domain.checks.all_checks import run_checks
from readiness.domain.definition.reader import Reading
from readiness.ground.errors import NotFound, Problem, Unusable, Where
from readiness.ports import DefinitionFiles


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in one launch, in order of file and line. `usable` is False when nothing in it could be read."""

    name: str
    problems: tuple[Problem, ...]
    usable: bool = True

    @property
    def sound(self) -> bool:
        """True when nothing was found at error level; warnings and notes are allowed."""
        return self.usable and not any(problem.level == "error" for problem in self.problems)


def check_launch(launches: DefinitionFiles, *, launch: str) -> Checked:
    """Every problem of one launch: `launch` is its key, or the path of its file or folder, in or out of the workspace.

    The semantic checks run only over a definition that reads without an error; they have nothing to look at before.
    Never raises for what is wrong with a file: a file that cannot be used is told as a problem, with `usable` False.
    """
    try:
        reading = _read(launches, launch)
    except Unusable as error:
        return Checked(
            launch, error.problems or (Problem("RD001", error.message, error.hint, Where(launch)),), usable=False
        )
    except NotFound as error:
        return Checked(launch, (Problem("RD001", error.message, error.hint, Where(launch)),), usable=False)
    if reading.launch is None:
        return Checked(launch, reading.problems)
    return Checked(launch, tuple(sorted(run_checks(reading.launch, reading.where), key=_file_order)))


def check_workspace(launches: DefinitionFiles) -> tuple[Checked, ...]:
    """The same for every launch of the workspace, by key. Raises NotFound when it has none."""
    keys = launches.keys()
    if not keys:
        raise NotFound("there is no launch here to check.", hint="Name a file, or run: readiness init")
    return tuple(check_launch(launches, launch=key) for key in keys)


def _read(launches: DefinitionFiles, launch: str) -> Reading:
    """A key of the workspace comes before a path of the same name."""
    if launch in launches.keys():  # noqa: SIM118
        return launches.read(launch)
    path = Path(launch)
    try:
        there = path.exists()
    except (OSError, ValueError):
        there = False
    return launches.read_path(path) if there or len(path.parts) != 1 or path.suffix else launches.read(launch)


def _file_order(problem: Problem) -> tuple[str, int, int, str]:
    where = problem.where or Where("")
    return (where.file, where.line, where.column, problem.code)
