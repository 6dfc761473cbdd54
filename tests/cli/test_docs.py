"""`readiness docs`: the pages that travel in the wheel, and that messages point to nothing else."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

from readiness.cli.main import main
from readiness.domain.checks.all_checks import RULES
from readiness.ground.errors import NotFound
from readiness.reports.pages import FOLDERS, page, page_titles
from tests.conftest import REPOSITORY


def test_a_code_is_explained_wherever_its_page_is(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["docs", "ro112"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == "RO112 · error · no rows\nMore: readiness docs roster-file\n"
    assert page("GC105").startswith("## `sign-offs` (GC105)")
    assert "RO101 to RO110" in page("RO105")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_check_has_its_page(rule) -> None:
    assert page(rule.code).startswith(f"# {rule.code} · {rule.title}\n")


def test_every_page_is_listed_and_can_be_read() -> None:
    titles = page_titles()
    assert titles["roster-file"] == "The roster file"
    assert all(page(name).strip() for name in titles)


@pytest.mark.parametrize(("topic", "hint"), [("setings", "Did you mean 'settings'?"), ("ZZ999", "All pages")])
def test_what_nothing_is_written_about_is_told(topic: str, hint: str) -> None:
    with pytest.raises(NotFound) as refused:
        page(topic)
    assert hint in refused.value.hint


def test_the_wheel_carries_every_folder_of_pages() -> None:
    told = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    packed = told["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    for folder in FOLDERS:
        top = f"docs/{folder}".removesuffix("/checks")
        assert packed[top] == f"readiness/builtin/{top}"


def test_no_message_points_to_a_file_that_the_wheel_has_not() -> None:
    pointing = []
    for file in (REPOSITORY / "src").rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        written = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(tree):
            text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
            if id(node) not in written and re.search(r"docs/[\w/-]+\.md", text):
                pointing.append(f"{file.name}:{node.lineno} {text[:60]}")
    assert pointing == []


@pytest.mark.parametrize("topic", sorted(
    {
        match
        for file in (REPOSITORY / "src").rglob("*.py")
        for match in re.findall(r"readiness docs ([a-z][a-z-]+)", Path(file).read_text(encoding="utf-8"))
    }
))  # fmt: skip
def test_every_page_that_a_message_names_is_there(topic: str) -> None:
    assert page(topic)
