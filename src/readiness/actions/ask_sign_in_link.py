"""Somebody at the door asks for a sign-in link; it goes to their mail."""

from __future__ import annotations

from urllib.parse import quote

from readiness.context import Context
from readiness.domain.access.sign_in import LINK_LASTS
from readiness.domain.people.address import is_mail_address, mail_address
from readiness.store import accounts, journal, sign_ins

_MINUTES = int(LINK_LASTS.total_seconds() // 60)


def ask_sign_in_link(context: Context, *, email: str, address: str, then: str = "/") -> None:
    """Whoever may sign in has a link in their mail; about anybody else nothing is done and nothing is said.

    `address` is where this is served, without a slash at its end; `then` the page to see afterwards. Takes as long as
    the mail takes, so a door calls it after it has answered: time would tell who is known. Raises OutsideFailure when
    the mail cannot be sent.
    """
    send_sign_in_link(context, email=email, address=address, then=then)


def send_sign_in_link(context: Context, *, email: str, address: str, then: str = "/") -> bool:
    """As `ask_sign_in_link`, for whoever may know who is known: returns whether they may sign in, and have a link."""
    spelled = mail_address(email)
    if not is_mail_address(spelled):
        return False
    with context.database.transaction() as session:
        if not accounts.may_sign_in(session, spelled, context.clock.today()):
            return False
        made = sign_ins.add_link(session, context.clock, spelled)
        journal.record(session, context.clock, actor=spelled, verb="asked for sign-in link", subject=spelled)
    after = f"?next={quote(then, safe='/')}" if then != "/" else ""
    context.mail.send(
        spelled,
        "Your sign-in link",
        f"Open this to sign in. It works once, for {_MINUTES} minutes:\n\n"
        f"{address}/sign-in/link/{made.token}{after}\n\n"
        "If you did not ask for it, leave it: nobody is signed in by it but whoever opens it.\n",
    )
    return True
