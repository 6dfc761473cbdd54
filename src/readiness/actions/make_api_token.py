"""A token for programs is made."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from readiness.context import Context
from readiness.domain.access.sign_in import token_problems
from readiness.ground.errors import DefinitionError
from readiness.store import accounts, journal, sign_ins
from readiness.store.sign_ins import ApiToken


def make_api_token(context: Context, *, name: str, scopes: Collection[str], days: int = 90) -> ApiToken:
    """A token that does what whoever acts may do, within `scopes`; the token itself is in the result and nowhere else.

    Raises DefinitionError with everything that is wrong, NotFound without an account.
    """
    wanted = frozenset(scopes)
    if problems := token_problems(name, wanted, days):
        raise DefinitionError("the token cannot be made like this.", problems=problems)
    with context.database.transaction() as session:
        account = accounts.require_account(session, context.by())
        made = sign_ins.add_token(
            session, context.clock, email=account.email, name=name.strip(), scopes=wanted, lasts=timedelta(days=days)
        )
        journal.record(
            session, context.clock, actor=account.email, verb="made token", subject=made.name,
            detail={"token": made.id, "scopes": sorted(wanted), "expires": made.expires_at.isoformat()},
        )  # fmt: skip
        return made
