"""The documentation is tested: links lead somewhere, commands exist, generated pages are what the code says."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from readiness.cli.commands import COMMANDS, load_command
from readiness.settings import NAMES
from tests.conftest import REPOSITORY

sys.path.insert(0, str(REPOSITORY / "docs"))

from generate import stale

PAGES = sorted([REPOSITORY / "README.md", REPOSITORY / "CHANGELOG.md", *(REPOSITORY / "docs").rglob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
COMMAND = re.compile(r"^\$ readiness ([a-z-]+)(?: ([a-z-]+))?", re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_every_link_leads_to_a_file_that_is_there(page: Path):
    text = re.sub(r"```.*?```|`[^`]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    dead = [
        target
        for target in LINK.findall(text)
        if "://" not in target and not target.startswith("mailto:") and not (page.parent / target).exists()
    ]
    assert dead == []


def test_every_command_in_a_session_exists():
    unknown = []
    for page in PAGES:
        for command, inner in COMMAND.findall(page.read_text(encoding="utf-8")):
            if command not in COMMANDS:
                unknown.append((page.name, command))
                continue
            inside = getattr(load_command(command), "commands", None)
            if inside and inner and inner not in inside:
                unknown.append((page.name, f"{command} {inner}"))
    assert unknown == []


def test_every_page_is_listed_in_the_index():
    index = (REPOSITORY / "docs" / "README.md").read_text(encoding="utf-8")
    pages = [
        page.relative_to(REPOSITORY / "docs")
        for folder in ("tutorial", "how-to", "explanation")
        for page in (REPOSITORY / "docs" / folder).glob("*.md")
    ]
    assert [str(page) for page in pages if str(page) not in index] == []


def test_every_decision_is_listed_in_its_index():
    folder = REPOSITORY / "docs" / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    assert [page.name for page in folder.glob("0*.md") if page.name not in index] == []


def test_every_setting_is_documented():
    page = (REPOSITORY / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    assert [name for name in NAMES if f"`{name}`" not in page] == []


def test_generated_pages_are_what_the_code_says():
    assert list(stale()) == [], "write them: make docs"


IMAGES = REPOSITORY / "docs" / "images"
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")


def test_every_picture_that_the_browser_tests_take_is_shown_in_a_page_and_said_in_words():
    from tests.browser.conftest import PICTURES

    shown = {}
    for page in PAGES:
        for says, target in PICTURE.findall(page.read_text(encoding="utf-8")):
            shown[(page.parent / target).resolve()] = says
    taken = {(IMAGES / f"{name}.png").resolve() for name in PICTURES.values()}
    assert set(shown) == taken == {path.resolve() for path in IMAGES.iterdir()}
    assert [path.name for path, says in shown.items() if len(says.split()) < 5] == []


def test_no_picture_is_heavy():
    assert {path.name: path.stat().st_size for path in IMAGES.iterdir() if path.stat().st_size > 150_000} == {}
