"""Only one process at a time brings a launch forward, whichever engine runs it.

Held by the operating system (an flock beside the SQLite file) or by the Postgres session (an advisory lock), so that it
ends with its holder: after a kill -9 the next apply goes on at once. Prefect's own concurrency limits outlive a killed
process and know nothing of `--engine none` (docs/decisions/0007).
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, text

from readiness.ground.errors import Conflict, NotFound
from readiness.store.session import Database
from readiness.store.unfit import unusable

_SHOWN = 63
"""Postgres cuts an application_name after this many bytes."""


@contextmanager
def advancing(database: Database, *, launch: str, by: str, since: datetime) -> Iterator[None]:
    """Nobody else advances `launch` while the block runs; Conflict, saying who does, when somebody does already."""
    who = f"{by} (process {os.getpid()} on {socket.gethostname()}, since {since:%Y-%m-%d %H:%M} UTC)"
    held = _on_file(database, launch, who) if database.is_sqlite else _on_server(database, launch, who)
    with held:
        yield


@contextmanager
def _on_file(database: Database, launch: str, who: str) -> Iterator[None]:
    if database.url.database in {None, "", ":memory:"}:
        yield
        return
    path = Path(f"{database.url.database}.advancing-{launch}")
    if not path.parent.is_dir():
        raise NotFound(f"there is no workspace database at {database.url.database}.", hint="Run: readiness db upgrade")
    try:
        opened = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise unusable(f"unable to open {path}", database.file) from error
    with opened as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.seek(0)
            raise _refusal(launch, handle.read().strip()) from None
        handle.truncate(0)
        handle.write(who)
        handle.flush()
        yield


@contextmanager
def _on_server(database: Database, launch: str, who: str) -> Iterator[None]:
    number = int.from_bytes(hashlib.sha256(f"readiness advancing {launch}".encode()).digest()[:8], signed=True)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.detach()  # closed afterwards, not given back to the pool under this name
        name = f"readiness: {who}".encode()[:_SHOWN].decode(errors="ignore")
        connection.execute(text("SELECT set_config('application_name', :name, false)"), {"name": name})
        if not connection.scalar(text("SELECT pg_try_advisory_lock(:number)"), {"number": number}):
            raise _refusal(launch, _holder(connection, number))
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:number)"), {"number": number})


def _holder(connection: Connection, number: int) -> str:
    found = connection.scalar(
        text(
            "SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE locktype = 'advisory' "
            "AND granted AND (classid::bigint << 32 | objid::bigint) = :number LIMIT 1"
        ),
        {"number": number},
    )
    return str(found or "").removeprefix("readiness: ")


def _refusal(launch: str, who: str) -> Conflict:
    return Conflict(
        f"launch '{launch}' is being applied by {who or 'somebody else'}.", hint="Wait for it to end, then apply again."
    )
