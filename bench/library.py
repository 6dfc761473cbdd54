"""Searching 50,000 assets: words, every kind of facet and slips of the pen; on SQLite and, where the wheel is there, on
Postgres. Beside each: the bare look-up in the index.

Run: python -m bench library [assets]. Texts of 120 words drawn by Zipf's law from 20,000, as words are in languages;
the searches are drawn alike, so common words are common in them. Wall time, and time on a processor (of this process,
and of the one that serves it on Postgres), of the whole search: what fits, its texts and the facets. Nothing fails on a
slow day.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from pathlib import Path

from sqlalchemy import text
from sqlmodel import Session

from readiness.domain.library.finding import Asked, asked_for
from readiness.domain.library.inside import Inside
from readiness.store import library, schema
from readiness.store.library_search import Document, bare, find, put
from readiness.store.session import Database

ASSETS = 50_000
SEARCHES = 100
ON = date(2018, 3, 12)
AT = datetime(2018, 3, 1, 9, tzinfo=UTC)
COMPETITORS = ("jenkins", "circleci", "travis", "bamboo", "teamcity", "none")
SEGMENTS = ("enterprise", "mid-market", "small")
READERS = ("all", "reps")
NARROWED: dict[str, dict[str, str]] = {
    "no facet": {},
    "one facet": {"competitor": "jenkins"},
    "a rare facet": {"launch": "launch-7"},
    "three facets": {"competitor": "jenkins", "segment": "small", "kind": "upload"},
    "fresh": {"freshness": "fresh"},
    "ends soon": {"freshness": "ends-soon"},
    "out of date": {"freshness": "out-of-date"},
    "out of date, facet": {"freshness": "out-of-date", "competitor": "jenkins"},
    "out of date, launch": {"freshness": "out-of-date", "launch": "launch-7"},
}
_SYLLABLES = tuple("bacodifugahejikolumanepoquirasotuvewoxizu"[place : place + 2] for place in range(0, 40, 2))


def main() -> None:
    assets = int(sys.argv[1]) if len(sys.argv) > 1 else ASSETS
    chance = random.Random(7)
    words = _vocabulary(chance)
    weights = list(accumulate(1 / place for place in range(1, len(words) + 1)))
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        for name in ("SQLite", "Postgres"):
            url = f"sqlite:///{Path(folder) / 'bench.db'}" if name == "SQLite" else _postgres(stack, folder)
            if not url:
                print(f"  {name}: not here")
                continue
            database = Database(url)
            schema.upgrade(database)
            began = time.perf_counter()
            _fill(database, assets, words, weights)
            print(f"  {name}: {assets:,} assets put in, {time.perf_counter() - began:6.1f} s")
            measure(database, words, weights)
            database.close()


def measure(database: Database, words: list[str], weights: list[float]) -> None:
    """Every kind of search on a database that is filled."""
    print(f"    {'':40} {'whole search, ms':>30}   {'processor':>15}   {'bare look-up':>22}")
    print(f"    {'':40} {'p50':>9} {'p95':>9} {'max':>9}   {'mean':>15}   {'p50':>10} {'p95':>10}   found")
    for kind, searches in _searches(words, weights).items():
        for narrowed, facets in NARROWED.items():
            if kind != "with a slip" or not facets:
                _measure(database, f"{kind}, {narrowed}", [asked_for(one, facets)[0] for one in searches])


def _fill(database: Database, assets: int, words: list[str], weights: list[float]) -> None:
    chance = random.Random(11)
    for start in range(0, assets, 1_000):
        with database.transaction() as session:
            documents = []
            for number in range(start, min(start + 1_000, assets)):
                made = library.add_asset(session, key=f"asset-{number}", launch="", material="", since=AT)
                told = chance.choices(words, cum_weights=weights, k=146)
                facets = {"competitor": (chance.choice(COMPETITORS),), "segment": (chance.choice(SEGMENTS),)}
                documents.append(
                    Document(
                        asset=made.id, readers="all" if number % 5 else "staff", launch=f"launch-{number % 40}",
                        kind="upload", title=" ".join(told[:6]), summary=" ".join(told[6:26]),
                        inside=Inside("all", parts=(" ".join(told[26:]),)), facets=facets, fingerprint=str(number),
                        made_at=AT, fresh_until=_last_day(number),
                    )
                )  # fmt: skip
            put(session, documents)
    if not database.is_sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE asset_text"))  # what autovacuum does within a minute


def _last_day(number: int) -> date | None:
    """One of nine has ended, one of nine ends within the month, one of nine next year."""
    days = {0: -1 - number % 400, 1: number % 30, 2: 365}
    return ON + timedelta(days=days[number % 9]) if number % 9 in days else None


def _searches(words: list[str], weights: list[float]) -> dict[str, list[str]]:
    chance = random.Random(13)

    def some(count: int) -> str:
        return " ".join(chance.choices(words, cum_weights=weights, k=count))

    def slipped() -> str:
        word = chance.choice([word for word in words[200:4_000] if len(word) > 5])
        place = chance.randrange(1, len(word) - 1)
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]

    return {
        "no words": [""] * (SEARCHES // 5),
        "one word": [some(1) for _ in range(SEARCHES)],
        "two or three words": [some(chance.choice((2, 3))) for _ in range(SEARCHES)],
        "with a slip": [slipped() for _ in range(SEARCHES)],
    }


def _measure(database: Database, kind: str, searches: list[Asked]) -> None:
    took, alone, found, worked = [], [], 0, 0.0
    for asked in searches:
        with database.reading() as session:
            busy = _on_processor(session)
            began = time.perf_counter()
            one = find(session, asked, readers=READERS, on=ON)
            took.append((time.perf_counter() - began) * 1000)
            worked += (_on_processor(session) - busy) * 1000
            began = time.perf_counter()
            bare(session, asked, readers=READERS, on=ON)
            alone.append((time.perf_counter() - began) * 1000)
        found += bool(one.hits)
    took, alone = sorted(took), sorted(alone)
    print(
        f"    {kind:40} {took[len(took) // 2]:9.1f} {_p95(took):9.1f} {took[-1]:9.1f}   {worked / len(searches):15.1f}"
        f"   {alone[len(alone) // 2]:10.1f} {_p95(alone):10.1f}   {found / len(searches):4.0%}"
    )


def _p95(sorted_: list[float]) -> float:
    return sorted_[int(len(sorted_) * 0.95)]


def _on_processor(session: Session) -> float:
    """Seconds on a processor so far: of this process, and on Postgres of the process at the other end too."""
    if session.connection().dialect.name == "sqlite":
        return time.process_time()
    number = session.execute(text("SELECT pg_backend_pid()")).scalar()
    told = Path(f"/proc/{number}/stat")
    if not told.is_file():
        return time.process_time()
    user, system = told.read_text().rpartition(")")[2].split()[11:13]
    return time.process_time() + (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _vocabulary(chance: random.Random) -> list[str]:
    made: dict[str, None] = {}
    while len(made) < 20_000:
        made["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4)))] = None
    return list(made)


def _postgres(stack: ExitStack, folder: str) -> str:
    try:
        from tests.postgres import running_postgres  # noqa: PLC0415 - the server of the tests, from a wheel
    except ImportError:
        return ""
    return stack.enter_context(running_postgres(Path(folder)))


if __name__ == "__main__":
    main()
