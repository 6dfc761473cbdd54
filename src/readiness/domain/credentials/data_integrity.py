"""The proof inside a credential: W3C Data Integrity with the cryptosuite eddsa-jcs-2022.

Data Integrity EdDSA Cryptosuites 1.0, section 3.3: what is signed is the SHA-256 of the canonical proof options and
behind it the SHA-256 of the canonical document (RFC 8785), 64 bytes. No context is ever fetched: JCS needs none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import rfc8785

from readiness.domain.credentials.multibase import base58, read_base58
from readiness.ground.errors import Unusable

SUITE: Final = "eddsa-jcs-2022"
_TYPE: Final = "DataIntegrityProof"
_SIGNATURE: Final = 64


@dataclass(frozen=True, slots=True)
class Proof:
    """A document taken apart: what was signed, by which verification method, and the signature."""

    document: Mapping[str, Any]
    signed: bytes
    method: str
    signature: bytes


def proof_options(document: Mapping[str, Any], *, method: str, at: datetime) -> dict[str, Any]:
    """The proof without its value. `method` is the verification method's id."""
    return {
        "@context": document["@context"], "type": _TYPE, "cryptosuite": SUITE, "created": stamp(at),
        "verificationMethod": method, "proofPurpose": "assertionMethod",
    }  # fmt: skip


def to_be_signed(document: Mapping[str, Any], options: Mapping[str, Any]) -> bytes:
    """The 64 bytes that are signed."""
    return b"".join(hashlib.sha256(rfc8785.dumps(dict(part))).digest() for part in (options, document))


def with_proof(document: Mapping[str, Any], options: Mapping[str, Any], signature: bytes) -> dict[str, Any]:
    """The document with its proof."""
    return {**document, "proof": {**options, "proofValue": base58(signature)}}


def read_proof(secured: Mapping[str, Any]) -> Proof:
    """The document taken apart. Raises Unusable when it has no proof of this suite; nothing is verified yet."""
    proof = secured.get("proof")
    if isinstance(proof, list) and len(proof) == 1:
        proof = proof[0]
    if not isinstance(proof, dict):
        raise Unusable("it has no proof, or more than one.", hint="Pass the credential as it was downloaded.")
    if proof.get("type") != _TYPE or proof.get("cryptosuite") != SUITE:
        raise Unusable(f"its proof is not one of {SUITE}.", hint=f"Verify it with a program that knows {_told(proof)}.")
    if proof.get("proofPurpose") != "assertionMethod":
        raise Unusable("its proof is not for what an issuer says.")
    document = {name: value for name, value in secured.items() if name != "proof"}
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    if "@context" in options and options["@context"] != document.get("@context"):
        raise Unusable("its proof was made in another context than the document's.")
    method, value = proof.get("verificationMethod"), proof.get("proofValue")
    if not isinstance(method, str) or not isinstance(value, str):
        raise Unusable("its proof names no key, or has no signature.")
    try:
        signature = read_base58(value)
        signed = to_be_signed(document, options)
    except (ValueError, rfc8785.CanonicalizationError, RecursionError) as error:
        raise Unusable(f"its proof cannot be read: {error}.") from error
    if len(signature) != _SIGNATURE:
        raise Unusable(f"its signature has {len(signature)} bytes and not {_SIGNATURE}.")
    return Proof(document, signed, method, signature)


def stamp(at: datetime) -> str:
    """A time as these documents write it: UTC, whole seconds."""
    return at.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def _told(proof: Mapping[str, Any]) -> str:
    return str(proof.get("cryptosuite") or proof.get("type"))[:60]
