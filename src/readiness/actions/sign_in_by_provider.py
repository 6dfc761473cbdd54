"""Somebody whom the OpenID provider vouches for signs in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlmodel import Session

from readiness.actions.begin_session import begin_session
from readiness.context import Context
from readiness.domain.access.sign_in import Carried, Identity
from readiness.domain.people.address import is_mail_address, mail_address
from readiness.ground.errors import NotAllowed
from readiness.store import accounts, journal
from readiness.store.sign_ins import WebSession

SOURCE: Final = "provider"


def sign_in_by_provider(
    context: Context,
    *,
    identity: Identity,
    roles: Mapping[str, frozenset[Carried]],
    browser: str = "",
    replacing: str = "",
) -> WebSession:
    """A session of the provider's person. The roles they have from the provider are exactly those their groups carry
    (`roles`: group → roles, a sales leader's perhaps for one region); what an administrator gave them stays.

    Somebody in a group that carries a role gets an account if they have none. Raises NotAllowed without a mail address
    that the provider has verified, and for somebody who is disabled here or whom nobody knows.
    """
    email = mail_address(identity.email)
    if not identity.email_verified or not is_mail_address(email):
        raise NotAllowed(
            "the provider does not vouch for a mail address of yours.", hint="Verify it there, then sign in again."
        )
    carried = frozenset[Carried]().union(*(roles[group] for group in identity.groups if group in roles))
    with context.database.transaction() as session:
        if carried and accounts.add_account(session, context.clock, email=email, name=identity.name, by=SOURCE):
            journal.record(session, context.clock, actor=SOURCE, verb="opened account", subject=email)
        made = begin_session(
            context, session, email=email, how="provider", browser=browser, replacing=replacing, name=identity.name
        )
        _bring_roles(context, session, email, carried)
        return made


def _bring_roles(context: Context, session: Session, email: str, carried: frozenset[Carried]) -> None:
    held = {
        Carried(grant.role, grant.region): grant.id
        for grant in accounts.open_grants(session, email)
        if grant.source == SOURCE
    }
    gone = sorted(held.keys() - carried)
    for one in sorted(carried - held.keys()):
        accounts.add_grant(
            session, context.clock, email=email, role=one.role, region=one.region, source=SOURCE, by=SOURCE
        )
        journal.record(session, context.clock, actor=SOURCE, verb="granted role", subject=email, detail=_detail(one))
    accounts.close_grants(session, context.clock, [held[one] for one in gone], by=SOURCE)
    for one in gone:
        journal.record(session, context.clock, actor=SOURCE, verb="revoked role", subject=email, detail=_detail(one))


def _detail(one: Carried) -> dict[str, str]:
    return {"role": one.role, **({"region": one.region} if one.region else {})}
