"""Clearances signed with the workspace's own Ed25519 key, made on first use.

`signing-key.pem` is the private key, readable by its owner alone; beside it `<key id>.pub.pem` holds every public key
this workspace ever signed with, so that old clearances verify after the private key is replaced. The key id is the
first 16 hex digits of the SHA-256 of the raw public key. Anybody can verify with a public key and openssl
(docs/explanation).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from readiness.ground.errors import OutsideFailure

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PRIVATE = "signing-key.pem"
_KEY_ID = re.compile(r"^[0-9a-f]{16}$")


class WorkspaceSigner:
    """Signs with the key in `keys`; nothing is read or made before the first signature.

    `cryptography` is imported inside the methods: it costs 0.1 s, and every command that opens a workspace comes here.
    """

    def __init__(self, keys: Path) -> None:
        self.folder = keys

    def sign(self, payload: bytes) -> tuple[str, str]:
        """Key id and base64 signature. Raises OutsideFailure when the key cannot be read or made."""
        try:
            private = self._private()
        except (OSError, ValueError) as error:
            raise OutsideFailure(
                f"the signing key {self.folder / PRIVATE} cannot be used: {error}.",
                hint="Restore it from a backup, or move it away: a new key is made, old clearances still verify.",
            ) from error
        return _key_id(private.public_key()), base64.b64encode(private.sign(payload)).decode()

    def verify(self, payload: bytes, key_id: str, signature: str) -> bool:
        """True when the workspace knows the key and it signed exactly this payload."""
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415
        from cryptography.hazmat.primitives import serialization  # noqa: PLC0415

        if not _KEY_ID.match(key_id):
            return False
        try:
            public = serialization.load_pem_public_key((self.folder / f"{key_id}.pub.pem").read_bytes())
            if _key_id(public) != key_id:  # type: ignore[arg-type]
                return False
            public.verify(base64.b64decode(signature, validate=True), payload)  # type: ignore[union-attr, call-arg]
        except (OSError, ValueError, binascii.Error, InvalidSignature, AttributeError, TypeError):
            return False
        return True

    def _private(self) -> Ed25519PrivateKey:
        from cryptography.hazmat.primitives import serialization  # noqa: PLC0415
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415

        path = self.folder / PRIVATE
        if not path.exists():
            self._make(Ed25519PrivateKey.generate())
        private = serialization.load_pem_private_key(path.read_bytes(), password=None)
        if not isinstance(private, Ed25519PrivateKey):
            raise ValueError("it is not an Ed25519 key")  # noqa: TRY004 - the file's content is wrong, not a type of ours
        self._publish(private.public_key())
        return private

    def _make(self, private: Ed25519PrivateKey) -> None:
        """The private key is in place, whole; when two processes make one at once, the first stays."""
        from cryptography.hazmat.primitives import serialization  # noqa: PLC0415

        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        pem = private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        with suppress(FileExistsError):
            _place(self.folder / PRIVATE, pem, 0o600, replace=False)

    def _publish(self, public: Ed25519PublicKey) -> None:
        from cryptography.hazmat.primitives import serialization  # noqa: PLC0415

        path = self.folder / f"{_key_id(public)}.pub.pem"
        if not path.exists():
            pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
            _place(path, pem, 0o644, replace=True)


def _key_id(public: Ed25519PublicKey) -> str:
    return hashlib.sha256(public.public_bytes_raw()).hexdigest()[:16]


def _place(path: Path, content: bytes, mode: int, *, replace: bool) -> None:
    """The file is there with its whole content and mode, or not at all. Raises FileExistsError unless `replace`."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mkstemp opens with mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(mode)
        if replace:
            Path(temporary).replace(path)
        else:
            os.link(temporary, path)  # unlike rename, a link refuses to take the place of a key that is there
    finally:
        with suppress(FileNotFoundError):
            Path(temporary).unlink()
