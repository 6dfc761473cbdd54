"""Everybody below a manager, down the tree, as SQL: for questions about a manager's people, however many they are."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from readiness.domain.people.person import mail_address
from readiness.store.people import posted_on
from readiness.store.tables.people import PersonRow, PostingRow


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
