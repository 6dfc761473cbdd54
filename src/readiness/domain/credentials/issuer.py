"""Who issues: a `did:web` of our public address, and the documents that publish its keys.

A key that signs no more stays in them, so that what it signed verifies; one that was stolen is taken out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlsplit

from readiness.domain.credentials.multibase import base64url, multikey, read_base64url, read_multikey
from readiness.ground.errors import Unusable

_MOST_KEYS: Final = 1_000


@dataclass(frozen=True, slots=True)
class PublicKey:
    """`key_id` names it (16 hex digits of its SHA-256), `raw` are its 32 bytes; `signs` = new credentials are its."""

    key_id: str
    raw: bytes
    signs: bool = False


def issuer_did(address: str) -> str:
    """The identifier of whoever is at `address` (`https://ready.example.com`, without a path)."""
    return f"did:web:{quote(urlsplit(address).netloc, safe='')}"


def method_of(did: str, key_id: str) -> str:
    """The id of a key's verification method."""
    return f"{did}#{key_id}"


def key_of(method: str) -> str:
    """The key id that a verification method, or the `kid` of a JWT, ends with; "" when it has none."""
    return method.partition("#")[2]


def did_document(address: str, keys: Sequence[PublicKey]) -> dict[str, Any]:
    """What stands at `/.well-known/did.json` (DID 1.0, Controlled Identifiers 1.0)."""
    did = issuer_did(address)
    methods = [
        {
            "id": method_of(did, key.key_id), "type": "Multikey", "controller": did,
            "publicKeyMultibase": multikey(key.raw),
        }
        for key in keys
    ]  # fmt: skip
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
        "service": [{"id": f"{did}#verify", "type": "LinkedDomains", "serviceEndpoint": address}],
    }


def jwks(address: str, keys: Sequence[PublicKey]) -> dict[str, Any]:
    """What stands at `/.well-known/jwks.json` (RFC 7517, RFC 8037)."""
    return {"keys": [jwk(address, key) for key in keys]}


def jwk(address: str, key: PublicKey) -> dict[str, Any]:
    """One key as a JWK."""
    kid = method_of(issuer_did(address), key.key_id)
    return {"kty": "OKP", "crv": "Ed25519", "x": base64url(key.raw), "kid": kid, "use": "sig", "alg": "EdDSA"}


def read_keys(document: Any) -> tuple[PublicKey, ...]:
    """The Ed25519 keys of a DID document or a JWKS, by the ends of their ids. Raises Unusable when there is none."""
    found = []
    if isinstance(document, dict):
        listed = [*_listed(document.get("verificationMethod")), *_listed(document.get("keys"))][:_MOST_KEYS]
        for one in listed:
            try:
                if isinstance(one.get("publicKeyMultibase"), str):
                    found.append(PublicKey(key_of(str(one.get("id"))), read_multikey(one["publicKeyMultibase"])))
                elif one.get("crv") == "Ed25519" and isinstance(one.get("x"), str):
                    raw = read_base64url(one["x"])
                    if len(raw) == 32:
                        found.append(PublicKey(key_of(str(one.get("kid"))), raw))
            except ValueError:
                continue
    if not found:
        raise Unusable("there is no Ed25519 key in it.", hint="Pass the issuer's did.json or jwks.json.")
    return tuple(found)


def _listed(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
