"""Uploads between their preview and their import."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from readiness.actions.keep_upload import find_upload, keep_upload
from readiness.context import Context
from readiness.ground.errors import NotFound, Unusable
from readiness.store.session import Database
from tests.gate_world import World


@pytest.fixture
def context(empty_sqlite: Path, tmp_path: Path) -> Context:
    return replace(World(Database(f"sqlite:///{empty_sqlite}"), tmp_path).context(), root=tmp_path)


def kept(context: Context) -> list[Path]:
    return sorted((context.root / ".readiness" / "uploads").iterdir())


def test_an_upload_is_found_by_its_fingerprint_and_read_by_its_owner_only(context: Context):
    name = keep_upload(context, data=b"email\n")
    assert name == hashlib.sha256(b"email\n").hexdigest()
    assert find_upload(context, name=name).read_bytes() == b"email\n"
    assert [path.stat().st_mode & 0o777 for path in kept(context)] == [0o600]


def test_the_same_file_twice_is_kept_once(context: Context):
    assert keep_upload(context, data=b"x") == keep_upload(context, data=b"x")
    assert len(kept(context)) == 1


def test_an_empty_file_is_refused(context: Context):
    with pytest.raises(Unusable, match="empty"):
        keep_upload(context, data=b"")


@pytest.mark.parametrize(
    "name", ["", "..", "../../readiness.toml", "a" * 63, "a" * 65, "A" * 64, "a" * 64, "a" * 64 + "\n"]
)
def test_nothing_else_is_found(context: Context, name: str):
    (context.root / "readiness.toml").write_text("")
    keep_upload(context, data=b"x")
    with pytest.raises(NotFound, match="Upload the file again"):
        find_upload(context, name=name)


def test_uploads_of_yesterday_and_all_but_the_latest_twenty_are_cleared_away(context: Context):
    old = find_upload(context, name=keep_upload(context, data=b"old"))
    os.utime(old, (time.time() - 90_000,) * 2)
    for number in range(25):
        keep_upload(context, data=f"{number}".encode())
    assert old not in kept(context)
    assert len(kept(context)) == 20


def test_several_upload_the_same_at_once(context: Context):
    start, told = threading.Barrier(8), []

    def upload() -> None:
        start.wait()
        told.append(keep_upload(context, data=b"x" * 1_000_000))

    threads = [threading.Thread(target=upload) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 8
    assert [path.name for path in kept(context)] == told[:1]
