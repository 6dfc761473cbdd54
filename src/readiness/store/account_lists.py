"""People by the page: everybody with an account, on the roster or in a launch's team, by mail address."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from heapq import merge
from itertools import islice
from typing import Any, cast

from sqlalchemy import Table, func, or_, select
from sqlmodel import Session

from readiness.domain.access.roles import BY_FUNCTION, HeldRole
from readiness.store.people import posted_on
from readiness.store.tables.accounts import AccountRow, RoleGrantRow, WebSessionRow
from readiness.store.tables.people import PersonRow, PostingRow
from readiness.store.teams import Functions, members

_ACCOUNT = cast("Table", AccountRow.__table__)  # type: ignore[attr-defined]
_GRANT = cast("Table", RoleGrantRow.__table__)  # type: ignore[attr-defined]
_SESSION = cast("Table", WebSessionRow.__table__)  # type: ignore[attr-defined]
_PERSON = cast("Table", PersonRow.__table__)  # type: ignore[attr-defined]
_POSTING = cast("Table", PostingRow.__table__)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Known:
    """What is kept of one address. `was_on_roster`: at any time; `seen_at` None = never signed in; `disabled_at` None =
    may sign in.
    """

    email: str
    name: str
    has_account: bool
    was_on_roster: bool
    disabled_at: datetime | None
    seen_at: datetime | None
    granted: tuple[HeldRole, ...]
    functions: Functions
    is_posted: bool
    has_reports: bool


def addresses(session: Session, *, search: str, after: str, limit: int) -> list[str]:
    """The next `limit` addresses after `after`, of everybody there is; `search` is part of the address or the name.

    In the order of code points, which is Python's, SQLite's, and on Postgres that of the collation "C".
    """
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    sources: list[list[str]] = []
    for table in (_ACCOUNT, _PERSON):
        email, name = table.c.email, table.c.name
        ordered = email if is_sqlite else email.collate("C")
        query = select(email).where(ordered > after).order_by(ordered).limit(limit)
        if search:
            query = query.where(or_(email.icontains(search, autoescape=True), name.icontains(search, autoescape=True)))
        sources.append(list(session.execute(query).scalars()))
    wanted = search.casefold()
    team = ((email, one.name) for email, one in members(session).items() if email > after)
    sources.append(sorted(email for email, name in team if wanted in f"{email} {name}".casefold()))
    return list(islice(dict.fromkeys(merge(*sources)), limit))


def addresses_of_role(session: Session, role: str) -> list[str]:
    """Everybody who was given this role or has it through a team, by address."""
    granted = select(_GRANT.c.email).where(_GRANT.c.role == role, _GRANT.c.revoked_at.is_(None))
    in_teams = (
        email
        for email, one in members(session).items()
        if any(BY_FUNCTION.get(function) == role for held in one.teams.values() for function in held)
    )
    return sorted({*session.execute(granted).scalars(), *in_teams})


def addresses_disabled(session: Session) -> list[str]:
    return sorted(session.execute(select(_ACCOUNT.c.email).where(_ACCOUNT.c.disabled_at.is_not(None))).scalars())


def regions(session: Session, day: date) -> tuple[str, ...]:
    """Every region of the roster on `day`, in order."""
    found = select(_POSTING.c.region).distinct().where(posted_on(day), _POSTING.c.region != "")
    return tuple(sorted(session.execute(found).scalars()))


def known(session: Session, emails: Sequence[str], day: date) -> list[Known]:
    """What is kept of each of these addresses, in their order; a handful of statements for all of them."""
    accounts = {
        row.email: row
        for row in session.execute(
            select(_ACCOUNT.c.email, _ACCOUNT.c.name, _ACCOUNT.c.disabled_at).where(_ACCOUNT.c.email.in_(emails))
        )
    }
    people = {
        row.email: row
        for row in session.execute(
            select(_PERSON.c.email, _PERSON.c.id, _PERSON.c.name).where(_PERSON.c.email.in_(emails))
        )
    }
    ids = [row.id for row in people.values()]
    granted: dict[str, list[HeldRole]] = defaultdict(list)
    for email, role, region, source in session.execute(
        select(_GRANT.c.email, _GRANT.c.role, _GRANT.c.region, _GRANT.c.source)
        .where(_GRANT.c.email.in_(emails), _GRANT.c.revoked_at.is_(None))
        .order_by(_GRANT.c.id)
    ):
        granted[email].append(HeldRole(role, source, region))
    last_seen = select(_SESSION.c.email, func.max(_SESSION.c.seen_at)).where(_SESSION.c.email.in_(emails))
    seen = {row[0]: row[1] for row in session.execute(last_seen.group_by(_SESSION.c.email))}
    posted, managing = (_standing(session, one, ids, day) for one in (_POSTING.c.person_id, _POSTING.c.manager_id))
    team, nowhere = members(session), Functions()
    found = []
    for email in emails:
        account, person, functions = accounts.get(email), people.get(email), team.get(email, nowhere)
        number = person.id if person else None
        found.append(
            Known(
                email, (account.name if account else "") or (person.name if person else "") or functions.name,
                account is not None, person is not None, account.disabled_at if account else None, seen.get(email),
                tuple(granted[email]), functions, number in posted, number in managing,
            )
        )  # fmt: skip
    return found


def _standing(session: Session, number: Any, ids: Sequence[int], day: date) -> set[int]:
    return set(session.execute(select(number).distinct().where(number.in_(ids), posted_on(day))).scalars())
