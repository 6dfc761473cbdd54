"""The issuer's keys, in a folder of their own: `signing-key.pem` signs, `<key id>.pub.pem` are all that ever did.

A public key that is taken out of the folder verifies nothing any more: for a private key that was stolen.
"""

from __future__ import annotations

from contextlib import suppress

from readiness.adapters.signer import PRIVATE, WorkspaceSigner
from readiness.domain.credentials.issuer import PublicKey
from readiness.ground.errors import OutsideFailure


class IssuerKeys(WorkspaceSigner):
    """Nothing is read or made before a key is asked for."""

    def public_keys(self) -> tuple[PublicKey, ...]:
        """Every public key, the one that signs first. Raises OutsideFailure when the signing key cannot be used."""
        from cryptography.hazmat.primitives import serialization  # noqa: PLC0415

        current, _ = self.sign(b"")
        found = []
        for path in sorted(self.folder.glob("*.pub.pem")):
            with suppress(OSError, ValueError):
                public = serialization.load_pem_public_key(path.read_bytes())
                raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
                key_id = path.name.removesuffix(".pub.pem")
                if len(raw) == 32:
                    found.append(PublicKey(key_id, raw, signs=key_id == current))
        return tuple(sorted(found, key=lambda key: (not key.signs, key.key_id)))

    def verifies(self, payload: bytes, signature: bytes, public: bytes) -> bool:
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415

        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, payload)
        except (InvalidSignature, ValueError):
            return False
        return True

    def rotate(self) -> tuple[str, str]:
        """The old private key is gone, and its public key stays. Raises OutsideFailure."""
        path = self.folder / PRIVATE
        old = self.sign(b"")[0] if path.exists() else ""
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise OutsideFailure(f"{path} cannot be replaced: {error.strerror or error}.") from error
        return old, self.sign(b"")[0]
