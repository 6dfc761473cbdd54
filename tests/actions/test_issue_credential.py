"""Credentials issued, listed and ended; and what an independent library makes of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from joserfc import jws
from joserfc.jwk import KeySet
from openbadgeslib.ob3.verifier import OB3VerificationError, OB3Verifier
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from readiness.actions.issue_credential import issue_credential
from readiness.actions.revoke_certification import revoke_certification
from readiness.actions.rotate_issuer_key import rotate_issuer_key
from readiness.context import Context
from readiness.domain.credentials.status_list import is_set, read_bits
from readiness.ground.errors import Conflict, NotFound
from readiness.reports.credential import credential_jwt, judge_credential, published_keys, signed_status_list
from readiness.settings import load_settings
from readiness.store import evidence
from readiness.store.credentials import free_place, withdrawn_in
from readiness.store.session import Database
from readiness.wiring.workspace import build_context
from tests.standing_world import FIELD, apply, certified, clock, enrol, launch, person, piece, publish

ADDRESS = "https://ready.example.com"
ANN, CY = "ann@example.com", "cy@example.com"
LATELY = datetime.now(UTC) - timedelta(hours=6)
"""The independent library asks the wall's clock, so what it is shown is of these days."""


@pytest.fixture
def context(database: Database, tmp_path: Path) -> Context:
    """Ann was certified on day 2; Cy is half-way. Today is day 10."""
    made = build_context(load_settings(tmp_path, {}))
    with database.transaction() as session:
        apply(session, launch(FIELD))
        for name in ("ann", "cy"):
            enrol(session, launch(FIELD), FIELD, person(session, f"{name}@example.com"))
        publish(session, "module", "basics", 1, 0)
        evidence.add(session, clock(5), certified(ANN, 2))
        evidence.add(session, clock(5), [piece("module-completed", "basics", CY, 2)])
    return replace(made, database=database, clock=clock(10), actor="eve@example.com")


def issue(context: Context, rep: str = ANN) -> dict:
    given = issue_credential(context, launch="demo", certification="field", rep=rep, address=ADDRESS)
    return json.loads(given.issued.text)


def index_of(credential: dict) -> int:
    return int(credential["credentialStatus"]["statusListIndex"])


def listed(context: Context, credential: dict) -> bool:
    """Whether the bit of this credential is set, in the list as it is served."""
    document = json.loads(signed_status_list(context, number=1, address=ADDRESS).json)
    return is_set(read_bits(document["credentialSubject"]["encodedList"]), index_of(credential))


def state(context: Context, credential: dict) -> str | None:
    return judge_credential(context, json.dumps(credential)).state


def later(context: Context, days: float) -> Context:
    return replace(context, clock=clock(days))


def test_asked_again_it_is_the_same_credential(context: Context) -> None:
    first = issue_credential(context, launch="demo", certification="field", rep=ANN, address=ADDRESS)
    again = issue_credential(later(context, 11), launch="demo", certification="field", rep=ANN, address=ADDRESS)
    assert (first.is_new, again.is_new) == (True, False)
    assert again.issued == first.issued
    assert judge_credential(context, first.issued.text, email=ANN).given_to_them


def test_there_is_none_before_it_is_earned_nor_of_what_there_is_not(context: Context) -> None:
    with pytest.raises(Conflict, match="not certified as Field today: 1 of 2 met"):
        issue(context, CY)
    with pytest.raises(NotFound, match="no certification 'filed'"):
        issue_credential(context, launch="demo", certification="filed", rep=ANN, address=ADDRESS)
    with pytest.raises(Conflict, match="where others reach us"):
        issue_credential(context, launch="demo", certification="field", rep=ANN, address="")


def test_a_revoked_certification_ends_its_credential_for_ever_and_the_next_one_has_another_index(
    context: Context,
) -> None:
    first = issue(context)
    assert (state(context, first), listed(context, first)) == ("valid", False)
    revoke_certification(later(context, 12), launch="demo", rep=ANN, certification="field", reason="Not them.")
    assert (state(later(context, 12), first), listed(later(context, 12), first)) == ("revoked", True)
    with context.database.transaction() as session:
        evidence.add(session, clock(13), certified(ANN, 13))
    second = issue(later(context, 13))
    assert index_of(second) != index_of(first)
    assert (state(later(context, 13), first), state(later(context, 13), second)) == ("revoked", "valid")
    assert (listed(later(context, 13), first), listed(later(context, 13), second)) == (True, False)


def test_what_is_asked_again_ends_it_until_it_is_taken_and_then_there_is_a_new_one(context: Context) -> None:
    first = issue(context)
    with context.database.transaction() as session:
        publish(session, "module", "basics", 2, 12)
        from readiness.store import standings

        standings.bring_up_to_date(session, "demo")
    assert (state(later(context, 12), first), listed(later(context, 12), first)) == ("lapsed", True)
    with context.database.transaction() as session:
        evidence.add(session, clock(14), [piece("module-completed", "basics", ANN, 14, fingerprint="basics-2")])
    assert state(later(context, 14), first) == "lapsed", "what ended stays so"
    second = issue(later(context, 14))
    assert second["id"] != first["id"]
    assert (state(later(context, 14), first), state(later(context, 14), second)) == ("replaced", "valid")


