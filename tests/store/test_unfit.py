"""A database that cannot be used: what people hear, and the way back."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from readiness.actions.backup_database import backup_database
from readiness.actions.check_database import check_database
from readiness.actions.restore_database import restore_database
from readiness.actions.upgrade_database import ready_database, upgrade_database
from readiness.cli.main import exit_code
from readiness.ground.errors import Conflict, NotFound, OutsideFailure, ReadinessError
from readiness.store.advancing import advancing
from readiness.store.glance import HEAD, glances
from readiness.store.session import Database
from readiness.store.unfit import unusable


def made(folder: Path) -> Database:
    database = Database(f"sqlite:///{folder / 'readiness.db'}")
    upgrade_database(database)
    database.close()
    with closing(sqlite3.connect(folder / "readiness.db")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return database


def overwrite(file: Path, at: int, what: bytes) -> None:
    with file.open("r+b") as handle:
        handle.seek(at)
        handle.write(what)


def be_newer(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")


def be_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def cut(file: Path) -> None:
    with file.open("r+b") as handle:
        handle.truncate(100_000)


WRONG: dict[str, tuple[Callable[[Path], object], type[ReadinessError], str, str]] = {
    "no database": (lambda f: overwrite(f, 0, b"x" * 4096), OutsideFailure, "is spoilt", "readiness db restore"),
    "cut off": (cut, OutsideFailure, "is spoilt", "readiness db restore"),
    "overwritten": (lambda f: overwrite(f, 8192, b"\xff" * 300_000), OutsideFailure, "is spoilt",
                    "readiness db restore"),
    "a folder": (be_folder, OutsideFailure, "is a folder, not a file", "READINESS_DATABASE_URL"),
    "newer": (be_newer, Conflict, "at revision 9999, newer than", "Install the newer release"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_every_way_in_names_the_file_what_is_wrong_and_what_to_run(tmp_path: Path, what: str) -> None:
    spoil, family, says, fix = WRONG[what]
    database = made(tmp_path)
    file = tmp_path / "readiness.db"
    spoil(file)
    ways: list[Callable[[], object]] = [
        lambda: ready_database(database),
        lambda: upgrade_database(database),
        lambda: glances(f"sqlite:///{file}", date(2027, 1, 1)),
    ]
    if what not in {"newer", "overwritten"}:
        ways.append(lambda: check_database(database))
    for way in ways:
        with pytest.raises(family) as told:
            way()
        assert f"the database {file} " in told.value.message
        assert says in told.value.message
        assert fix in told.value.hint
        assert exit_code(told.value) == (1 if what == "newer" else 3)


def test_what_breaks_while_it_is_read_is_told_the_same(tmp_path: Path) -> None:
    database = made(tmp_path)
    overwrite(tmp_path / "readiness.db", 4096 * 3, b"\xff" * 300_000)
    with pytest.raises(OutsideFailure, match="is spoilt"), database.reading() as session:
        for name in ("launch", "person", "journal", "task", "verdict", "evidence"):
            session.connection().exec_driver_sql(f"SELECT * FROM {name}").all()


def test_a_file_that_may_only_be_read_and_a_full_disk_are_told_apart(tmp_path: Path) -> None:
    file = tmp_path / "readiness.db"
    readonly = unusable("attempt to write a readonly database", file)
    assert readonly.message == (
        f"the database {file} may not be written by this user: attempt to write a readonly database."
    )
    assert "the right to read and write" in readonly.hint
    assert unusable("database or disk is full", file).hint.startswith("Make room")
    assert unusable("server closed the connection", None).message.startswith("the database did not do its part")


def test_a_lock_that_cannot_be_taken_is_no_crash(tmp_path: Path) -> None:
    database = made(tmp_path)
    (tmp_path / "readiness.db.lock").unlink()
    (tmp_path / "readiness.db.lock").mkdir()
    with pytest.raises(OutsideFailure, match="unable to open"), database.transaction():
        pass
    (tmp_path / "readiness.db.advancing-a").mkdir()
    with (
        pytest.raises(OutsideFailure, match="unable to open"),
        advancing(database, launch="a", by="a@b.cc", since=datetime.now(UTC)),
    ):
        pass


def test_a_backup_is_put_back_and_the_spoilt_file_is_kept(tmp_path: Path) -> None:
    database = made(tmp_path)
    file = tmp_path / "readiness.db"
    copy = backup_database(database, tmp_path / "backups" / "good.db")
    overwrite(file, 0, b"x" * 4096)
    with pytest.raises(OutsideFailure) as told:
        ready_database(database)
    assert told.value.hint.startswith(f"Put a backup back: readiness db restore {copy}.")
    kept = restore_database(database, copy)
    assert kept is not None
    assert kept.read_bytes().startswith(b"xxxx")
    assert check_database(database).sound
    assert copy.is_file()
    assert not list(tmp_path.glob("*.restored*"))


def test_a_deleted_database_comes_back_from_its_backup(tmp_path: Path) -> None:
    database = made(tmp_path)
    copy = backup_database(database, tmp_path / "good.db")
    (tmp_path / "readiness.db").unlink()
    assert restore_database(database, copy) is None
    assert check_database(database).revision == HEAD


@pytest.mark.parametrize("wrong", ["missing", "spoilt", "another program's", "newer", "a folder"])
def test_a_backup_that_is_not_sound_is_refused_before_anything_is_touched(tmp_path: Path, wrong: str) -> None:
    database = made(tmp_path)
    before = (tmp_path / "readiness.db").read_bytes()
    copy = tmp_path / "copy.db"
    if wrong == "spoilt":
        copy.write_bytes(b"x" * 9000)
    elif wrong == "another program's":
        with closing(sqlite3.connect(copy)) as connection, connection:
            connection.execute("CREATE TABLE a (b)")
    elif wrong == "newer":
        be_newer(backup_database(database, copy))
    elif wrong == "a folder":
        copy.mkdir()
    with pytest.raises((OutsideFailure, Conflict, NotFound)) as told:
        restore_database(database, copy)
    assert str(copy) in told.value.message
    assert (tmp_path / "readiness.db").read_bytes() == before
    assert not list(tmp_path.glob("readiness.db.restored*"))
