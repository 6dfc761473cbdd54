"""A sign-in link is used."""

from __future__ import annotations

from readiness.actions.begin_session import begin_session
from readiness.context import Context
from readiness.ground.errors import NotAllowed
from readiness.store import sign_ins
from readiness.store.sign_ins import WebSession

_AGAIN = "Ask for a new one: each works once, for 15 minutes."


def sign_in_by_link(context: Context, *, token: str, browser: str = "", replacing: str = "") -> WebSession:
    """A session of the link's person; the link is used up. Of two browsers at once, one gets in.

    Raises NotAllowed for a link that is unknown, expired or used, and for somebody who may not sign in any more.
    """
    with context.database.transaction() as session:
        link = sign_ins.link(session, token)
        if link is None:
            raise NotAllowed("this sign-in link is not one of ours.", hint=_AGAIN)
        if not sign_ins.use_link(session, context.clock, token):
            # Read again: of two at once, the other may have used it meanwhile.
            known = sign_ins.link(session, token)
            said = "has been used" if known and known.used_at else "has expired"
            raise NotAllowed(f"this sign-in link {said}.", hint=_AGAIN)
        return begin_session(context, session, email=link.email, how="link", browser=browser, replacing=replacing)
