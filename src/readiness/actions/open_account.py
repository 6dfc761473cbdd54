"""Somebody gets an account, with roles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from readiness.actions.require_administrator import require_administrator
from readiness.context import Context
from readiness.domain.access.roles import Role
from readiness.domain.access.sign_in import account_problems, grant_problems
from readiness.domain.people.address import mail_address
from readiness.ground.errors import DefinitionError
from readiness.store import accounts, journal


@dataclass(frozen=True, slots=True)
class Opened:
    """`is_new`: there was no account before. `granted`: the roles that they did not have before."""

    email: str
    is_new: bool
    granted: tuple[Role, ...]


def open_account(
    context: Context, *, email: str, name: str = "", roles: Sequence[Role] = (), region: str = ""
) -> Opened:
    """There is an account of this address, with at least these roles; `region` narrows a sales leader's.

    By an administrator, or by anybody while there is none. Raises DefinitionError with everything that is wrong.
    """
    spelled, name = mail_address(email), " ".join(name.split())
    narrowed = {role: region if role == "sales-leader" else "" for role in roles}
    problems = account_problems(spelled, name)
    problems += [problem for role in narrowed for problem in grant_problems(role, narrowed[role])]
    if problems:
        raise DefinitionError("the account cannot be opened like this.", problems=problems)
    with context.database.transaction() as session:
        by = require_administrator(context, session, "open accounts")
        is_new = accounts.add_account(session, context.clock, email=spelled, name=name, by=by)
        if is_new:
            journal.record(session, context.clock, actor=by, verb="opened account", subject=spelled)
        elif name and accounts.require_account(session, spelled).name != name:
            accounts.set_name(session, spelled, name)
            journal.record(session, context.clock, actor=by, verb="named account", subject=spelled)
        granted = []
        for role, where in narrowed.items():
            if accounts.add_grant(
                session, context.clock, email=spelled, role=role, region=where, source="administrator", by=by
            ):
                granted.append(role)
                journal.record(
                    session, context.clock, actor=by, verb="granted role", subject=spelled,
                    detail={"role": role, "region": where},
                )  # fmt: skip
        return Opened(spelled, is_new, tuple(granted))
