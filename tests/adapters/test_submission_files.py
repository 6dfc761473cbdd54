"""Files that are handed in: whole or not there, whoever is killed and however many processes write."""

from __future__ import annotations

import hashlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from readiness.adapters.submission_files import SubmissionFiles
from readiness.ground.errors import Conflict, DefinitionError, NotFound, OutsideFailure
from readiness.ports.submissions import NoSubmissions
from tests.killed import FORKING, die


def nobody(token: str) -> bool:
    return False


def files(folder: Path, largest: int = 10_000_000) -> SubmissionFiles:
    return SubmissionFiles(folder, largest=largest)


def names(folder: Path, part: str) -> list[str]:
    return sorted(path.name for path in (folder / part).iterdir())


def keep(at: SubmissionFiles, data: bytes, is_named: Callable[[str], bool] = nobody) -> str:
    with at.receive([data], is_named=is_named) as arrived:
        arrived.keep()
    return arrived.token


def die_while_it_comes(folder: str) -> None:
    def endless() -> Iterator[bytes]:
        yield b"x" * 1000
        os.kill(os.getpid(), signal.SIGKILL)
        yield b"y"

    with files(Path(folder)).receive(endless(), is_named=nobody):
        pass


def die_when_it_is_kept(folder: str) -> None:
    with files(Path(folder)).receive([b"x" * 1000], is_named=nobody) as arrived:
        arrived.keep()
        os.kill(os.getpid(), signal.SIGKILL)


def keep_twenty(folder: str, seed: int) -> None:
    at = files(Path(folder))
    for number in range(20):
        keep(at, f"{seed} {number} ".encode() * 5000)


def killed(work: Callable[[str], None], folder: Path) -> None:
    die(work, str(folder))


def test_a_file_is_kept_with_its_size_and_hash_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    at = files(tmp_path)
    with at.receive([b"ab", b"", b"c" * 9000], is_named=nobody) as arrived:
        assert (arrived.size, arrived.head[:4], len(arrived.head)) == (9002, b"abcc", 4096)
        assert names(tmp_path, "kept") == []
        arrived.keep()
    assert arrived.sha256 == hashlib.sha256(b"ab" + b"c" * 9000).hexdigest()
    path = at.path(arrived.token)
    assert path.stat().st_mode & 0o777 == 0o600
    assert names(tmp_path, "arriving") == []


def test_a_file_that_nobody_keeps_goes(tmp_path: Path) -> None:
    with files(tmp_path).receive([b"abc"], is_named=nobody):
        pass
    assert names(tmp_path, "kept") == names(tmp_path, "arriving") == []


def test_a_block_that_raises_after_it_was_kept_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(Conflict), files(tmp_path).receive([b"abc"], is_named=nobody) as arrived:
        arrived.keep()
        raise Conflict("the record refused.")
    assert names(tmp_path, "kept") == names(tmp_path, "arriving") == []


def test_one_byte_too_many_is_refused_while_it_comes(tmp_path: Path) -> None:
    read = []

    def pieces() -> Iterator[bytes]:
        for number in range(100):
            read.append(number)
            yield b"x" * 10

    with (
        pytest.raises(DefinitionError, match="larger than 25 bytes"),
        files(tmp_path, 25).receive(pieces(), is_named=nobody),
    ):
        pass
    assert len(read) == 3
    assert names(tmp_path, "arriving") == []


def test_what_a_killed_upload_left_goes_with_the_next_one(tmp_path: Path) -> None:
    killed(die_while_it_comes, tmp_path)
    assert len(names(tmp_path, "arriving")) == 1
    keep(files(tmp_path), b"abc")
    assert names(tmp_path, "arriving") == []
    assert len(names(tmp_path, "kept")) == 1


def test_a_kept_file_of_a_killed_process_stays_only_if_the_record_names_it(tmp_path: Path) -> None:
    for named in (True, False):
        killed(die_when_it_is_kept, tmp_path)
        (token,) = names(tmp_path, "arriving")
        keep(files(tmp_path), b"at once", lambda _: False)
        assert token in names(tmp_path, "kept"), "the database may still be at work on its commit"
        past = time.time() - 120
        os.utime(tmp_path / "arriving" / token, (past, past))
        keep(files(tmp_path), b"later", lambda one, token=token, named=named: named and one == token)
        assert (token in names(tmp_path, "kept")) is named
        assert names(tmp_path, "arriving") == []


def test_an_upload_that_goes_on_elsewhere_is_left_alone(tmp_path: Path) -> None:
    with files(tmp_path).receive([b"slow"], is_named=nobody) as slow:
        keep(files(tmp_path), b"quick")
        assert slow.token in names(tmp_path, "arriving")
        slow.keep()
    assert files(tmp_path).path(slow.token).read_bytes() == b"slow"


def test_several_processes_keep_files_at_once_and_none_is_lost(tmp_path: Path) -> None:
    working = [FORKING.Process(target=keep_twenty, args=(str(tmp_path), seed)) for seed in range(3)]
    for one in working:
        one.start()
    for one in working:
        one.join()
    assert [one.exitcode for one in working] == [0, 0, 0]
    assert len(names(tmp_path, "kept")) == 60
    assert names(tmp_path, "arriving") == []


@pytest.mark.parametrize("token", ["", "..", "../../etc/passwd", "a" * 43, "kept", "a/b", "\0" * 30])
def test_a_name_that_is_none_of_ours_is_not_there(tmp_path: Path, token: str) -> None:
    keep(files(tmp_path), b"abc")
    with pytest.raises(NotFound):
        files(tmp_path).path(token)


def test_a_disk_that_refuses_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(OutsideFailure), files(tmp_path / "file").receive([b"abc"], is_named=nobody):
        pass


def test_where_no_files_are_taken_it_is_said() -> None:
    with pytest.raises(Conflict):
        NoSubmissions().receive([b"abc"], is_named=nobody)
    with pytest.raises(Conflict):
        NoSubmissions().path("abc")
