"""Everybody below a manager, down the tree, as SQL: for questions about a manager's people, however many they are."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, Final

from sqlalchemy import Select, SelectBase, literal, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from readiness.domain.access.scope import Scope
from readiness.domain.people.address import mail_address
from readiness.store.people import posted_on
from readiness.store.tables.people import PersonRow, PostingRow

_AT_ONCE: Final = 500
"""Addresses in one statement: SQLite takes a limited number of values."""


def people_under(email: str, day: date) -> Select[Any]:
    """The SQL of the numbers of everybody below this manager on `day`, themselves not included.

    A circle in the data ends: nobody is told twice. Found by the index on the manager of a posting.
    """
    below = aliased(PostingRow)
    me = select(col(PersonRow.id)).where(col(PersonRow.email) == mail_address(email)).scalar_subquery()
    first: Select[Any] = select(col(PostingRow.person_id).label("id")).where(
        col(PostingRow.manager_id) == me, posted_on(day)
    )
    tree = first.cte("under", recursive=True)
    holds = (col(below.valid_from) <= day, or_(col(below.valid_to).is_(None), col(below.valid_to) > day))
    deeper = select(col(below.person_id)).join(tree, col(below.manager_id) == tree.c.id).where(*holds)
    whole = tree.union(deeper)
    return select(whole.c.id).where(whole.c.id != me)


def seen_among(session: Session, scopes: Iterable[Scope], emails: Collection[str], day: date) -> frozenset[str]:
    """Those of these mail addresses that are in one of the scopes on `day`, as `mail_address` spells them.

    A scope of everybody holds all of them, also those who left; any other only whoever stands on the roster that day.
    """
    asked, found = {mail_address(email) for email in emails}, set[str]()
    for scope in scopes:
        if scope.whose == "all":
            return frozenset(asked)
        left = sorted(asked - found)
        for start in range(0, len(left), _AT_ONCE):
            query = _addresses(scope, day).where(col(PersonRow.email).in_(left[start : start + _AT_ONCE]))
            found.update(session.execute(query).scalars())
    return frozenset(found)


def seen_addresses(scopes: Iterable[Scope], email: str, day: date) -> SelectBase | None:
    """The SQL of the mail addresses that `seen_among` would leave of all there are, and `email`; None = all of them.

    For lists that are read a page at a time: what is left out is left out by the query, so that a page is full.
    """
    asked = list(scopes)
    if any(scope.whose == "all" for scope in asked):
        return None
    return select(literal(mail_address(email))).union(*(_addresses(scope, day) for scope in asked))


def addresses_in(scopes: Iterable[Scope], day: date) -> SelectBase:
    """The SQL of the mail addresses in any of these scopes, none of which is everybody; of nobody without a scope."""
    return select(literal("")).union(*(_addresses(scope, day) for scope in scopes))


def _addresses(scope: Scope, day: date) -> Select[Any]:
    """Of a scope that is not everybody: who stands on the roster that day and is in it."""
    rule = (
        col(PostingRow.region).in_(sorted(scope.regions))
        if scope.whose == "regions"
        else col(PersonRow.id).in_(people_under(scope.manager, day))
    )
    return (
        select(col(PersonRow.email))
        .join(PostingRow, col(PostingRow.person_id) == col(PersonRow.id))
        .where(posted_on(day), rule)
    )
