"""A credential that somebody shows: read from a file or a form, and judged without asking anybody.

Two forms: JSON with a Data Integrity proof (eddsa-jcs-2022), and a VC-JWT (Open Badges 3.0, section 8.2) signed with
EdDSA. What a file says of itself counts for nothing until its signature is that of a key we are given.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal

from readiness.domain.credentials.data_integrity import read_proof
from readiness.domain.credentials.issuer import PublicKey, key_of
from readiness.domain.credentials.multibase import read_base64url
from readiness.ground.errors import Problem, Unusable

LARGEST: Final = 256 * 1024
NOT_GENUINE: Final = frozenset({"BG001", "BG002", "BG003"})
"""The faults of what is no badge of its issuer at all; the others are of its days."""
Verifies = Callable[[bytes, bytes, bytes], bool]
"""Payload, signature, public key: True when the key signed exactly this."""


@dataclass(frozen=True, slots=True)
class Presented:
    """`method` is what it names as its key; nothing of it is verified yet."""

    form: Literal["json", "jwt"]
    credential: Mapping[str, Any]
    method: str
    signed: bytes
    signature: bytes
    claims: Mapping[str, Any]

    @property
    def id(self) -> str:
        return str(self.credential.get("id", ""))

    @property
    def issuer(self) -> str:
        issuer = self.credential.get("issuer")
        return str(issuer.get("id", "") if isinstance(issuer, dict) else issuer or "")


def read_presented(text: str) -> Presented:
    """What was shown. Raises Unusable when it is no credential in one of the two forms."""
    text = text.strip()
    if len(text) > LARGEST:
        raise Unusable("it is larger than any credential.")
    return _read_json(text) if text.startswith("{") else _read_jwt(text)


def faults_of(shown: Presented, keys: Sequence[PublicKey], verifies: Verifies, now: datetime) -> tuple[Problem, ...]:
    """What is wrong with it by itself, BG001 to BG006; empty = genuine, and within its days.

    BG001 is alone when there: nothing that a credential says counts before its signature does.
    """
    if not any(verifies(shown.signed, shown.signature, key.raw) for key in keys if key.key_id == key_of(shown.method)):
        known = ", ".join(key.key_id for key in keys) or "none"
        return (
            Problem(
                "BG001",
                f"it is not signed by a key that is known here ({known}): it names {shown.method[:120]!r}.",
                "It was changed, or issued elsewhere: ask the issuer for their did.json and pass it with --keys.",
            ),
        )
    return (*_kind_faults(shown), *_claim_faults(shown), *_day_faults(shown, now))


def _read_json(text: str) -> Presented:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unusable(f"it is not JSON: {error}.") from error
    proof = read_proof(found)
    return Presented("json", proof.document, proof.method, proof.signed, proof.signature, {})


def _read_jwt(text: str) -> Presented:
    parts = text.split(".")
    if len(parts) != 3:
        raise Unusable(
            "it is neither JSON nor a JWT.", hint="Pass the file as it was downloaded: .json, or .jwt in three parts."
        )
    try:
        header, claims = (json.loads(read_base64url(part)) for part in parts[:2])
        signature = read_base64url(parts[2])
    except (ValueError, RecursionError) as error:
        raise Unusable(f"it is no JWT: {error}.") from error
    if not isinstance(header, dict) or not isinstance(claims, dict):
        raise Unusable("it is no JWT of a credential.")
    if header.get("alg") not in {"EdDSA", "Ed25519"} or "crit" in header:
        raise Unusable(f"it is signed with {str(header.get('alg'))[:40]!r}, not with EdDSA.")
    credential = {name: value for name, value in claims.items() if name not in _REGISTERED}
    signed = f"{parts[0]}.{parts[1]}".encode()
    return Presented("jwt", credential, str(header.get("kid", "")), signed, signature, claims)


_REGISTERED: Final = frozenset({"iss", "sub", "jti", "nbf", "exp", "iat"})


def jwt_claims(credential: Mapping[str, Any]) -> dict[str, Any]:
    """The payload of a VC-JWT: the credential itself with the registered claims beside it."""
    subject = credential.get("credentialSubject", {})
    issuer = credential["issuer"]
    claims = {
        **credential,
        "iss": issuer["id"] if isinstance(issuer, dict) else issuer,
        "jti": credential["id"],
        "nbf": _seconds(credential["validFrom"]),
        "sub": subject.get("id", credential["id"]),
    }
    return claims | ({"exp": _seconds(credential["validUntil"])} if "validUntil" in credential else {})


def _kind_faults(shown: Presented) -> list[Problem]:
    types = shown.credential.get("type")
    told = types if isinstance(types, list) else [types]
    if "VerifiableCredential" in told and {"OpenBadgeCredential", "AchievementCredential"} & set(map(str, told)):
        return []
    return [Problem("BG002", "it is a credential, and not an Open Badge.", "Pass the badge itself.")]


def _claim_faults(shown: Presented) -> list[Problem]:
    """A JWT says some things twice; they must be the same."""
    if shown.form == "json":
        return []
    try:
        expected = jwt_claims(shown.credential)
    except (KeyError, ValueError, TypeError, AttributeError):
        return [Problem("BG003", "it lacks what a VC-JWT must say.", "Ask the issuer for another.")]
    differing = [name for name in ("iss", "sub", "jti", "nbf", "exp") if expected.get(name) != shown.claims.get(name)]
    return [
        Problem("BG003", f"its claim '{name}' is not what the credential says.", "Do not trust it.")
        for name in differing
    ]


def _day_faults(shown: Presented, now: datetime) -> list[Problem]:
    found = []
    for name, code in (("validFrom", "BG004"), ("validUntil", "BG005")):
        told = shown.credential.get(name)
        if told is None and name == "validUntil":
            continue
        try:
            at = _time(told)
        except (ValueError, TypeError):
            found.append(Problem("BG006", f"its {name} is no time.", "Ask the issuer for another."))
            continue
        if name == "validFrom" and now < at:
            found.append(Problem(code, f"it is valid from {told} on.", "Come back then."))
        if name == "validUntil" and now > at:
            found.append(Problem(code, f"it was valid until {told}.", "Ask its holder for a newer one."))
    return found


def _seconds(told: str) -> int:
    return int(_time(told).timestamp())


def _time(told: Any) -> datetime:
    """Raises ValueError for what is no time with an offset, TypeError for what is no text."""
    at = datetime.fromisoformat(told)
    if at.tzinfo is None:
        raise ValueError(told)
    return at.astimezone(UTC)
