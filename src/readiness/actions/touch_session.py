"""It is written down that a session or a token was seen."""

from __future__ import annotations

from readiness.context import Context
from readiness.store import sign_ins


def touch_session(context: Context, *, session: int, is_token: bool = False) -> None:
    """Seen now. Not in the journal: nobody did anything. Called when `SignedIn.is_stale`, not each time."""
    with context.database.transaction() as writing:
        see = sign_ins.see_token if is_token else sign_ins.see_session
        see(writing, context.clock, session)
