"""Somebody may sign in no more, or may again."""

from __future__ import annotations

from readiness.actions.require_administrator import keep_one_administrator, require_administrator
from readiness.context import Context
from readiness.store import accounts, journal, sign_ins


def disable_account(context: Context, *, email: str) -> bool:
    """They are signed out everywhere, their links and tokens are dead, and they cannot sign in; False when that was so.

    Their roles stay on record for the day they come back. By an administrator; the last one cannot be disabled
    (Conflict). Raises NotFound.
    """
    with context.database.transaction() as session:
        by = require_administrator(context, session, "disable accounts")
        account = accounts.require_account(session, email)
        if account.disabled_at is not None:
            return False
        keep_one_administrator(session, account.email, "disabled")
        accounts.set_disabled(session, account.email, context.clock.now())
        ended = sign_ins.end_sessions(session, context.clock, account.email)
        sign_ins.end_links(session, context.clock, account.email)
        journal.record(
            session, context.clock, actor=by, verb="disabled account", subject=account.email,
            detail={"sessions ended": ended},
        )  # fmt: skip
        return True


def enable_account(context: Context, *, email: str) -> bool:
    """They may sign in again; False when they could. By an administrator. Raises NotFound."""
    with context.database.transaction() as session:
        by = require_administrator(context, session, "enable accounts")
        account = accounts.require_account(session, email)
        if account.disabled_at is None:
            return False
        accounts.set_disabled(session, account.email, None)
        journal.record(session, context.clock, actor=by, verb="enabled account", subject=account.email)
        return True
