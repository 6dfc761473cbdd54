"""A quick look at the record by plain SQL, for the one screen that must come at once.

`readiness status` is what people type all day; importing the tables would be nine tenths of its time. Reads only, and
only what is kept as it is to be shown: launches as applied, the last verdict, the kept counts. No password is shown.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from readiness.ground.errors import OutsideFailure, Unusable
from readiness.store.unfit import not_a_file, other_revision, unusable

HEAD = "0016"
"""The newest revision in `migrations/versions`; a test compares the two."""

LAST_STEP = "gate"
"""The step with which an apply is through; a test compares it with the steps that there are."""

EXTRA = "Install the extra: pip install 'launch-readiness[postgres]'"

ADDRESSES = "Write sqlite:///path/to/file.db or postgresql://user:password@host/name in READINESS_DATABASE_URL."

_LAUNCHES = """
SELECT key, name, tier, launch_on, version, fingerprint FROM launch ORDER BY launch_on, key
"""
_VERDICTS = """
SELECT v.launch, v.outcome, v.as_of, v.definition, v.verdict, l.fingerprint
FROM verdict v JOIN launch l ON l.key = v.launch
WHERE v.market = '' AND v.id = (SELECT MAX(id) FROM verdict w WHERE w.launch = v.launch AND w.market = '')
"""
_COUNTS = """
SELECT launch, state, away, SUM(n) FROM standing_count
WHERE level = 'region' AND on_day <= '{today}' GROUP BY launch, state, away HAVING SUM(n) <> 0
"""
_UNFINISHED = f"""
SELECT a.launch, (SELECT COUNT(*) FROM application_step s WHERE s.application_id = a.id)
FROM application a WHERE a.id = (SELECT MAX(id) FROM application b WHERE b.launch = a.launch)
AND NOT EXISTS (SELECT 1 FROM application_step s WHERE s.application_id = a.id AND s.step = '{LAST_STEP}')
"""  # noqa: S608 - our own word
_ROSTER = """
SELECT COUNT(DISTINCT person_id) FROM posting
WHERE valid_from <= '{today}' AND (valid_to IS NULL OR valid_to > '{today}')
"""


@dataclass(frozen=True, slots=True)
class LastVerdict:
    """The last verdict on record of a launch as a whole. `stale`: the definition has been applied anew since.

    A waived criterion is not met: `met`, `waived` and what is unmet make up `criteria`.
    """

    outcome: str
    as_of: date
    met: int
    waived: int
    criteria: int
    blocker: str
    stale: bool


@dataclass(frozen=True, slots=True)
class Glance:
    """One applied launch. `certified` of `enrolled` are people times certifications on the roster that day, who counts
    or not by the gate's population left aside; `verdict` None = never decided. `fingerprint` is
    of the definition as applied. `roster` is how many are on the roster that day, counted only when `people` is 0.
    `steps_through` is None when the last apply came to its end; else it is under way, or was broken off after so many.
    """

    key: str
    name: str
    tier: int
    launch_on: date
    version: int
    certified: int
    people: int
    verdict: LastVerdict | None
    fingerprint: str = ""
    roster: int = 0
    steps_through: int | None = None


def glances(url: str, today: date) -> tuple[Glance, ...]:
    """Every applied launch by launch date; empty when there is no database yet.

    Raises Conflict when the database is of another revision, OutsideFailure when it cannot be read.
    """
    if not url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://", "postgres://")):
        raise Unusable("the database address cannot be read.", hint=ADDRESSES)
    file = Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None
    if file is not None and not file.is_file():
        if (wrong := not_a_file(file)) is not None:
            raise wrong
        return ()
    with _cursor(url) as cursor:
        ((revision,),) = _rows(cursor, "SELECT version_num FROM alembic_version")
        if revision != HEAD:
            raise other_revision(str(revision), file, HEAD)
        launches = _rows(cursor, _LAUNCHES)
        verdicts = {row[0]: _verdict(row) for row in _rows(cursor, _VERDICTS)}
        counts = _rows(cursor, _COUNTS.format(today=today.isoformat()))
        unfinished = {str(launch): int(steps) for launch, steps in _rows(cursor, _UNFINISHED)}
        counted: dict[Any, list[int]] = {}
        for launch, state, _, n in counts:
            told = counted.setdefault(launch, [0, 0])
            told[0] += int(n) if state in {"certified", "expiring"} else 0
            told[1] += int(n)
        roster = 0
        if any(row[0] not in counted for row in launches):
            ((roster,),) = _rows(cursor, _ROSTER.format(today=today.isoformat()))
    return tuple(
        Glance(
            str(key),
            str(name),
            int(tier),
            _date(on),
            int(version),
            counted.get(key, [0, 0])[0],
            counted.get(key, [0, 0])[1],
            verdicts.get(key),
            str(fingerprint),
            0 if key in counted else int(roster),
            unfinished.get(str(key)),
        )
        for key, name, tier, on, version, fingerprint in launches
    )


def _verdict(row: tuple[Any, ...]) -> LastVerdict:
    _, outcome, as_of, definition, text, current = row
    criteria = json.loads(text)["criteria"]
    unmet = [one for one in criteria if one["outcome"] == "unmet"]
    waived = sum(one["outcome"] == "waived" for one in criteria)
    blocker = f"{unmet[0]['key']}: {unmet[0]['found']['says']}" if unmet else ""
    return LastVerdict(
        str(outcome), _date(as_of), len(criteria) - len(unmet) - waived, waived, len(criteria), blocker,
        definition != current,
    )  # fmt: skip


def _date(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _rows(cursor: Any, statement: str) -> list[tuple[Any, ...]]:
    cursor.execute(statement)
    return list(cursor.fetchall())


@contextmanager
def _cursor(url: str) -> Iterator[Any]:
    if url.startswith("sqlite"):
        path = url.removeprefix("sqlite:///")
        try:
            with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
                yield connection.cursor()
        except sqlite3.Error as error:
            raise unusable(str(error), Path(path)) from error
        return
    try:
        import psycopg  # noqa: PLC0415  (an extra, and only for Postgres)
    except ModuleNotFoundError as error:
        raise OutsideFailure(f"a Postgres address needs {error.name}, which is not installed.", hint=EXTRA) from error
    try:
        address = url.replace("postgresql+psycopg://", "postgresql://", 1)
        with psycopg.connect(address, connect_timeout=5) as reading, reading.cursor() as cursor:
            yield cursor
    except psycopg.Error as error:
        raise unusable(str(error), None) from error
