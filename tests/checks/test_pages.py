"""Every rule has its page, and every generated page says what the code says."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from readiness.domain.checks.all_checks import RULES

ROOT = Path(__file__).resolve().parents[2]


def reference_pages() -> ModuleType:
    told = importlib.util.spec_from_file_location("reference_pages", ROOT / "docs" / "reference_pages.py")
    assert told is not None
    assert told.loader is not None
    module = importlib.util.module_from_spec(told)
    told.loader.exec_module(module)
    return module


PAGES = reference_pages()


@pytest.mark.parametrize("name", sorted(PAGES.GENERATED))
def test_page_is_what_the_code_says(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8") == PAGES.GENERATED[name](), "run: python docs/generate.py"


def test_every_rule_has_a_page_with_an_example_that_breaks_it_and_one_that_keeps_it() -> None:
    for rule in RULES:
        text = (ROOT / "docs" / "reference" / "checks" / f"{rule.code}.md").read_text(encoding="utf-8")
        assert rule.rule in text
        assert "## Found" in text
        assert "## Not found" in text


def test_every_page_belongs_to_a_rule() -> None:
    files = {file.stem for file in (ROOT / "docs" / "reference" / "checks").glob("*.md")}
    assert files == {rule.code for rule in RULES}


def test_every_source_of_a_rule_is_explained() -> None:
    for rule in RULES:
        assert set(rule.source.split(", ")) - {""} <= set(PAGES.LESSONS), rule.code
