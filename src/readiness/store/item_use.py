"""How often each question of a launch was asked, and how it went at the first attempt; counted by the database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select, text
from sqlmodel import Session, col

from readiness.domain.definition.assessment import Item
from readiness.domain.item_analysis.wording import wording
from readiness.ground.restore import restore
from readiness.store.answers_given import items_of_pools
from readiness.store.latest_grade import IS_LATEST_SQL
from readiness.store.tables.launches import LaunchVersionRow


@dataclass(frozen=True, slots=True)
class ItemUse:
    """`asked`: attempts whose form had it, open ones too. `first`: first attempts that were graded; `earned`: the mean
    share 0..1 of its mark in those, None = there were none.
    """

    asked: int = 0
    first: int = 0
    earned: float | None = None


def item_use(session: Session, launch: str) -> Mapping[str, ItemUse]:
    """By item key; what was never asked is absent. Whatever its wording was: `item_analysis` tells wordings apart."""
    dialect = session.get_bind().dialect.name
    given = {"launch": launch}
    asked = {row.item: row.times for row in session.connection().execute(text(_ASKED[dialect]), given)}
    graded = {row.item: (row.times, row.earned) for row in session.connection().execute(text(_GRADED[dialect]), given)}
    found = {}
    for item, times in asked.items():
        first, earned = graded.get(item, (0, None))
        found[item] = ItemUse(times, first, None if earned is None else float(earned))
    return found


def first_answers(session: Session, launch: str, items: Iterable[Item]) -> Mapping[str, tuple[int, float]]:
    """Of each of these items, as it is now worded: how many first attempts answered it, and the mean share 0..1 of its
    mark that they earned. What nobody answered is absent.
    """
    dialect = session.get_bind().dialect.name
    rows = session.connection().execute(text(_GRADED_BY_POOL[dialect]), {"launch": launch}).all()
    pools = items_of_pools(session, {row.pool for row in rows})
    asked = {(pool, item.key): wording(item) for pool, held in pools.items() for item in held}
    now = {item.key: wording(item) for item in items}
    counts: dict[str, int] = {}
    sums: dict[str, float] = {}
    for row in rows:
        if row.item in now and asked.get((row.pool, row.item)) == now[row.item]:
            counts[row.item] = counts.get(row.item, 0) + row.times
            sums[row.item] = sums.get(row.item, 0.0) + float(row.earned)
    return {key: (count, sums[key] / count) for key, count in counts.items()}


def written_items(session: Session, launch: str) -> Iterator[Item]:
    """Every item of the launch as it was first applied, and again each time an apply changed anything in it."""
    query = (
        select(col(LaunchVersionRow.definition))
        .where(col(LaunchVersionRow.launch) == launch)
        .order_by(col(LaunchVersionRow.number))
    )
    last: dict[str, object] = {}
    for (definition,) in session.execute(query):
        for key, written in json.loads(definition).get("items", {}).items():
            if last.get(key) != written:
                last[key] = written
                rubric = {name: {"key": name, **category} for name, category in written.get("rubric", {}).items()}
                yield restore(Item, {"key": key, **written, **({"rubric": rubric} if rubric else {})})


_ASKED = {
    "sqlite": """
        SELECT json_extract(one.value, '$.key') AS item, count(*) AS times
        FROM attempt, json_each(attempt.form, '$.items') AS one
        WHERE attempt.launch = :launch GROUP BY 1
    """,
    "postgresql": """
        SELECT one.value ->> 'key' AS item, count(*) AS times
        FROM attempt, json_array_elements(attempt.form -> 'items') AS one
        WHERE attempt.launch = :launch GROUP BY 1
    """,
}
_GRADED = {
    "sqlite": f"""
        SELECT json_extract(one.value, '$.key') AS item, count(*) AS times,
               avg(json_extract(one.value, '$.fraction')) AS earned
        FROM attempt JOIN attempt_step AS graded ON graded.attempt_id = attempt.id AND {IS_LATEST_SQL},
             json_each(graded.body, '$.items') AS one
        WHERE attempt.launch = :launch AND attempt.number = 1
          AND json_extract(one.value, '$.unmarked') IS NULL GROUP BY 1
    """,  # noqa: S608
    "postgresql": f"""
        SELECT one.value ->> 'key' AS item, count(*) AS times,
               avg((one.value ->> 'fraction')::double precision) AS earned
        FROM attempt JOIN attempt_step AS graded ON graded.attempt_id = attempt.id AND {IS_LATEST_SQL},
             json_array_elements(graded.body -> 'items') AS one
        WHERE attempt.launch = :launch AND attempt.number = 1
          AND one.value ->> 'unmarked' IS NULL GROUP BY 1
    """,  # noqa: S608
}
_GRADED_BY_POOL = {
    "sqlite": f"""
        SELECT attempt.pool_fingerprint AS pool, json_extract(one.value, '$.key') AS item, count(*) AS times,
               sum(json_extract(one.value, '$.fraction')) AS earned
        FROM attempt JOIN attempt_step AS graded ON graded.attempt_id = attempt.id AND {IS_LATEST_SQL},
             json_each(graded.body, '$.items') AS one
        WHERE attempt.launch = :launch AND attempt.number = 1
          AND json_extract(one.value, '$.unmarked') IS NULL GROUP BY 1, 2 ORDER BY 1, 2
    """,  # noqa: S608
    "postgresql": f"""
        SELECT attempt.pool_fingerprint AS pool, one.value ->> 'key' AS item, count(*) AS times,
               sum((one.value ->> 'fraction')::double precision) AS earned
        FROM attempt JOIN attempt_step AS graded ON graded.attempt_id = attempt.id AND {IS_LATEST_SQL},
             json_array_elements(graded.body -> 'items') AS one
        WHERE attempt.launch = :launch AND attempt.number = 1
          AND one.value ->> 'unmarked' IS NULL GROUP BY 1, 2 ORDER BY 1, 2
    """,  # noqa: S608
}
