"""Cells for people's spreadsheets: nothing in one is a formula, whatever somebody is called."""

from __future__ import annotations

from typing import Final

_STARTS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def defused(value: object) -> object:
    """A text that a spreadsheet would take for a formula begins with an apostrophe (OWASP, CSV Injection).

    Numbers are numbers, negative ones too.
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(_STARTS_FORMULA) else value
