"""A browser somewhere is signed out."""

from __future__ import annotations

from readiness.context import Context
from readiness.domain.people.address import mail_address
from readiness.ground.errors import NotFound
from readiness.store import accounts, journal, sign_ins


def revoke_session(context: Context, *, number: int, of: str = "") -> bool:
    """The session has ended; False when it had. One's own, or anybody's by an administrator; `of` says whose it has
    to be, "" = whoever's.

    Raises NotFound, also for somebody else's: a number tells nobody who is signed in.
    """
    with context.database.transaction() as session:
        by = context.by().casefold()
        found = sign_ins.session_by_id(session, number)
        if found is None or (found.email != by and by not in accounts.administrators(session)):
            raise NotFound("there is no such session of yours.", hint="See your sessions on the account page.")
        if of and found.email != mail_address(of):
            raise NotFound("there is no such session of theirs.", hint="See theirs under Administration, People.")
        if not sign_ins.end_session(session, context.clock, number):
            return False
        journal.record(
            session, context.clock, actor=by, verb="revoked session", subject=found.email, detail={"session": number}
        )
        return True


def revoke_other_sessions(context: Context, *, keep: int | None) -> int:
    """Every browser in which whoever acts is signed in, but session `keep`, is signed out; returns how many were."""
    with context.database.transaction() as session:
        by = context.by().casefold()
        ended = sign_ins.end_sessions(session, context.clock, by, but=keep)
        if ended:
            journal.record(
                session, context.clock, actor=by, verb="revoked sessions", subject=by, detail={"sessions": ended}
            )
        return ended
