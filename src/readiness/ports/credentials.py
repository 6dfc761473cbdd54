"""What issuing and verifying credentials needs from outside: the issuer's keys."""

from __future__ import annotations

from typing import Protocol

from readiness.domain.credentials.issuer import PublicKey
from readiness.ground.errors import OutsideFailure


class Issuer(Protocol):
    """The Ed25519 keys that credentials are signed with, apart from the key that signs clearances."""

    def sign(self, payload: bytes) -> tuple[str, str]:
        """Key id and base64 signature. Raises OutsideFailure when the key cannot be read or made."""
        ...

    def public_keys(self) -> tuple[PublicKey, ...]:
        """Every public key, the one that signs first; it is made when there is none yet."""
        ...

    def verifies(self, payload: bytes, signature: bytes, public: bytes) -> bool:
        """True when this key signed exactly this."""
        ...

    def rotate(self) -> tuple[str, str]:
        """A new key signs from here on; ids of the old ("" = there was none) and the new. The old public key stays."""
        ...


class NoIssuer:
    """Where nothing is issued."""

    def sign(self, payload: bytes) -> tuple[str, str]:
        raise OutsideFailure(f"nothing here signs credentials ({len(payload)} bytes).")

    def public_keys(self) -> tuple[PublicKey, ...]:
        return ()

    def verifies(self, payload: bytes, signature: bytes, public: bytes) -> bool:  # noqa: ARG002
        return False

    def rotate(self) -> tuple[str, str]:
        raise OutsideFailure("nothing here has a key.")
