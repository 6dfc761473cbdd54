"""A new launch begins as a file: a copy of a sample, with its own key, name, day and owner."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from readiness.actions.start_workspace import SAMPLES
from readiness.adapters.launch_files import FILE, FOLDER, WorkspaceLaunches
from readiness.adapters.resources import builtin
from readiness.context import Context
from readiness.ground.errors import Conflict, DefinitionError, NotFound, OutsideFailure, Problem
from readiness.ground.keys import did_you_mean, is_key
from readiness.store import journal

SAMPLE = SAMPLES[0]
_LONGEST_NAME = 120
_LAST_DAY = timedelta(days=365 * 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLaunch:
    """What somebody must say to begin. `owner_name` "" = their mail address."""

    key: str
    name: str
    launch_on: date
    owner_name: str = ""


def start_launch(context: Context, wanted: NewLaunch) -> Path:
    """`launches/<key>/launch.yaml` is there, and whoever acts owns it; nothing is applied and nothing overwritten.

    Raises DefinitionError with everything wrong in what was asked for, Conflict when the key is taken, OutsideFailure.
    """
    by = context.by()
    if problems := tuple(_problems(wanted, context.clock.today())):
        raise DefinitionError("the launch was not begun.", problems=problems)
    place = context.root / FOLDER / wanted.key
    taken = Conflict(f"there is a launch '{wanted.key}' already.", hint="Take another key, or open that one.")
    if place.exists():
        raise taken
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".new-", dir=context.root / FOLDER) as folder:
            made = _written(Path(folder), wanted, by, context.clock.today())
            with context.database.transaction() as session:
                journal.record(
                    session, context.clock, actor=by, verb="began", subject=f"launch {wanted.key}", launch=wanted.key
                )
                _put(made, place, taken)
    except OSError as error:
        raise OutsideFailure(f"{place} cannot be made: {error.strerror}.", hint="Mend its permissions.") from error
    return place / FILE


def _problems(wanted: NewLaunch, today: date) -> Iterator[Problem]:
    if not is_key(wanted.key):
        said = "a key is 1 to 64 lower-case letters, digits and inner hyphens."
        yield Problem("RD009", said, "Write it like trial-extension.", path="key")
    if not wanted.name.strip() or len(wanted.name) > _LONGEST_NAME or not wanted.name.isprintable():
        yield Problem("RD006", f"a name is one line of at most {_LONGEST_NAME} characters.", "Mend it.", path="name")
    if not today < wanted.launch_on <= today + _LAST_DAY:
        said = f"the launch day is not between tomorrow and {today + _LAST_DAY}."
        yield Problem("RD007", said, "Choose a day ahead.", path="launch_on")


def _written(folder: Path, wanted: NewLaunch, by: str, today: date) -> Path:
    """The sample as a launch of its own, in a folder that nobody else looks into."""
    made = folder / FOLDER / wanted.key
    source = builtin("launches", SAMPLE)
    if not source.is_dir():
        raise NotFound(f"there is no sample '{SAMPLE}'.", hint=did_you_mean(SAMPLE, SAMPLES))
    made.mkdir(parents=True)
    shutil.copyfile(source / FILE, made / FILE)
    from readiness.adapters.launch_edits import LaunchEdits  # noqa: PLC0415 - 3 MB that web processes rarely need

    edits = LaunchEdits(WorkspaceLaunches(folder))
    values = {
        "key": wanted.key,
        "product.name": wanted.name.strip(),
        "launch_on": wanted.launch_on,
        "facts.trial-length.holds_from": wanted.launch_on,
        "proof_points.pilot.dated": today,
        "proof_points.pilot.expires_on": wanted.launch_on + timedelta(days=250),
        "team.marketer.name": wanted.owner_name.strip() or by,
        "team.marketer.email": by,
    }
    edits.rewrite(wanted.key, values, without=("starts_on",))
    return made


def _put(made: Path, place: Path, taken: Conflict) -> None:
    """Renaming onto a folder that has something in it fails, so of two at once one wins."""
    try:
        made.rename(place)
    except OSError as error:
        if place.exists():
            raise taken from error
        raise
