"""What a launch's files say is read once, and again when one of them was touched."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from readiness.adapters.kept_prints import KeptPrints
from readiness.adapters.launch_files import WorkspaceLaunches

KEY = "trial-extension"


@pytest.fixture
def kept(sample: Path) -> KeptPrints:
    return KeptPrints(WorkspaceLaunches(sample), sample / ".readiness" / "cache" / "launch-files.json")


def edit(kept: KeptPrints, text: str) -> Path:
    file = kept.files.folder(KEY) / "launch.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_file_that_was_only_touched_says_the_same_and_one_that_says_something_else_does_not(kept: KeptPrints) -> None:
    first = kept.prints()[KEY]
    text = (kept.files.folder(KEY) / "launch.yaml").read_text(encoding="utf-8")
    file = edit(kept, f"{text}# a remark\n")
    assert kept.prints()[KEY] == first, "a remark is no change"
    edit(kept, text.replace("tier: 3", "tier: 2"))
    os.utime(file, (1, 1))
    assert kept.prints()[KEY] not in {first, ""}, "an older file with another text is another definition"
    edit(kept, "key: [")
    assert kept.prints()[KEY] == ""
    edit(kept, text)
    assert kept.prints()[KEY] == first


def test_what_is_kept_is_not_read_again_and_may_be_lost_or_spoilt(kept: KeptPrints) -> None:
    first = kept.prints()
    before = kept.kept.read_text(encoding="utf-8")
    assert kept.prints() == first
    assert kept.kept.read_text(encoding="utf-8") == before
    kept.kept.write_text("{", encoding="utf-8")
    assert kept.prints() == first
    kept.kept.unlink()
    assert kept.prints() == first
