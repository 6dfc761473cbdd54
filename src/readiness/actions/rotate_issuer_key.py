"""The issuer signs with a new key from here on."""

from __future__ import annotations

from readiness.context import Context
from readiness.store import journal


def rotate_issuer_key(context: Context) -> tuple[str, str]:
    """Ids of the key that signed ("" = none had) and of the one that signs now; what the old one signed verifies.

    Raises NotAllowed when nobody said who acts, OutsideFailure when the folder of keys cannot be changed.
    """
    by = context.by()
    old, new = context.issuer.rotate()
    with context.database.transaction() as session:
        journal.record(
            session, context.clock, actor=by, verb="rotated", subject="the key that signs credentials",
            detail={"old": old, "new": new},
        )  # fmt: skip
    return old, new
