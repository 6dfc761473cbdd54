"""Everything that was handed in at a quiz, in one read: what item analysis is made of."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast

import orjson
from sqlalchemy import Select, Table, Text, and_, func, select
from sqlalchemy import cast as cast_to
from sqlmodel import Session

from readiness.domain.definition.assessment import Item
from readiness.domain.item_analysis.given import Given, Which, authored
from readiness.ground.restore import restore
from readiness.store.latest_grade import is_latest_grade, regrade_in
from readiness.store.tables.people import PostingRow
from readiness.store.tables.quizzes import AttemptRow, AttemptStepRow, QuizPoolRow

_ATTEMPT = cast("Table", AttemptRow.__table__)  # type: ignore[attr-defined]
_STEP = cast("Table", AttemptStepRow.__table__)  # type: ignore[attr-defined]
_POOL = cast("Table", QuizPoolRow.__table__)  # type: ignore[attr-defined]
_POSTING = cast("Table", PostingRow.__table__)  # type: ignore[attr-defined]

_AT_ONCE = 2_000
"""Rows fetched at a time: an attempt at forty questions is some ten kilobytes of JSON."""


def answers_given(session: Session, launch: str, quiz: str, which: Which) -> tuple[Given, ...]:
    """The attempts at `quiz` that were handed in and graded, in the order in which that happened."""
    stood = _stood(session, which)
    found = []
    query = _handed_in(launch, quiz, which).execution_options(yield_per=_AT_ONCE)
    for row in session.connection().execute(query):
        if stood is not None and not _was_there(stood.get(row.person_id, ()), row.at.date()):
            continue
        graded = _read(row.graded)
        again = regrade_in(graded) or {"pool": row.pool_fingerprint, "form": _read(row.form)}
        form, answers = again["form"]["items"], _read(row.submitted)["answers"]
        keys = [one["key"] for one in form]
        # An essay that nobody marked earned nothing that could be counted: as if it had not been asked.
        earned = [math.nan if one.get("unmarked") else one["fraction"] for one in graded["items"]]
        if [one["key"] for one in graded["items"]] != keys:
            by_key = dict(zip([one["key"] for one in graded["items"]], earned, strict=True))
            earned = [by_key.get(key, 0.0) for key in keys]
        # Tuples, and made of lists: these are built quickest, and the collector of garbage leaves them alone.
        found.append(
            Given(
                row.at, again["pool"], tuple(keys), tuple(earned),
                tuple([authored(answers.get(one["key"]), one["shown"]) for one in form]), row.simulated,
            )
        )  # fmt: skip
    return tuple(found)


def _read(text: str) -> Any:
    """The JSON, four times as quick as the standard library reads it; which also reads half a surrogate pair."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return json.loads(text)


def items_of_pools(session: Session, pools: Collection[str]) -> Mapping[str, tuple[Item, ...]]:
    """The items of these pools (by fingerprint), as they were when somebody was asked from them."""
    rows = session.connection().execute(select(_POOL).where(_POOL.c.fingerprint.in_(pools)))
    return {row["fingerprint"]: tuple(restore(Item, one) for one in row["items"]) for row in rows.mappings()}


def places_known(session: Session) -> tuple[frozenset[str], frozenset[str]]:
    """Every role and every region that somebody on the roster was ever in."""
    rows = session.connection().execute(select(_POSTING.c.role, _POSTING.c.region).distinct()).fetchall()
    return frozenset(role for role, _ in rows if role), frozenset(region for _, region in rows if region)


def _handed_in(launch: str, quiz: str, which: Which) -> Select[Any]:
    submitted, graded = _STEP.alias("submitted"), _STEP.alias("graded")
    query = (
        select(
            _ATTEMPT.c.person_id, _ATTEMPT.c.pool_fingerprint, cast_to(_ATTEMPT.c.form, Text).label("form"),
            _ATTEMPT.c.simulated, submitted.c.at, cast_to(submitted.c.body, Text).label("submitted"),
            cast_to(graded.c.body, Text).label("graded"),
        )
        .join(submitted, and_(submitted.c.attempt_id == _ATTEMPT.c.id, submitted.c.kind == "submit"))
        .join(graded, and_(graded.c.attempt_id == _ATTEMPT.c.id, is_latest_grade(graded)))
        .where(_ATTEMPT.c.launch == launch, _ATTEMPT.c.quiz == quiz)
        .order_by(submitted.c.at, _ATTEMPT.c.id)
    )  # fmt: skip
    if which.first_only:
        query = query.where(_ATTEMPT.c.number == 1)
    if which.since is not None:
        query = query.where(submitted.c.at >= _midnight(which.since))
    if which.until is not None and which.until < date.max:
        query = query.where(submitted.c.at < _midnight(which.until + timedelta(days=1)))
    return query


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=UTC)


def _stood(session: Session, which: Which) -> Mapping[int, list[tuple[date, date | None]]] | None:
    """When each person stood in that role and region; None = nobody asked."""
    if not which.role and not which.region:
        return None
    query = select(_POSTING.c.person_id, _POSTING.c.valid_from, _POSTING.c.valid_to)
    if which.role:
        query = query.where(_POSTING.c.role == which.role)
    if which.region:
        query = query.where(func.lower(_POSTING.c.region) == which.region.lower())
    found: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    for person, since, until in session.connection().execute(query):
        found[person].append((since, until))
    return found


def _was_there(spans: Collection[tuple[date, date | None]], day: date) -> bool:
    return any(since <= day and (until is None or day < until) for since, until in spans)
