"""The generated reference of the journal: every verb that is written there, and by what, read from the code.

`docs/generate.py` writes what `GENERATED` names.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

from readiness.domain.tasks.task import TOLD

ROOT = Path(__file__).resolve().parents[1]
ACTIONS = ROOT / "src" / "readiness" / "actions"

GIVEN = {
    "accept_items": ("accepted", "rejected"),
    "approve_materials": ("approved", "rejected"),
    "agree_lead_criteria": ("agreed to", "rejected"),
    "answer_waiver": ("approved waiver", "declined waiver"),
    "choose_practice": ("held practice", "resumed practice", "left practice", "returned to practice"),
    "decide_gate": ("decided cleared", "decided held"),
    "decide_task": tuple(TOLD.values()),
}
"""Verbs that an action puts together as it goes."""

_HEAD = """\
# The journal

Generated from the actions (`make docs`). `readiness journal` shows who did what, when, to which fingerprint; nothing
in it is ever edited. A line reads *who*, *verb*, *what*: `ada@acme.example published module/price version 2`. Every
verb is in the past tense.

| Verb | Written when |
|---|---|
"""

_OLD = """\

Older lines keep their words: `start`, `submit`, `approve`, `reject`, `done`, `skip`, `block` and `unblock` stood for
what was done to a task, now `started`, `submitted`, `approved`, `rejected`, `finished`, `skipped`, `blocked` and
`unblocked`. Whoever filters by verb asks for both.
"""


def journal_reference() -> str:
    """A row per verb, with what each action that writes it says of itself."""
    told: dict[str, list[str]] = {}
    for verb, about in _verbs():
        told.setdefault(verb, []).append(about)
    rows = [f"| {verb} | {' / '.join(dict.fromkeys(abouts))} |" for verb, abouts in sorted(told.items())]
    return _HEAD + "\n".join(rows) + "\n" + _OLD


def _verbs() -> Iterator[tuple[str, str]]:
    for file in sorted(ACTIONS.glob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        about = (ast.get_docstring(tree) or "").split("\n\n")[0].replace("\n", " ").replace("|", "\\|")
        found = [*GIVEN.get(file.stem, ()), *(text for node in ast.walk(tree) for text in _written(node))]
        yield from ((verb, about) for verb in found)


def _written(node: ast.AST) -> Iterator[str]:
    """The texts that a `verb=` stands for: one, or both of a choice."""
    if isinstance(node, ast.keyword) and node.arg == "verb":
        parts = [node.value.body, node.value.orelse] if isinstance(node.value, ast.IfExp) else [node.value]
        yield from (part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str))


GENERATED: dict[str, Callable[[], str]] = {"docs/reference/journal.md": journal_reference}
