"""A browser is signed in: the last step of every way to sign in, inside its transaction."""

from __future__ import annotations

from sqlmodel import Session

from readiness.context import Context
from readiness.domain.access.sign_in import How
from readiness.ground.errors import NotAllowed
from readiness.store import accounts, journal, sign_ins
from readiness.store.sign_ins import WebSession
from readiness.store.teams import functions_of


def begin_session(
    context: Context, session: Session, *, email: str, how: How, browser: str, replacing: str = "", name: str = ""
) -> WebSession:
    """A new session of `email`, its token in it; the session that this browser had (`replacing`, its token) has ended.

    Whoever has no account yet gets one. Raises NotAllowed for somebody disabled, or whom nobody knows.
    """
    if not accounts.may_sign_in(session, email, context.clock.today()):
        raise NotAllowed(
            f"{email} may not sign in here.", hint="Ask an administrator for an account, or to be put on the roster."
        )
    if accounts.account(session, email) is None:
        place = accounts.place_of(session, email, context.clock.today())
        name = name or (place.name if place else "") or functions_of(session, email).name
        if accounts.add_account(session, context.clock, email=email, name=name, by=email):
            journal.record(session, context.clock, actor=email, verb="opened account", subject=email)
    before = sign_ins.session_of(session, replacing) if replacing else None
    if before is not None:
        sign_ins.end_session(session, context.clock, before.id)
    made = sign_ins.add_session(session, context.clock, email=email, how=how, browser=browser)
    journal.record(
        session, context.clock, actor=email, verb="signed in", subject=email, detail={"how": how, "session": made.id}
    )
    return made
