"""Keys: the short names people give to entries, and the nearest one to a name that does not exist."""

from __future__ import annotations

import re
from collections.abc import Iterable

KEY_PATTERN = r"^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$"
_KEY = re.compile(KEY_PATTERN)
_LONGEST, _MOST = 100, 2000  # a hostile file must not make a suggestion expensive


def is_key(text: str) -> bool:
    """True for 1–64 lower-case letters, digits and inner hyphens."""
    return bool(_KEY.match(text)) and not text.endswith("\n")


def nearest(text: str, known: Iterable[str]) -> str | None:
    """The known name most like `text`, or None when nothing is close enough to suggest."""
    import difflib  # noqa: PLC0415 - for slips only; `check` and `status` owe nothing for it

    found = difflib.get_close_matches(text, list(known), n=1, cutoff=0.6)
    return found[0] if found else None


def did_you_mean(text: str, known: Iterable[str]) -> str:
    """A sentence to end an error with: a suggestion, or the names that exist, or nothing."""
    names = sorted(known)
    close = nearest(text[:_LONGEST], names) if len(names) <= _MOST else None
    if close:
        return f"Did you mean '{close}'?"
    if not names:
        return ""
    shown = ", ".join(names[:8]) + (", …" if len(names) > 8 else "")
    return f"Known: {shown}."
