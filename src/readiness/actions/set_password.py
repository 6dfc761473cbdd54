"""Somebody sets their password."""

from __future__ import annotations

from readiness.context import Context
from readiness.domain.access.sign_in import password_problems
from readiness.ground.errors import DefinitionError, NotAllowed
from readiness.store import accounts, journal, sign_ins


def set_password(context: Context, *, new: str, old: str = "", keep: int | None = None) -> None:
    """Whoever acts signs in with `new` from now on; every other browser of theirs (but session `keep`) is signed out,
    and links sent before are dead.

    Raises DefinitionError with all that is wrong with `new`, NotAllowed when `old` is not the one they had.
    """
    by = context.by().casefold()
    with context.database.reading() as session:
        before = accounts.require_account(session, by).password
    if before is not None and not context.passwords.verify(old, before):
        raise NotAllowed("the old password is not right.", hint="Sign in by link if you no longer know it.")
    if problems := password_problems(new, email=by):
        raise DefinitionError("this password is not good enough.", problems=problems)
    kept = context.passwords.hash(new)
    with context.database.transaction() as session:
        if accounts.require_account(session, by).password != before:
            raise NotAllowed("the password was changed just now.", hint="Look again.")
        accounts.set_password(session, by, kept)
        ended = sign_ins.end_sessions(session, context.clock, by, but=keep)
        sign_ins.end_links(session, context.clock, by)
        journal.record(
            session, context.clock, actor=by, verb="set password", subject=by, detail={"sessions ended": ended}
        )
