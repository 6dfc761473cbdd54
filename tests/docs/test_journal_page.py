"""The page of the journal knows every verb that is written."""

from __future__ import annotations

import ast
import importlib.util
from types import ModuleType

import pytest

from readiness.domain.tasks.task import TOLD, VERBS
from tests.conftest import REPOSITORY


@pytest.fixture(scope="module")
def page() -> ModuleType:
    told = importlib.util.spec_from_file_location("journal_page", REPOSITORY / "docs" / "journal_page.py")
    assert told is not None
    assert told.loader is not None
    made = importlib.util.module_from_spec(told)
    told.loader.exec_module(made)
    return made


def test_what_is_done_to_a_task_is_told_in_the_past_tense(page: ModuleType) -> None:
    assert set(TOLD) == set(VERBS)
    verbs = {line.split(" | ")[0].removeprefix("| ") for line in page.journal_reference().splitlines()}
    assert verbs & set(VERBS) == set()
    assert verbs >= {"started", "published", "decided held"}


def test_a_verb_that_is_put_together_is_named_for_the_page(page: ModuleType) -> None:
    unnamed = []
    for file in sorted(page.ACTIONS.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "record"):
                continue
            made = [word.value for word in node.keywords if word.arg == "verb"]
            plain = all(isinstance(one, ast.Constant | ast.IfExp) for one in made)
            passed_on = any(isinstance(one, ast.Name) and one.id == "verb" for one in made)
            if not plain and not passed_on and file.stem not in page.GIVEN:
                unnamed.append(file.name)
    assert unnamed == []
