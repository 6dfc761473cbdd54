"""The reference of the roster file says what the code says."""

from __future__ import annotations

import re
from pathlib import Path

from readiness.domain.people.history import HISTORY_COLUMNS
from readiness.domain.people.roster import COLUMNS
from readiness.domain.people.sheet import LARGEST_FILE, LONGEST_CELL

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs/reference/roster-file.md").read_text(encoding="utf-8")


def test_every_code_is_explained_and_every_explained_code_exists() -> None:
    folder = ROOT / "src/readiness/domain/people"
    written = {
        code for file in folder.glob("*.py") for code in re.findall(r'"(RO\d{3})"', file.read_text(encoding="utf-8"))
    }
    assert set(re.findall(r"^\| (RO\d{3}) ", TEXT, re.MULTILINE)) == written


def test_every_column_stands_in_the_table_with_its_other_names() -> None:
    roster = TEXT.partition("## How it becomes the roster")[0]
    table = {row[0]: row for row in re.findall(r"^\| `(\w+)` \| (yes|) ?\| ?([^|]*?) ?\|", roster, re.MULTILINE)}
    for column in COLUMNS:
        _, needed, aliases = table[column.name]
        assert (needed == "yes", aliases) == (column.required, ", ".join(column.aliases))
    assert all(f"`{column.name}`" in TEXT for column in HISTORY_COLUMNS)


def test_the_limits_are_the_codes() -> None:
    assert f"up to {LARGEST_FILE // 1048576} MB" in TEXT
    assert f"more than {LONGEST_CELL} characters" in TEXT
