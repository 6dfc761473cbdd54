"""Accounts for people to see: one's own sessions and tokens, and whether anybody administers yet."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.context import Context
from readiness.domain.people.person import mail_address
from readiness.store import accounts, sign_ins
from readiness.store.accounts import Grant
from readiness.store.sign_ins import ApiToken, WebSession


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One account as its owner sees it; sessions last seen first, tokens newest first."""

    email: str
    name: str
    has_password: bool
    grants: tuple[Grant, ...]
    sessions: tuple[WebSession, ...]
    tokens: tuple[ApiToken, ...]


def account_page(context: Context, *, email: str) -> AccountPage:
    """Raises NotFound for somebody without an account."""
    now = context.clock.now()
    with context.database.reading() as session:
        found = accounts.require_account(session, mail_address(email))
        return AccountPage(
            found.email,
            found.name,
            found.password is not None,
            accounts.open_grants(session, found.email),
            sign_ins.sessions_of(session, found.email, now),
            sign_ins.tokens_of(session, found.email),
        )


def has_administrator(context: Context) -> bool:
    """True once an administrator has signed in; from then on only administrators make administrators."""
    with context.database.reading() as session:
        return accounts.is_administered(session)
