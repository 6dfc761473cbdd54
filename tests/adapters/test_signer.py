"""The workspace's signing key: made once, readable by its owner, and old signatures outlive it."""

from __future__ import annotations

import base64
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from readiness.adapters.signer import PRIVATE, WorkspaceSigner
from readiness.ground.errors import OutsideFailure

PAYLOAD = b'{"launch":"atlas"}'


def test_a_key_is_made_on_first_use_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    signer = WorkspaceSigner(tmp_path / "keys")
    assert not (tmp_path / "keys").exists()
    key_id, signature = signer.sign(PAYLOAD)
    private = tmp_path / "keys" / PRIVATE
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert sorted(p.name for p in (tmp_path / "keys").iterdir()) == sorted([f"{key_id}.pub.pem", PRIVATE])
    assert signer.verify(PAYLOAD, key_id, signature)


def test_the_second_signature_is_by_the_same_key_and_ed25519_is_deterministic(tmp_path: Path) -> None:
    first = WorkspaceSigner(tmp_path).sign(PAYLOAD)
    assert WorkspaceSigner(tmp_path).sign(PAYLOAD) == first


def test_the_public_key_beside_it_verifies_without_this_product(tmp_path: Path) -> None:
    key_id, signature = WorkspaceSigner(tmp_path).sign(PAYLOAD)
    public = load_pem_public_key((tmp_path / f"{key_id}.pub.pem").read_bytes())
    public.verify(base64.b64decode(signature), PAYLOAD)  # type: ignore[union-attr, call-arg]


def test_a_changed_payload_an_unknown_key_and_nonsense_do_not_verify(tmp_path: Path) -> None:
    signer = WorkspaceSigner(tmp_path)
    key_id, signature = signer.sign(PAYLOAD)
    assert not signer.verify(PAYLOAD + b" ", key_id, signature)
    assert not signer.verify(PAYLOAD, "0" * 16, signature)
    assert not signer.verify(PAYLOAD, "../../etc/passwd", signature)
    assert not signer.verify(PAYLOAD, key_id, "not base64 !")
    assert not signer.verify(PAYLOAD, key_id, "")


def test_a_public_key_filed_under_another_id_does_not_verify(tmp_path: Path) -> None:
    ours, theirs = WorkspaceSigner(tmp_path / "ours"), WorkspaceSigner(tmp_path / "theirs")
    our_id, _ = ours.sign(PAYLOAD)
    their_id, forged = theirs.sign(PAYLOAD)
    (tmp_path / "ours" / f"{our_id}.pub.pem").write_bytes((tmp_path / "theirs" / f"{their_id}.pub.pem").read_bytes())
    assert not ours.verify(PAYLOAD, our_id, forged)


def test_old_clearances_verify_after_the_private_key_was_replaced(tmp_path: Path) -> None:
    signer = WorkspaceSigner(tmp_path)
    old_id, old_signature = signer.sign(PAYLOAD)
    (tmp_path / PRIVATE).unlink()
    new_id, _ = signer.sign(PAYLOAD)
    assert new_id != old_id
    assert signer.verify(PAYLOAD, old_id, old_signature)


def test_a_damaged_key_is_told_and_never_replaced_in_silence(tmp_path: Path) -> None:
    (tmp_path / PRIVATE).write_text("not a key")
    with pytest.raises(OutsideFailure, match="cannot be used"):
        WorkspaceSigner(tmp_path).sign(PAYLOAD)
    assert (tmp_path / PRIVATE).read_text() == "not a key"


def test_two_who_make_a_key_at_once_end_with_one(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        ids = {key_id for key_id, _ in pool.map(lambda _: WorkspaceSigner(tmp_path).sign(PAYLOAD), range(16))}
    assert len(ids) == 1
    assert len(list(tmp_path.glob("*.pub.pem"))) == 1


def test_opening_a_workspace_does_not_import_cryptography() -> None:
    code = "import sys, readiness.adapters.signer; sys.exit('cryptography' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, env=dict(os.environ)).returncode == 0
