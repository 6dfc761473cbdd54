"""Only one process at a time advances a launch, and a dead one holds nobody up."""

from __future__ import annotations

import signal
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from readiness.ground.errors import Conflict, NotFound
from readiness.store.advancing import advancing
from readiness.store.session import Database
from tests.killed import FORKING

SINCE = datetime(2018, 2, 1, 9, 30, tzinfo=UTC)


def hold(url: str, ready: str) -> None:
    with advancing(Database(url), launch="atlas", by="ann@example.com", since=SINCE):
        Path(ready).touch()
        time.sleep(3600)  # until it is killed


def test_the_second_is_refused_and_hears_who_and_since_when(database: Database) -> None:
    with advancing(database, launch="atlas", by="ann@example.com", since=SINCE):
        second = advancing(database, launch="atlas", by="bo@example.com", since=SINCE)
        with pytest.raises(Conflict, match=r"'atlas' is being applied by ann@example\.com") as caught, second:
            pass
        with advancing(database, launch="other", by="bo@example.com", since=SINCE):
            pass
    assert "process" in str(caught.value)
    with advancing(database, launch="atlas", by="bo@example.com", since=SINCE):
        pass


def test_a_holder_that_failed_lets_go(database: Database) -> None:
    with pytest.raises(RuntimeError), advancing(database, launch="atlas", by="ann@example.com", since=SINCE):
        raise RuntimeError
    with advancing(database, launch="atlas", by="bo@example.com", since=SINCE):
        pass


def test_a_killed_holder_lets_go(database: Database, tmp_path: Path) -> None:
    url = database.url.render_as_string(hide_password=False)
    process = FORKING.Process(target=hold, args=(url, str(tmp_path / "ready")))
    process.start()
    while not (tmp_path / "ready").exists():
        assert process.is_alive()
        time.sleep(0.02)
    with (
        pytest.raises(Conflict, match=r"ann@example\.com"),
        advancing(database, launch="atlas", by="bo@example.com", since=SINCE),
    ):
        pass
    process.kill()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    for _ in range(20_000):
        try:
            with advancing(database, launch="atlas", by="bo@example.com", since=SINCE):
                return
        except Conflict:
            time.sleep(0.05)  # Postgres notices a dead client a moment later
    pytest.fail("the launch is still held")


def test_a_workspace_without_database_is_told(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'none' / 'readiness.db'}")
    with (
        pytest.raises(NotFound, match="no workspace database"),
        advancing(database, launch="atlas", by="ann@example.com", since=SINCE),
    ):
        pass
