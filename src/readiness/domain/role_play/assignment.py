"""Who grades what: whoever has least to grade, and among equals by a draw that anybody can repeat."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable

from readiness.domain.role_play.graders import Grader

_WHOLE = 2**64


def seed_of(*, launch: str, role_play: str, rep: str, number: int) -> str:
    """What the draws of one submission are made from."""
    return f"{launch}|{role_play}|{rep}|{number}"


def is_double(seed: str, share: float) -> bool:
    """True for the share of submissions that two people grade."""
    return _drawn(f"double|{seed}") < share * _WHOLE


def choose(graders: Iterable[Grader], seed: str, count: int, *, taken: Collection[str] = ()) -> tuple[Grader, ...]:
    """Up to `count` of these who are not `taken`: who has least open first. Fewer when there are not so many."""
    free = [one for one in graders if one.email not in taken]
    return tuple(sorted(free, key=lambda one: (one.open, _rank(seed, one.email)))[:count])


def _rank(seed: str, email: str) -> int:
    return _drawn(f"grader|{seed}|{email}")


def _drawn(text: str) -> int:
    """0 to 2^64 − 1, the same on every machine."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
