"""The digest of short texts is SHA-256, whichever implementation gives it."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from readiness.ground.digest import sha256


@given(st.binary(max_size=200))
def test_it_is_what_hashlib_says(data: bytes) -> None:
    assert sha256(data).hexdigest() == hashlib.sha256(data).hexdigest()
    assert sha256(data).digest() == hashlib.sha256(data).digest()
