"""Passwords hashed with Argon2id."""

from __future__ import annotations

import threading
import unicodedata
from typing import Final

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

_MEMORY_KIB: Final = 19_456
_ROUNDS: Final = 2
"""The OWASP Password Storage Cheat Sheet's setting for Argon2id with one lane: 19 MiB, two rounds."""
_AT_ONCE: Final = 2


class ArgonPasswords:
    """At most two are hashed at once, so that a storm of sign-ins costs time but neither memory nor every core."""

    def __init__(self, hasher: Argon2Hasher | None = None) -> None:
        ours = hasher or Argon2Hasher(time_cost=_ROUNDS, memory_cost=_MEMORY_KIB, parallelism=1)
        self._hashing = PasswordHash((ours,))
        self._turn = threading.BoundedSemaphore(_AT_ONCE)
        self._nobodys = ""

    def hash(self, password: str) -> str:
        with self._turn:
            return self._hashing.hash(_spelled(password))

    def verify(self, password: str, kept: str | None) -> bool:
        """A wrong password and no password at all take the same work."""
        if kept is None:
            self._nobodys = self._nobodys or self.hash("nobody has this password")
        with self._turn:
            try:
                found = self._hashing.verify(_spelled(password), kept or self._nobodys)
            except UnknownHashError:
                return False
        return found and kept is not None


def _spelled(password: str) -> str:
    """Keyboards compose accents differently; the same password is the same (NIST SP 800-63B, 5.1.1.2)."""
    return unicodedata.normalize("NFKC", password)
