"""Prefect's own test server, once for all flow tests: it takes a quarter of a minute to start."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from readiness.store.session import Database
from readiness.store.tables.whole import metadata
from tests.plan_world import Workspace


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[None]:
    from prefect.testing.utilities import prefect_test_harness  # Prefect's whole server: one worker needs it

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
        patch.setenv("DO_NOT_TRACK", "1")
        with prefect_test_harness(server_startup_timeout=900):
            yield


@pytest.fixture
def workspace(sample: Path) -> Workspace:
    """The sample in a SQLite workspace, with two sellers."""
    database = Database(f"sqlite:///{sample / 'readiness.db'}")
    metadata.create_all(database.engine)
    made = Workspace(database, sample)
    made.hire("rosa", "sven")
    return made
