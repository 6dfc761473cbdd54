"""Accounts for people to see: one's own sessions and tokens, and whether anybody administers yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from readiness.context import Context
from readiness.domain.access.roles import GRANTABLE, HeldRole, held_roles
from readiness.domain.people.address import mail_address
from readiness.ground.errors import NotFound
from readiness.ground.keys import did_you_mean
from readiness.store import account_lists, accounts, sign_ins
from readiness.store.sign_ins import ApiToken, WebSession

DISABLED = "disabled"
FILTERS = (*GRANTABLE, DISABLED)
"""How the list of people may be narrowed."""


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One account as its owner sees it; sessions last seen first, tokens newest first."""

    email: str
    name: str
    has_password: bool
    roles: tuple[HeldRole, ...]
    sessions: tuple[WebSession, ...]
    tokens: tuple[ApiToken, ...]


def account_page(context: Context, *, email: str) -> AccountPage:
    """Raises NotFound for somebody without an account."""
    now = context.clock.now()
    with context.database.reading() as session:
        found = accounts.require_account(session, mail_address(email))
        (known,) = account_lists.known(session, [found.email], now.date())
        return AccountPage(
            found.email,
            found.name,
            found.password is not None,
            _held(known),
            sign_ins.sessions_of(session, found.email, now),
            sign_ins.tokens_of(session, found.email),
        )


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody who may sign in, or might. `seen_at` None = never signed in."""

    email: str
    name: str
    roles: tuple[HeldRole, ...]
    has_account: bool
    is_disabled: bool
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """People by mail address; `after` is where the next page begins, "" = this is the last."""

    lines: tuple[PersonLine, ...]
    after: str


def people_page(context: Context, *, search: str = "", only: str = "", after: str = "", limit: int = 50) -> PeoplePage:
    """Everybody with an account, on the roster or in a launch's team.

    `only`: one of `FILTERS`, those with that role (given, or through a team) or those disabled; `search` is part of an
    address or a name. Raises NotFound for a filter that does not exist.
    """
    if only and only not in FILTERS:
        raise NotFound(f"there is no filter '{only[:40]}'.", hint=did_you_mean(only, FILTERS))
    today, search = context.clock.today(), " ".join(search.split())[:100]
    with context.database.reading() as session:
        if not only:
            emails = account_lists.addresses(session, search=search, after=after, limit=limit + 1)
            found = account_lists.known(session, emails, today)
        else:
            is_role = only != DISABLED
            emails = (
                account_lists.addresses_of_role(session, only) if is_role else account_lists.addresses_disabled(session)
            )
            rest = account_lists.known(session, [one for one in emails if one > after], today)
            found = [one for one in rest if search.casefold() in f"{one.email} {one.name}".casefold()][: limit + 1]
    lines = tuple(_line(one) for one in found[:limit])
    return PeoplePage(lines, lines[-1].email if len(found) > limit else "")


@dataclass(frozen=True, slots=True)
class PersonPage:
    """One person as an administrator sees them. `regions`: those of the roster, to narrow a sales leader to."""

    line: PersonLine
    sessions: tuple[WebSession, ...]
    tokens: tuple[ApiToken, ...]
    regions: tuple[str, ...]


def person_page(context: Context, *, email: str) -> PersonPage:
    """Raises NotFound for an address that is nowhere: no account, never on the roster, in no team."""
    line, now = person_line(context, email=email), context.clock.now()
    with context.database.reading() as session:
        return PersonPage(
            line,
            sign_ins.sessions_of(session, line.email, now),
            sign_ins.tokens_of(session, line.email),
            account_lists.regions(session, now.date()),
        )


def person_line(context: Context, *, email: str) -> PersonLine:
    """Raises NotFound for an address that is nowhere: no account, never on the roster, in no team."""
    with context.database.reading() as session:
        (found,) = account_lists.known(session, [mail_address(email)], context.clock.today())
    if not (found.has_account or found.was_on_roster or found.functions.teams):
        raise NotFound(f"nobody here has the address {ascii(found.email)[1:-1][:100]}.", hint="Open an account for it.")
    return _line(found)


def has_administrator(context: Context) -> bool:
    """True once an administrator has signed in; from then on only administrators make administrators."""
    with context.database.reading() as session:
        return accounts.is_administered(session)


def _line(one: account_lists.Known) -> PersonLine:
    return PersonLine(one.email, one.name, _held(one), one.has_account, one.disabled_at is not None, one.seen_at)


def _held(known: account_lists.Known) -> tuple[HeldRole, ...]:
    return held_roles(
        known.granted, teams=known.functions.teams, is_posted=known.is_posted, has_reports=known.has_reports
    )
