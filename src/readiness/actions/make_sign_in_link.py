"""A sign-in link is made, to be handed to its person by whoever asked for it."""

from __future__ import annotations

from readiness.actions.require_administrator import require_administrator
from readiness.context import Context
from readiness.domain.people.address import mail_address
from readiness.ground.errors import NotFound
from readiness.store import accounts, journal, sign_ins


def make_sign_in_link(context: Context, *, email: str) -> str:
    """The token of a link (`<address>/sign-in/link/<token>`) that signs `email` in once, within 15 minutes.

    It is kept nowhere else. By an administrator for anybody, by anybody for themselves. Raises NotFound for somebody
    who may not sign in.
    """
    spelled = mail_address(email)
    with context.database.transaction() as session:
        by = context.by().casefold()
        if by != spelled:
            require_administrator(context, session, "make sign-in links for others")
        if not accounts.may_sign_in(session, spelled, context.clock.today()):
            raise NotFound(
                f"{ascii(spelled)[1:-1][:100]} may not sign in: no account, not on the roster, in no launch's team.",
                hint="Run: readiness user add, or enable the account.",
            )
        made = sign_ins.add_link(session, context.clock, spelled)
        journal.record(session, context.clock, actor=by, verb="made sign-in link", subject=spelled)
        return made.token
