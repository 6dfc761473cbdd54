"""What a credential says: an OpenBadgeCredential of Open Badges 3.0, which is a Verifiable Credential (data model 2.0).

The holder stands in it as the salted hash of their mail address; their name does not. What it says of its own status is
one entry of a status list.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Final

from readiness.domain.credentials.data_integrity import stamp
from readiness.ground.fingerprint import fingerprint

CONTEXT: Final = ("https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json")
_SCHEMA: Final = {
    "id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json",
    "type": "1EdTechJsonSchemaValidator2019",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Achieved:
    """What somebody achieved, less what a single credential adds. `criteria` are the titles of what was asked."""

    issuer: str
    supplier: str
    address: str
    launch: str
    launch_name: str
    certification: str
    certification_name: str
    criteria: tuple[str, ...]
    valid_days: int
    email: str
    certified_on: date
    valid_through: date
    is_simulated: bool

    @property
    def basis(self) -> str:
        """The fingerprint of all that a credential would say: another basis asks for another credential."""
        return fingerprint(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """What one credential adds. `uid` and `subject` are UUIDs, `salt` is text; `entry` is its place in a list."""

    uid: str
    subject: str
    salt: str
    issued_at: datetime
    status_list: int
    status_index: int


def status_list_address(address: str, number: int) -> str:
    """Where status list `number` is."""
    return f"{address}/credentials/status/{number}"


def open_badge(achieved: Achieved, issue: Issue) -> dict[str, Any]:
    """The credential, not signed yet."""
    rehearsal = "Rehearsal: " if achieved.is_simulated else ""
    name = f"{rehearsal}{achieved.certification_name}"
    listed = status_list_address(achieved.address, issue.status_list)
    return {
        "@context": list(CONTEXT),
        "id": f"urn:uuid:{issue.uid}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": f"{name}, {achieved.launch_name}",
        "issuer": {
            "id": achieved.issuer, "type": ["Profile"], "name": achieved.supplier, "url": achieved.address,
        },
        "validFrom": stamp(issue.issued_at),
        "validUntil": stamp(datetime.combine(achieved.valid_through, time(23, 59, 59), UTC)),
        "awardedDate": stamp(datetime.combine(achieved.certified_on, time(), UTC)),
        "credentialSubject": {
            "id": f"urn:uuid:{issue.subject}",
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject", "hashed": True, "identityType": "emailAddress", "salt": issue.salt,
                    "identityHash": identity_hash(achieved.email, issue.salt),
                }
            ],
            "achievement": _achievement(achieved, name),
        },
        "credentialStatus": {
            "id": f"{listed}#{issue.status_index}", "type": "BitstringStatusListEntry", "statusPurpose": "revocation",
            "statusListIndex": str(issue.status_index), "statusListCredential": listed,
        },
        "credentialSchema": [dict(_SCHEMA)],
    }  # fmt: skip


def identity_hash(email: str, salt: str) -> str:
    """The mail address as Open Badges hash it: SHA-256 of the address with the salt behind it, in hex."""
    return "sha256$" + hashlib.sha256(f"{email}{salt}".encode()).hexdigest()


def is_held_by(credential: Mapping[str, Any], email: str) -> bool:
    """True when the credential was given to this mail address."""
    subject = credential.get("credentialSubject")
    entries = subject.get("identifier") if isinstance(subject, dict) else None
    return any(
        isinstance(one, dict)
        and one.get("identityType") == "emailAddress"
        and one.get("identityHash") == identity_hash(email, str(one.get("salt", "")))
        for one in (entries if isinstance(entries, list) else ())
    )


def _achievement(achieved: Achieved, name: str) -> dict[str, Any]:
    told = f"{achieved.issuer}/{achieved.launch}/{achieved.certification}"
    return {
        "id": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, told)}",
        "type": ["Achievement"],
        "achievementType": "Certification",
        "name": name,
        "description": (
            f"Has met everything asked of {achieved.certification_name} for the launch of {achieved.launch_name}. "
            f"It holds for {achieved.valid_days} days."
        ),
        "criteria": {"narrative": _criteria(achieved.criteria)},
    }


def _criteria(titles: Sequence[str]) -> str:
    """Markdown, as Open Badges read it; what a title holds of Markdown's signs is told as text."""
    marks = str.maketrans({sign: f"\\{sign}" for sign in r"\`*_{}[]<>#"})
    return "\n".join(f"- {title.translate(marks)}" for title in titles) or "See the issuer."
