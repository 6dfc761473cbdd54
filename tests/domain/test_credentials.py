"""Open Badges by themselves: the published vectors of the cryptosuite, the bits of a status list, what is refused."""

from __future__ import annotations

import base64
import gzip
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.credentials.badge import Achieved, Issue, identity_hash, is_held_by, open_badge
from readiness.domain.credentials.data_integrity import proof_options, read_proof, to_be_signed, with_proof
from readiness.domain.credentials.issuer import PublicKey, did_document, issuer_did, jwks, method_of, read_keys
from readiness.domain.credentials.multibase import (
    base58,
    base64url,
    multikey,
    read_base58,
    read_base64url,
    read_multikey,
)
from readiness.domain.credentials.presented import faults_of, jwt_claims, read_presented
from readiness.domain.credentials.state import Since, state_of
from readiness.domain.credentials.status_list import ENTRIES, encode_bits, is_set, read_bits
from readiness.ground.errors import Unusable

# Facts of the published test vectors: W3C Data Integrity EdDSA Cryptosuites 1.0, the representation of eddsa-jcs-2022 (examples 29 to 38).
PUBLIC = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
PRIVATE = "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq"
HASHES = (
    "66ab154f5c2890a140cb8388a22a160454f80575f6eae09e5a097cabe539a1db"
    "59b7cb6251b8991add1ce0bc83107e3db9dbbab5bd2c28f687db1a03abc92f19"
)
SIGNED = {
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "name": "Alumni Credential",
    "description": "A minimum viable example of an Alumni Credential.",
    "issuer": "https://vc.example/issuers/5678",
    "validFrom": "2023-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
    "proof": {
        "type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022", "created": "2023-02-24T23:36:38Z",
        "verificationMethod": f"did:key:{PUBLIC}#{PUBLIC}", "proofPurpose": "assertionMethod",
        "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
        "proofValue": "z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aX",
    },
}  # fmt: skip

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
RAW = KEY.public_key().public_bytes_raw()
ADDRESS = "https://ready.example.com"
NOW = datetime(2018, 1, 22, 9, 30, tzinfo=UTC)
OURS = PublicKey("0123456789abcdef", RAW, signs=True)
ACHIEVED = Achieved(
    issuer=issuer_did(ADDRESS), supplier="Tallybird", address=ADDRESS, launch="demo", launch_name="Demo",
    certification="field", certification_name="Field", criteria=("Basics", "Quiz: [Pricing](x) *now*"), valid_days=60,
    email="ann@example.com", certified_on=date(2018, 1, 22), valid_through=date(2018, 3, 23), is_simulated=False,
)  # fmt: skip
ISSUE = Issue(
    uid="58172aac-d8ba-41ed-83dd-0b3aef56cc33", subject="0d1f4f5a-1c4f-4a41-9d75-86f1d8a3e7ee", salt="Kosher",
    issued_at=NOW, status_list=1, status_index=94_567,
)  # fmt: skip


def verifies(payload: bytes, signature: bytes, public: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, payload)
    except InvalidSignature:
        return False
    return True


def secured(document: dict | None = None) -> dict:
    document = document or open_badge(ACHIEVED, ISSUE)
    options = proof_options(document, method=method_of(ACHIEVED.issuer, OURS.key_id), at=NOW)
    return with_proof(document, options, KEY.sign(to_be_signed(document, options)))


def as_jwt(claims: dict, **header: str) -> str:
    told = {"alg": "EdDSA", "kid": method_of(ACHIEVED.issuer, OURS.key_id), "typ": "JWT"} | header
    signed = f"{base64url(json.dumps(told).encode())}.{base64url(json.dumps(claims).encode())}"
    return f"{signed}.{base64url(KEY.sign(signed.encode()))}"


def codes(text: str, now: datetime = NOW, keys: tuple[PublicKey, ...] = (OURS,)) -> list[str]:
    return [fault.code for fault in faults_of(read_presented(text), keys, verifies, now)]


def test_the_published_vector_is_hashed_signed_and_verified_to_the_letter() -> None:
    proof = read_proof(SIGNED)
    assert proof.signed.hex() == HASHES
    assert verifies(proof.signed, proof.signature, read_multikey(PUBLIC))
    private = Ed25519PrivateKey.from_private_bytes(read_base58(PRIVATE)[2:])
    options = {name: value for name, value in SIGNED["proof"].items() if name != "proofValue"}
    document = {name: value for name, value in SIGNED.items() if name != "proof"}
    assert with_proof(document, options, private.sign(to_be_signed(document, options))) == SIGNED
    assert multikey(private.public_key().public_bytes_raw()) == PUBLIC


