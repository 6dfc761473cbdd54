"""A token for programs counts no more."""

from __future__ import annotations

from readiness.context import Context
from readiness.domain.people.address import mail_address
from readiness.ground.errors import NotFound
from readiness.store import accounts, journal, sign_ins


def revoke_api_token(context: Context, *, number: int, of: str = "") -> bool:
    """The token is dead; False when it was. One's own, or anybody's by an administrator; `of` says whose it has to
    be, "" = whoever's.

    Raises NotFound, also for somebody else's.
    """
    with context.database.transaction() as session:
        by = context.by().casefold()
        found = sign_ins.token_by_id(session, number)
        if found is None or (found.email != by and by not in accounts.administrators(session)):
            raise NotFound("there is no such token of yours.", hint="See your tokens on the account page.")
        if of and found.email != mail_address(of):
            raise NotFound("there is no such token of theirs.", hint="See theirs under Administration, People.")
        if not sign_ins.end_token(session, context.clock, number):
            return False
        journal.record(
            session, context.clock, actor=by, verb="revoked token", subject=found.name,
            detail={"token": number, "of": found.email},
        )  # fmt: skip
        return True
