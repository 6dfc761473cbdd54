"""Password hashing."""

from __future__ import annotations

import threading
import time

from readiness.adapters.passwords import ArgonPasswords

GOOD = "four words in a row"


def test_a_password_is_its_own_and_no_other():
    passwords = ArgonPasswords()
    kept = passwords.hash(GOOD)
    assert kept.startswith("$argon2id$")
    assert GOOD not in kept
    assert kept != passwords.hash(GOOD)
    assert passwords.verify(GOOD, kept)
    for wrong in ("", GOOD + " ", GOOD.upper()):
        assert not passwords.verify(wrong, kept)


def test_accents_may_be_composed_either_way():
    passwords = ArgonPasswords()
    assert passwords.verify("cafe\u0301 is warm", passwords.hash("café is warm"))


def test_nobodys_password_is_never_right_and_takes_as_long():
    passwords = ArgonPasswords()
    kept = passwords.hash(GOOD)
    assert not passwords.verify("nobody has this password", None)

    def seconds(hashed: str | None) -> float:
        began = time.perf_counter()
        for _ in range(5):
            passwords.verify("wrong", hashed)
        return time.perf_counter() - began

    known, unknown = min(seconds(kept) for _ in range(3)), min(seconds(None) for _ in range(3))
    assert 0.4 < known / unknown < 2.5


def test_something_kept_that_is_no_hash_matches_nothing():
    assert not ArgonPasswords().verify("x", "x")


def test_many_at_once_take_their_turn():
    passwords = ArgonPasswords()
    kept, right = passwords.hash(GOOD), []
    threads = [threading.Thread(target=lambda: right.append(passwords.verify(GOOD, kept))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert right == [True] * 8
