"""Reading a file that somebody named."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from readiness.given_file import read_given
from readiness.ground.errors import NotFound, Unusable


def test_a_file_is_read_and_one_byte_more_tells_that_it_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"abcdef")
    assert read_given(path, most=6) == b"abcdef"
    assert read_given(path, most=4) == b"abcde"


def test_a_pipe_is_refused_at_once_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Unusable, match="this is no regular file") as told:
        read_given(tmp_path / "pipe", most=10, code="EV102")
    assert told.value.code == "EV102"


@pytest.mark.parametrize(("path", "says"), [("/dev/null", "no regular file"), ("/", "a folder"), ("a\0b", "null byte")])
def test_devices_folders_and_names_that_are_none_are_refused(path: str, says: str) -> None:
    with pytest.raises(Unusable, match=says):
        read_given(Path(path), most=10)


def test_a_missing_file_is_told_as_missing(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="there is no file"):
        read_given(tmp_path / "none.csv", most=10)


def test_a_link_to_a_file_is_that_file(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a", encoding="utf-8")
    (tmp_path / "link.csv").symlink_to(tmp_path / "a.csv")
    assert read_given(tmp_path / "link.csv", most=10) == b"a"
