"""Somebody signs in with their password."""

from __future__ import annotations

from readiness.actions.begin_session import begin_session
from readiness.context import Context
from readiness.domain.access.sign_in import LONGEST_PASSWORD
from readiness.domain.people.address import mail_address
from readiness.ground.errors import NotAllowed
from readiness.store import accounts
from readiness.store.sign_ins import WebSession


def sign_in_by_password(
    context: Context, *, email: str, password: str, browser: str = "", replacing: str = ""
) -> WebSession:
    """A session of `email`. Raises NotAllowed, in the same words and after the same work, for a wrong password, for an
    account without one, and for an address that nobody knows.
    """
    spelled = mail_address(email)
    with context.database.reading() as session:
        account = accounts.account(session, spelled)
    kept = account.password if account and account.disabled_at is None else None
    # Outside the transaction: hashing takes long on purpose, and nobody else shall wait for it.
    if not context.passwords.verify(password[: LONGEST_PASSWORD + 1], kept):
        raise NotAllowed(
            "this mail address and password do not go together.",
            hint="Try again, or ask for a sign-in link: that works without a password.",
        )
    with context.database.transaction() as session:
        now = accounts.account(session, spelled)
        if now is None or now.password != kept:
            raise NotAllowed("the password was changed just now.", hint="Sign in with the new one.")
        return begin_session(context, session, email=spelled, how="password", browser=browser, replacing=replacing)
