"""A browser signs itself out."""

from __future__ import annotations

from readiness.context import Context
from readiness.store import journal, sign_ins


def sign_out(context: Context, *, token: str) -> bool:
    """The session of this token has ended; False when there was none or it had ended."""
    with context.database.transaction() as session:
        found = sign_ins.session_of(session, token)
        if found is None or not sign_ins.end_session(session, context.clock, found.id):
            return False
        journal.record(
            session, context.clock, actor=found.email, verb="signed out", subject=found.email,
            detail={"session": found.id},
        )  # fmt: skip
        return True