@given(st.binary(max_size=70))
def test_every_text_form_comes_back_as_it_was(data: bytes) -> None:
    assert read_base58(base58(data)) == data
    assert read_base64url(base64url(data)) == data


@given(st.text(max_size=40))
def test_anything_may_be_read_as_a_key_and_only_keys_are(text: str) -> None:
    for read in (read_base58, read_base64url, read_multikey):
        try:
            read(text)
        except ValueError:
            continue


def test_the_hash_of_a_mail_address_is_the_one_that_the_specification_gives() -> None:
    # Open Badges 3.0, IdentityHash: the example of 'a@example.com' salted with 'Kosher'.
    assert identity_hash("a@example.com", "Kosher") == (
        "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399"
    )


def test_a_badge_says_what_the_specification_requires_and_names_nobody() -> None:
    made = open_badge(ACHIEVED, ISSUE)
    assert {"@context", "id", "type", "name", "credentialSubject", "issuer", "validFrom"} <= made.keys()
    assert made["@context"][:1] == ["https://www.w3.org/ns/credentials/v2"]
    assert made["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    achievement = made["credentialSubject"]["achievement"]
    assert {"id", "type", "criteria", "description", "name"} <= achievement.keys()
    assert achievement["criteria"]["narrative"] == "- Basics\n- Quiz: \\[Pricing\\](x) \\*now\\*"
    assert made["credentialStatus"] == {
        "id": "https://ready.example.com/credentials/status/1#94567", "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation", "statusListIndex": "94567",
        "statusListCredential": "https://ready.example.com/credentials/status/1",
    }  # fmt: skip
    assert (made["validFrom"], made["validUntil"]) == ("2018-01-22T09:30:00Z", "2018-03-23T23:59:59Z")
    assert "ann@example.com" not in json.dumps(made)
    assert is_held_by(made, "ann@example.com")
    assert not is_held_by(made, "bob@example.com")


def test_a_rehearsal_says_so() -> None:
    from dataclasses import replace

    made = open_badge(replace(ACHIEVED, is_simulated=True), ISSUE)
    assert made["name"].startswith("Rehearsal: ")
    assert made["credentialSubject"]["achievement"]["name"].startswith("Rehearsal: ")


def test_what_we_sign_is_genuine_in_both_forms() -> None:
    assert codes(json.dumps(secured())) == []
    assert codes(as_jwt(jwt_claims(open_badge(ACHIEVED, ISSUE)))) == []


@pytest.mark.parametrize("name", ["name", "validUntil", "id", "credentialSubject", "credentialStatus", "issuer"])
def test_one_changed_member_is_not_genuine(name: str) -> None:
    changed = secured() | {name: "another"}
    assert codes(json.dumps(changed)) == ["BG001"]
    added = secured() | {"evidence": []}
    assert codes(json.dumps(added)) == ["BG001"]


def test_another_s_key_and_another_s_name_for_it_are_not_known() -> None:
    other = PublicKey(OURS.key_id, Ed25519PrivateKey.generate().public_key().public_bytes_raw())
    assert codes(json.dumps(secured()), keys=(other,)) == ["BG001"]
    assert codes(json.dumps(secured()), keys=(PublicKey("another", RAW),)) == ["BG001"]
    assert codes(json.dumps(secured()), keys=()) == ["BG001"]


def test_claims_of_a_jwt_that_differ_from_its_credential_are_told() -> None:
    claims = jwt_claims(open_badge(ACHIEVED, ISSUE))
    assert codes(as_jwt(claims | {"exp": claims["exp"] + 86_400})) == ["BG003"]
    assert codes(as_jwt(claims | {"iss": "did:web:elsewhere.example", "sub": "x"})) == ["BG003", "BG003"]
    assert codes(as_jwt({name: value for name, value in claims.items() if name != "exp"})) == ["BG003"]


def test_its_days_count_to_the_second() -> None:
    text = json.dumps(secured())
    assert codes(text, NOW - timedelta(seconds=1)) == ["BG004"]
    assert codes(text, datetime(2018, 3, 23, 23, 59, 59, tzinfo=UTC)) == []
    assert codes(text, datetime(2018, 3, 24, tzinfo=UTC)) == ["BG005"]


def test_a_credential_of_another_kind_is_no_badge() -> None:
    document = open_badge(ACHIEVED, ISSUE) | {"type": ["VerifiableCredential", "AlumniCredential"]}
    assert codes(json.dumps(secured(document))) == ["BG002"]
    nothing = open_badge(ACHIEVED, ISSUE) | {"validFrom": "soon"}
    assert codes(json.dumps(secured(nothing))) == ["BG006"]


@pytest.mark.parametrize(
    "text",
    [
        "", "x", "{", "[]", "{}", "a.b.c", "....", '{"proof": []}', '{"proof": {"type": "Other"}}', "{" * 100_000,
        '{"proof": {"type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022"}}', "x" * 300_000,
    ],
)  # fmt: skip
def test_what_is_no_credential_is_refused_in_words(text: str) -> None:
    with pytest.raises(Unusable):
        read_presented(text)


def test_a_jwt_without_a_signature_or_with_another_algorithm_is_refused() -> None:
    claims = jwt_claims(open_badge(ACHIEVED, ISSUE))
    for alg in ("none", "HS256", "RS256"):
        with pytest.raises(Unusable, match="not with EdDSA"):
            read_presented(as_jwt(claims, alg=alg))


@given(st.sets(st.integers(0, ENTRIES - 1), max_size=30))
def test_the_bits_of_a_list_come_back_and_no_others(withdrawn: set[int]) -> None:
    bits = read_bits(encode_bits(withdrawn))
    assert len(bits) * 8 == ENTRIES == 131_072
    assert all(is_set(bits, index) for index in withdrawn)
    assert sum(byte.bit_count() for byte in bits) == len(withdrawn)


def test_index_zero_is_the_left_most_bit_and_the_list_is_gzip_in_multibase() -> None:
    encoded = encode_bits({0, 7, 8})
    assert encoded[0] == "u"
    assert "=" not in encoded
    packed = base64.urlsafe_b64decode(encoded[1:] + "=" * (-len(encoded[1:]) % 4))
    assert gzip.decompress(packed)[:2] == bytes([0b1000_0001, 0b1000_0000])
    assert encode_bits({0, 7, 8}) == encoded, "the same list is the same text"


def test_an_index_out_of_the_list_and_a_list_that_is_none_are_refused() -> None:
    with pytest.raises(ValueError, match="not in a list"):
        encode_bits({ENTRIES})
    with pytest.raises(Unusable):
        is_set(read_bits(encode_bits([])), ENTRIES)
    short = "u" + base64url(gzip.compress(bytes(100)))
    bomb = "u" + base64url(gzip.compress(bytes(64 * 1024 * 1024)))
    for encoded in ("", "z123", "u!!", "uAAAA", short, bomb, encode_bits([])[:-20]):
        with pytest.raises(Unusable):
            read_bits(encoded)


def test_the_documents_that_publish_keys_are_read_back() -> None:
    old = PublicKey("fedcba9876543210", b"\1" * 32)
    for document in (did_document(ADDRESS, (OURS, old)), jwks(ADDRESS, (OURS, old))):
        assert [(key.key_id, key.raw) for key in read_keys(document)] == [
            (OURS.key_id, OURS.raw),
            (old.key_id, old.raw),
        ]
    assert issuer_did("http://127.0.0.1:8000") == "did:web:127.0.0.1%3A8000"
    for nothing in ({}, [], {"keys": [{"kty": "RSA"}]}, {"verificationMethod": "x"}):
        with pytest.raises(Unusable):
            read_keys(nothing)


DAY = date(2018, 2, 1)
HOLDS = Since(
    certified_on=date(2018, 1, 22), holds=True, was_revoked=False, was_asked_again=False, is_latest=True
)  # fmt: skip


@pytest.mark.parametrize(
    ("change", "day", "state"),
    [
        ({}, DAY, "valid"),
        ({}, date(2018, 3, 23), "valid"),
        ({}, date(2018, 3, 24), "expired"),
        ({"holds": False}, DAY, "lapsed"),
        ({"was_asked_again": True}, DAY, "lapsed"),
        ({"was_revoked": True}, DAY, "revoked"),
        ({"was_revoked": True, "is_latest": False}, DAY, "revoked"),
        ({"certified_on": None}, DAY, "revoked"),
        ({"is_latest": False}, DAY, "replaced"),
        ({"certified_on": date(2018, 1, 30)}, DAY, "replaced"),
    ],
)  # fmt: skip
def test_the_state_of_a_credential_follows_from_the_record(change: dict, day: date, state: str) -> None:
    from dataclasses import replace

    assert state_of(date(2018, 1, 22), date(2018, 3, 23), replace(HOLDS, **change), day) == state
