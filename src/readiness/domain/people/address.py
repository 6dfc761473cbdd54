"""The mail address, by which everybody is known here: one spelling, and what is one at all."""

from __future__ import annotations

import re
import unicodedata

_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s.]+$")


def mail_address(text: str) -> str:
    """The one spelling under which a person is known: Unicode NFC, lower case, no space around it.

    Two addresses that differ only in case or in how an accent is composed are the same person.
    """
    return unicodedata.normalize("NFC", text.strip()).lower()


def is_mail_address(text: str) -> bool:
    """True for something@something.something without spaces; non-ASCII letters are letters."""
    return bool(_EMAIL.match(text)) and text.isprintable()
