"""Secrets made of chance: the token that is handed out once, and the hash of it that is kept."""

from __future__ import annotations

import hashlib
import secrets

_LONGEST = 200


def new_token() -> str:
    """32 random bytes, as text that may stand in a URL."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """SHA-256 in hex: enough for a random token, which nobody can guess from a list as they could a password."""
    return hashlib.sha256(token[:_LONGEST].encode("utf-8", "surrogatepass")).hexdigest()
