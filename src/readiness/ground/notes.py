"""Notes and reasons that people give for the record: one rule for all of them."""

from __future__ import annotations

import unicodedata

from readiness.ground.errors import DefinitionError, Problem

LONGEST_NOTE = 2000
"""Characters."""


def fit_note(text: str, *, name: str = "note", required: bool = False) -> str:
    """The note as it goes on record, without space around it. Raises DefinitionError when it cannot."""
    if problems := note_problems(text, name=name, required=required):
        raise DefinitionError(f"the {name} cannot go on record.", problems=problems)
    return _plain(text).strip()


def note_problems(text: str, *, name: str = "note", required: bool = False, code: str = "NT001") -> tuple[Problem, ...]:
    """What is wrong with a sentence a person gave for the record; empty = nothing.

    Markup is fine. Control, format and private characters are not: they move the cursor or hide text. Line ends, tabs
    and the joiners that some scripts need are ordinary.
    """
    if required and not text.strip():
        return (Problem(code, f"the {name} is empty.", "Say why, for whoever reads it in a year."),)
    if len(text) > LONGEST_NOTE:
        return (Problem(code, f"the {name} has {len(text):,} characters.", f"Use at most {LONGEST_NOTE:,}."),)
    if bad := sorted({f"U+{ord(c):04X}" for c in _plain(text) if _is_hidden(c)}):
        return (Problem(code, f"the {name} has control characters ({', '.join(bad)}).", "Write plain text."),)
    return ()


def on_one_line(text: str) -> str:
    """The note for a list: no line of it can be taken for a line of the list."""
    return " ".join(text.split())


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n")


def _is_hidden(character: str) -> bool:
    if character in "\n\t\u200c\u200d":
        return False
    return unicodedata.category(character) in {"Cc", "Cf", "Co", "Cs"}