def test_a_time_that_is_over_ends_it(context: Context) -> None:
    first = issue(context)
    assert state(later(context, 62), first) == "valid", "60 days after day 2, and that day too"
    assert state(later(context, 63), first) == "expired"
    assert listed(later(context, 63), first)


def test_another_address_or_a_changed_title_is_another_credential_and_the_old_one_was_replaced(
    context: Context,
) -> None:
    first = issue(context)
    elsewhere = issue_credential(
        context, launch="demo", certification="field", rep=ANN, address="https://new.example.com"
    )
    assert elsewhere.is_new
    assert state(context, first) == "replaced"


def test_the_record_of_credentials_is_insert_only(context: Context) -> None:
    issue(context)
    for statement in ("UPDATE credential SET basis = 'x'", "DELETE FROM credential"):
        with pytest.raises(DatabaseError, match="insert-only"), context.database.engine.begin() as connection:
            connection.execute(text(statement))


def test_there_is_no_list_in_which_nothing_stands(context: Context) -> None:
    with pytest.raises(NotFound):
        signed_status_list(context, number=1, address=ADDRESS)
    issue(context)
    with context.database.reading() as session:
        assert free_place(session)[0] == 1
        assert withdrawn_in(session, 1, context.clock.today()) == ()
    with pytest.raises(NotFound):
        signed_status_list(context, number=2, address=ADDRESS)


def test_a_new_key_signs_from_here_on_and_what_the_old_one_signed_still_verifies(context: Context) -> None:
    first = issue(context)
    old, new = rotate_issuer_key(context)
    assert old == first["proof"]["verificationMethod"].partition("#")[2]
    assert judge_credential(context, json.dumps(first)).is_valid
    again = credential_jwt(context, json.dumps(first))
    assert judge_credential(context, again).is_valid
    keys, _ = published_keys(context, address=ADDRESS)
    assert [method["id"].partition("#")[2] for method in keys["verificationMethod"]] == [new, old]
    (context.root / ".readiness" / "keys" / "credentials" / f"{old}.pub.pem").unlink()
    assert not judge_credential(context, json.dumps(first)).genuine, "a key that is taken out is not trusted"
    assert judge_credential(context, json.dumps(issue(context))).is_valid, "and its badges are issued anew"


@pytest.fixture
def today(context: Context) -> Context:
    """The same company, of these days: what an independent library is shown."""
    from readiness.ground.clock import FixedClock

    return replace(context, clock=FixedClock(LATELY, simulated=False))


def certified_lately(context: Context) -> None:
    at = LATELY - timedelta(days=1)
    with context.database.transaction() as session:
        evidence.add(
            session, context.clock, [replace(one, happened_at=at, key=f"{one.key}|lately") for one in certified(ANN, 2)]
        )


def downloads(context: Context) -> Callable[[str], bytes]:
    """What a verifier gets from us over the network, without one."""
    did, _ = published_keys(context, address=ADDRESS)

    def download(url: str, *_: object, **__: object) -> bytes:
        if url.endswith("/.well-known/did.json"):
            return json.dumps(did).encode()
        assert url == f"{ADDRESS}/credentials/status/1"
        return signed_status_list(context, number=1, address=ADDRESS).jwt.encode()

    return download


def test_openbadgeslib_verifies_our_jwt_by_our_did_and_reads_our_status_list(today: Context) -> None:
    certified_lately(today)
    token = credential_jwt(today, json.dumps(issue(today)))
    download = downloads(today)
    verifier = OB3Verifier.for_issuer_did("did:web:ready.example.com", download=download)
    found = verifier.verify(token)
    assert found.achievement.name == "Field"
    assert found.issuer.id == "did:web:ready.example.com"
    verifier.check_status(found, download=download)
    public = Ed25519PublicKey.from_public_bytes(today.issuer.public_keys()[0].raw).public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    pinned = OB3Verifier(pubkey_pem=public)
    pinned.check_status(found, download=download, verify_list=True)
    revoke_certification(
        replace(today, clock=replace(today.clock, at=LATELY + timedelta(hours=1))), launch="demo", rep=ANN,
        certification="field", reason="Not them.",
    )  # fmt: skip
    with pytest.raises(OB3VerificationError, match="revocation"):
        pinned.check_status(found, download=downloads(today), verify_list=True)


def test_openbadgeslib_refuses_a_changed_token_and_one_of_another_issuer(today: Context) -> None:
    certified_lately(today)
    header, claims, signature = credential_jwt(today, json.dumps(issue(today))).split(".")
    download = downloads(today)
    verifier = OB3Verifier.for_issuer_did("did:web:ready.example.com", download=download)
    with pytest.raises(OB3VerificationError):
        verifier.verify(f"{header}.{claims[:-4]}AAAA.{signature}")
    with pytest.raises(OB3VerificationError):
        verifier.verify(f"{header}.{claims}.{'A' * len(signature)}")


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
def test_a_second_implementation_of_jose_verifies_it_by_our_key_set(context: Context) -> None:
    token = credential_jwt(context, json.dumps(issue(context)))
    _, keys = published_keys(context, address=ADDRESS)
    found = jws.deserialize_compact(token, KeySet.import_key_set(keys), algorithms=["EdDSA"])
    assert json.loads(found.payload)["iss"] == "did:web:ready.example.com"
