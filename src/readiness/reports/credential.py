"""Credentials for whoever holds, reads or checks one: as files, by their state, and the documents that publish keys."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from readiness.context import Context
from readiness.domain.credentials.badge import is_held_by, status_list_address
from readiness.domain.credentials.data_integrity import proof_options, to_be_signed, with_proof
from readiness.domain.credentials.issuer import PublicKey, did_document, issuer_did, jwks, method_of
from readiness.domain.credentials.multibase import base64url
from readiness.domain.credentials.presented import (
    NOT_GENUINE,
    Presented,
    Verifies,
    faults_of,
    jwt_claims,
    read_presented,
)
from readiness.domain.credentials.state import CredentialState
from readiness.domain.credentials.status_list import status_list
from readiness.ground.errors import NotFound, Problem
from readiness.ground.fingerprint import canonical_json
from readiness.store import credentials
from readiness.store.held import held, mark_of

_LIST_HOLDS: Final = timedelta(days=2)
"""Longer than a day, for whoever asked just before midnight; a list is signed anew whenever the record changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What stands behind a credential that somebody shows.

    `genuine`: signed by a key that is known, whole, and as it must be. `state` is told of those on record here; None =
    not ours to know, and then the status list at `status_list` tells. What it says (`name` of the achievement,
    `issuer`, days) counts only when it is genuine. `given_to_them`: it is of the mail address that was asked about;
    None = none was.
    """

    genuine: bool
    faults: tuple[Problem, ...]
    state: CredentialState | None
    id: str
    name: str
    issuer: str
    issuer_id: str
    valid_from: str
    valid_until: str
    status_list: str
    as_of: date
    given_to_them: bool | None

    @property
    def is_valid(self) -> bool:
        return self.genuine and not self.faults and self.state in {"valid", None}


@dataclass(frozen=True, slots=True)
class SignedList:
    """A status list in both forms: JSON with its proof, and a JWT."""

    json: str
    jwt: str


def published_keys(context: Context, *, address: str) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The DID document and the JWKS of whoever is at `address`."""
    keys = context.issuer.public_keys()
    return did_document(address, keys), jwks(address, keys)


def credential_jwt(context: Context, text: str) -> str:
    """A credential of ours as a VC-JWT, signed now by the key that signs. `text` is the JSON, its proof in it."""
    document = {name: value for name, value in json.loads(text).items() if name != "proof"}
    return _jwt(context, document, typ="JWT")


def signed_status_list(context: Context, *, number: int, address: str) -> SignedList:
    """Status list `number` as of now. Raises NotFound for one in which nothing ever stood.

    Made once for each change of the record and each day.
    """
    today = context.clock.today()
    with context.database.reading() as session:
        if not credentials.has_list(session, number):
            raise NotFound(f"there is no status list {number}.")
        mark = mark_of(session)

        def made() -> SignedList:
            withdrawn = credentials.withdrawn_in(session, number, today)
            return _signed_list(context, number, address, withdrawn)

        return held(context.database, ("status-list", number, address, today), mark, made)


def judge_credential(
    context: Context, text: str, *, keys: Sequence[PublicKey] | None = None, email: str = ""
) -> Judged:
    """What is shown, judged by our own keys (or by `keys`, somebody else's) and by the record.

    Raises Unusable when it is no credential.
    """
    shown = read_presented(text)
    known = context.issuer.public_keys() if keys is None else keys
    state = None
    if keys is None:
        with context.database.reading() as session:
            issued = credentials.with_uid(session, shown.id.removeprefix("urn:uuid:"))
            if issued is not None:
                state = credentials.states_of(session, [issued], context.clock.today())[issued.uid]
    return judged(shown, known, context.issuer.verifies, now=context.clock.now(), state=state, email=email)


def judged(
    shown: Presented,
    keys: Sequence[PublicKey],
    verifies: Verifies,
    *,
    now: datetime,
    state: CredentialState | None = None,
    email: str = "",
) -> Judged:
    """The same without a workspace: what is said, and whether these keys stand behind it."""
    faults = faults_of(shown, keys, verifies, now)
    genuine = not any(fault.code in NOT_GENUINE for fault in faults)
    told = shown.credential
    issuer, subject, status = (_object(told.get(name)) for name in ("issuer", "credentialSubject", "credentialStatus"))
    achievement = _object(subject.get("achievement"))
    return Judged(
        genuine=genuine, faults=faults, state=state if genuine else None, id=shown.id, issuer_id=shown.issuer,
        name=_text(achievement.get("name")), issuer=_text(issuer.get("name")), valid_from=_text(told.get("validFrom")),
        valid_until=_text(told.get("validUntil")), status_list=_text(status.get("statusListCredential")),
        as_of=now.date(), given_to_them=is_held_by(told, email) if email else None,
    )  # fmt: skip


def _signed_list(context: Context, number: int, address: str, withdrawn: Sequence[int]) -> SignedList:
    at = context.clock.now()
    until = datetime.combine(at.date() + _LIST_HOLDS, time(), at.tzinfo)
    did = issuer_did(address)
    document = status_list(
        status_list_address(address, number), issuer=did, withdrawn=withdrawn, at=at, until=until
    )  # fmt: skip
    key_id = _signing_key(context)
    options = proof_options(document, method=method_of(did, key_id), at=at)
    _, signature = context.issuer.sign(to_be_signed(document, options))
    secured = with_proof(document, options, base64.b64decode(signature))
    return SignedList(canonical_json(secured).decode(), _jwt(context, document, typ="vc+jwt"))


def _jwt(context: Context, document: Mapping[str, Any], *, typ: str) -> str:
    """A compact JWS (RFC 7515) with EdDSA (RFC 8037): the form that verifiers of badges know."""
    claims = jwt_claims(document)
    header = {"alg": "EdDSA", "kid": method_of(claims["iss"], _signing_key(context)), "typ": typ}
    signed = f"{base64url(canonical_json(header))}.{base64url(canonical_json(claims))}"
    _, signature = context.issuer.sign(signed.encode())
    return f"{signed}.{base64url(base64.b64decode(signature))}"


def _signing_key(context: Context) -> str:
    return next(key.key_id for key in context.issuer.public_keys() if key.signs)


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return value[:500] if isinstance(value, str) else ""
