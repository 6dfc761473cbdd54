"""Password hashing."""

from __future__ import annotations

import threading

from pwdlib.hashers.argon2 import Argon2Hasher

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


class Counting(Argon2Hasher):
    """Argon2id at its least, and the parameters of each hash that a password was held against."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.held_against: list[str] = []

    def verify(self, password: str | bytes, hash: str | bytes) -> bool:  # noqa: A002 (its parent names it so)
        self.held_against.append(str(hash).rsplit("$", 2)[0])
        return super().verify(password, hash)


def test_nobodys_password_is_never_right_and_takes_the_same_work():
    hasher = Counting()
    passwords = ArgonPasswords(hasher)
    kept = passwords.hash(GOOD)
    assert not passwords.verify("wrong", kept)
    assert not passwords.verify("wrong", None)
    assert not passwords.verify("nobody has this password", None)
    assert len(hasher.held_against) == 3
    assert set(hasher.held_against) == {kept.rsplit("$", 2)[0]}


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
