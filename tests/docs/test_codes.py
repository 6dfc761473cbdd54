"""Every code in the source means one thing, and `readiness docs` knows what."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Mapping
from functools import cache

import pytest

from readiness.reports.pages import page
from tests.conftest import REPOSITORY

sys.path.insert(0, str(REPOSITORY / "docs"))

from codes_page import CODES, ELSEWHERE, FAMILIES

SOURCE = REPOSITORY / "src" / "readiness"
ALGORITHMS = re.compile(r"(ES|PS|RS)(256|384|512)")
"""Names of signatures that look like codes."""

TOLD_IN_MANY_ROOMS = frozenset({"CF", "IA", "IX", "RD", "TK", "TP", "WV"})
"""Rules of one subject that several rooms find broken: the reader, the checks and the doors of a launch file, say."""

SHARED: Mapping[str, str] = {
    "EV004": "names nothing of the launch: in a file, or given here",
    "EV012": "somebody nobody knows: in a file, or when it is kept",
    "EV102": "the file as a whole",
    "PB002": "the page tells it beside its box",
    "QZ001": "no question of the form: in the API, or in what is graded",
    "RO204": "days in the wrong order: in the roster, or in its history",
    "CV002": "a figure that is none: as typed, as sent, or as worked with",
    "AP001": "a cursor that names nothing, or nothing any more",
    "MT002": "a size that is none: as written, or out of range",
    "MT003": "a last day that is none: as written, or out of range",
    "RO304": "reaches behind a later posting: of a row, or of an absence",
    "RP003": "a mark that is none: as written, or as a level",
    "RQ001": "a request without its fields",
}
"""Codes of the other families that two rooms tell, each with the one thing it means in both."""


@cache
def codes() -> Mapping[str, frozenset[str]]:
    """Code → the files that tell it, below the package."""
    found: dict[str, set[str]] = {}
    for path in SOURCE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if not re.search(r"[A-Z]{2}\d{3}", text):
            continue
        for node in ast.walk(ast.parse(text)):
            value = node.value if isinstance(node, ast.Constant) else None
            if isinstance(value, str) and re.fullmatch(r"[A-Z]{2}\d{3}", value) and not ALGORITHMS.fullmatch(value):
                found.setdefault(value, set()).add(path.relative_to(SOURCE).as_posix())
    return {code: frozenset(files) for code, files in sorted(found.items())}


def test_every_code_is_explained_in_the_terminal() -> None:
    assert len(codes()) > 150
    for code in codes():
        assert code in page(code)


def test_a_code_is_told_by_one_room_or_means_the_same_in_both() -> None:
    many = {c for c, files in codes().items() if len(files) > 1 and c[:2] not in TOLD_IN_MANY_ROOMS}
    assert many == SHARED.keys()


@pytest.mark.parametrize("code", sorted(CODES))
def test_no_code_is_explained_that_nothing_tells(code: str) -> None:
    assert code in codes()
    assert all(CODES[code])
    assert code[:2] in FAMILIES


def test_every_family_has_its_place() -> None:
    assert {code[:2] for code in codes()} <= {*ELSEWHERE, *FAMILIES}
