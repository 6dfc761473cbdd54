"""The reference of the criteria says what the code says."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

from readiness.domain.gate.criteria import KINDS

ROOT = Path(__file__).resolve().parents[2]


def gate_pages() -> ModuleType:
    told = importlib.util.spec_from_file_location("gate_pages", ROOT / "docs" / "gate_pages.py")
    assert told is not None
    assert told.loader is not None
    module = importlib.util.module_from_spec(told)
    told.loader.exec_module(module)
    return module


def test_the_page_is_what_the_code_says() -> None:
    for name, make in gate_pages().GENERATED.items():
        assert (ROOT / name).read_text(encoding="utf-8") == make(), "run: python docs/generate.py"


def test_every_kind_is_told_with_its_code_formula_and_a_case_of_each_outcome() -> None:
    text = (ROOT / "docs" / "reference" / "gate-criteria.md").read_text(encoding="utf-8")
    for kind in KINDS.values():
        section = text.split(f"## `{kind.kind}` ({kind.code})")[1].split("\n## ")[0]
        assert kind.formula in section
        assert "\n- met: " in section
        assert "\n- unmet: " in section
