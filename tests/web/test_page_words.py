"""Fixes that the engine writes for a terminal, as pages tell them."""

from __future__ import annotations

import ast
import re

import pytest

from readiness.web.page_words import in_page_words, page_words, sentence, spoken
from tests.conftest import REPOSITORY
from tests.web.world import DANA, LAUNCH, MANAGER, Site

TOLD = {
    "Run: readiness apply atlas": ("Apply the launch", "/launches/atlas/plan"),
    "Did you mean 'atlas'? Run: readiness apply atlas": (
        "Did you mean 'atlas'? Apply the launch", "/launches/atlas/plan",
    ),
    "Mend the file; all of it: readiness check atlas": (
        "Mend the file; all of it: look through the checks", "/launches/atlas/definition",
    ),
    "A trainer publishes it: readiness module publish atlas price --kind quiz": (
        "Publish it", "/launches/atlas/training/quizzes/price",
    ),
    "See: readiness explain atlas --rep a.b@c.example": (
        "See how they stand", "/launches/atlas/people/a.b@c.example",
    ),
    "Look at what the field sent: readiness voice queue atlas": ("Look at what the field sent: the queue", "/launches/atlas/voice"),
    "Run: readiness sign-off atlas --function sales --by EMAIL": (
        "Let each function that is asked sign off", "/launches/atlas/gate#sign-offs",
    ),
    "Yours are under My training, or: readiness quiz take": ("Yours are under My training.", ""),
    "A manager or trainer can open a new round: readiness quiz reset.": (
        "A manager or trainer can open a new round.", "",
    ),
    "Run: readiness db upgrade": ("Whoever runs the server has to see to it.", ""),
    "Mend the file. What a code means: readiness docs RO003": ("Mend the file.", ""),
    "Pass --note '…'.": ("Give a reason.", ""),
    "Leave --market out.": ("", ""),
    "2 more people must certify.": ("2 more people must certify.", ""),
}  # fmt: skip


@pytest.mark.parametrize("text", TOLD)
def test_a_command_becomes_the_page_that_does_it(text: str) -> None:
    words = page_words(text)
    assert (" ".join(one.text for one in words), "".join(one.href for one in words)) == TOLD[text]


def test_no_fix_of_the_engine_shows_a_command_or_a_flag_on_a_page() -> None:
    commands = re.compile(r"\breadiness (?!of\b|is\b|but\b|board\b|and\b|in\b|for\b|as\b)[a-z-]+|(?<!\w)--[a-z]+")
    told = []
    for room in ("actions", "domain", "reports", "store"):
        for path in (REPOSITORY / "src" / "readiness" / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.keyword) and node.arg in {"hint", "fix"}:
                    text = _text(node.value)
                    if commands.search(in_page_words(text)):
                        told.append(f"{path.name}: {in_page_words(text)}")
    assert not told


def _text(node: ast.expr) -> str:
    """The text of a literal, with `atlas` for whatever is put in."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) for part in node.values)
    if isinstance(node, ast.BinOp):
        return _text(node.left) + _text(node.right)
    if isinstance(node, ast.IfExp):
        return _text(node.body)
    return "atlas"


def test_an_error_page_leads_to_the_page_that_mends_it(site: Site) -> None:
    refused = site.as_(DANA).get(f"/launches/{LAUNCH}/gate/verdicts/99")
    assert refused.status_code == 404
    assert f'<a href="/launches/{LAUNCH}/gate">See the gate</a>' in refused.text
    assert "readiness gate" not in refused.text


def test_whoever_may_not_open_that_page_is_told_who_may(site: Site) -> None:
    missing = site.as_(MANAGER).get("/launches/no-such-launch/gate/clearance")
    assert missing.status_code == 404
    assert "A marketer applies it." in missing.text
    assert "/plan" not in missing.text


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("you@example.com is the last administrator.", "you@example.com is the last administrator."),
        ("two.gift cannot be imported.", "two.gift cannot be imported."),
        ("modules/core.md.j2 does not exist.", "modules/core.md.j2 does not exist."),
        ("the old password is not right.", "The old password is not right."),
        ("it is GitLab's.", "It is GitLab's."),
        ("nothing.", "Nothing."),
        ("", ""),
    ],
)
def test_a_sentence_begins_with_a_capital_unless_it_begins_with_a_name_that_is_written_so(said: str, shown: str):
    assert sentence(said) == shown


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (
            "executives-certified: 11 of 14 people of 'account-executive' certified",
            "executives certified: 11 of 14 people of “account executive” certified",
        ),
        (
            "Cleared: 6 of 7 criteria are met and 1 waived: signed-off.",
            "Cleared: 6 of 7 criteria are met and 1 waived: signed off.",
        ),
        ("managers-first in emea, work-done", "managers first in emea, work done"),
        ("proven", "proven"),
        (
            "3 of 3 regions reach 60 %, lowest North America: 7 of 10",
            "3 of 3 regions reach 60 %, lowest North America: 7 of 10",
        ),
        ("it reads 'What it is' well-made", "it reads 'What it is' well-made"),
        ("", ""),
    ],
)
def test_keys_are_spoken_as_words_and_nothing_else_changes(written: str, read: str) -> None:
    assert spoken(written) == read
