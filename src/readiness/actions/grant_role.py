"""An account is given a role."""

from __future__ import annotations

from readiness.actions.require_administrator import require_administrator
from readiness.context import Context
from readiness.domain.access.roles import Role
from readiness.domain.access.sign_in import grant_problems
from readiness.ground.errors import DefinitionError
from readiness.store import accounts, journal


def grant_role(context: Context, *, email: str, role: Role, region: str = "") -> bool:
    """The account has the role from now on; False when it had it. `region` narrows a sales leader, "" = everywhere.

    By an administrator. Raises NotFound without an account, DefinitionError for a role that cannot be granted.
    """
    if problems := grant_problems(role, region):
        raise DefinitionError("this role cannot be granted.", problems=problems)
    with context.database.transaction() as session:
        by = require_administrator(context, session, "grant roles")
        account = accounts.require_account(session, email)
        if not accounts.add_grant(
            session, context.clock, email=account.email, role=role, region=region, source="administrator", by=by
        ):
            return False
        journal.record(
            session, context.clock, actor=by, verb="granted role", subject=account.email,
            detail={"role": role, "region": region},
        )  # fmt: skip
        return True
