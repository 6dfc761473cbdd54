"""A role is taken from an account."""

from __future__ import annotations

from readiness.actions.require_administrator import keep_one_administrator, require_administrator
from readiness.context import Context
from readiness.domain.access.roles import Role
from readiness.ground.errors import Conflict
from readiness.store import accounts, journal


def revoke_role(context: Context, *, email: str, role: Role, region: str | None = None) -> bool:
    """What an administrator gave of this role (in one region, or with None everywhere) counts no more; False when
    nothing of it was there. Effective on the next request.

    By an administrator. Raises Conflict for the last administrator and for a role that only the provider gives:
    that one is taken by leaving the group there.
    """
    with context.database.transaction() as session:
        by = require_administrator(context, session, "revoke roles")
        account = accounts.require_account(session, email)
        of_role = [g for g in accounts.open_grants(session, account.email) if g.role == role]
        held = [g for g in of_role if region in {None, g.region}]
        given = [g for g in held if g.source == "administrator"]
        if held and not given:
            raise Conflict(
                f"{account.email} is {role} through a group of the sign-in provider.",
                hint="Take them out of the group there, or disable the account.",
            )
        if not given:
            return False
        if role == "administrator" and len(given) == len(of_role):
            keep_one_administrator(session, account.email, "revoked")
        accounts.close_grants(session, context.clock, [g.id for g in given], by=by)
        for grant in given:
            journal.record(
                session, context.clock, actor=by, verb="revoked role", subject=account.email,
                detail={"role": role, "region": grant.region},
            )  # fmt: skip
        return True
