"""Apply killed with SIGKILL at every step boundary and inside every transaction: all or none of a step, then it goes on."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from readiness.actions.apply_launch import apply_launch
from readiness.actions.plan_launch import plan_launch
from readiness.ground.errors import Conflict
from readiness.store.session import Database
from tests.killed import Fuse, apply_and_die, apply_with, die
from tests.plan_world import KEY, Record, Workspace
from tests.postgres import sweep

EVERY_POINT = bool(os.environ.get("READINESS_TEST_EVERY_KILL"))
"""Every step boundary is always tried on SQLite; every look at the clock, inside the transactions, only when asked: it
takes minutes, and every fourth shows the same.
"""

WHOLE = ("task", "enrolment", "standing", "launch_version", "verdict")
"""Tables that one transaction fills: after a kill they hold all of it or nothing."""


def kill_apply(workspace: Workspace, watches: str, at: int) -> None:
    die(apply_and_die, workspace.database.url.render_as_string(hide_password=False), str(workspace.root), watches, at)


def ready(database: Database, root: Path) -> Workspace:
    """An empty record with two reps on the roster, and no output. On SQLite the file is made once and copied back."""
    shutil.rmtree(root / "out", ignore_errors=True)
    workspace = Workspace(database, root)
    kept = root / "kept.db"
    if database.is_sqlite and kept.exists():
        database.close()
        file = Path(str(database.url.database))
        for leftover in file.parent.glob(f"{file.name}-*"):
            leftover.unlink()
        shutil.copyfile(kept, file)
        return workspace
    if not database.is_sqlite:
        sweep(database.url.render_as_string(hide_password=False))
    workspace.hire("rosa", "sven")
    if database.is_sqlite:
        database.close()  # the last connection to close leaves one file, without a write-ahead log
        shutil.copyfile(str(database.url.database), kept)
    return workspace


def points(database: Database, root: Path, watches: str) -> int:
    """How often an uninterrupted apply looks at what is watched."""
    fuse = Fuse(watches, at=0)
    apply_with(fuse, database, root)
    return fuse.count


def all_or_none(found: Record, whole: Record) -> Iterator[str]:
    """What is neither as before the apply nor as after it."""
    for table in WHOLE:
        if found[table] and found[table] != whole[table]:
            yield f"{table}: {len(found[table])} of {len(whole[table])}"
    kinds = {row[1] for row in found["material_version"]}
    for kind in kinds:
        there = [row for row in found["material_version"] if row[1] == kind]
        wanted = [row for row in whole["material_version"] if row[1] == kind]
        if there != wanted:
            yield f"{kind}: {len(there)} of {len(wanted)}"
    for line in found["journal"]:
        if line not in whole["journal"]:
            yield f"a journal line that no whole apply writes: {line}"
    if bool(found["launch"]) != bool(found["launch_version"]):
        yield "a launch without its version"


def go_on(workspace: Workspace) -> None:
    """Applies again. A Postgres holds the right to apply until it has seen that who held it was killed."""
    for _ in range(600):
        try:
            apply_launch(workspace.context(), launch=KEY)
        except Conflict:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the right to apply of a process that was killed is still held after a minute")


@pytest.mark.slow
@pytest.mark.parametrize("watches", ["clock", "progress"])
def test_a_killed_apply_leaves_whole_steps_and_is_gone_on_with(database: Database, sample: Path, watches: str) -> None:
    workspace = ready(database, sample)
    count = points(database, sample, watches)
    whole, files = workspace.record(), workspace.files()
    assert count >= 16
    every = 1 if EVERY_POINT else {"progress": 1, "clock": 4}[watches] * (1 if database.is_sqlite else 3)
    for at in range(1, count + 1, every):
        workspace = ready(database, sample)
        kill_apply(workspace, watches, at)
        assert list(all_or_none(workspace.record(), whole)) == [], f"killed at {watches} {at} of {count}"
        go_on(workspace)
        assert workspace.record() == whole, f"killed at {watches} {at} of {count}"
        assert workspace.files() == files
    assert plan_launch(workspace.context(), launch=KEY).is_empty
