"""Say whether launch files are sound. Needs no database: what it takes is the files alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from readiness.adapters.calendar_codes import known_calendars, no_such_calendar
from readiness.domain.checks.all_checks import run_checks
from readiness.domain.checks.levels import AS_WRITTEN, CheckLevels
from readiness.domain.checks.scheduling import task_problems
from readiness.domain.definition.model import Launch
from readiness.domain.definition.reader import Reading
from readiness.ground.errors import DefinitionError, NotFound, Problem, Unusable, Where
from readiness.ground.frozen import frozen
from readiness.ports import Calendars, DefinitionFiles, Playbooks, Templates


@frozen
class Checked:
    """What was found in one launch, in order of file and line. `usable` is False when nothing in it could be read.

    `there` is False when no launch is where it was looked for: then nothing was checked. `levels`: what the workspace
    has set otherwise than the rules say.
    """

    name: str
    problems: tuple[Problem, ...]
    usable: bool = True
    there: bool = True
    levels: CheckLevels = AS_WRITTEN

    @property
    def sound(self) -> bool:
        """True when nothing was found at error level; warnings and notes are allowed."""
        return self.usable and not any(problem.level == "error" for problem in self.problems)


def check_launch(
    launches: DefinitionFiles,
    playbooks: Playbooks,
    *,
    launch: str,
    templates: Templates | None = None,
    calendars: Calendars | None = None,
    levels: CheckLevels = AS_WRITTEN,
) -> Checked:
    """Every problem of one launch: `launch` is its key, or the path of its file or folder, in or out of the workspace.

    Without `templates` nothing is said of those that modules name or the workspace has; `calendars` are asked only when
    dates cannot be, and without them weekdays are the measure. The semantic checks run only over a definition that
    reads without an error (but for a key that is not its folder's name); they have nothing to look at before. They are
    told at the workspace's `levels`.
    Never raises for what is wrong with a file: a file that cannot be used is told as a problem, with `usable` False.
    """
    try:
        reading = _read(launches, launch)
    except Unusable as error:
        return Checked(
            launch,
            error.problems or (Problem("RD001", error.message, error.hint, Where(launch)),),
            usable=False,
            levels=levels,
        )
    except NotFound as error:
        problem = Problem("RD001", error.message, error.hint, Where(launch))
        return Checked(launch, (problem,), usable=False, there=False, levels=levels)
    if (definition := reading.judged) is None:
        return Checked(launch, reading.problems, levels=levels)
    known = templates.modules() if templates is not None else None
    found = [
        *reading.problems,
        *run_checks(definition, reading.where, known, levels=levels),
        *_of_calendars(definition, reading.where),
        *_of_tasks(definition, reading.where, playbooks, calendars),
    ]
    if templates is not None:
        unsound = any(problem.level == "error" for problem in found)
        found += _of_templates(definition, templates, render=not unsound)
    return Checked(launch, tuple(sorted(dict.fromkeys(found), key=_file_order)), levels=levels)


def check_workspace(
    launches: DefinitionFiles,
    playbooks: Playbooks,
    *,
    templates: Templates | None = None,
    calendars: Calendars | None = None,
    levels: CheckLevels = AS_WRITTEN,
) -> tuple[Checked, ...]:
    """The same for every launch of the workspace, by key. Raises NotFound when it has none."""
    keys = launches.keys()
    if not keys:
        raise NotFound("there is no launch here to check.", hint="Name a file, or run: readiness init")
    return tuple(
        check_launch(launches, playbooks, launch=key, templates=templates, calendars=calendars, levels=levels)
        for key in keys
    )


def _of_calendars(definition: Launch, where: Callable[[str], Where | None]) -> Iterator[Problem]:
    """TK013: markets whose holiday calendar does not exist."""
    for key, market in definition.markets.items():
        if (error := no_such_calendar(market.holidays, known_calendars())) is not None:
            path = f"markets.{key}.holidays"
            yield Problem("TK013", error.message, error.hint, where(path), path=path)


def _of_tasks(
    definition: Launch, where: Callable[[str], Where | None], playbooks: Playbooks, calendars: Calendars | None
) -> tuple[Problem, ...]:
    """What is wrong with the tasks, or with the playbook under them."""
    try:
        return task_problems(definition, playbooks.playbook(definition.tier), where, calendars)
    except DefinitionError as error:
        return error.problems


def _of_templates(definition: Launch, templates: Templates, *, render: bool) -> tuple[Problem, ...]:
    """What is wrong with the workspace's own templates: links to elsewhere, and what fails when `plan` renders.

    Only pieces that are made of its own are rendered; without any, nothing is loaded to do it with.
    """
    links = templates.stray_links()
    if links or not render or not (own := templates.own()):
        return links
    from readiness.actions.draft_materials import draft_materials  # noqa: PLC0415 - for those who have their own

    try:
        draft_materials(templates, definition, accepted=(), standing={}, made_of=own)
    except DefinitionError as error:
        return error.problems
    return ()


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
